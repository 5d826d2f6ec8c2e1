// The lists: subtypes, targets, agents, trials.

import { LEVELS, level } from "../badges.js";
import { el } from "../dom.js";
import { capital, words } from "../format.js";
import { entity, external, registry } from "../links.js";
import { bestLevel } from "../model.js";
import { layout } from "../panels/layout.js";
import { distinct } from "../store.js";
import { dataTable } from "../table.js";

export function subtypesList(model) {
  const evidence = (row) => model.store.where("evidence", "subtype_id", row.subtype_id).length;
  return list(
    "Subtypes",
    "Histological entities, their groups, and the cohorts that trials enrol together.",
    [
      {
        title: "Subtype",
        width: 180,
        grow: 2.4,
        keep: 0,
        value: (row) => row.name,
        show: (row) => entity("subtypes", row.subtype_id, row.name),
      },
      { title: "Abbreviation", width: 100, grow: 0.7, keep: 2, value: (row) => row.abbreviation },
      { title: "Lineage", width: 130, keep: 2, choose: true, value: (row) => capital(words(row.lineage)) },
      { title: "Rank", width: 80, grow: 0.6, keep: 3, choose: true, value: (row) => capital(words(row.rank)) },
      { title: "Behaviour", width: 130, keep: 4, choose: true, value: (row) => capital(words(row.behaviour)) },
      {
        title: "Targets",
        width: 75,
        grow: 0.5,
        keep: 1,
        value: (row) => distinct(model.store.where("alterations", "subtype_id", row.subtype_id), "target_id").length,
      },
      {
        title: "Agents",
        width: 75,
        grow: 0.5,
        keep: 1,
        value: (row) => model.store.where("subtype_agent_matrix", "subtype_id", row.subtype_id).length,
      },
      { title: "Studies", width: 75, grow: 0.5, keep: 0, value: evidence },
      best(model, "subtype_id"),
    ],
    model.store.rows("subtypes"),
  );
}

export function targetsList(model) {
  return list(
    "Targets",
    "Genes, complexes and antigens that are altered in a subtype or hit by an agent.",
    [
      {
        title: "Target",
        width: 110,
        keep: 0,
        value: (row) => row.target_id,
        show: (row) => entity("targets", row.target_id),
      },
      { title: "Name", width: 180, grow: 2.2, keep: 1, value: (row) => row.name },
      { title: "Class", width: 140, keep: 2, choose: true, value: (row) => capital(words(row.protein_class)) },
      { title: "Pathway", width: 140, keep: 3, choose: true, value: (row) => capital(words(row.pathway)) },
      {
        title: "Altered in",
        width: 85,
        grow: 0.6,
        keep: 1,
        value: (row) => distinct(model.alterationsOf(row.target_id), "subtype_id").length,
      },
      {
        title: "Hit by",
        width: 75,
        grow: 0.6,
        keep: 0,
        value: (row) => distinct(model.hitting(row.target_id), "agent_id").length,
      },
    ],
    model.store.rows("targets"),
    { by: "Altered in", down: true },
  );
}

export function agentsList(model) {
  const targets = (row) =>
    model.store
      .where("agent_targets", "agent_id", row.agent_id)
      .filter((hit) => hit.is_primary)
      .map((hit) => hit.target_id);
  return list(
    "Agents",
    "Targeted agents, and the cytotoxic ones they are combined with or compared to.",
    [
      {
        title: "Agent",
        width: 130,
        grow: 1.2,
        keep: 0,
        value: (row) => row.name,
        show: (row) => entity("agents", row.agent_id, row.name),
      },
      { title: "Class", width: 130, keep: 2, choose: true, value: (row) => capital(words(row.agent_class)) },
      {
        title: "Targeted",
        width: 85,
        grow: 0.5,
        keep: 4,
        choose: true,
        value: (row) => (row.is_targeted ? "yes" : "no"),
      },
      { title: "Main targets", width: 130, grow: 1.2, keep: 1, value: (row) => targets(row).join(", ") },
      { title: "Mechanism", width: 190, grow: 2.6, keep: 4, value: (row) => row.mechanism },
      { title: "Studies", width: 75, grow: 0.5, keep: 0, value: (row) => model.evidenceOfAgent(row.agent_id).length },
      best(model, "agent_id"),
    ],
    model.store.rows("agents"),
  );
}

export function trialsList(model) {
  return list(
    "Trials",
    "Registered trials with a result or a decision here.",
    [
      {
        title: "Trial",
        width: 150,
        keep: 0,
        value: (row) => row.trial_id,
        show: (row) => entity("trials", row.trial_id),
      },
      { title: "Acronym", width: 110, keep: 1, value: (row) => row.acronym },
      { title: "Phase", width: 75, grow: 0.5, keep: 1, choose: true, value: (row) => words(row.phase) },
      { title: "Design", width: 150, keep: 2, choose: true, value: (row) => capital(words(row.design)) },
      { title: "Status", width: 110, keep: 3, choose: true, value: (row) => capital(words(row.status)) },
      { title: "Start", width: 65, grow: 0.5, keep: 3, value: (row) => row.start_year },
      { title: "Enrolled", width: 80, grow: 0.5, keep: 4, value: (row) => row.enrolment },
      {
        title: "Studies",
        width: 75,
        grow: 0.5,
        keep: 1,
        value: (row) => model.store.where("evidence", "trial_id", row.trial_id).length,
      },
      {
        title: "Registry",
        width: 120,
        keep: 5,
        value: (row) => row.registry,
        show: (row) => el("span", {}, external(registry(row.trial_id), row.registry)),
      },
    ],
    model.store.rows("trials"),
  );
}

function list(title, lead, columns, rows, sort) {
  return layout({
    title,
    lead,
    sections: [{ title, element: el("section", { "aria-label": title }, dataTable(title, columns, rows, { sort })) }],
  });
}

/** The best level that stands in the matrix for a row. */
function best(model, key) {
  const levelOf = (row) =>
    bestLevel(model.store.where("subtype_agent_matrix", key, row[key]).map((pair) => pair.best_level));
  return {
    title: "Best evidence",
    width: 150,
    keep: 2,
    choose: true,
    value: (row) => LEVELS[levelOf(row)]?.[0],
    show: (row) => level(levelOf(row)) || "",
  };
}
