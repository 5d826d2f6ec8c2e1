// Download of what a table shows.

import { el } from "./dom.js";

/** Return columns and rows as CSV; a text that a spreadsheet would compute gets an apostrophe. */
export function toCsv(columns, rows) {
  const all = columns.flatMap(withInterval);
  const lines = [all.map(({ title }) => title), ...rows.map((row) => all.map(({ value }) => value(row)))];
  return lines.map((line) => `${line.map(cell).join(",")}\n`).join("");
}

export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address));
}

/** A column whose numbers are shown with their interval gives two columns. */
function withInterval({ title, value, interval }) {
  return interval
    ? [
        { title, value },
        { title: `${title}, CI`, value: interval },
      ]
    : [{ title, value }];
}

function cell(content) {
  if (content === null || content === undefined) return "";
  const text = typeof content === "string" && /^[=+\-@\t\r]/.test(content) ? `'${content}` : String(content);
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
