// All regulatory decisions.

import { approvals, stands } from "../panels/approvals.js";
import { layout, section } from "../panels/layout.js";

export function approvalsPage(model) {
  const rows = model.store.rows("indications");
  const current = rows.filter((row) => stands(model, row));
  const past = rows.filter((row) => !current.includes(row));
  return layout({
    title: "Approvals and withdrawals",
    lead: "Decisions of regulators as dated events. The state of an indication is that after its last event; a withdrawal by one agency leaves the others as they are.",
    sections: [
      section("Standing", "", approvals(model, "Standing indications", current)),
      section("Withdrawn, refused or given up", "", approvals(model, "Indications that do not stand", past)),
    ],
  });
}
