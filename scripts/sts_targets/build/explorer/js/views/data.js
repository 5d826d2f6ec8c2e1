// Every table of the release as it is.

import { el } from "../dom.js";
import { count } from "../format.js";
import { entity, page } from "../links.js";
import { layout, missing, section } from "../panels/layout.js";
import { dataTable } from "../table.js";

const KEYS = {
  subtype_id: "subtypes",
  target_id: "targets",
  agent_id: "agents",
  trial_id: "trials",
  evidence_id: "evidence",
};

export function dataPage(model, name) {
  if (!name) return overview(model);
  const described = model.described.find((item) => item.name === name);
  return described ? tablePage(model, described) : missing("table", name);
}

function overview(model) {
  const items = model.described.map((item) =>
    el(
      "li",
      {},
      el("a", { href: page("data", item.name) }, item.title),
      ` (${count(model.store.rows(item.name).length, "row")}): ${item.description}`,
    ),
  );
  return layout({
    title: "Tables",
    lead: "Every table of this release, to sort, filter and download. The release also holds them as CSV, Parquet, SQLite and a workbook.",
    sections: [{ title: "Tables", element: el("ul", {}, items) }],
  });
}

function tablePage(model, { name, title, description, fields }) {
  const columns = fields.map(({ name: column, title: heading }, place) => ({
    title: heading,
    width: column === "conclusion" || column === "definition" ? 220 : 105,
    keep: place,
    value: (row) => (typeof row[column] === "boolean" ? String(row[column]) : row[column]),
    show: KEYS[column] && ((row) => entity(KEYS[column], row[column])),
  }));
  return layout({
    kind: "Table",
    title,
    lead: description,
    sections: [section("Rows", "", dataTable(title, columns, model.store.rows(name), { file: name }))],
  });
}
