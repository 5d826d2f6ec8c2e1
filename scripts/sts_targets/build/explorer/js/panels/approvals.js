// Regulatory decisions: a table of indications with their state, and a timeline of their events.

import { status } from "../badges.js";
import { timeline } from "../charts/timeline.js";
import { el, joined } from "../dom.js";
import { capital, date, words } from "../format.js";
import { external, named, paper } from "../links.js";
import { dataTable } from "../table.js";
import { copyButtons, namedColumn, rowColumn, subtypeAndBiomarker } from "./columns.js";

/** Return table and timeline of indications. */
export function approvals(model, label, indications, { agent = true, subtype = true, chart = true } = {}) {
  if (!indications.length) return el("p.empty", {}, "No regulatory decision in this version.");
  const shown = columns(model).filter(
    (column) => (agent || column.title !== "Agent") && (subtype || column.title !== "Subtype"),
  );
  return el(
    "div",
    {},
    dataTable(label, shown, sorted(model, indications)),
    chart && overTime(model, indications, agent),
  );
}

function overTime(model, indications, agent) {
  const lines = sorted(model, indications).map((row) => line(model, row, agent));
  const meaning =
    "Filled: regular approval; open: accelerated, conditional or other event; cross: withdrawn or refused.";
  return [timeline("Decisions over time", lines, model.today), el("p.note", {}, meaning)];
}

export function eventWords(model, event) {
  const text = `${capital(words(event.event))} ${date(event.event_date, event.date_precision)}`;
  return external(paper(model.citation(event.citation_id)), text);
}

/** Return whether an indication stands at present. */
export function stands(model, indication) {
  return Boolean(model.status(indication)?.status?.startsWith("approved"));
}

/** Return whether an approval was withdrawn and has not come back. */
export function withdrawn(model, indication) {
  return model.events(indication).some((event) => event.event === "withdrawn") && !stands(model, indication);
}

function columns(model) {
  const state = (row) => model.status(row);
  return [
    namedColumn(model, "Agent", "agents", {
      width: 115,
      keep: 0,
      also: [["Brand", (row) => row.brand]],
      show: (row) => agent(model, row),
    }),
    { title: "Agency", width: 75, grow: 0.6, keep: 0, choose: true, value: (row) => row.agency },
    {
      title: "State",
      width: 120,
      keep: 0,
      choose: true,
      value: (row) => capital(words(state(row)?.status)),
      show: (row) => status(state(row)?.status) || "",
    },
    {
      title: "First approved",
      width: 90,
      grow: 0.7,
      keep: 1,
      value: (row) => state(row)?.first_approved,
      show: (row) => since(model, row),
    },
    namedColumn(model, "Subtype", "subtypes", {
      width: 130,
      grow: 1.3,
      keep: 2,
      also: [["Biomarker", (row) => row.biomarker]],
      show: (row) => subtypeAndBiomarker(model, row),
    }),
    {
      title: "Indication",
      width: 220,
      grow: 3,
      keep: 4,
      value: (row) => row.indication,
      also: [
        ["Line", (row) => row.line],
        ["Population", (row) => row.population],
      ],
      show: (row) =>
        el("span", {}, row.indication, el("span.sub", {}, joined([row.line && `Line: ${row.line}`, row.population]))),
    },
    {
      title: "Decisions and their sources",
      width: 170,
      grow: 1.6,
      keep: 3,
      value: (row) =>
        model
          .events(row)
          .map((event) => `${event.event} ${event.event_date}`)
          .join("; "),
      show: (row) => decisions(model, row),
    },
    rowColumn(model, (row) => row.indication_id, { show: (row) => rowButtons(model, row) }),
  ];
}

function agent(model, row) {
  return el("span", {}, named(model, "agents", row.agent_id), row.brand && el("span.sub", {}, row.brand));
}

function since(model, row) {
  const first = model.events(row).find((event) => event.event.startsWith("approved"));
  return first ? date(first.event_date, first.date_precision) : "never";
}

function decisions(model, row) {
  return el(
    "ul.plain",
    {},
    model.events(row).map((event) => el("li", {}, eventWords(model, event))),
  );
}

function rowButtons(model, row) {
  const last = model.events(row).at(-1);
  return copyButtons(model, { ...row, citation_id: last?.citation_id }, row.indication_id);
}

function line(model, row, withAgent) {
  const where = withAgent ? model.name("agents", row.agent_id) : model.name("subtypes", row.subtype_id);
  const label = [
    el("span.what", {}, where),
    el("span.sub", {}, joined([row.agency, withAgent ? row.brand : row.biomarker])),
  ];
  return { label, events: model.events(row), words: status(model.status(row)?.status) || "" };
}

/** What stands comes first, the oldest approval at its head. */
function sorted(model, rows) {
  const key = (row) => `${stands(model, row) ? 0 : 1}${model.status(row)?.first_approved ?? "9"}${row.indication_id}`;
  return [...rows].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}
