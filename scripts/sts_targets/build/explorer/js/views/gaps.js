// Where evidence is strong and where it is missing.

import { el, joined } from "../dom.js";
import { capital, words } from "../format.js";
import { entity, named } from "../links.js";
import { isNegative } from "../model.js";
import { layout, section } from "../panels/layout.js";
import { studiesTable } from "../panels/studies.js";
import { distinct, groupBy } from "../store.js";
import { dataTable } from "../table.js";

export function gapsPage(model) {
  const randomised = model.randomised();
  return layout({
    title: "Gaps and randomised evidence",
    lead: "Where a target is known but nothing that hits it was tried, and where randomised trials exist.",
    sections: [
      section(
        "A target, but no agent tried",
        "Subtypes with an alteration of a target that some agent hits, while no study or approval of such an agent in that very subtype is recorded here.",
        untriedTable(model),
      ),
      section(
        "A target, but no agent that hits it",
        "Subtypes of which no recorded alteration is a target of an agent here. An agent may still act through another target; the page of the subtype lists what was tried.",
        unhitTable(model),
      ),
      section("Subtypes with randomised evidence", "", randomisedTable(model, randomised)),
      section("Randomised studies", "", studiesTable(model, "Randomised studies", randomised)),
    ],
  });
}

function untriedTable(model) {
  const targets = ([, rows]) => distinct(rows, "hit_target_id");
  const agents = ([, rows]) => distinct(rows, "agent_id");
  const links = (table, ids) =>
    joined(
      [
        ...ids.slice(0, 8).map((id) => entity(table, id, table === "agents" ? model.name(table, id) : id)),
        ids.length > 8 && `${ids.length - 8} more`,
      ],
      ", ",
    );
  return dataTable(
    "Subtypes with a target but no agent tried",
    [
      subtypeColumn(model),
      lineageColumn(model),
      {
        title: "Targets that can be hit",
        width: 160,
        grow: 2,
        keep: 0,
        value: (group) => targets(group).join(", "),
        show: (group) => el("span", {}, links("targets", targets(group))),
      },
      {
        title: "Agents that hit them",
        width: 200,
        grow: 3,
        keep: 1,
        value: (group) =>
          agents(group)
            .map((id) => model.name("agents", id))
            .join(", "),
        show: (group) => el("span", {}, links("agents", agents(group))),
      },
    ],
    model.untried(),
  );
}

function unhitTable(model) {
  const alterations = ([, rows]) => rows.map((row) => model.store.row("alterations", row.alteration_id));
  const links = (group) => distinct(alterations(group), "target_id").map((id) => entity("targets", id));
  return dataTable(
    "Subtypes with a target that no agent hits",
    [
      subtypeColumn(model),
      lineageColumn(model),
      {
        title: "Altered",
        width: 160,
        grow: 2,
        keep: 0,
        value: (group) => distinct(alterations(group), "alteration").join("; "),
      },
      {
        title: "Targets",
        width: 140,
        grow: 1.5,
        keep: 1,
        value: (group) => distinct(alterations(group), "target_id").join(", "),
        show: (group) => el("span", {}, joined(links(group), ", ")),
      },
    ],
    model.unhit(),
  );
}

function randomisedTable(model, rows) {
  const groups = [...groupBy(rows, (row) => row.subtype_id)];
  return dataTable(
    "Subtypes with randomised evidence",
    [
      subtypeColumn(model),
      { title: "Randomised studies", width: 110, grow: 0.8, keep: 0, value: ([, found]) => found.length },
      {
        title: "Phase 3",
        width: 80,
        grow: 0.6,
        keep: 0,
        value: ([, found]) => found.filter((row) => model.level(row) === "randomised-phase-3").length,
      },
      {
        title: "With benefit",
        width: 95,
        grow: 0.6,
        keep: 1,
        value: ([, found]) => found.filter((row) => row.direction === "benefit").length,
      },
      { title: "Negative", width: 80, grow: 0.6, keep: 1, value: ([, found]) => found.filter(isNegative).length },
    ],
    groups,
    { sort: { by: "Phase 3", down: true } },
  );
}

function subtypeColumn(model) {
  return {
    title: "Subtype",
    width: 180,
    grow: 2,
    keep: 0,
    value: ([id]) => model.name("subtypes", id),
    show: ([id]) => named(model, "subtypes", id),
  };
}

function lineageColumn(model) {
  return {
    title: "Lineage",
    width: 130,
    keep: 2,
    choose: true,
    value: ([id]) => capital(words(model.store.row("subtypes", id)?.lineage)),
  };
}
