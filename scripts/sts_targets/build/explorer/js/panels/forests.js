// Forest plots of the numbers of several studies.

import { level } from "../badges.js";
import { forest } from "../charts/forest.js";
import { shortReference } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital } from "../format.js";
import { page } from "../links.js";
import { LEVEL_ORDER, order } from "../model.js";
import { number } from "./numbers.js";
import { isMonotherapy, regimens } from "./studies.js";

const FROM = 2;
const SHOWN = 30;

/**
 * Return the forest plots of response, median PFS and hazard ratios; a plot needs two values.
 *
 * `by` is what differs between the rows: "subtype" or "agent"; the name of the subtype `own` is not repeated.
 */
export function forests(model, rows, { by, own }) {
  const labels = by === "subtype" ? bySubtype(model) : byAgent(model, own);
  const plots = [
    plot(model, rows, "ORR", "Objective response rate, %", labels, { max: 100 }),
    plot(model, rows, "PFS", "Median progression-free survival, months", labels),
    plot(model, rows, "HR-PFS", "Hazard ratio for progression or death", labels, { ratio: true }),
    plot(model, rows, "HR-OS", "Hazard ratio for death", labels, { ratio: true }),
  ].filter(Boolean);
  if (!plots.length) return el("p.empty", {}, "Too few numbers for a plot; see the table of studies.");
  return el("div.forests", {}, plots);
}

function bySubtype(model) {
  return {
    name: (row) => model.name("subtypes", row.subtype_id),
    more: (row) => [row.biomarker, row.cohort, alone(model, row) ? "" : regimens(model, row)],
  };
}

function byAgent(model, own) {
  return {
    name: (row) => capital(regimens(model, row)),
    more: (row) => [row.subtype_id === own ? "" : model.name("subtypes", row.subtype_id), row.biomarker, row.cohort],
  };
}

function alone(model, row) {
  return isMonotherapy(model, row) && !row.comparator_regimen_id;
}

/** The largest studies of an endpoint, grouped by name, then by design. */
function plot(model, rows, endpoint, title, labels, options = {}) {
  const all = numbers(model, rows, endpoint, options.ratio ? ["between-arms"] : ["experimental", "control"]);
  if (all.length < FROM) return null;
  const largest = [...all].sort((a, b) => (size(b) ?? 0) - (size(a) ?? 0)).slice(0, SHOWN);
  const items = largest.sort(byGroup(model, labels)).map((found) => item(model, found, labels));
  const left = all.length > SHOWN && `The ${SHOWN} largest of ${all.length}; the rest is in the table of studies.`;
  return el("div.plotted", {}, forest(title, items, options), left && el("p.note", {}, left));
}

/** Study and outcome of each arm that has a value. */
function numbers(model, rows, endpoint, arms) {
  const found = rows.flatMap((row) => arms.map((arm) => ({ row, outcome: model.outcome(row, endpoint, arm) })));
  return found.filter(
    ({ row, outcome }) => outcome && outcome.value !== null && (outcome.arm !== "control" || row.comparator_regimen_id),
  );
}

/** The denominator; the n of a study stands for all its arms together. */
function size({ row, outcome }) {
  return outcome.n ?? (row.comparator_regimen_id && outcome.arm !== "between-arms" ? null : row.n);
}

function byGroup(model, labels) {
  const rank = (row) => LEVEL_ORDER.indexOf(model.level(row));
  const arm = (outcome) => (outcome.arm === "control" ? 1 : 0);
  return (a, b) =>
    order(labels.name(a.row), labels.name(b.row)) ||
    rank(a.row) - rank(b.row) ||
    order(a.row.evidence_id, b.row.evidence_id) ||
    arm(a.outcome) - arm(b.outcome);
}

function item(model, found, labels) {
  const { row, outcome } = found;
  const control = outcome.arm === "control";
  return {
    label: control ? controlLabel(model, row) : label(model, row, labels),
    value: outcome.value,
    low: outcome.ci_low,
    high: outcome.ci_high,
    n: size(found),
    estimate: number(model, outcome),
    control,
  };
}

function label(model, row, labels) {
  const study = el("a", { href: page("evidence", row.evidence_id) }, shortReference(model.citation(row.citation_id)));
  const more = joined(labels.more(row), "; ");
  return [
    el("span.what", {}, labels.name(row)),
    more.length > 0 && el("span.sub", {}, more),
    el("span.sub", {}, study, " ", level(model.level(row))),
  ];
}

function controlLabel(model, row) {
  return el("span.what.indent", {}, `control: ${model.name("regimens", row.comparator_regimen_id)}`);
}
