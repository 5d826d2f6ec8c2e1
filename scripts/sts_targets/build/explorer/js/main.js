// Start: read the data that the page carries, build the frame, show the view of the address.

import { el, joined } from "./dom.js";
import { date } from "./format.js";
import { external, page } from "./links.js";
import { Model } from "./model.js";
import { route } from "./router.js";
import { searchBox } from "./search.js";
import { Store } from "./store.js";

const LINKS = [
  ["subtypes", "Subtypes"],
  ["targets", "Targets"],
  ["agents", "Agents"],
  ["trials", "Trials"],
  ["matrix", "Matrix"],
  ["approvals", "Approvals"],
  ["gaps", "Gaps"],
  ["negative", "Negative"],
  ["changes", "Changes"],
  ["data", "Tables"],
  ["help", "How to read"],
];

function start() {
  const { tables, ...about } = JSON.parse(document.getElementById("data").textContent);
  const model = Object.assign(new Model(new Store(tables)), about);
  const main = el("main", { id: "main" });
  document
    .getElementById("app")
    .replaceChildren(header(model), main, footer(model), el("p.hidden", { id: "status", role: "status" }));
  route(model, main);
}

function header(model) {
  const skip = (event) => {
    event.preventDefault();
    document.querySelector("main h1").focus();
  };
  return el(
    "header.site",
    {},
    el("a.skip", { href: "#/", onclick: skip }, "Skip to the content"),
    el(
      "div.top",
      {},
      el("a.brand", { href: "#/" }, "sts-targets ", el("span", {}, `explorer ${model.about.version}`)),
      searchBox(model),
    ),
    el(
      "nav.main",
      { "aria-label": "Views" },
      LINKS.map(([name, label]) => el("a", { href: page(name) }, label)),
    ),
  );
}

function footer({ about, today, cite }) {
  const licence = external(about.licence.path, about.licence.name);
  return el(
    "footer",
    {},
    el("p.advice", {}, "For research and information. This is not medical advice."),
    el(
      "p",
      {},
      joined([
        `Version ${about.version}`,
        date(today),
        ["Licence ", licence],
        el("a", { href: page("help") }, "How to read, licences"),
      ]),
    ),
    el("p", {}, "Cite: ", cite),
  );
}

start();
