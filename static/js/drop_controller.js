// Menus made of <details>: Escape closes and gives the focus back; a click elsewhere, or another menu, closes.
//
//   <details class="drop" data-controller="drop" data-action="keydown->drop#key click@window->drop#elsewhere">
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  key(event) {
    if (event.key !== "Escape" || !this.element.open) return;
    event.stopPropagation();
    this.element.open = false;
    this.element.querySelector("summary").focus();
  }

  elsewhere(event) {
    if (this.element.open && !this.element.contains(event.target)) this.element.open = false;
  }

  /** data-action="focusout->drop#left": the keyboard went on, so the menu closes behind it. */
  left(event) {
    if (event.relatedTarget && !this.element.contains(event.relatedTarget)) this.element.open = false;
  }
}
