// From the address to the view. Every view has a stable address: #/subtype/dedifferentiated-liposarcoma.

import { missing } from "./panels/layout.js";
import { agentPage } from "./views/agent.js";
import { changesPage } from "./views/changes.js";
import { dataPage } from "./views/data.js";
import { approvalsPage } from "./views/decisions.js";
import { evidencePage } from "./views/evidence.js";
import { gapsPage } from "./views/gaps.js";
import { helpPage } from "./views/help.js";
import { homePage } from "./views/home.js";
import { agentsList, subtypesList, targetsList, trialsList } from "./views/lists.js";
import { matrixPage } from "./views/matrix.js";
import { negativePage } from "./views/negative.js";
import { subtypePage } from "./views/subtype.js";
import { targetPage } from "./views/target.js";
import { trialPage } from "./views/trial.js";

const VIEWS = new Map(
  Object.entries({
    "": homePage,
    subtype: subtypePage,
    target: targetPage,
    agent: agentPage,
    trial: trialPage,
    evidence: evidencePage,
    subtypes: subtypesList,
    targets: targetsList,
    agents: agentsList,
    trials: trialsList,
    matrix: matrixPage,
    approvals: approvalsPage,
    gaps: gapsPage,
    negative: negativePage,
    changes: changesPage,
    data: dataPage,
    help: helpPage,
  }),
);

/** Show the view of the address now, and of every address to come. */
export function route(model, place) {
  const show = (moved) => render(model, place, moved);
  addEventListener("hashchange", () => show(true));
  show(false);
}

/** Draw the view of the address; `data-view` of the document then says whose view stands there. */
function render(model, place, moved) {
  const [name, key] = parts(location.hash);
  const view = VIEWS.get(name);
  place.replaceChildren(view ? view(model, key) : missing("page", name));
  const heading = place.querySelector("h1");
  document.title = name ? `${heading.textContent} · ${model.about.title}` : model.about.title;
  markCurrent(name);
  document.documentElement.dataset.view = location.hash || "#/";
  if (!moved) return;
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
}

function parts(hash) {
  return hash.replace(/^#\/?/, "").split("/").map(decode);
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function markCurrent(name) {
  for (const link of document.querySelectorAll("nav.main a")) {
    if (link.getAttribute("href") === `#/${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}
