// The page of a study row: what was compared, in whom, with which numbers, read where.

import { direction, level } from "../badges.js";
import { copyButton, reference, rowText } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, count, design, words } from "../format.js";
import { entity, external, named, paper, registry } from "../links.js";
import { facts, layout, missing, section } from "../panels/layout.js";
import { outcomesTable } from "../panels/outcomes.js";
import { regimens } from "../panels/studies.js";

export function evidencePage(model, key) {
  const row = model.store.row("evidence", key);
  if (!row) return missing("study", key);
  return layout({
    kind: `Study row ${key}`,
    title: `${capital(regimens(model, row))} in ${model.name("subtypes", row.subtype_id)}`,
    also: [level(model.level(row)), " ", direction(row.direction)],
    lead: row.conclusion,
    facts: about(model, row),
    sections: [
      section(
        "Numbers",
        "Each value links to the document in which it was read.",
        outcomesTable(model, `Numbers of ${key}`, model.outcomesOf(row)),
      ),
      section("Where it comes from", "", source(model, row)),
    ],
  });
}

function about(model, row) {
  const agents = [...model.agentsOf(row.regimen_id), ...model.agentsOf(row.comparator_regimen_id)];
  return facts([
    ["Subtype", named(model, "subtypes", row.subtype_id)],
    ["Cohort", row.cohort],
    ["Biomarker", joined([entity("targets", row.biomarker_target_id), row.biomarker])],
    [
      "Agents",
      joined(
        [...new Set(agents)].map((id) => named(model, "agents", id)),
        ", ",
      ),
    ],
    [
      "Trial",
      row.trial_id &&
        joined([
          entity("trials", row.trial_id),
          registry(row.trial_id) && external(registry(row.trial_id), "Registry"),
        ]),
    ],
    ["Design", design(row)],
    ["Setting", capital(words(row.setting))],
    ["Patients", row.n === null ? "not stated" : count(row.n, "patient")],
  ]);
}

function source(model, row) {
  const citation = model.citation(row.citation_id);
  if (!citation) return "";
  const links = joined([
    external(paper(citation), "Paper"),
    citation.doi && external(`https://doi.org/${encodeURI(citation.doi)}`, "DOI"),
    citation.pmcid && external(`https://pmc.ncbi.nlm.nih.gov/articles/${citation.pmcid}/`, "PMC"),
    registry(row.trial_id) && external(registry(row.trial_id), "Registry"),
  ]);
  return el(
    "div.source",
    {},
    citation.retracted && el("p.warning", {}, "This paper was retracted."),
    el("p", {}, reference(citation)),
    el("p", {}, links),
    el(
      "p.buttons",
      {},
      copyButton("Copy citation", `of ${row.evidence_id}`, () => reference(citation)),
      copyButton("Copy row", row.evidence_id, () => rowText(row)),
      copyButton("Copy link", `to ${row.evidence_id}`, () => location.href),
    ),
  );
}
