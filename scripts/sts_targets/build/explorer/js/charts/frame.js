// The frame of a chart: a table with one row per item, so that a screen reader reads what the eye sees.

import { el } from "../dom.js";

/**
 * Return a chart.
 *
 * @param {string} kind its class
 * @param {string} title its caption
 * @param {(string|Node)[]} headings of its columns
 * @param {Element[]} rows its rows
 * @param {Node[]} axis what stands below the plots
 * @param {number} before columns before that of the plots
 */
export function frame(kind, title, headings, rows, axis, before = 1) {
  const heads = headings.map((heading) => el("th", { scope: "col" }, heading));
  const foot = el("tr", {}, el("td", { colspan: before }), el("td.plot", {}, axis), el("td"));
  const parts = [
    el("caption", {}, title),
    el("thead", {}, el("tr", {}, heads)),
    el("tbody", {}, rows),
    el("tfoot", {}, foot),
  ];
  return el(`table.chart.${kind}`, {}, parts);
}
