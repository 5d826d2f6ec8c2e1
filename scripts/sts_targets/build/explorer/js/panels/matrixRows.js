// The best evidence per subtype and agent as a table.

import { DIRECTIONS, direction, LEVELS, level } from "../badges.js";
import { el } from "../dom.js";
import { LEVEL_ORDER, order } from "../model.js";
import { dataTable } from "../table.js";
import { namedColumn } from "./columns.js";
import { numberColumn } from "./numbers.js";
import { isMonotherapy, studyLinks } from "./studies.js";

/** Return the table of best evidence; `subtype` and `agent` say which of the two columns is shown. */
export function bestEvidence(model, label, rows, { subtype = true, agent = true } = {}) {
  const hidden = new Set([!subtype && "Subtype", !agent && "Agent"]);
  return dataTable(
    label,
    columns(model, agent).filter((column) => !hidden.has(column.title)),
    sorted(rows),
  );
}

function columns(model, agent) {
  const best = (row) => model.store.row("evidence", row.best_evidence_id);
  const outcome = (row, endpoint) => best(row) && model.outcome(best(row), endpoint);
  const shown = ([endpoint, title]) =>
    numberColumn(model, title, (row) => outcome(row, endpoint), { width: 85, grow: 0.8, keep: 3 });
  return [
    namedColumn(model, "Agent", "agents", { width: 120, keep: 0 }),
    namedColumn(model, "Subtype", "subtypes", { width: 140, grow: 1.4, keep: agent ? 2 : 0 }),
    {
      title: "Best evidence",
      width: 165,
      keep: 0,
      choose: true,
      value: (row) => LEVELS[row.best_level][0],
      also: [
        ["Best study", (row) => LEVELS[row.study_level]?.[0]],
        ["Given", (row) => together(model, best(row))],
      ],
      show: (row) => levels(row, together(model, best(row))),
    },
    {
      title: "Direction",
      width: 110,
      keep: 1,
      choose: true,
      value: (row) => DIRECTIONS[row.direction]?.[0],
      show: (row) => direction(row.direction),
    },
    { title: "Approved by", width: 95, grow: 0.8, keep: 2, value: (row) => row.approved_by },
    { title: "Rows", width: 52, grow: 0.4, keep: 5, value: (row) => row.evidence_rows },
    ...[
      ["ORR", "ORR %"],
      ["PFS", "Median PFS, mo"],
    ].map(shown),
    {
      title: "Study that stands for it",
      width: 150,
      grow: 1.3,
      keep: 4,
      value: (row) => row.best_evidence_id,
      show: (row) => (best(row) ? studyLinks(model, best(row)) : ""),
    },
  ];
}

function levels(row, given) {
  const study = row.best_level !== row.study_level && row.study_level;
  return el(
    "span",
    {},
    level(row.best_level),
    study && el("span.sub", {}, `study: ${LEVELS[study][0].toLowerCase()}`),
    given && el("span.sub", {}, `of ${given}`),
  );
}

/** The regimen of a study that did not give the agent alone, or nothing. */
function together(model, study) {
  return study && !isMonotherapy(model, study) ? model.name("regimens", study.regimen_id) : "";
}

function sorted(rows) {
  const rank = (row) => LEVEL_ORDER.indexOf(row.best_level);
  return [...rows].sort(
    (a, b) => rank(a) - rank(b) || b.evidence_rows - a.evidence_rows || order(a.agent_id, b.agent_id),
  );
}
