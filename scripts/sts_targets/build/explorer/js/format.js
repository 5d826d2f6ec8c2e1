// Numbers and codes in words.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const UNITS = { percent: "%", months: " mo", ratio: "" };
const SPELT = {
  "approved-accelerated": "accelerated approval",
  "approved-conditional": "conditional approval",
  "converted-to-regular": "converted to regular approval",
  csf1: "CSF1",
  "dna-damage-response": "DNA damage response",
  "dna-repair": "DNA repair",
  "dna-synthesis": "DNA synthesis",
  gtpase: "GTPase",
  igf: "IGF",
  "jak-stat": "JAK and STAT",
  mapk: "MAPK",
  "p53-mdm2": "p53 and MDM2",
  "pi3k-akt-mtor": "PI3K, AKT and mTOR",
  "tgf-beta": "TGF-beta",
  "wnt-beta-catenin": "Wnt and beta-catenin",
};

/** What stands where there is no number. */
export const NOTHING = "–";

const ENDPOINTS = {
  ORR: "Objective response",
  PFS: "Median PFS",
  OS: "Median OS",
  DOR: "Median response duration",
  TTP: "Median time to progression",
  TTR: "Median time to response",
};

/** A value with its unit: "17.5%", "4.6 mo", "not reached". */
export function value(outcome) {
  if (outcome.value === null) return words(outcome.value_status);
  return `${outcome.value}${UNITS[outcome.unit]}`;
}

/** The interval of a value: "95% CI 3.7–4.8", or an empty text. */
export function interval(outcome) {
  if (!limits(outcome)) return "";
  return `${outcome.ci_level ?? ""}${outcome.ci_level ? "% " : ""}CI ${limits(outcome)}`;
}

/** The limits of an interval: "3.7–4.8", or an empty text; NR stands for a limit that was not reached. */
export function limits(outcome) {
  if (!outcome || (outcome.ci_low === null && outcome.ci_high === null)) return "";
  return `${outcome.ci_low ?? "NR"}–${outcome.ci_high ?? "NR"}`;
}

export function pValue(outcome) {
  const signs = { eq: "=", lt: "<", gt: ">" };
  return outcome.p_value === null ? "" : `p ${signs[outcome.p_operator] ?? "="} ${outcome.p_value}`;
}

/** The name of an endpoint with its time point: "PFS at 3 mo". */
export function endpoint(outcome) {
  const name = outcome.endpoint.replace(/-rate$/, "");
  return outcome.timepoint_months === null ? (ENDPOINTS[name] ?? name) : `${name} at ${outcome.timepoint_months} mo`;
}

/** A frequency: "90–95%", "10%", or an empty text. */
export function frequency(alteration) {
  const { frequency_low_pct: low, frequency_high_pct: high } = alteration;
  if (low === null && high === null) return "";
  return low === high || high === null || low === null ? `${low ?? high}%` : `${low}–${high}%`;
}

/** A date as exactly as it is known: "26 Apr 2012", "Feb 2016", "2013". */
export function date(text, precision = "day") {
  const [year, month, day] = text.split("-").map(Number);
  if (precision === "year") return String(year);
  return precision === "month" ? `${MONTHS[month - 1]} ${year}` : `${day} ${MONTHS[month - 1]} ${year}`;
}

/** A code in words: "advanced-first-line" becomes "advanced first line". */
export function words(code) {
  if (code === null || code === undefined) return "";
  return SPELT[code] ?? String(code).replaceAll("-", " ").replace("randomized", "randomised");
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function count(number, singular, plural = `${singular}s`) {
  return `${number.toLocaleString("en-GB")} ${number === 1 ? singular : plural}`;
}

/** Phase and design of a study: "Phase 3, randomised double blind". */
export function design(evidence) {
  const phase = evidence.phase ? `Phase ${evidence.phase}` : "";
  return capital([phase, words(evidence.design)].filter(Boolean).join(", "));
}
