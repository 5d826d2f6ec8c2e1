// Badges: each says in words what its colour says.

import { el } from "./dom.js";
import { capital, words } from "./format.js";

/** The levels of evidence, the best first: name and sign. */
export const LEVELS = {
  "regulator-approval": ["Approved", "A"],
  "randomised-phase-3": ["Randomised phase 3", "3"],
  "randomised-phase-2": ["Randomised, other", "2"],
  "single-arm": ["Single arm", "S"],
  retrospective: ["Retrospective", "R"],
};

export const DIRECTIONS = {
  benefit: ["Benefit", "+"],
  activity: ["Activity", "+"],
  "no-benefit": ["No benefit", "−"],
  resistance: ["Inactive or resistance", "−"],
  inconclusive: ["Inconclusive", "?"],
  mixed: ["Mixed", "±"],
};

export function level(code) {
  return code && el(`span.badge.level.${code}`, {}, LEVELS[code]?.[0] ?? words(code));
}

export function direction(code) {
  if (!code) return "";
  const [label, sign] = DIRECTIONS[code] ?? [words(code), ""];
  return el(`span.badge.direction.${code}`, {}, el("span", { "aria-hidden": "true" }, sign), ` ${label}`);
}

export function status(code) {
  return code && el(`span.badge.status.${code}`, {}, capital(words(code)));
}

export function verification(code) {
  return el(`span.badge.${code}`, {}, code === "double-read" ? "Read twice" : "Read once");
}
