// The matrix: subtypes × agents, coloured by the best evidence.

import { DIRECTIONS, LEVELS } from "../badges.js";
import { el } from "../dom.js";
import { capital, words } from "../format.js";
import { page } from "../links.js";
import { LEVEL_ORDER, order } from "../model.js";
import { layout, section } from "../panels/layout.js";
import { bestEvidence } from "../panels/matrixRows.js";
import { groupBy } from "../store.js";

export function matrixPage(model, lineage) {
  const lineages = [...groupBy(model.store.rows("subtype_agent_matrix"), (row) => lineageOf(model, row))];
  lineages.sort((a, b) => (a[0] === "mixed") - (b[0] === "mixed") || b[1].length - a[1].length);
  const chosen = lineages.find(([code]) => code === lineage) ?? lineages[0];
  if (!chosen) return layout({ title: "Matrix", lead: "Nothing in this version." });
  const [code, rows] = chosen;
  return layout({
    title: "Subtype × agent matrix",
    lead: rule(model),
    glance: el("div", {}, picker(lineages, code), legend()),
    sections: [
      section(
        capital(words(code)),
        "Each cell opens the study or decision behind it.",
        el(
          "div.scroll",
          { tabindex: 0, role: "region", "aria-label": `Matrix of ${words(code)} subtypes` },
          grid(model, rows),
        ),
      ),
      section("The same as a table", "", bestEvidence(model, `Matrix of ${words(code)}`, rows)),
    ],
  });
}

function lineageOf(model, row) {
  return model.store.row("subtypes", row.subtype_id)?.lineage;
}

function rule(model) {
  const steps = LEVEL_ORDER.map((code) => model.levels[code].replace(/\.$/, "").toLowerCase());
  return `The best evidence of each targeted agent in each subtype, the first that holds: ${steps.join("; else ")}. The sign is the direction of the studies of the best design.`;
}

function picker(lineages, chosen) {
  const go = (event) => (location.hash = page("matrix", event.target.value));
  const options = lineages.map(([code, rows]) =>
    el("option", { value: code, selected: code === chosen }, `${capital(words(code))} (${rows.length})`),
  );
  return el("label.picker", {}, "Lineage ", el("select", { onchange: go }, options));
}

function legend() {
  const levels = LEVEL_ORDER.map((code) =>
    el("span", {}, el(`span.key.${code}`, {}, LEVELS[code][1]), ` ${LEVELS[code][0]}`),
  );
  const signs = groupBy(Object.values(DIRECTIONS), ([, sign]) => sign);
  const meanings = [...signs].map(([sign, of]) =>
    el("span", {}, el("strong", {}, sign), ` ${of.map(([label]) => label.toLowerCase()).join(" or ")}`),
  );
  return el("p.legend", {}, levels, meanings);
}

function grid(model, rows) {
  const agents = ranked(rows, "agent_id");
  const subtypes = ranked(rows, "subtype_id");
  const at = new Map(rows.map((row) => [`${row.subtype_id}|${row.agent_id}`, row]));
  const head = agents.map((id) =>
    el("th", { scope: "col" }, el("a", { href: page("agent", id) }, model.name("agents", id))),
  );
  const body = subtypes.map((id) =>
    el(
      "tr",
      {},
      el("th", { scope: "row" }, el("a", { href: page("subtype", id) }, model.name("subtypes", id))),
      agents.map((agent) => el("td", {}, cell(model, at.get(`${id}|${agent}`)))),
    ),
  );
  return el(
    "table.matrix",
    {},
    el("caption", {}, "Best evidence per subtype and agent"),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Subtype"), head)),
    el("tbody", {}, body),
  );
}

function cell(model, row) {
  if (!row) return "";
  const [label, letter] = LEVELS[row.best_level];
  const [directionLabel, sign] = DIRECTIONS[row.direction] ?? ["", ""];
  const meaning = [
    model.name("agents", row.agent_id),
    model.name("subtypes", row.subtype_id),
    label,
    row.approved_by && `by ${row.approved_by}`,
    directionLabel,
  ];
  const text = meaning.filter(Boolean).join(", ");
  const address = row.best_evidence_id ? page("evidence", row.best_evidence_id) : page("agent", row.agent_id);
  const seen = el("span", { "aria-hidden": "true" }, letter + sign);
  return el(`a.cell.${row.best_level}`, { href: address, title: text }, seen, el("span.hidden", {}, text));
}

/** Those with the best evidence first, then those with the most. */
function ranked(rows, column) {
  const groups = [...groupBy(rows, (row) => row[column])];
  const best = (group) => Math.min(...group.map((row) => LEVEL_ORDER.indexOf(row.best_level)));
  return groups
    .sort((a, b) => best(a[1]) - best(b[1]) || b[1].length - a[1].length || order(a[0], b[0]))
    .map(([key]) => key);
}
