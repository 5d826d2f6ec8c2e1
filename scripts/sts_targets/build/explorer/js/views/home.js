// The first page: the questions that bring people here, and where to begin.

import { el } from "../dom.js";
import { count } from "../format.js";
import { entity, page } from "../links.js";
import { layout, section } from "../panels/layout.js";
import { groupBy } from "../store.js";

const QUESTIONS = [
  [["subtypes"], "My patient has …", "Choose a subtype: its targets, the agents tried, the results, the approvals."],
  [["targets"], "Who hits this target?", "Choose a gene: where it is altered, which agents hit it, what came of them."],
  [
    ["agents"],
    "Where was this agent tried?",
    "Choose an agent: forest plots of response and progression-free survival.",
  ],
  [
    ["gaps"],
    "Where are gaps, where is randomised evidence?",
    "Subtypes with a target but no agent tried, and every randomised study.",
  ],
  [["negative"], "What is negative or contradictory?", "Failed trials, inactive agents, results that disagree."],
  [["changes"], "What changed since the last release?", "Row by row, with retired identifiers."],
  [["matrix"], "Subtype × agent matrix", "Best evidence at one look."],
  [["approvals"], "Approvals and withdrawals", "Every decision with its date, on a timeline."],
];

export function homePage(model) {
  const rows = (table) => model.store.rows(table).length;
  const sizes = [
    ["subtypes", "subtype"],
    ["targets", "target"],
    ["agents", "agent"],
    ["trials", "trial"],
    ["evidence", "study row"],
    ["outcomes", "number"],
    ["indications", "indication"],
    ["citations", "document"],
  ];
  return layout({
    title: model.about.title,
    lead: model.about.description,
    glance: el(
      "ul.sizes",
      {},
      sizes.map(([table, noun]) => el("li", {}, count(rows(table), noun))),
    ),
    sections: [
      section("Begin here", "", el("ul.cards", {}, QUESTIONS.map(card))),
      section(
        "Most studied",
        "",
        el(
          "div.columns",
          {},
          studied(model, "Subtypes", "subtypes", subtypeCounts(model)),
          studied(model, "Agents", "agents", agentCounts(model)),
        ),
      ),
    ],
  });
}

function card([parts, title, text]) {
  return el("li", {}, el("a.card", { href: page(...parts) }, el("strong", {}, title), el("span", {}, text)));
}

function studied(model, title, table, counts) {
  const items = counts
    .slice(0, 12)
    .map(([id, number]) => el("li", {}, entity(table, id, model.name(table, id)), el("span.note", {}, ` ${number}`)));
  return el("div", {}, el("h3", {}, `${title}, by rows of evidence`), el("ul.plain.most", {}, items));
}

function subtypeCounts(model) {
  return counted(groupBy(model.store.rows("evidence"), (row) => row.subtype_id));
}

function agentCounts(model) {
  const groups = groupBy(
    model.store.rows("evidence").flatMap((row) => model.agentsOf(row.regimen_id)),
    (id) => id,
  );
  return counted(groups).filter(([id]) => model.store.row("agents", id)?.is_targeted);
}

function counted(groups) {
  return [...groups].map(([key, rows]) => [key, rows.length]).sort((a, b) => b[1] - a[1]);
}
