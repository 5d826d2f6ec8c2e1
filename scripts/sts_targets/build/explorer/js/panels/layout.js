// The parts of a page.

import { el, joined } from "../dom.js";
import { external, vocabulary } from "../links.js";

/** Return a page: heading, lead and sections, with a line of jumps to the sections. */
export function layout({ kind, title, also, lead, facts, glance, sections = [] }) {
  const shown = sections.filter(Boolean);
  return el(
    "article",
    {},
    el(
      "header.title",
      {},
      kind && el("p.kind", {}, kind),
      el("h1", { tabindex: -1 }, title),
      also?.length > 0 && el("p.also", {}, also),
    ),
    lead && el("p.lead", {}, lead),
    glance,
    facts,
    shown.length > 1 && el("nav.jumps", { "aria-label": "On this page" }, shown.map(jump)),
    shown.map((part) => part.element),
  );
}

/** Return a section of a page. */
export function section(title, note, ...children) {
  const id = `section-${title.toLowerCase().replace(/[^a-z]+/g, "-")}`;
  const heading = el("h2", { id, tabindex: -1 }, title);
  return {
    title,
    element: el("section", { "aria-labelledby": id }, heading, note && el("p.note", {}, note), ...children),
  };
}

/** Return cards that answer at a glance. */
export function glance(cards) {
  return el(
    "dl.glance",
    {},
    cards.map(([name, value, more]) =>
      el("div", {}, el("dt", {}, name), el("dd", {}, value, more.length > 0 && el("span.sub", {}, more))),
    ),
  );
}

/** Return facts as one list of names and values. */
export function facts(pairs) {
  const filled = pairs.filter(
    ([, value]) => value !== null && value !== undefined && value !== "" && value.length !== 0,
  );
  return filled.length
    ? el(
        "dl.facts",
        {},
        filled.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))),
      )
    : "";
}

/** Return the identifiers of a row in other vocabularies, as links. */
export function identifiers(row, prefixes) {
  const known = Object.entries(prefixes).filter(([column]) => row[column] !== null && row[column] !== undefined);
  return joined(
    known.map(([column, { prefix, title }]) => external(vocabulary(prefix, row[column]), `${title}: ${row[column]}`)),
  );
}

export function missing(kind, key) {
  return layout({ title: "Not found", lead: `There is no ${kind} “${key}” in this version.`, sections: [] });
}

export function disclosure(title, ...children) {
  return el("details", {}, el("summary", {}, title), ...children);
}

function jump({ title, element }) {
  const press = () => {
    element.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    element.querySelector("h2").focus({ preventScroll: true });
  };
  return el("button", { type: "button", onclick: press }, title);
}
