// The scale that the rows of a chart share. Places are percentages, so that a chart fits any width.

import { scaleLinear, scaleLog, scaleUtc } from "d3-scale";
import { svg } from "../dom.js";

export function linear(low, high) {
  return scaleLinear([low, high], [1, 97]).nice(5);
}

export function logarithmic(low, high) {
  return scaleLog([low, high], [1, 97]);
}

export function time(first, last) {
  return scaleUtc([first, last], [1, 97]);
}

export function percent(number) {
  return `${number.toFixed(2)}%`;
}

/** The axis as a small picture: ticks with labels. */
export function axis(scale, ticks, format) {
  const marks = ticks.map((tick) => [
    svg("line.tick", { x1: percent(scale(tick)), x2: percent(scale(tick)), y1: 0, y2: 4 }),
    svg("text.tick", { x: percent(scale(tick)), y: 16, "text-anchor": "middle" }, format(tick)),
  ]);
  return svg("svg.axis", { height: 20, width: "100%", "aria-hidden": "true" }, marks);
}

/** The faint vertical lines behind a row. */
export function grid(scale, ticks, height) {
  return ticks.map((tick) =>
    svg("line.grid", { x1: percent(scale(tick)), x2: percent(scale(tick)), y1: 0, y2: height }),
  );
}
