// How to read this, how to cite it, and the licences of what is in the page.

import { DIRECTIONS, direction, level, status } from "../badges.js";
import { copyButton } from "../copy.js";
import { el } from "../dom.js";
import { external } from "../links.js";
import { LEVEL_ORDER } from "../model.js";
import { layout, section } from "../panels/layout.js";

export function helpPage(model) {
  const { codes } = model;
  return layout({
    title: "How to read this",
    lead: "Every fact here is one row with its citation. Numbers carry their denominator, interval, criteria and assessor where the source prints them; nothing is pooled or re-estimated.",
    sections: [
      section(
        "Evidence levels",
        "The best evidence of an agent in a subtype is the first of these that holds.",
        definitions(LEVEL_ORDER.map((code) => [level(code), model.levels[code]])),
      ),
      section(
        "Direction",
        "What a result says, by the study’s own primary comparison. A response rate without a comparator shows activity, not benefit.",
        definitions(
          Object.entries(codes.direction)
            .map(([code, meaning]) => [direction(code), meaning])
            .concat([[direction("mixed"), `${DIRECTIONS.mixed[0]}: studies of the best level differ.`]]),
        ),
      ),
      section(
        "State of an approval",
        "Derived from the last event; the events themselves are listed with their sources.",
        definitions(Object.entries(codes.status).map(([code, meaning]) => [status(code), meaning])),
      ),
      section("Endpoints", "", definitions(Object.entries(codes.endpoint))),
      section("Forest plots", "", forestWords()),
      section("What to beware of", "", caveats()),
      section("Cite", "", citing(model)),
      section("Licences", "What this page contains.", licences(model)),
    ],
  });
}

function definitions(pairs) {
  return el(
    "dl.definitions",
    {},
    pairs.map(([term, meaning]) => el("div", {}, el("dt", {}, term), el("dd", {}, meaning))),
  );
}

function forestWords() {
  return el(
    "ul",
    {},
    [
      "The square is the published value, its area grows with n; the line is the confidence interval. A square without a line has no published interval.",
      "Of several values of one endpoint, the independently reviewed one is shown, then that with the largest n; the page of the study has all.",
      "n is that of the arm; a dash means that it was not stated. A line that reaches the end of the axis has a limit that was not reached.",
      "Grey rows are control arms. Rows of different studies are not comparable as arms of one trial are.",
      "Hazard ratios stand on a logarithmic axis; values below 1 favour the experimental arm.",
    ].map((text) => el("li", {}, text)),
  );
}

function caveats() {
  return el(
    "ul",
    {},
    [
      "Studies differ in patients, criteria and follow-up: comparing rows of different trials is not a comparison of agents.",
      "A study of a mixed cohort stands at that cohort; the page of a subtype includes it only where the cohort names the subtype. Look at the groups above a subtype and at mixed cohorts too.",
      "“Nothing in this version” means that nothing was recorded here, not that nothing exists.",
      "An approval may depend on line, age, biomarker or country; its wording decides.",
      "“Read twice” means two independent readings of the document with the same result.",
    ].map((text) => el("li", {}, text)),
  );
}

function citing(model) {
  return el(
    "div",
    {},
    el("p", {}, model.cite),
    el(
      "p",
      {},
      copyButton("Copy citation", "of this release", () => model.cite),
    ),
    el("p", {}, "Data: ", external(model.about.licence.path, model.about.licence.title), "."),
  );
}

function licences(model) {
  return el(
    "div",
    {},
    model.licences.map(({ name, version, licence, text }) =>
      el("details", {}, el("summary", {}, `${name} ${version}, ${licence}`), el("pre", {}, text)),
    ),
  );
}
