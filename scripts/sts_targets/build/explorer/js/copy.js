// Copying rows and citations.

import { el } from "./dom.js";
import { paper } from "./links.js";

/** A button that copies the text that `textOf` gives. */
export function copyButton(label, describedAs, textOf) {
  const press = () => copy(textOf()).then(() => announce(`${describedAs} copied`));
  return el("button.small", { type: "button", "aria-label": `${label}: ${describedAs}`, onclick: press }, label);
}

/** A row with its header, tab-separated, as spreadsheets take it. */
export function rowText(row) {
  const cells = Object.values(row).map((cell) => String(cell ?? "").replace(/[\t\r\n]+/g, " "));
  return `${Object.keys(row).join("\t")}\n${cells.join("\t")}`;
}

/** A document as a reference. */
export function reference(citation) {
  const volume = [citation.volume, citation.pages].filter(Boolean).join(":");
  const place = `${citation.container} ${citation.year}${volume ? `;${volume}` : ""}`;
  return [citation.first_author, citation.title, place, paper(citation)].filter(Boolean).join(". ");
}

/** A document in a few words: "van der Graaf WTA 2012". */
export function shortReference(citation) {
  return citation ? `${citation.first_author ?? citation.container} ${citation.year}` : "";
}

export function announce(text) {
  document.getElementById("status").textContent = text;
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
