// What can be searched: names, synonyms, genes, brands, trial names and numbers, with tolerance for typing.

import MiniSearch from "minisearch";
import { capital, count, words } from "./format.js";

const SHOWN = 12;
const CANDIDATES = 60;
const KINDS = { subtype: 3, target: 2.6, agent: 2.8, trial: 1.6, evidence: 1 };
const FIELDS = ["name", "synonyms", "number", "text"];
const LIKENESS = 8;
const REPETITION = { k: 0.2, b: 0.5, d: 0.3 }; // a word that stands in five synonyms is no better match

export function buildIndex(model) {
  const stored = ["kind", "key", "name", "also", "note"];
  const index = new MiniSearch({ fields: FIELDS, storeFields: stored, idField: "at", extractField });
  index.addAll(documents(model).map((document, at) => ({ at, ...document })));
  return index;
}

function extractField(document, field) {
  return field === "synonyms" ? document.also?.join(" ") : document[field];
}

/** All words first; when that finds nothing, any word. What is spelt most like the text comes first. */
export function find(index, text) {
  const options = {
    prefix: true,
    fuzzy: (term) => (term.length > 3 && !/^\d+$/.test(term) ? 0.2 : 0),
    bm25: REPETITION,
    boost: { name: 3, synonyms: 2.5, number: 2 },
    boostDocument: (_at, _term, stored) => KINDS[stored.kind],
  };
  const all = index.search(text, { ...options, combineWith: "AND" });
  const found = (all.length ? all : index.search(text, options)).slice(0, CANDIDATES);
  const score = new Map(
    found.map((item) => [item, Math.sqrt(item.score) * (1 + LIKENESS * likeness(item, text) ** 2)]),
  );
  return found.sort((a, b) => score.get(b) - score.get(a)).slice(0, SHOWN);
}

/** How much of the letter pairs of a text and of a name or synonym are the same: 0 to 1. */
function likeness({ name, also }, text) {
  const typed = pairs(text);
  const same = (other) => [...other].filter((pair) => typed.has(pair)).length;
  const share = (spelt) => (2 * same(pairs(spelt))) / (typed.size + pairs(spelt).size);
  return Math.max(...[name, ...(also ?? [])].map(share));
}

function pairs(text) {
  const spelt = ` ${text.toLowerCase()} `;
  return new Set(Array.from({ length: spelt.length - 1 }, (_, at) => spelt.slice(at, at + 2)));
}

function documents({ store }) {
  const synonyms = (table, key, id) => store.where(table, key, id).map((row) => row.synonym);
  return [
    ...store.rows("subtypes").map((row) => subtype(row, synonyms("subtype_synonyms", "subtype_id", row.subtype_id))),
    ...store.rows("targets").map((row) => target(row, synonyms("target_synonyms", "target_id", row.target_id))),
    ...store.rows("agents").map((row) => agent(row, store, synonyms("agent_synonyms", "agent_id", row.agent_id))),
    ...store.rows("trials").map((row) => trial(row, store)),
    ...store.rows("evidence").map((row) => study(row, store)),
  ];
}

function subtype(row, also) {
  const number = joinWords(row.icdo3_code, row.oncotree_code, row.ncit_id, row.doid, row.mondo_id, row.orphanet_id);
  const note = joinNote(row.abbreviation, capital(words(row.rank)));
  return {
    kind: "subtype",
    key: row.subtype_id,
    name: row.name,
    also: [row.abbreviation, ...also].filter(Boolean),
    number,
    note,
  };
}

function target(row, also) {
  const number = joinWords(row.hgnc_id, row.ncbi_gene_id, row.ensembl_gene_id, row.uniprot_id);
  return {
    kind: "target",
    key: row.target_id,
    name: row.target_id,
    also: [row.name, ...also],
    number,
    note: row.name,
  };
}

function agent(row, store, also) {
  const brands = store.where("indications", "agent_id", row.agent_id).map((indication) => indication.brand);
  const number = joinWords(row.developed_as, row.chembl_id, row.pubchem_cid, row.unii, row.ncit_id, row.atc_code);
  const others = [...new Set([...also, ...brands])].filter(Boolean);
  return { kind: "agent", key: row.agent_id, name: row.name, also: others, number, note: row.mechanism };
}

function trial(row, store) {
  const studies = store.where("evidence", "trial_id", row.trial_id).length;
  const note = joinNote(
    row.acronym && row.trial_id,
    row.phase && `Phase ${row.phase}`,
    count(studies, "study", "studies"),
  );
  return { kind: "trial", key: row.trial_id, name: row.acronym ?? row.trial_id, number: row.trial_id, note };
}

function study(row, store) {
  const citation = store.row("citations", row.citation_id);
  const outcomes = store.where("outcomes", "evidence_id", row.evidence_id).map((outcome) => outcome.outcome_id);
  const number = joinWords(row.evidence_id, citation?.pmid, citation?.doi, citation?.pmcid, ...outcomes);
  const regimen = store.row("regimens", row.regimen_id)?.name ?? row.regimen_id;
  const name = `${regimen} in ${store.row("subtypes", row.subtype_id)?.name ?? row.subtype_id}`;
  const note = joinNote(citation?.first_author ?? citation?.container, citation?.year, row.evidence_id);
  return {
    kind: "evidence",
    key: row.evidence_id,
    name,
    number,
    note,
    text: joinWords(citation?.first_author, citation?.title),
  };
}

function joinWords(...parts) {
  return parts.filter(Boolean).join(" ");
}

function joinNote(...parts) {
  return parts.filter(Boolean).join(" · ");
}
