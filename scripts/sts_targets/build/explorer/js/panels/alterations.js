// Alterations: frequency bars and a table.

import { bars } from "../charts/bars.js";
import { shortReference } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, frequency, words } from "../format.js";
import { entity, external, named, paper } from "../links.js";
import { dataTable } from "../table.js";
import { documentLink, namedColumn, rowColumn } from "./columns.js";

const SHOWN = 25;

/** Return bars of the known frequencies; `by` is what differs between the rows: "target" or "subtype". */
export function frequencyBars(model, rows, by) {
  const known = sorted(rows).filter((row) => frequency(row));
  if (!known.length) return "";
  const heading = by === "target" ? "Alteration" : "Subtype";
  const label = (row) => (by === "target" ? targetLabel(row) : subtypeLabel(model, row));
  const items = known.slice(0, SHOWN).map((row) => ({
    label: label(row),
    low: row.frequency_low_pct,
    high: row.frequency_high_pct,
    note: note(model, row),
  }));
  return bars("How often, % of tumours", [heading, "Frequency", "% (tumours tested)"], items);
}

export function alterationsTable(model, label, rows, by) {
  const hidden = by === "target" ? "Subtype" : "";
  return dataTable(
    label,
    columns(model).filter((column) => column.title !== hidden),
    sorted(rows),
  );
}

function columns(model) {
  return [
    {
      title: "Target",
      width: 92,
      keep: 0,
      value: (row) => [row.target_id, row.partner_target_id].filter(Boolean).join(" and "),
      show: targets,
    },
    namedColumn(model, "Subtype", "subtypes", { width: 130, grow: 1.5, keep: 0 }),
    { title: "Alteration", width: 140, grow: 1.4, keep: 1, value: (row) => row.alteration },
    { title: "Class", width: 110, keep: 3, choose: true, value: (row) => capital(words(row.alteration_class)) },
    { title: "Role", width: 90, grow: 0.8, keep: 4, choose: true, value: (row) => capital(words(row.role)) },
    {
      title: "Frequency",
      width: 85,
      grow: 0.7,
      keep: 0,
      value: (row) => row.frequency_high_pct ?? row.frequency_low_pct,
      also: [["Range", frequency]],
      show: (row) => number(model, row),
    },
    { title: "Tested", width: 65, grow: 0.5, keep: 4, value: (row) => row.n_tested },
    {
      title: "Agents that hit it",
      width: 150,
      grow: 1.6,
      keep: 2,
      value: (row) => agents(model, row).join(", "),
      show: (row) => agentLinks(model, row),
    },
    {
      title: "Source",
      width: 120,
      grow: 1.1,
      keep: 5,
      value: (row) => shortReference(model.citation(row.citation_id)),
      also: [["Document", (row) => paper(model.citation(row.citation_id))]],
      show: (row) => source(model, row),
    },
    rowColumn(model, (row) => row.alteration_id),
  ];
}

function targets(row) {
  return el("span", {}, joined([entity("targets", row.target_id), entity("targets", row.partner_target_id)], "::"));
}

function number(model, row) {
  return external(paper(model.citation(row.citation_id)), frequency(row) || "not stated");
}

function source(model, row) {
  const link = documentLink(model.citation(row.citation_id));
  return el("span", {}, link, row.locator && el("span.sub", {}, row.locator));
}

function agents(model, row) {
  const genes = [row.target_id, row.partner_target_id].filter(Boolean);
  return [...new Set(genes.flatMap((gene) => model.hitting(gene)).map((hit) => hit.agent_id))];
}

function agentLinks(model, row) {
  const ids = agents(model, row);
  const links = ids.slice(0, 6).map((id) => named(model, "agents", id));
  return el(
    "span",
    {},
    joined([...links, ids.length > 6 && entity("targets", row.target_id, `${ids.length - 6} more`)], ", "),
  );
}

function note(model, row) {
  const tested = row.n_tested ? ` (${row.n_tested.toLocaleString("en-GB")})` : "";
  return [external(paper(model.citation(row.citation_id)), frequency(row)), tested];
}

function targetLabel(row) {
  const same = row.alteration.startsWith(row.target_id);
  const rest = same ? row.alteration.slice(row.target_id.length) : ` ${row.alteration}`;
  return [el("span.what", {}, entity("targets", row.target_id), rest), el("span.sub", {}, words(row.role))];
}

function subtypeLabel(model, row) {
  return [el("span.what", {}, named(model, "subtypes", row.subtype_id)), el("span.sub", {}, row.alteration)];
}

function sorted(rows) {
  const high = (row) => row.frequency_high_pct ?? row.frequency_low_pct ?? -1;
  return [...rows].sort((a, b) => high(b) - high(a));
}
