// Columns and cells that several tables have.

import { copyButton, reference, rowText, shortReference } from "../copy.js";
import { el } from "../dom.js";
import { external, named, paper } from "../links.js";

/** The column that names a row of another table and links to its page; `more` adds to it or overrides it. */
export function namedColumn(model, title, table, more) {
  const key = `${table.slice(0, -1)}_id`;
  return {
    title,
    value: (row) => model.name(table, row[key]),
    show: (row) => named(model, table, row[key]),
    ...more,
  };
}

/** The column that copies a row and its citation; `keyOf` gives the key of a row, `more` adds or overrides. */
export function rowColumn(model, keyOf, more) {
  return {
    title: "Row",
    width: 104,
    grow: 0.5,
    keep: 7,
    value: keyOf,
    show: (row) => copyButtons(model, row, keyOf(row)),
    ...more,
  };
}

/** Return the buttons that copy a row and its citation. */
export function copyButtons(model, row, key) {
  const citation = model.citation(row.citation_id);
  return el(
    "span.buttons",
    {},
    copyButton("Copy", `row ${key}`, () => rowText(row)),
    citation && copyButton("Cite", key, () => reference(citation)),
  );
}

/** A link to a document, labelled in a few words. */
export function documentLink(citation) {
  return external(paper(citation), shortReference(citation));
}

/** The subtype of a row, with its biomarker below it. */
export function subtypeAndBiomarker(model, row) {
  return el("span", {}, named(model, "subtypes", row.subtype_id), row.biomarker && el("span.sub", {}, row.biomarker));
}
