// What changed since the last release.

import { el } from "../dom.js";
import { capital, count, words } from "../format.js";
import { entity } from "../links.js";
import { layout, section } from "../panels/layout.js";
import { groupBy } from "../store.js";
import { dataTable } from "../table.js";

export function changesPage(model) {
  const { changes } = model;
  const lead = changes.from
    ? `From version ${changes.from} to ${changes.to}: ${count(changes.rows.length, "row or cell", "rows and cells")} differ.`
    : `Version ${changes.to} is the first release: there is nothing to compare it with.`;
  const rows = changes.rows.map(([table, key, kind, column, old, fresh]) => ({ table, key, kind, column, old, fresh }));
  return layout({
    title: "What changed since the last release",
    lead,
    sections: [
      rows.length > 0 && summary(rows),
      rows.length > 0 && all(model, rows),
      changes.structure.length > 0 && structure(changes.structure),
      retired(model),
    ],
  });
}

function summary(rows) {
  const groups = [...groupBy(rows, (row) => row.table)];
  const kind = (name, title) => ({
    title,
    width: 90,
    keep: 0,
    value: ([, found]) => found.filter((row) => row.kind === name).length,
  });
  const columns = [
    { title: "Table", width: 150, keep: 0, value: ([table]) => words(table) },
    kind("added", "Added"),
    kind("changed", "Changed cells"),
    kind("removed", "Removed"),
  ];
  return section("By table", "", dataTable("Changes by table", columns, groups));
}

function all(model, rows) {
  const columns = [
    { title: "Table", width: 120, keep: 1, choose: true, value: (row) => words(row.table) },
    { title: "Row", width: 140, keep: 0, value: (row) => row.key, show: (row) => changed(model, row) },
    { title: "Change", width: 90, grow: 0.7, keep: 0, choose: true, value: (row) => capital(row.kind) },
    { title: "Column", width: 110, keep: 2, value: (row) => row.column },
    { title: "Before", width: 150, grow: 2, keep: 3, value: (row) => row.old },
    { title: "Now", width: 150, grow: 2, keep: 3, value: (row) => row.fresh },
  ];
  return section("Row by row", "", dataTable("Changes row by row", columns, rows));
}

/** A row that still stands links to its page; an outcome to its study. */
function changed(model, row) {
  if (row.table === "outcomes") {
    const evidence = model.store.row("outcomes", row.key)?.evidence_id;
    return evidence ? entity("evidence", evidence, row.key) : row.key;
  }
  const stands =
    ["subtypes", "targets", "agents", "trials", "evidence"].includes(row.table) && model.store.row(row.table, row.key);
  return stands ? entity(row.table, row.key) : el("span", {}, row.key);
}

function structure(changes) {
  const columns = [
    { title: "Table", width: 120, keep: 1, value: ([table]) => words(table) },
    { title: "Change", width: 240, grow: 3, keep: 0, value: ([, what]) => what },
    { title: "Breaking", width: 90, grow: 0.5, keep: 0, value: ([, , breaking]) => (breaking ? "yes" : "no") },
  ];
  const note = "Tables, columns, codes and constraints; what is breaking may need a change in your code.";
  return section("Structure", note, dataTable("Changes of structure", columns, changes));
}

function retired(model) {
  const columns = [
    { title: "Table", width: 110, keep: 0, value: (row) => words(row.table) },
    { title: "Identifier", width: 130, keep: 0, value: (row) => row.retired_id },
    { title: "Replaced by", width: 130, keep: 1, value: (row) => row.replaced_by },
    { title: "Reason", width: 200, grow: 3, keep: 2, value: (row) => row.reason },
    { title: "Since", width: 80, grow: 0.6, keep: 1, value: (row) => row.since_version },
  ];
  return section(
    "Retired identifiers",
    "No identifier vanishes without a row here.",
    dataTable("Retired identifiers", columns, model.store.rows("retired_ids")),
  );
}
