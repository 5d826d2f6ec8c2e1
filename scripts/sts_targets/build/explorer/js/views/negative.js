// What is negative, inconclusive or contradictory.

import { shortReference } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, endpoint, words } from "../format.js";
import { page } from "../links.js";
import { isNegative } from "../model.js";
import { namedColumn, subtypeAndBiomarker } from "../panels/columns.js";
import { layout, section } from "../panels/layout.js";
import { studiesTable } from "../panels/studies.js";
import { dataTable } from "../table.js";

export function negativePage(model) {
  const evidence = model.store.rows("evidence");
  return layout({
    title: "Negative and contradictory results",
    lead: "Trials that failed and results that disagree are part of the record, as much as those that succeeded.",
    sections: [
      section(
        "Negative studies",
        "No benefit over a comparator, inactivity or resistance; stopped trials among them.",
        studiesTable(model, "Negative studies", evidence.filter(isNegative)),
      ),
      section(
        "Contradictory results",
        "Same subtype, biomarker, regimen and setting: intervals that do not overlap, or opposite directions.",
        conflictsTable(model),
      ),
      section(
        "Inconclusive studies",
        "",
        studiesTable(model, "Inconclusive studies", model.store.where("evidence", "direction", "inconclusive")),
      ),
    ],
  });
}

function conflictsTable(model) {
  const measured = (row) => (row.endpoint ? endpoint(row) : "Direction");
  return dataTable(
    "Contradictory results",
    [
      { title: "Kind", width: 120, keep: 3, choose: true, value: (row) => capital(words(row.kind)) },
      namedColumn(model, "Subtype", "subtypes", {
        width: 150,
        grow: 1.4,
        keep: 0,
        show: (row) => subtypeAndBiomarker(model, row),
      }),
      { title: "Regimen", width: 120, keep: 0, value: (row) => model.name("regimens", row.regimen_id) },
      { title: "Setting", width: 120, keep: 4, value: (row) => capital(words(row.setting)) },
      { title: "Measured", width: 120, keep: 2, value: measured },
      finding(model, "One study", "a"),
      finding(model, "The other", "b"),
    ],
    model.store.rows("conflicts"),
  );
}

function finding(model, title, side) {
  const text = (row) => words(row[`finding_${side}`]);
  const study = (row) =>
    el(
      "a",
      { href: page("evidence", row[`evidence_${side}`]) },
      shortReference(model.citation(row[`citation_${side}`])),
    );
  return {
    title,
    width: 150,
    grow: 1.3,
    keep: 1,
    value: text,
    show: (row) => el("span", {}, joined([capital(text(row))]), el("span.sub", {}, study(row))),
  };
}
