// Keeps a local copy of what is typed in a form, offers it back when the page was lost, and warns before
// leaving with unsaved text.
//
//   <form data-controller="safekeeping" data-safekeeping-key-value="post:0198…">
//     <div class="safekeeping" data-safekeeping-target="offer" hidden>… <button data-action="safekeeping#restore">
import { Controller } from "@hotwired/stimulus";

import { dropCopy, readCopy, writeCopy } from "./copies.js";

const WAIT = 400;

export default class extends Controller {
  static targets = ["offer"];
  static values = { key: String };

  connect() {
    this.fresh = this.fields();
    this.changed = false;
    const copy = readCopy(this.keyValue);
    if (!copy) return;
    if (this.same(copy.fields)) dropCopy(this.keyValue);
    else if (this.hasOfferTarget) this.offerTarget.hidden = false;
    this.copy = copy;
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  /** data-action="input->safekeeping#keep" on the form. */
  keep() {
    this.changed = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => writeCopy(this.keyValue, { fields: this.fields(), at: Date.now() }), WAIT);
  }

  /** data-action="submit->safekeeping#sent" on the form. */
  sent() {
    clearTimeout(this.timer);
    this.changed = false;
    writeCopy(this.keyValue, { fields: this.fields(), at: Date.now(), sentFrom: window.location.pathname });
  }

  /** data-action="beforeunload@window->safekeeping#warn" on the form. */
  warn(event) {
    if (this.changed && !this.same(this.fresh)) event.preventDefault();
  }

  restore() {
    for (const [name, value] of Object.entries(this.copy.fields)) {
      const field = this.element.elements.namedItem(name);
      if (!field || !("value" in field)) continue;
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    this.offerTarget.hidden = true;
    this.element.querySelector("textarea")?.focus();
  }

  discard() {
    dropCopy(this.keyValue);
    this.offerTarget.hidden = true;
    this.element.querySelector("textarea")?.focus();
  }

  /** Only what people type by hand: no files, no passwords, no tokens. */
  fields() {
    const kept = {};
    for (const field of this.element.elements) {
      if (field.name && field.matches("textarea, input[type=text], input[type=url]")) kept[field.name] = field.value;
    }
    return kept;
  }

  same(fields) {
    const now = this.fields();
    return Object.keys(fields).every((name) => !(name in now) || now[name] === fields[name]);
  }
}
