// What the tables say about each other: the questions that more than one view asks.

import { LEVELS } from "./badges.js";
import { groupBy } from "./store.js";

/** The levels of evidence, the best first. */
export const LEVEL_ORDER = Object.keys(LEVELS);
const TRIAL_DESIGNS = new Set(["single-arm", "basket", "dose-escalation", "expanded-access"]);

export class Model {
  constructor(store) {
    this.store = store;
  }

  name(table, key) {
    return this.store.row(table, key)?.name ?? key;
  }

  citation(key) {
    return this.store.row("citations", key);
  }

  agentsOf(regimen) {
    return this.store.where("regimen_agents", "regimen_id", regimen).map((row) => row.agent_id);
  }

  evidenceOfAgent(agent) {
    const regimens = this.store.where("regimen_agents", "agent_id", agent).map((row) => row.regimen_id);
    return regimens.flatMap((regimen) => this.store.where("evidence", "regimen_id", regimen));
  }

  /** Evidence in which the agent was only what others were compared to. */
  comparisonsWithAgent(agent) {
    const regimens = new Set(this.store.where("regimen_agents", "agent_id", agent).map((row) => row.regimen_id));
    const tested = (row) => !regimens.has(row.regimen_id);
    return [...regimens].flatMap((id) => this.store.where("evidence", "comparator_regimen_id", id)).filter(tested);
  }

  evidenceOfSubtypes(subtypes) {
    return subtypes.flatMap((subtype) => this.store.where("evidence", "subtype_id", subtype));
  }

  outcomesOf(evidence) {
    return this.store.where("outcomes", "evidence_id", evidence.evidence_id);
  }

  /** The outcome of an arm for an endpoint: independent review first, then the largest denominator. */
  outcome(evidence, endpoint, arm = "experimental") {
    const found = this.outcomesOf(evidence).filter((row) => row.endpoint === endpoint && row.arm === arm);
    const rank = (row) => (row.value === null ? 0 : 2) + (row.assessor === "independent" ? 1 : 0);
    return found.sort((a, b) => rank(b) - rank(a) || (b.n ?? 0) - (a.n ?? 0))[0];
  }

  /** The entities above a subtype, the nearest first, without the root. */
  ancestors(subtype) {
    const found = [];
    let parent = this.store.row("subtypes", subtype)?.parent_id;
    while (parent && !found.includes(parent)) {
      found.push(parent);
      parent = this.store.row("subtypes", parent)?.parent_id;
    }
    return found.slice(0, -1);
  }

  /** The entities below a subtype, at any depth. */
  descendants(subtype) {
    const found = [subtype];
    for (const id of found) found.push(...this.store.where("subtypes", "parent_id", id).map((row) => row.subtype_id));
    return found.slice(1);
  }

  /** A subtype, the entities below it, and the cohorts that name it. */
  family(subtype) {
    const cohorts = this.cohortsNaming(subtype).map((cohort) => cohort.subtype_id);
    return [...new Set([subtype.subtype_id, ...this.descendants(subtype.subtype_id), ...cohorts])];
  }

  /** The cohorts whose name holds every word of a part of the name of a subtype. */
  cohortsNaming(subtype) {
    const parts = subtype.name.split(" / ").map(nameWords);
    const names = (cohort) => parts.some((part) => part.every((word) => nameWords(cohort.name).includes(word)));
    return this.store.where("subtypes", "rank", "cohort").filter((cohort) => cohort !== subtype && names(cohort));
  }

  /** The agents that act on a target, directly or through a complex or family that it belongs to. */
  hitting(target) {
    const through = this.store.where("target_members", "member_id", target).map((row) => row.target_id);
    const members = this.store.where("target_members", "target_id", target).map((row) => row.member_id);
    return [target, ...through, ...members].flatMap((id) => this.store.where("agent_targets", "target_id", id));
  }

  alterationsOf(target) {
    const own = this.store.where("alterations", "target_id", target);
    const partner = this.store.where("alterations", "partner_target_id", target);
    return [...new Set([...own, ...partner])];
  }

  /** The level of one study, by the rule of subtype_agent_matrix. */
  level(evidence) {
    if (evidence.design.startsWith("randomized")) {
      return ["3", "2/3"].includes(evidence.phase) ? "randomised-phase-3" : "randomised-phase-2";
    }
    return TRIAL_DESIGNS.has(evidence.design) ? "single-arm" : "retrospective";
  }

  /** Events of an indication in the order of time. */
  events(indication) {
    const rows = this.store.where("regulatory_events", "indication_id", indication.indication_id);
    return [...rows].sort((a, b) => order(a.event_date, b.event_date) || order(a.event_id, b.event_id));
  }

  status(indication) {
    return this.store.row("current_indications", indication.indication_id);
  }

  /** Subtypes of which an alteration can be hit by an agent that exists, none of which was tried in them. */
  untried() {
    const hit = this.#alteredWith((row) => row.agent_id);
    return hit.filter(([, rows]) => rows.every((row) => row.evidence_rows === 0 && !row.approved_by));
  }

  /** Subtypes of which no recorded alteration can be hit by any agent here. */
  unhit() {
    return this.#alteredWith(() => true).filter(([, rows]) => rows.every((row) => !row.agent_id));
  }

  #alteredWith(condition) {
    const subtypeOf = (row) => this.store.row("alterations", row.alteration_id).subtype_id;
    return [...groupBy(this.store.rows("subtype_targets").filter(condition), subtypeOf)];
  }

  randomised() {
    return this.store.rows("evidence").filter((row) => row.design.startsWith("randomized"));
  }
}

/** The best of some levels of evidence. */
export function bestLevel(levels) {
  return LEVEL_ORDER.find((code) => levels.includes(code));
}

/** Whether a study, or the best evidence of a pair, is negative. */
export function isNegative({ direction }) {
  return direction === "no-benefit" || direction === "resistance";
}

function nameWords(name) {
  return name.toLowerCase().match(/[\p{L}\d-]+/gu) ?? [];
}

/** Compare two values; empty ones come last. */
export function order(a, b) {
  if (a === b) return 0;
  if (a === null || a === undefined) return 1;
  if (b === null || b === undefined) return -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), "en", { numeric: true });
}
