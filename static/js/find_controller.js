// The palette: Ctrl K (or ⌘ K) opens the dialog that is already in the page, and the server fills it. The focus stays
// in the field; arrows choose, Enter goes there, Escape closes and the focus returns to where it was.
import { Controller } from "@hotwired/stimulus";

const FAILURES = ["htmx:responseError", "htmx:sendError", "htmx:timeout"];

export default class extends Controller {
  static targets = ["field", "list", "failed", "told"];

  connect() {
    this.onClick = (event) => {
      const opener = event.target.closest?.("[data-find-open]");
      if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
      event.preventDefault();
      this.open();
    };
    this.onFailure = () => this.fail();
    document.addEventListener("click", this.onClick);
    for (const name of FAILURES) this.fieldTarget.addEventListener(name, this.onFailure);
  }

  disconnect() {
    document.removeEventListener("click", this.onClick);
    for (const name of FAILURES) this.fieldTarget.removeEventListener(name, this.onFailure);
  }

  shortcut(event) {
    if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    if (this.element.open) this.element.close();
    else if (!document.querySelector("dialog[open]")) this.open();
  }

  open() {
    this.cameFrom = document.activeElement;
    this.element.showModal();
    this.fieldTarget.select();
    this.fieldTarget.focus();
    // The dialog is painted first: making all else inert is work enough for one key.
    requestAnimationFrame(() => setTimeout(() => this.element.open && this.ask()));
  }

  ask() {
    this.fieldTarget.dispatchEvent(new CustomEvent("find"));
    this.fieldTarget.focus();
  }

  closed() {
    const back = this.cameFrom?.isConnected && this.cameFrom !== document.body ? this.cameFrom : null;
    (back ?? document.querySelector("main h1"))?.focus();
  }

  /** A click on the ground beside the dialog closes it. */
  outside(event) {
    if (event.target === this.element) this.element.close();
  }

  key(event) {
    const options = this.options;
    const at = options.indexOf(this.chosen);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 6, PageUp: Math.max(at - 6, 0) }[event.key];
    if (event.key === "Escape") {
      // a search field would first empty itself
      event.preventDefault();
      this.element.close();
    } else if (event.key === "Enter" && this.chosen) {
      event.preventDefault();
      this.chosen.click();
    } else if (to !== undefined && options.length) {
      event.preventDefault();
      const last = options.length - 1;
      this.choose(options[event.key.startsWith("Page") ? Math.min(to, last) : (to + options.length) % options.length]);
    }
  }

  /** The pointer chooses too, but only when it moves: a list that appears under it takes nothing from the keyboard. */
  point(event) {
    const option = event.target.closest("[role=option]");
    if (option && option !== this.chosen) this.choose(option, false);
  }

  first() {
    this.failedTarget.hidden = true;
    const { none, some } = this.toldTarget.dataset;
    const n = this.options.length;
    this.toldTarget.textContent = n ? some.replace("{n}", n) : none;
    this.choose(this.options[0]);
    this.listTarget.scrollTop = 0;
  }

  choose(option, scrolls = true) {
    this.chosen?.setAttribute("aria-selected", "false");
    this.chosen = option;
    if (!option) return this.fieldTarget.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    this.fieldTarget.setAttribute("aria-activedescendant", option.id);
    if (scrolls) option.scrollIntoView({ block: "nearest" });
  }

  fail() {
    this.listTarget.replaceChildren();
    this.choose(undefined);
    this.failedTarget.hidden = false;
  }

  get options() {
    return [...this.listTarget.querySelectorAll("[role=option]")];
  }
}
