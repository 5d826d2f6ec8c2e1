// A number as it is shown everywhere: the value is the link to the document in which it was read.

import { el } from "../dom.js";
import { endpoint, interval, limits, value } from "../format.js";
import { external, paper } from "../links.js";
import { shortReference } from "../copy.js";

/** Value and interval, linked to the document. */
export function number(model, outcome) {
  if (!outcome) return el("span.none", {}, "–");
  const citation = model.citation(outcome.citation_id);
  const title = `${endpoint(outcome)}; read in ${shortReference(citation)}${outcome.locator ? `, ${outcome.locator}` : ""}`;
  const ci = interval(outcome) && el("span.ci", { title: interval(outcome) }, ` (${limits(outcome)})`);
  return el("span.estimate", {}, external(paper(citation), value(outcome), { title }), ci);
}

/** The number alone, for sorting and download. */
export function plain(outcome) {
  return outcome?.value ?? (outcome ? outcome.value_status : null);
}
