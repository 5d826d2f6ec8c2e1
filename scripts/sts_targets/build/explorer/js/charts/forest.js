// Forest plot: a table whose rows carry the interval as a line and the value as a square sized by n.

import { el, svg } from "../dom.js";
import { NOTHING } from "../format.js";
import { axis, grid, linear, logarithmic, percent } from "./axis.js";
import { frame } from "./frame.js";

const HEIGHT = 22;

/**
 * Return a forest plot.
 *
 * @param {string} title what is plotted, with its unit
 * @param {{label: Node[], value: number, low: ?number, high: ?number, n: ?number, estimate: Node, control: boolean}[]} items
 * @param {{max: ?number, ratio: boolean}} options the end of the axis; whether values are ratios (log axis, line at 1)
 */
export function forest(title, items, { max, ratio = false } = {}) {
  const scale = ratio ? ratioScale(items) : linear(0, max ?? highest(items));
  const ticks = ratio ? ratioTicks(scale) : scale.ticks(5);
  const most = Math.max(...items.map((item) => item.n ?? 0), 1);
  const shown = () => axis(scale, ticks, String);
  const headings = ["Study", "n", [el("span.hidden", {}, "Plot"), shown()], "Value (CI)"];
  const rows = items.map((item) => row(item, picture(item, scale, ticks, most, ratio)));
  return frame("forest", title, headings, rows, [shown(), ratio && sides()], 2);
}

function row(item, plot) {
  return el(
    item.control ? "tr.control" : "tr",
    {},
    el("th", { scope: "row" }, item.label),
    el("td.number", {}, item.n === null ? NOTHING : String(item.n)),
    el("td.plot", {}, plot),
    el("td.number", {}, item.estimate),
  );
}

function picture(item, scale, ticks, most, ratio) {
  const middle = HEIGHT / 2;
  const [low, high] = ends(item, scale).map((value) => inside(scale, value));
  const one = ratio && svg("line.one", { x1: percent(scale(1)), x2: percent(scale(1)), y1: 0, y2: HEIGHT });
  const whisker = low !== high && svg("line.whisker", { x1: percent(low), x2: percent(high), y1: middle, y2: middle });
  const size = 5 + 8 * Math.sqrt((item.n ?? 0) / most);
  const mark = { x: percent(inside(scale, item.value)), y: middle - size / 2, width: size, height: size };
  const square = svg("rect.mark", { ...mark, transform: `translate(${-size / 2} 0)` });
  return svg(
    "svg",
    { height: HEIGHT, width: "100%", "aria-hidden": "true" },
    grid(scale, ticks, HEIGHT),
    one,
    whisker,
    square,
  );
}

/** The ends of the whisker; a limit that was not reached lies at the end of the axis. */
function ends({ value, low, high }, scale) {
  if (low === null && high === null) return [value, value];
  const [first, last] = scale.domain();
  return [low ?? first, high ?? last];
}

function sides() {
  return el("div.sides", {}, el("span", {}, "← favours experimental"), el("span", {}, "favours control →"));
}

function highest(items) {
  return Math.max(...items.flatMap((item) => [item.value, item.high ?? 0]), 1);
}

function ratioScale(items) {
  const all = items
    .flatMap((item) => [item.value, item.low ?? item.value, item.high ?? item.value])
    .filter((value) => value > 0);
  return logarithmic(Math.max(Math.min(...all, 0.4), 0.02), Math.min(Math.max(...all, 2.5), 20));
}

function ratioTicks(scale) {
  const [low, high] = scale.domain();
  return [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].filter((tick) => tick >= low && tick <= high);
}

function inside(scale, value) {
  const [low, high] = scale.domain();
  return scale(Math.min(Math.max(value, low), high));
}
