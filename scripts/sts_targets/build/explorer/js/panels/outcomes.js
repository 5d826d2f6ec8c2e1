// Every number of a study, with everything that explains it.

import { verification } from "../badges.js";
import { shortReference } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, endpoint, interval, pValue, value, words } from "../format.js";
import { external, named, page, paper } from "../links.js";
import { dataTable } from "../table.js";
import { documentLink, rowColumn } from "./columns.js";

/** Return the table of outcomes; `withStudy` adds the study to which each belongs. */
export function outcomesTable(model, label, rows, withStudy = false) {
  return dataTable(
    label,
    columns(model).filter((column) => withStudy || column.title !== "Study"),
    rows,
  );
}

function columns(model) {
  const citation = (row) => model.citation(row.citation_id);
  return [
    { title: "Study", width: 125, keep: 3, value: (row) => row.evidence_id, show: (row) => study(model, row) },
    { title: "Endpoint", width: 130, grow: 1.4, keep: 0, choose: true, value: endpoint },
    { title: "Arm", width: 114, keep: 0, choose: true, value: (row) => capital(words(row.arm)) },
    {
      title: "Value",
      width: 85,
      grow: 0.8,
      keep: 0,
      value: (row) => row.value ?? words(row.value_status),
      show: (row) => el("strong", {}, external(paper(citation(row)), value(row))),
    },
    { title: "Interval", width: 130, keep: 1, value: interval },
    { title: "p", width: 85, grow: 0.7, keep: 3, value: pValue },
    { title: "n", width: 52, grow: 0.4, keep: 1, value: (row) => row.n },
    { title: "Events", width: 62, grow: 0.4, keep: 4, value: (row) => row.events },
    {
      title: "Judged by",
      width: 110,
      keep: 4,
      value: (row) => [row.criteria, row.assessor].filter(Boolean).join(", "),
    },
    {
      title: "Read in",
      width: 140,
      grow: 1.4,
      keep: 2,
      value: (row) => shortReference(citation(row)),
      also: [
        ["Document", (row) => paper(citation(row))],
        ["Place", (row) => row.locator],
      ],
      show: (row) => readIn(model, row),
    },
    { title: "Derivation", width: 110, keep: 6, value: (row) => capital(words(row.derivation)) },
    {
      title: "Checked",
      width: 100,
      grow: 0.8,
      keep: 5,
      choose: true,
      value: (row) => capital(words(row.verification)),
      show: (row) => verification(row.verification),
    },
    rowColumn(model, (row) => row.outcome_id, { grow: 0.6, keep: 2 }),
  ];
}

function study(model, row) {
  const evidence = model.store.row("evidence", row.evidence_id);
  const subtype = named(model, "subtypes", evidence.subtype_id);
  return el(
    "span",
    {},
    el("a", { href: page("evidence", row.evidence_id) }, row.evidence_id),
    el("span.sub", {}, subtype),
  );
}

function readIn(model, row) {
  const citation = model.citation(row.citation_id);
  return el(
    "span",
    {},
    documentLink(citation),
    el("span.sub", {}, joined([capital(words(row.source_kind)), row.locator])),
  );
}
