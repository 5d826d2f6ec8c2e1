// Timeline of regulatory events: a table with one row per indication; the line lasts as long as the approval does.

import { el, svg } from "../dom.js";
import { axis, grid, percent, time } from "./axis.js";
import { frame } from "./frame.js";

const HEIGHT = 26;
const ENDS = new Set(["withdrawn", "refused", "application-withdrawn"]);
const BEGINNINGS = new Set(["approved", "approved-accelerated", "approved-conditional"]);

/**
 * Return a timeline.
 *
 * @param {string} title what is shown
 * @param {{label: Node[], events: {event: string, event_date: string}[], words: Node[]}[]} items
 * @param {string} today the day of the release
 */
export function timeline(title, items, today) {
  const dates = items.flatMap((item) => item.events.map((event) => Date.parse(event.event_date)));
  const scale = time(Math.min(...dates, Date.parse(today) - 5 * 365 * 864e5), Date.parse(today));
  const ticks = scale.ticks(5);
  const rows = items.map((item) => row(item, scale, ticks, today));
  const years = axis(scale, ticks, (tick) => String(tick.getUTCFullYear()));
  return frame("timeline", title, ["Indication", "Events over time", "State"], rows, years);
}

function row(item, scale, ticks, today) {
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, item.label),
    el("td.plot", {}, picture(item.events, scale, ticks, today)),
    el("td", {}, item.words),
  );
}

function picture(events, scale, ticks, today) {
  const place = (text) => percent(scale(Date.parse(text)));
  const middle = HEIGHT / 2;
  const lines = spans(events, today).map(({ from, to }) =>
    svg("line.stands", { x1: place(from), x2: place(to), y1: middle, y2: middle }),
  );
  const marks = events.map((event) => mark(event, place(event.event_date), middle));
  return svg("svg", { height: HEIGHT, width: "100%", "aria-hidden": "true" }, grid(scale, ticks, HEIGHT), lines, marks);
}

/** From when to when an approval stood; one that was withdrawn may come back. */
function spans(events, today) {
  const found = [];
  for (const { event, event_date: day } of events) {
    const last = found.at(-1);
    if (BEGINNINGS.has(event) && !last?.open) found.push({ from: day, to: today, open: true });
    if (ENDS.has(event) && last?.open) Object.assign(last, { to: day, open: false });
  }
  return found;
}

/** A cross ends an approval, a filled circle is a regular approval, an open one is any other event. */
function mark({ event }, x, y) {
  if (ENDS.has(event)) return svg("text.end", { x, y: y + 5, "text-anchor": "middle" }, "✕");
  const full = event === "approved" || event === "converted-to-regular";
  return svg(full ? "circle.full" : "circle.open", { cx: x, cy: y, r: 5 });
}
