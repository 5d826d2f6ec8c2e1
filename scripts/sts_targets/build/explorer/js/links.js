// Addresses: pages of the explorer, papers, registries, vocabularies.

import { el } from "./dom.js";

const PAGES = { subtypes: "subtype", targets: "target", agents: "agent", trials: "trial", evidence: "evidence" };

/** The address of a page of the explorer. */
export function page(...parts) {
  return `#/${parts.map(encodeURIComponent).join("/")}`;
}

/** A link to the page of a row of a table, or its plain label where it has none. */
export function entity(table, key, label = key) {
  if (!key) return "";
  return PAGES[table] ? el("a", { href: page(PAGES[table], key) }, label) : label;
}

/** A link to the page of a row, labelled with its name. */
export function named(model, table, key) {
  return entity(table, key, model.name(table, key));
}

/** Where a document can be read: PubMed, else the DOI, else PMC, else its own address. */
export function paper(citation) {
  if (!citation) return "";
  if (citation.pmid) return `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(citation.pmid)}/`;
  return publisher(citation) || archive(citation) || safe(citation.url);
}

/** The document at its publisher, by DOI. */
export function publisher({ doi }) {
  return doi ? `https://doi.org/${encodeURI(doi)}` : "";
}

/** The document at PubMed Central. */
export function archive({ pmcid }) {
  return pmcid ? `https://pmc.ncbi.nlm.nih.gov/articles/${encodeURIComponent(pmcid)}/` : "";
}

/** The record of a trial at ClinicalTrials.gov; other registries have no address by number. */
export function registry(trial) {
  return trial?.startsWith("NCT") ? `https://clinicaltrials.gov/study/${encodeURIComponent(trial)}` : "";
}

/** A link to the record of a trial; nothing where there is no address. */
export function registryLink(trial) {
  return registry(trial) && external(registry(trial), "Registry");
}

/** An identifier of another vocabulary, through the resolver of the Bioregistry. */
export function vocabulary(prefix, identifier) {
  return `https://bioregistry.io/${prefix}:${encodeURIComponent(identifier)}`;
}

/** A link that leaves the page, or its plain label where there is no address. */
export function external(address, label, properties = {}) {
  if (!address) return label;
  return el("a.external", { href: address, target: "_blank", rel: "noopener noreferrer", ...properties }, label);
}

function safe(address) {
  return address && /^https?:\/\//i.test(address) ? address : "";
}
