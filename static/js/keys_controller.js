// The shortcuts of a single key, and the dialog that lists them. They do nothing while somebody types, while a dialog is
// open, or for whoever switched them off (WCAG 2.1.4); keys with Ctrl are not of this file.
//
//   g then a letter: a place of the navigation · n: write · t: the timer · /: the search field · j, k: next and previous line,
//   or screen where it is one of a row · ?: this list
import { Controller } from "@hotwired/stimulus";

const PAUSE = 1500; // so long after "g" a letter still belongs to it
const ROWS = "main :is(.rows > li, table.cards tbody > tr) :is(h3 a, th a, a.name, a)";

export default class extends Controller {
  static values = { on: Boolean };

  connect() {
    this.onClick = (event) => event.target.closest?.("[data-keys-open]") && this.open();
    document.addEventListener("click", this.onClick);
  }

  disconnect() {
    document.removeEventListener("click", this.onClick);
  }

  key(event) {
    if (!this.onValue || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || event.repeat) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable], dialog[open]") || document.querySelector("dialog[open]")) return;
    const letter = event.key.toLowerCase();
    const act = this.isGoing() ? this.place(letter) : this.acts[letter];
    this.wentAt = -Infinity;
    if (!act) return;
    event.preventDefault();
    act.call(this);
  }

  get acts() {
    return {
      "?": this.open,
      "/": this.search && (() => (this.search.focus(), this.search.select())),
      g: () => (this.wentAt = performance.now()),
      n: this.write && (() => this.write.click()),
      t: this.timer && (() => this.timer.click()),
      j: () => this.turn("next") || this.step(1),
      k: () => this.turn("prev") || this.step(-1),
    };
  }

  isGoing() {
    return performance.now() - this.wentAt < PAUSE;
  }

  place(letter) {
    const link = document.querySelector(`.nav [data-key="${CSS.escape(letter)}"]`);
    return link && (() => link.click());
  }

  get search() {
    return document.querySelector("main input[type=search]");
  }

  get timer() {
    return document.querySelector("[data-timer]");
  }

  get write() {
    return document.querySelector("[data-write]");
  }

  /** On a screen that is one of a row, the keys of the lines lead to the next screen. */
  turn(way) {
    const row = document.querySelector("main [data-keys-turn]");
    row?.querySelector(`a[rel=${way}]`)?.click();
    return row !== null;
  }

  /** One link a line: the first of each. */
  get lines() {
    const lines = new Map();
    for (const link of document.querySelectorAll(ROWS)) {
      const line = link.closest("li, tr");
      if (!lines.has(line) && link.checkVisibility()) lines.set(line, link);
    }
    return [...lines.entries()];
  }

  step(way) {
    const lines = this.lines;
    if (!lines.length) return;
    const at = lines.findIndex(([line]) => line.contains(document.activeElement));
    const to = at < 0 ? (way > 0 ? 0 : lines.length - 1) : Math.min(Math.max(at + way, 0), lines.length - 1);
    lines[to][1].focus();
  }

  open() {
    const there = { search: this.search, rows: this.lines.length && !document.querySelector("main [data-keys-turn]") };
    for (const part of this.element.querySelectorAll("[data-keys-if]")) part.hidden = !there[part.dataset.keysIf];
    this.cameFrom = document.activeElement;
    this.element.showModal();
    this.element.querySelector("h2").focus();
  }

  close() {
    this.element.close();
  }

  closed() {
    const back = this.cameFrom?.isConnected && this.cameFrom.checkVisibility() && this.cameFrom !== document.body ? this.cameFrom : null;
    (back ?? document.querySelector("main h1"))?.focus();
  }

  outside(event) {
    if (event.target === this.element) this.element.close();
  }
}
