// Forest plots of the numbers of several studies.

import { level } from "../badges.js";
import { forest } from "../charts/forest.js";
import { shortReference } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, words } from "../format.js";
import { page } from "../links.js";
import { LEVEL_ORDER, order } from "../model.js";
import { number } from "./numbers.js";
import { regimens, subtypeAndCohort } from "./studies.js";

const FROM = 2;
const SHOWN = 30;

/** Return the forest plots of response, median PFS and hazard ratios; a plot needs two values. */
export function forests(model, rows, { by }) {
  const plots = [
    plot(model, rows, "ORR", "Objective response rate, %", by, { max: 100 }),
    plot(model, rows, "PFS", "Median progression-free survival, months", by),
    plot(model, rows, "HR-PFS", "Hazard ratio for progression or death", by, { ratio: true }),
    plot(model, rows, "HR-OS", "Hazard ratio for death", by, { ratio: true }),
  ].filter(Boolean);
  return plots.length ? el("div.forests", {}, plots) : el("p.empty", {}, "Too few numbers for a plot; see the table of studies.");
}

/** The largest studies of an endpoint, grouped by what differs between them (subtype or agent), then by design. */
function plot(model, rows, endpoint, title, by, options = {}) {
  const arms = options.ratio ? ["between-arms"] : ["experimental", "control"];
  const found = rows.flatMap((row) => arms.map((arm) => [row, model.outcome(row, endpoint, arm)]));
  const all = found.filter(([row, outcome]) => outcome && outcome.value !== null && (outcome.arm !== "control" || row.comparator_regimen_id));
  if (all.length < FROM) return null;
  const kept = [...all].sort((a, b) => (size(b) ?? 0) - (size(a) ?? 0)).slice(0, SHOWN).sort(byGroup(model, by));
  const left = all.length > kept.length && el("p.note", {}, `The ${SHOWN} largest of ${all.length}; the rest is in the table of studies.`);
  return el("div.plotted", {}, forest(title, kept.map(([row, outcome]) => item(model, row, outcome, by)), options), left);
}

function size([row, outcome]) {
  return outcome.n ?? row.n;
}

function byGroup(model, by) {
  const group = ([row]) => (by === "subtype" ? subtypeAndCohort(model, row) : regimens(model, row));
  const rank = ([row]) => LEVEL_ORDER.indexOf(model.level(row));
  const arm = ([, outcome]) => (outcome.arm === "control" ? 1 : 0);
  return (a, b) => order(group(a), group(b)) || rank(a) - rank(b) || order(a[0].evidence_id, b[0].evidence_id) || arm(a) - arm(b);
}

function item(model, row, outcome, by) {
  const control = outcome.arm === "control";
  return {
    label: control ? controlLabel(model, row) : label(model, row, by),
    value: outcome.value, low: outcome.ci_low, high: outcome.ci_high,
    n: outcome.n ?? (outcome.arm === "control" ? null : row.n),
    estimate: number(model, outcome), control,
  };
}

function label(model, row, by) {
  const study = el("a", { href: page("evidence", row.evidence_id) }, shortReference(model.citation(row.citation_id)));
  const name = by === "subtype" ? subtypeAndCohort(model, row) : regimens(model, row);
  const also = by === "subtype" && model.store.row("regimens", row.regimen_id)?.kind !== "monotherapy" ? regimens(model, row) : "";
  return [el("span.what", {}, capital(name)), el("span.sub", {}, joined([study, also]), " ", level(model.level(row)))];
}

function controlLabel(model, row) {
  return [el("span.what.indent", {}, `control: ${words(model.name("regimens", row.comparator_regimen_id))}`)];
}
