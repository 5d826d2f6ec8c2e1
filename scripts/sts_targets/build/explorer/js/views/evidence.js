// The page of a study row: what was compared, in whom, with which numbers, read where.

import { direction, level } from "../badges.js";
import { copyButton, reference, rowText } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, count, design, words } from "../format.js";
import { archive, entity, external, named, paper, publisher, registryLink } from "../links.js";
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
    ["Trial", row.trial_id && joined([entity("trials", row.trial_id), registryLink(row.trial_id)])],
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
    publisher(citation) && external(publisher(citation), "DOI"),
    archive(citation) && external(archive(citation), "PMC"),
    registryLink(row.trial_id),
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
