// Download of what a table shows.

import { el } from "./dom.js";

/** Return columns and rows as CSV; a text that a spreadsheet would compute gets an apostrophe. */
export function toCsv(columns, rows) {
  const all = everything(columns);
  const lines = [all.map(([title]) => title), ...rows.map((row) => all.map(([, value]) => value(row)))];
  return lines.map((line) => `${line.map(cell).join(",")}\n`).join("");
}

/** Title and value of each column, and of what it shows besides. */
export function everything(columns) {
  return columns.flatMap(({ title, value, also = [] }) => [[title, value], ...also]);
}

export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address));
}

function cell(content) {
  if (content === null || content === undefined) return "";
  const text = typeof content === "string" && /^[=+\-@\t\r]/.test(content) ? `'${content}` : String(content);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
