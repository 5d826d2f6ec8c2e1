// The page of a trial: its registry entry, its studies and their numbers.

import { joined } from "../dom.js";
import { capital, words } from "../format.js";
import { external, named, registry } from "../links.js";
import { eventWords } from "../panels/approvals.js";
import { facts, layout, missing, section } from "../panels/layout.js";
import { outcomesTable } from "../panels/outcomes.js";
import { studiesTable } from "../panels/studies.js";

export function trialPage(model, key) {
  const row = model.store.row("trials", key);
  if (!row) return missing("trial", key);
  const evidence = model.store.where("evidence", "trial_id", key);
  return layout({
    kind: "Trial",
    title: row.acronym ? `${row.acronym} (${key})` : key,
    lead: joined([
      row.phase && `Phase ${row.phase}`,
      capital(words(row.design)),
      row.status && capital(words(row.status)),
      row.start_year && `started ${row.start_year}`,
      row.enrolment && `${row.enrolment} enrolled`,
    ]),
    facts: about(model, row),
    sections: [
      section("Studies", "", studiesTable(model, `Studies of ${key}`, evidence)),
      section(
        "All numbers",
        "",
        outcomesTable(
          model,
          `Numbers of ${key}`,
          evidence.flatMap((item) => model.outcomesOf(item)),
          true,
        ),
      ),
    ],
  });
}

function about(model, row) {
  const decisions = model.store.where("regulatory_events", "trial_id", row.trial_id);
  const said = decisions.map((event) => {
    const indication = model.store.row("indications", event.indication_id);
    return [indication.agency, " ", named(model, "agents", indication.agent_id), ": ", eventWords(model, event)];
  });
  return facts([
    [
      "Registry",
      external(
        registry(row.trial_id),
        registry(row.trial_id) ? `${row.trial_id} at ${row.registry}` : `${row.registry}: ${row.trial_id}`,
      ),
    ],
    ["Decisions that rest on it", joined(said, "; ")],
    ["Note", row.unused_reason],
  ]);
}
