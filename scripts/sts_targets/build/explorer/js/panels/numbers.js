// A number as it is shown everywhere: the value is the link to the document in which it was read.

import { shortReference } from "../copy.js";
import { el } from "../dom.js";
import { endpoint, interval, limits, NOTHING, value, words } from "../format.js";
import { external, paper } from "../links.js";

/** Value and interval, linked to the document. */
export function number(model, outcome) {
  if (!outcome) return el("span.none", {}, NOTHING);
  const citation = model.citation(outcome.citation_id);
  const title = `${endpoint(outcome)}; read in ${shortReference(citation)}${outcome.locator ? `, ${outcome.locator}` : ""}`;
  const ci = interval(outcome) && el("span.ci", { title: interval(outcome) }, ` (${limits(outcome)})`);
  return el("span.estimate", {}, external(paper(citation), value(outcome), { title }), ci);
}

/** The column of a table that shows a number of a row; `outcomeOf` finds it. */
export function numberColumn(model, title, outcomeOf, more) {
  return {
    title,
    value: (row) => plain(outcomeOf(row)),
    also: [[`${title}, CI`, (row) => limits(outcomeOf(row))]],
    show: (row) => number(model, outcomeOf(row)),
    ...more,
  };
}

/** The number alone, for sorting and download. */
function plain(outcome) {
  return outcome?.value ?? (outcome ? words(outcome.value_status) : null);
}
