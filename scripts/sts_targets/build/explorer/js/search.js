// The search box: names, synonyms, genes, brands, trial names and numbers, with tolerance for typing.

import MiniSearch from "minisearch";
import { el } from "./dom.js";
import { capital, count, words } from "./format.js";
import { page } from "./links.js";

const SHOWN = 12;
const KINDS = { subtype: 3, target: 2.6, agent: 2.8, trial: 1.6, evidence: 1 };
const FIELDS = ["name", "also", "number", "text"];

/** Return the search box; the index is built when the browser is idle, or at the first key. */
export function searchBox(model) {
  let index;
  const ready = () => (index ??= buildIndex(model));
  (window.requestIdleCallback ?? setTimeout)(ready);
  return new Box((text) => find(ready(), text)).element;
}

export function buildIndex(model) {
  const index = new MiniSearch({ fields: FIELDS, storeFields: ["kind", "key", "name", "note"], idField: "at" });
  index.addAll(documents(model).map((document, at) => ({ at, ...document })));
  return index;
}

/** All words first; when that finds nothing, any word. */
export function find(index, text) {
  const options = {
    prefix: true,
    fuzzy: (term) => (term.length > 3 && !/^\d+$/.test(term) ? 0.2 : 0),
    boost: { name: 3, also: 2.5, number: 2 },
    boostDocument: (_at, _term, stored) => KINDS[stored.kind],
  };
  const found = index.search(text, { ...options, combineWith: "AND" });
  return (found.length ? found : index.search(text, options)).slice(0, SHOWN);
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
    also: joinWords(row.abbreviation, ...also),
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
    also: joinWords(row.name, ...also),
    number,
    note: row.name,
  };
}

function agent(row, store, also) {
  const brands = store.where("indications", "agent_id", row.agent_id).map((indication) => indication.brand);
  const number = joinWords(row.developed_as, row.chembl_id, row.pubchem_cid, row.unii, row.ncit_id, row.atc_code);
  const others = joinWords(...new Set([...also, ...brands]));
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

/** A combobox with a list of links below it. */
class Box {
  constructor(find) {
    this.find = find;
    this.active = -1;
    this.list = el("ul.results", { id: "results", role: "listbox", "aria-label": "Results", hidden: true });
    this.input = el("input", {
      id: "search",
      type: "search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": "Search subtypes, targets, agents, trials and papers",
      "aria-expanded": "false",
      "aria-controls": "results",
      "aria-autocomplete": "list",
      placeholder: "Subtype, gene, drug, brand, trial, PMID …",
      oninput: () => this.update(),
      onkeydown: (event) => this.press(event),
      onfocus: () => this.update(),
    });
    this.element = el(
      "div.search",
      { role: "search", onfocusout: (event) => this.leave(event) },
      this.input,
      this.list,
    );
  }

  update() {
    const text = this.input.value.trim();
    const found = text ? this.find(text) : [];
    this.list.replaceChildren(...found.map(option), ...(text && !found.length ? [nothing()] : []));
    this.open(Boolean(text));
    this.mark(found.length ? 0 : -1);
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
  }

  mark(place) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    this.active = Math.min(place, options.length - 1);
    for (const [at, item] of options.entries()) item.setAttribute("aria-selected", String(at === this.active));
    const chosen = options[this.active];
    if (chosen?.id) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.key === "ArrowDown") this.mark(this.active + 1);
    else if (event.key === "ArrowUp") this.mark(Math.max(this.active - 1, 0));
    else if (event.key === "Enter") this.go();
    else if (event.key === "Escape") this.open(false);
    else return;
    event.preventDefault();
  }

  go() {
    const chosen = this.list.querySelector("[aria-selected=true]");
    if (!chosen?.dataset.address) return;
    this.open(false);
    location.hash = chosen.dataset.address;
  }

  leave(event) {
    if (!this.element.contains(event.relatedTarget)) this.open(false);
  }
}

function option({ kind, key, name, note }, place) {
  const press = (event) => {
    event.preventDefault();
    event.currentTarget.parentElement.hidden = true;
    location.hash = page(kind, key);
  };
  return el(
    "li",
    {
      role: "option",
      id: `result-${place}`,
      "aria-selected": "false",
      "data-address": page(kind, key),
      onmousedown: press,
    },
    el(`span.kind.${kind}`, {}, kind === "evidence" ? "Study" : capital(kind)),
    el("span.name", {}, name),
    el("span.note", {}, note),
  );
}

function nothing() {
  return el("li.empty", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found.");
}
