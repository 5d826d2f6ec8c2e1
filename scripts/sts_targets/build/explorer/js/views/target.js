// The page of a target: where it is altered, what hits it, what came of that.

import { shortReference } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, count, words } from "../format.js";
import { entity, named } from "../links.js";
import { isNegative } from "../model.js";
import { alterationsTable, frequencyBars } from "../panels/alterations.js";
import { copyButtons, documentLink, namedColumn, rowColumn } from "../panels/columns.js";
import { facts, glance, identifiers, layout, missing, section } from "../panels/layout.js";
import { bestEvidence } from "../panels/matrixRows.js";
import { studiesTable } from "../panels/studies.js";
import { dataTable } from "../table.js";

export function targetPage(model, key) {
  const row = model.store.row("targets", key);
  if (!row) return missing("target", key);
  const alterations = model.alterationsOf(key);
  const hits = model.hitting(key);
  const agents = [...new Set(hits.map((hit) => hit.agent_id))];
  const matrix = agents.flatMap((agent) => model.store.where("subtype_agent_matrix", "agent_id", agent));
  const altered = new Set(alterations.map((item) => item.subtype_id));
  return layout({
    kind: `Target · ${words(row.protein_class)}`,
    title: key,
    also: joined([row.name, ...model.store.where("target_synonyms", "target_id", key).map((item) => item.synonym)]),
    lead: row.description,
    glance: atAGlance(model, altered, agents, matrix),
    facts: about(model, row),
    sections: sections(model, key, { alterations, hits, matrix, altered, agents }),
  });
}

function sections(model, key, { alterations, hits, matrix, altered, agents }) {
  const inAltered = matrix.filter((row) => altered.has(row.subtype_id));
  const elsewhere = matrix.filter((row) => !altered.has(row.subtype_id));
  const selected = model.store.where("evidence", "biomarker_target_id", key);
  return [
    section(
      "Altered in",
      "",
      frequencyBars(model, alterations, "subtype"),
      alterationsTable(model, `Alterations of ${key}`, alterations, "subtype"),
    ),
    section(
      "Agents that hit it",
      "Directly, or through a complex or family it belongs to.",
      agentsTable(model, key, hits),
    ),
    section(
      "What came of them where it is altered",
      "Best evidence of these agents in the subtypes above.",
      bestEvidence(model, `Agents on ${key} where it is altered`, inAltered),
    ),
    selected.length > 0 &&
      section(
        "Studies that selected by it",
        "Cohorts defined by the state of this target.",
        studiesTable(model, `Studies selected by ${key}`, selected),
      ),
    section(
      "What came of them elsewhere",
      "Best evidence in subtypes without a recorded alteration of it.",
      bestEvidence(model, `Agents on ${key} elsewhere`, elsewhere),
    ),
    section("Studies of these agents", "", studiesTable(model, `Studies of agents on ${key}`, studies(model, agents))),
  ];
}

function studies(model, agents) {
  return [...new Set(agents.flatMap((agent) => model.evidenceOfAgent(agent)))];
}

function atAGlance(model, altered, agents, matrix) {
  const approved = [...new Set(matrix.filter((row) => row.approved_by).map((row) => row.agent_id))];
  const negative = matrix.filter(isNegative).length;
  const names = joined(
    approved.slice(0, 6).map((id) => named(model, "agents", id)),
    ", ",
  );
  return glance([
    ["Altered in", count(altered.size, "subtype"), ""],
    ["Hit by", count(agents.length, "agent"), ""],
    [
      "Approved in sarcoma",
      names.length ? names : "none",
      approved.length > 6 ? `and ${approved.length - 6} more` : "",
    ],
    ["Tried", count(matrix.length, "subtype–agent pair"), `${negative} negative at best evidence`],
  ]);
}

function about(model, row) {
  const links = (ids) =>
    joined(
      ids.map((id) => entity("targets", id)),
      ", ",
    );
  return facts([
    ["Type", capital(words(row.target_type))],
    ["Pathway", capital(words(row.pathway))],
    ["Member of", links(model.store.where("target_members", "member_id", row.target_id).map((item) => item.target_id))],
    ["Members", links(model.store.where("target_members", "target_id", row.target_id).map((item) => item.member_id))],
    ["Identifiers", identifiers(row, model.prefixes.targets)],
  ]);
}

function agentsTable(model, key, hits) {
  const agent = (row) => model.store.row("agents", row.agent_id);
  const source = (row) => model.citation(row.citation_id);
  return dataTable(
    `Agents that hit ${key}`,
    [
      namedColumn(model, "Agent", "agents", { width: 120, keep: 0 }),
      {
        title: "Through",
        width: 90,
        grow: 0.7,
        keep: 2,
        value: (row) => row.target_id,
        show: (row) => entity("targets", row.target_id),
      },
      { title: "Action", width: 100, keep: 1, choose: true, value: (row) => capital(words(row.action)) },
      { title: "Primary", width: 75, grow: 0.5, keep: 2, value: (row) => (row.is_primary ? "yes" : "no") },
      { title: "Class", width: 120, keep: 3, choose: true, value: (row) => capital(words(agent(row)?.agent_class)) },
      { title: "Mechanism", width: 180, grow: 2.5, keep: 4, value: (row) => agent(row)?.mechanism },
      { title: "Studies", width: 70, grow: 0.5, keep: 1, value: (row) => model.evidenceOfAgent(row.agent_id).length },
      {
        title: "Source",
        width: 120,
        keep: 5,
        value: (row) => shortReference(source(row)),
        show: (row) => el("span", {}, documentLink(source(row))),
      },
      rowColumn(model, (row) => `${row.agent_id} ${row.target_id}`, {
        show: (row) => copyButtons(model, row, `${row.agent_id} on ${row.target_id}`),
      }),
    ],
    hits,
  );
}
