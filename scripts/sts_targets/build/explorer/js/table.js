// <data-table>: rows in a Tabulator table that can be sorted, filtered, downloaded and printed.

import {
  ExportModule,
  FilterModule,
  FormatModule,
  PrintModule,
  ResponsiveLayoutModule,
  SortModule,
  Tabulator,
} from "tabulator-tables";
import { download, everything, toCsv } from "./csv.js";
import { el } from "./dom.js";
import { count, NOTHING } from "./format.js";
import { order } from "./model.js";

Tabulator.registerModule([ExportModule, FilterModule, FormatModule, PrintModule, ResponsiveLayoutModule, SortModule]);

const SCROLL_FROM = 30;
const LETTER = 9.2;
const PADDING = 18;

/**
 * Return a table.
 *
 * A column has a `title`, a `value` of a row (sorted, filtered and downloaded) and perhaps `show` (what is seen: a
 * node or text), `also` (title and value of what it shows besides, filtered and downloaded), `width`, `grow`, `keep` (the smaller, the longer it stays on a narrow screen) and `choose` (its
 * values can be chosen from a list).
 */
export function dataTable(label, columns, rows, { file = label, sort } = {}) {
  if (!rows.length) return el("p.empty", {}, "Nothing in this version.");
  const element = document.createElement("data-table");
  Object.assign(element, { label, columns, rows, file, sort });
  return element;
}

class DataTable extends HTMLElement {
  connectedCallback() {
    if (this.table) return;
    this.bar = new Bar(this);
    this.place = el("div");
    this.append(this.bar.element, this.place);
    this.table = new Tabulator(this.place, this.options());
    this.table.on("tableBuilt", () => this.describe());
    this.table.on("dataFiltered", (_filters, rows) => this.bar.tell(rows.length, this.rows.length));
  }

  disconnectedCallback() {
    this.table?.destroy();
    this.table = undefined;
    this.replaceChildren();
  }

  options() {
    return {
      data: this.rows.map((row, place) => ({ row, place })),
      columns: this.columns.map((column, place) => tabulatorColumn(column, place)),
      index: "place",
      layout: "fitColumns",
      height: this.rows.length > SCROLL_FROM ? "min(75vh, 60rem)" : undefined,
      renderVertical: this.rows.length > SCROLL_FROM ? "virtual" : "basic",
      responsiveLayout: "collapse",
      responsiveLayoutCollapseFormatter: collapsed,
      rowFormatter: (row) =>
        row.getElement().querySelector(".tabulator-responsive-collapse")?.setAttribute("role", "cell"),
      initialSort: this.sort && [{ column: fieldOf(this.columns, this.sort.by), dir: this.sort.down ? "desc" : "asc" }],
      headerSortElement: () => "",
      printAsHtml: true,
      printRowRange: "active",
      columnDefaults: { headerSort: true, vertAlign: "top" },
    };
  }

  /** Make a plain table of the grid (nothing is edited in it) and name it for screen readers. */
  describe() {
    const grid = this.place;
    grid.setAttribute("role", "table");
    grid.setAttribute("aria-label", this.label);
    grid.setAttribute("aria-rowcount", this.rows.length + 1);
    grid.removeAttribute("aria-owns");
    grid.querySelector(".tabulator-header-contents")?.setAttribute("role", "presentation");
    this.describeHolder(grid.querySelector(".tabulator-tableholder"));
  }

  /** What scrolls can be reached by the keyboard and is the group of rows; what does not is nothing. */
  describeHolder(holder) {
    if (holder.scrollHeight <= holder.clientHeight) {
      holder.removeAttribute("tabindex");
      return;
    }
    holder.setAttribute("role", "rowgroup");
    holder.setAttribute("aria-label", `${this.label}, scrolls`);
    holder.querySelector(".tabulator-table").setAttribute("role", "presentation");
  }

  shown() {
    return this.table.getRows("active").map((row) => row.getData().row);
  }
}

/** What stands above a table: filters, count, download. */
class Bar {
  constructor(owner) {
    this.owner = owner;
    this.text = el("input", {
      type: "search",
      placeholder: "Filter rows",
      "aria-label": `Filter ${owner.label}`,
      oninput: () => this.apply(),
    });
    this.choices = owner.columns.filter((column) => column.choose).map((column) => [column, this.choice(column)]);
    this.count = el("span.count", { role: "status" }, count(owner.rows.length, "row"));
    const button = el("button.small", { type: "button", onclick: () => this.save() }, "Download CSV");
    this.element = el(
      "div.bar",
      {},
      this.text,
      this.choices.map(([, select]) => select),
      this.count,
      button,
    );
  }

  choice(column) {
    const values = [...new Set(this.owner.rows.map((row) => column.value(row)))].filter(Boolean).sort(order);
    if (values.length < 2) return null;
    const options = [
      el("option", { value: "" }, `${column.title}: all`),
      ...values.map((value) => el("option", {}, value)),
    ];
    return el("select", { "aria-label": `Choose ${column.title}`, onchange: () => this.apply() }, options);
  }

  apply() {
    const words = this.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = this.choices.filter(([, select]) => select?.value).map(([column, select]) => [column, select.value]);
    const values = everything(this.owner.columns).map(([, value]) => value);
    this.owner.table.setFilter(({ row }) => {
      const text = words.length
        ? values
            .map((value) => value(row) ?? "")
            .join(" ")
            .toLowerCase()
        : "";
      return (
        words.every((word) => text.includes(word)) && chosen.every(([column, value]) => column.value(row) === value)
      );
    });
  }

  tell(shown, all) {
    this.count.textContent =
      shown === all ? count(all, "row") : `${shown.toLocaleString("en-GB")} of ${count(all, "row")}`;
  }

  save() {
    const { owner } = this;
    download(`${owner.file.toLowerCase().replace(/[^a-z0-9]+/g, "-")}.csv`, toCsv(owner.columns, owner.shown()));
  }
}

function tabulatorColumn(column, place) {
  return {
    title: column.title,
    field: `c${place}`,
    titleFormatter: () => el("button.sort", { type: "button" }, column.title),
    formatter: (cell) => format(column, cell),
    sorter: (_a, _b, rowA, rowB, _other, direction) =>
      sorted(column, rowA.getData().row, rowB.getData().row, direction),
    variableHeight: true,
    minWidth: Math.max(column.width ?? 90, longestWord(column.title) * LETTER + PADDING),
    widthGrow: column.grow ?? 1,
    responsive: column.keep ?? 5,
  };
}

function format(column, cell) {
  cell.getElement().setAttribute("role", "cell");
  return show(column, cell.getData().row);
}

function show(column, row) {
  const shown = column.show ? column.show(row) : column.value(row);
  return shown instanceof Node ? shown : el("span", {}, shown === null ? "" : String(shown ?? ""));
}

/** Empty values stay last in both directions. */
function sorted(column, a, b, direction) {
  const [left, right] = [column.value(a), column.value(b)].map((value) => (value === "" ? null : value));
  const flip = direction === "desc" && (left === null || right === null || left === undefined || right === undefined);
  return flip ? -order(left, right) : order(left, right);
}

/** The columns that a narrow screen has no room for, as a list below the row. */
function collapsed(data) {
  const filled = data.filter(({ value }) => !["", NOTHING].includes(value.textContent));
  return el(
    "dl.collapsed",
    {},
    filled.map(({ title, value }) => el("div", {}, el("dt", {}, title), el("dd", {}, value))),
  );
}

function longestWord(text) {
  return Math.max(...text.split(" ").map((word) => word.length));
}

function fieldOf(columns, title) {
  return `c${columns.findIndex((column) => column.title === title)}`;
}

customElements.define("data-table", DataTable);
