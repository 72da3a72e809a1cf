// Menus made of <details>: arrows walk through them, Escape closes and gives the focus back; a click elsewhere, or another menu, closes.
//
//   <details class="drop" data-controller="drop" data-action="keydown->drop#key click@window->drop#elsewhere">
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  connect() {
    // a box with a field is opened to type into it; a phone's keyboard would cover the list instead
    this.onToggle = () => {
      if (this.element.open && matchMedia("(pointer: fine)").matches) this.element.querySelector("input[type=search]")?.focus();
    };
    this.element.addEventListener("toggle", this.onToggle);
  }

  disconnect() {
    this.element.removeEventListener("toggle", this.onToggle);
  }

  key(event) {
    if (!this.element.open) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.element.open = false;
      this.element.querySelector("summary").focus();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const stops = [...this.element.querySelectorAll("summary, input, a, .drop-box button")];
      const to = stops[stops.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1)];
      if (!to) return;
      event.preventDefault();
      to.focus();
    }
  }

  /** data-action="submit->drop#first": Enter in the field of a list goes to its first line. */
  first(event) {
    const link = this.element.querySelector("#switch-list a");
    if (!link) return;
    event.preventDefault();
    link.click();
  }

  elsewhere(event) {
    if (this.element.open && !this.element.contains(event.target)) this.element.open = false;
  }

  /** data-action="focusout->drop#left": the keyboard went on, so the menu closes behind it. */
  left(event) {
    if (event.relatedTarget && !this.element.contains(event.relatedTarget)) this.element.open = false;
  }
}
