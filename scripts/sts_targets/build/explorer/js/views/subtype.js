// The page of a subtype: its targets, the agents tried in it, the results, the approvals.

import { level } from "../badges.js";
import { el, joined } from "../dom.js";
import { capital, count, frequency, words } from "../format.js";
import { entity, named, page } from "../links.js";
import { bestLevel, isNegative } from "../model.js";
import { alterationsTable, frequencyBars } from "../panels/alterations.js";
import { approvals, stands, withdrawn } from "../panels/approvals.js";
import { forests } from "../panels/forests.js";
import { disclosure, facts, glance, identifiers, layout, missing, section } from "../panels/layout.js";
import { bestEvidence } from "../panels/matrixRows.js";
import { studiesTable } from "../panels/studies.js";

const NAMED = 4;

export function subtypePage(model, key) {
  const row = model.store.row("subtypes", key);
  if (!row) return missing("subtype", key);
  const family = model.family(row);
  const found = { ...collect(model, family), wider: wider(model, row, family) };
  return layout({
    kind: `Subtype · ${words(row.lineage)}`,
    title: row.name,
    also: joined([row.abbreviation, ...synonyms(model, key, row.abbreviation)]),
    lead: row.definition,
    glance: atAGlance(model, found),
    facts: about(model, row),
    sections: sections(model, row, family, found),
  });
}

/** What the tables say of a subtype, of the entities below it and of the cohorts that name it. */
function collect(model, family) {
  const all = (table) => family.flatMap((id) => model.store.where(table, "subtype_id", id));
  return {
    alterations: all("alterations"),
    matrix: all("subtype_agent_matrix"),
    indications: all("indications"),
    evidence: all("evidence"),
  };
}

function sections(model, row, family, found) {
  const single = family.length === 1;
  const others = family.slice(1).map((id) => model.name("subtypes", id));
  const below = single ? "" : `With what is recorded for ${listed(others)}.`;
  return [
    section(
      "Molecular targets",
      below,
      frequencyBars(model, found.alterations, "target"),
      alterationsTable(model, `Alterations in ${row.name}`, found.alterations, single ? "target" : "subtype"),
    ),
    section(
      "Agents tried",
      `Best evidence per agent. ${below}`,
      bestEvidence(model, `Agents tried in ${row.name}`, found.matrix, { subtype: !single }),
    ),
    section(
      "Approvals",
      "State at the release date; each decision links to its source.",
      approvals(model, `Decisions on agents for ${row.name}`, found.indications, { subtype: !single }),
      widerTable(model, row, found.wider),
    ),
    section(
      "Results",
      "Squares are sized by n; lines are confidence intervals as published, usually 95%. Each value links to the document in which it was read.",
      forests(model, found.evidence, { by: "agent", own: row.subtype_id }),
    ),
    section(
      "Studies",
      "Positive, negative and inconclusive studies; the best design first.",
      studiesTable(model, `Studies in ${row.name}`, found.evidence),
      above(model, row),
    ),
  ];
}

function atAGlance(model, { alterations, matrix, indications, evidence, wider: groups }) {
  const standing = (rows) => rows.filter((row) => stands(model, row));
  const gone = (rows) => rows.filter((row) => withdrawn(model, row));
  const negative = evidence.filter(isNegative).length;
  return glance([
    ["Targets", mainTargets(alterations), ""],
    decided(model, "Approved", standing(indications), standing(groups)),
    decided(model, "Withdrawn", gone(indications), gone(groups)),
    ["Best study", bestStudy(matrix) || "none", `${count(evidence.length, "study row")}, ${negative} negative`],
  ]);
}

/** A card: the agents decided on for the subtype itself, and how many decisions wider groups have. */
function decided(model, title, own, groups) {
  const more = groups.length > 0 && `${own.length ? "and " : ""}${groups.length} for wider groups, below`;
  return [title, agentNames(model, own) || "none for it by name", joined([agencies(own), more])];
}

function mainTargets(alterations) {
  const high = (row) => row.frequency_high_pct ?? row.frequency_low_pct ?? 0;
  const best = new Map();
  for (const row of [...alterations].sort((a, b) => high(b) - high(a)))
    if (!best.has(row.target_id)) best.set(row.target_id, row);
  const shown = [...best.values()]
    .slice(0, 4)
    .map((row) => el("span.pair", {}, entity("targets", row.target_id), frequency(row) && ` ${frequency(row)}`));
  return shown.length ? joined(shown, ", ") : "none recorded";
}

function agentNames(model, indications) {
  const ids = [...new Set(indications.map((row) => row.agent_id))];
  const links = ids.slice(0, 6).map((id) => named(model, "agents", id));
  return links.length ? joined([...links, ids.length > 6 && `${ids.length - 6} more`], ", ") : "";
}

function agencies(indications) {
  return [...new Set(indications.map((row) => row.agency))].sort().join(", ");
}

function bestStudy(matrix) {
  return level(bestLevel(matrix.map((row) => row.study_level)));
}

function about(model, row) {
  const path = [...model.ancestors(row.subtype_id)].reverse().map((id) => named(model, "subtypes", id));
  const children = model.store
    .where("subtypes", "parent_id", row.subtype_id)
    .map((child) => entity("subtypes", child.subtype_id, child.name));
  return facts([
    ["Belongs to", joined(path, " › ")],
    ["Includes", joined(children, ", ")],
    ["Rank", capital(words(row.rank))],
    ["Behaviour", capital(words(row.behaviour))],
    ["Identifiers", identifiers(row, model.prefixes.subtypes)],
  ]);
}

function synonyms(model, key, abbreviation) {
  const all = model.store.where("subtype_synonyms", "subtype_id", key).map((row) => row.synonym);
  return all.filter((name) => name !== abbreviation);
}

/** Decisions for groups above and for cohorts that trials enrol together, whose wording decides. */
function wider(model, row, family) {
  if (row.rank === "cohort" || row.behaviour === "benign") return [];
  const cohorts = model.store.where("subtypes", "rank", "cohort").map((one) => one.subtype_id);
  const groups = [...model.ancestors(row.subtype_id), ...cohorts].filter((id) => !family.includes(id));
  return [...new Set(groups)].flatMap((id) => model.store.where("indications", "subtype_id", id));
}

function widerTable(model, row, rows) {
  if (!rows.length) return "";
  const title = `Decisions for wider groups that may include it: read the wording (${rows.length})`;
  const label = `Decisions for wider groups than ${row.name}`;
  return disclosure(title, approvals(model, label, rows, { chart: false }));
}

/** The first names of a list, and how many more there are. */
function listed(names) {
  const more = names.length - NAMED;
  return more > 0 ? `${names.slice(0, NAMED).join(", ")} and ${more} more` : names.join(", ");
}

function above(model, row) {
  const rows = model.evidenceOfSubtypes(model.ancestors(row.subtype_id));
  const cohorts = model.store.where("subtypes", "rank", "cohort").filter((one) => one.subtype_id !== row.subtype_id);
  const links = joined(cohorts.map((one) => el("a", { href: page("subtype", one.subtype_id) }, one.name)));
  return [
    rows.length > 0 &&
      disclosure(
        `Studies of the groups above it (${rows.length})`,
        studiesTable(model, `Studies of groups above ${row.name}`, rows),
      ),
    row.rank !== "cohort" && links.length > 0 && el("p.note", {}, "Mixed cohorts, which may include it: ", links),
  ];
}
