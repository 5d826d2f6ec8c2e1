// Frequency bars: a table whose rows carry the share of tumours; the lighter part is the range between reports.

import { el, svg } from "../dom.js";
import { axis, grid, linear, percent } from "./axis.js";
import { frame } from "./frame.js";

const HEIGHT = 16;
const TICKS = [0, 25, 50, 75, 100];

/**
 * Return a bar chart of percentages.
 *
 * @param {string} title what is shown
 * @param {string[]} headings of the label, the bar and the frequency
 * @param {{label: Node[], low: ?number, high: ?number, note: Node[]}[]} items
 */
export function bars(title, headings, items) {
  const scale = linear(0, 100);
  const rows = items.map((item) => row(item, scale));
  return frame(
    "bars",
    title,
    headings,
    rows,
    axis(scale, TICKS, (tick) => `${tick}%`),
  );
}

function row(item, scale) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, item.label),
    el("td.plot", {}, picture(item, scale)),
    el("td.number", {}, item.note),
  );
}

function picture({ low, high }, scale) {
  const [least, most] = [low ?? high ?? 0, high ?? low ?? 0].map((value) => scale(value));
  const bar = (name, from, to) => svg(name, { x: percent(from), y: 3, width: percent(to - from), height: HEIGHT - 6 });
  const drawn = [bar("rect.range", least, most), bar("rect.bar", scale(0), least)];
  return svg("svg", { height: HEIGHT, width: "100%", "aria-hidden": "true" }, grid(scale, TICKS, HEIGHT), drawn);
}
