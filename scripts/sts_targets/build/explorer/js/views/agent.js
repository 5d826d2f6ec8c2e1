// The page of an agent: where it was tried, its numbers in forest plots, its approvals.

import { level } from "../badges.js";
import { joined } from "../dom.js";
import { capital, count, words } from "../format.js";
import { entity, named } from "../links.js";
import { bestLevel, isNegative } from "../model.js";
import { approvals, stands, withdrawn } from "../panels/approvals.js";
import { documentLink } from "../panels/columns.js";
import { forests } from "../panels/forests.js";
import { facts, glance, identifiers, layout, missing, section } from "../panels/layout.js";
import { bestEvidence } from "../panels/matrixRows.js";
import { studiesTable } from "../panels/studies.js";

export function agentPage(model, key) {
  const row = model.store.row("agents", key);
  if (!row) return missing("agent", key);
  const evidence = [...new Set(model.evidenceOfAgent(key))];
  const indications = model.store.where("indications", "agent_id", key);
  return layout({
    kind: `Agent · ${words(row.agent_class)}`,
    title: row.name,
    also: joined(names(model, row, indications)),
    lead: row.mechanism,
    glance: atAGlance(model, key, evidence, indications),
    facts: about(model, row),
    sections: sections(model, row, evidence, indications),
  });
}

function sections(model, row, evidence, indications) {
  const matrix = model.store.where("subtype_agent_matrix", "agent_id", row.agent_id);
  const comparisons = model.comparisonsWithAgent(row.agent_id);
  return [
    section(
      "Results by subtype and design",
      "Squares are sized by n; lines are confidence intervals as published, usually 95%. Grey rows are control arms. Combinations are named.",
      forests(model, evidence, { by: "subtype" }),
    ),
    matrix.length > 0 &&
      section(
        "Where it was tried",
        "Best evidence per subtype.",
        bestEvidence(model, `Best evidence of ${row.name}`, matrix, { agent: false }),
      ),
    section(
      "Approvals",
      "State at the release date; each decision links to its source.",
      approvals(model, `Decisions on ${row.name}`, indications, { agent: false }),
    ),
    section(
      "Studies",
      "Positive, negative and inconclusive studies; the best design first.",
      studiesTable(model, `Studies of ${row.name}`, evidence),
    ),
    comparisons.length > 0 &&
      section(
        "Studies that compared others with it",
        "",
        studiesTable(model, `Studies that compared others with ${row.name}`, comparisons),
      ),
  ];
}

function names(model, row, indications) {
  const synonyms = model.store.where("agent_synonyms", "agent_id", row.agent_id).map((item) => item.synonym);
  return [...new Set([...indications.map((item) => item.brand), row.developed_as, ...synonyms].filter(Boolean))];
}

function atAGlance(model, key, evidence, indications) {
  const primary = model.store.where("agent_targets", "agent_id", key).filter((row) => row.is_primary);
  const targets = primary.slice(0, 5).map((row) => entity("targets", row.target_id));
  const negative = evidence.filter(isNegative).length;
  const tried = new Set(evidence.map((row) => row.subtype_id)).size;
  return glance([
    ["Main targets", targets.length ? joined(targets, ", ") : "none recorded", ""],
    decided(model, indications),
    ["Tried in", count(tried, "subtype or cohort", "subtypes or cohorts"), ""],
    [
      "Best study",
      bestStudy(model, evidence) || "none",
      `${count(evidence.length, "study row")}, ${negative} negative`,
    ],
  ]);
}

/** A card: where the agent is approved, and by whom it was withdrawn. */
function decided(model, indications) {
  const standing = indications.filter((row) => stands(model, row));
  const subtypes = [...new Set(standing.map((row) => row.subtype_id))];
  const links = subtypes.slice(0, 3).map((id) => named(model, "subtypes", id));
  const gone = new Set(indications.filter((row) => withdrawn(model, row)).map((row) => row.agency));
  const more = [
    subtypes.length > 3 && `and ${subtypes.length - 3} more`,
    gone.size > 0 && `withdrawn: ${[...gone].join(", ")}`,
  ];
  return ["Approved in", links.length ? joined(links, ", ") : "none", joined(more)];
}

function bestStudy(model, evidence) {
  return level(bestLevel(evidence.map((row) => model.level(row))));
}

function about(model, row) {
  const hits = model.store.where("agent_targets", "agent_id", row.agent_id);
  const citation = model.citation(row.citation_id);
  return facts([
    ["Class", capital(words(row.agent_class))],
    [
      "Acts on",
      joined(
        hits.map((hit) => [entity("targets", hit.target_id), ` (${words(hit.action)})`]),
        ", ",
      ),
    ],
    ["First approval, any indication", row.first_approval_year],
    ["Source", documentLink(citation)],
    ["Identifiers", identifiers(row, model.prefixes.agents)],
  ]);
}
