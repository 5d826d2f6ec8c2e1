// Copying rows and citations.

import { el } from "./dom.js";
import { paper } from "./links.js";

const TOLD_FOR = 1500;

/** A button that copies the text that `textOf` gives; `about` completes its label for a screen reader. */
export function copyButton(label, about, textOf) {
  const name = `${label} ${about}`;
  const press = ({ currentTarget }) => copy(textOf()).then(() => tell(currentTarget, label, name));
  return el("button.small", { type: "button", "aria-label": name, onclick: press }, label);
}

/** A row with its header, tab-separated, as spreadsheets take it. */
export function rowText(row) {
  const cells = Object.values(row).map((cell) => String(cell ?? "").replace(/[\t\r\n]+/g, " "));
  return `${Object.keys(row).join("\t")}\n${cells.join("\t")}`;
}

/** A document as a reference. */
export function reference(citation) {
  const volume = [citation.volume, citation.pages].filter(Boolean).join(":");
  const issue = [citation.year, volume].filter(Boolean).join(";");
  const place = [citation.container, issue].filter(Boolean).join(" ");
  return [citation.first_author, citation.title, place, paper(citation)].filter(Boolean).join(". ");
}

/** A document in a few words: "van der Graaf WTA 2012". */
export function shortReference(citation) {
  if (!citation) return "";
  const name = citation.first_author ?? citation.container ?? citation.citation_id;
  return [name, citation.year].filter(Boolean).join(" ");
}

function tell(button, label, name) {
  document.getElementById("status").textContent = `${name}: copied`;
  button.textContent = "✓";
  setTimeout(() => button.replaceChildren(label), TOLD_FOR);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    copyBySelection(text); // pages opened from a disk may lack the clipboard
  }
}

function copyBySelection(text) {
  const area = el("textarea", { "aria-hidden": "true" });
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}
