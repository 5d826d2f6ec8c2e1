// The table of studies: one row per piece of evidence, with its main numbers.

import { direction, LEVELS, level } from "../badges.js";
import { shortReference } from "../copy.js";
import { el, joined } from "../dom.js";
import { capital, design, limits, words } from "../format.js";
import { entity, external, named, page, paper, registryLink } from "../links.js";
import { LEVEL_ORDER, order } from "../model.js";
import { dataTable } from "../table.js";
import { rowColumn } from "./columns.js";
import { number, numberColumn } from "./numbers.js";

const NUMBERS = [
  ["ORR", "ORR %", 4],
  ["PFS", "Median PFS, mo", 4],
  ["OS", "Median OS, mo", 8],
];
const RATIOS = ["HR-PFS", "HR-OS", "HR-RFS", "HR-EFS", "HR-TTP"];

/** Return the table of studies. */
export function studiesTable(model, label, rows) {
  return dataTable(label, columns(model), sorted(model, rows));
}

/** Return what an evidence row studied: regimen, and what it was compared to. */
export function regimens(model, row) {
  const tested = model.name("regimens", row.regimen_id);
  return row.comparator_regimen_id ? `${tested} vs ${model.name("regimens", row.comparator_regimen_id)}` : tested;
}

/** Whether a study gave one agent by itself, not a combination or one of several. */
export function isMonotherapy(model, row) {
  return model.store.row("regimens", row.regimen_id)?.kind === "monotherapy";
}

function subtypeAndCohort(model, row) {
  return [model.name("subtypes", row.subtype_id), row.biomarker, row.cohort].filter(Boolean).join("; ");
}

/** Return a study with its links: its own page, the paper, the registry. */
export function studyLinks(model, row) {
  const citation = model.citation(row.citation_id);
  const own = el("a.study", { href: page("evidence", row.evidence_id) }, shortReference(citation));
  const trial =
    row.trial_id && entity("trials", row.trial_id, model.store.row("trials", row.trial_id)?.acronym ?? row.trial_id);
  const links = joined([external(paper(citation), "Paper"), registryLink(row.trial_id)]);
  return el("span", {}, own, el("span.sub", {}, joined([trial, ...(links.length ? [el("span", {}, links)] : [])])));
}

function studyName(model, row) {
  const acronym = model.store.row("trials", row.trial_id)?.acronym;
  return [shortReference(model.citation(row.citation_id)), acronym, row.trial_id].filter(Boolean).join(" ");
}

/** The first hazard ratio of a study. */
function ratio(model, row) {
  return RATIOS.map((endpoint) => model.outcome(row, endpoint, "between-arms")).find(Boolean);
}

function columns(model) {
  return [
    {
      title: "Study",
      width: 128,
      grow: 1.5,
      keep: 0,
      value: (row) => studyName(model, row),
      also: [["Paper", (row) => paper(model.citation(row.citation_id))]],
      show: (row) => studyLinks(model, row),
    },
    {
      title: "Agents",
      width: 132,
      grow: 1.6,
      keep: 0,
      value: (row) => regimens(model, row),
      show: (row) => agents(model, row),
    },
    {
      title: "Population",
      width: 142,
      grow: 1.8,
      keep: 3,
      value: (row) => subtypeAndCohort(model, row),
      show: (row) => population(model, row),
    },
    {
      title: "Design",
      width: 140,
      grow: 1.2,
      keep: 2,
      choose: true,
      value: (row) => LEVELS[model.level(row)][0],
      also: [
        ["Phase and design", design],
        ["Setting", (row) => words(row.setting)],
      ],
      show: (row) =>
        el("span", {}, level(model.level(row)), el("span.sub", {}, `${design(row)}; ${words(row.setting)}`)),
    },
    { title: "n", width: 48, grow: 0.4, keep: 4, value: (row) => row.n },
    ...NUMBERS.map(([endpoint, title, keep]) =>
      numberColumn(model, title, (row) => model.outcome(row, endpoint), { width: 76, grow: 0.9, keep }),
    ),
    numberColumn(model, "Hazard ratio", (row) => ratio(model, row), {
      width: 76,
      grow: 0.9,
      keep: 6,
      also: [
        ["Hazard ratio, CI", (row) => limits(ratio(model, row))],
        ["Hazard ratio of", (row) => ratio(model, row)?.endpoint],
      ],
      show: (row) => hazard(model, ratio(model, row)),
    }),
    {
      title: "Direction",
      width: 116,
      grow: 0.9,
      keep: 1,
      choose: true,
      value: (row) => capital(words(row.direction)),
      show: (row) => direction(row.direction),
    },
    { title: "Conclusion", width: 150, grow: 2.6, keep: 5, value: (row) => row.conclusion },
    rowColumn(model, (row) => row.evidence_id, { grow: 0.6 }),
  ];
}

function agents(model, row) {
  const control = row.comparator_regimen_id;
  const versus = control && el("span.sub", {}, "vs ", regimenLinks(model, control));
  return el("span", {}, regimenLinks(model, row.regimen_id), versus);
}

/** The name of a regimen, linked to its agent; a combination as the links of its agents. */
function regimenLinks(model, regimen) {
  const ids = model.agentsOf(regimen);
  if (ids.length < 2)
    return entity("agents", ids[0], model.name("regimens", regimen)) || model.name("regimens", regimen);
  const links = ids.map((id) => named(model, "agents", id));
  return joined(links, " + ");
}

function population(model, row) {
  const more = joined([row.biomarker, row.cohort], "; ");
  const name = named(model, "subtypes", row.subtype_id);
  return el("span", {}, name, more.length ? el("span.sub", {}, more) : "");
}

function hazard(model, outcome) {
  if (!outcome) return number(model, undefined);
  return el("span", {}, number(model, outcome), el("span.sub", {}, outcome.endpoint.replace("HR-", "")));
}

/** The best design first, then the newest. */
function sorted(model, rows) {
  const rank = (row) => LEVEL_ORDER.indexOf(model.level(row));
  const year = (row) => model.citation(row.citation_id)?.year ?? 0;
  return [...rows].sort((a, b) => rank(a) - rank(b) || year(b) - year(a) || order(a.evidence_id, b.evidence_id));
}
