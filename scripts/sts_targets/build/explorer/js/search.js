// The search box: a combobox with a list of what was found.

import { el } from "./dom.js";
import { capital } from "./format.js";
import { page } from "./links.js";
import { buildIndex, find } from "./searchIndex.js";

/** Return the search box; the index is built when the browser is idle, or at the first key. */
export function searchBox(model) {
  let index;
  const ready = () => (index ??= buildIndex(model));
  (window.requestIdleCallback ?? setTimeout)(ready);
  return new Box((text) => find(ready(), text)).element;
}

/** A combobox with a list of links below it. */
class Box {
  constructor(find) {
    this.find = find;
    this.active = -1;
    this.list = el("ul.results", { id: "results", role: "listbox", "aria-label": "Results", hidden: true });
    this.input = el("input", {
      id: "search",
      type: "search",
      role: "combobox",
      autocomplete: "off",
      spellcheck: "false",
      "aria-label": "Search subtypes, targets, agents, trials and papers",
      "aria-expanded": "false",
      "aria-controls": "results",
      "aria-autocomplete": "list",
      placeholder: "Subtype, gene, drug, brand, trial, PMID …",
      oninput: () => this.update(),
      onkeydown: (event) => this.press(event),
      onfocus: () => this.update(),
    });
    this.element = el(
      "div.search",
      { role: "search", onfocusout: (event) => this.leave(event) },
      this.input,
      this.list,
    );
  }

  update() {
    const text = this.input.value.trim();
    const found = text ? this.find(text) : [];
    this.list.replaceChildren(...found.map(option), ...(text && !found.length ? [nothing()] : []));
    this.open(Boolean(text));
    this.mark(found.length ? 0 : -1);
  }

  open(shown) {
    this.list.hidden = !shown;
    this.input.setAttribute("aria-expanded", String(shown));
  }

  mark(place) {
    const options = [...this.list.querySelectorAll("[role=option]")];
    this.active = Math.min(place, options.length - 1);
    for (const [at, item] of options.entries()) item.setAttribute("aria-selected", String(at === this.active));
    const chosen = options[this.active];
    if (chosen?.id) this.input.setAttribute("aria-activedescendant", chosen.id);
    else this.input.removeAttribute("aria-activedescendant");
    chosen?.scrollIntoView({ block: "nearest" });
  }

  press(event) {
    if (event.key === "ArrowDown") this.mark(this.active + 1);
    else if (event.key === "ArrowUp") this.mark(Math.max(this.active - 1, 0));
    else if (event.key === "Enter") this.go();
    else if (event.key === "Escape") this.open(false);
    else return;
    event.preventDefault();
  }

  go() {
    const chosen = this.list.querySelector("[aria-selected=true]");
    if (!chosen?.dataset.address) return;
    this.open(false);
    location.hash = chosen.dataset.address;
  }

  leave(event) {
    if (!this.element.contains(event.relatedTarget)) this.open(false);
  }
}

function option({ kind, key, name, note }, place) {
  const press = (event) => {
    event.preventDefault();
    event.currentTarget.parentElement.hidden = true;
    location.hash = page(kind, key);
  };
  return el(
    "li",
    {
      role: "option",
      id: `result-${place}`,
      "aria-selected": "false",
      "data-address": page(kind, key),
      onmousedown: press,
    },
    el(`span.kind.${kind}`, {}, kind === "evidence" ? "Study" : capital(kind)),
    el("span.name", {}, name),
    el("span.note", {}, note),
  );
}

function nothing() {
  return el("li.empty", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found.");
}
