// Keeps a local copy of what is typed in a form, offers it back when the page was lost, and warns before
// leaving with unsaved text.
//
//   <form data-controller="safekeeping" data-safekeeping-key-value="post:0198…">
//     <div class="safekeeping" data-safekeeping-target="offer" hidden>… <button data-action="safekeeping#restore">
//
// Where a button does something at once (a colleague, a channel) nothing is saved before it: such a form comes back as
// it was left, without asking (data-safekeeping-by-itself-value="true").
import { Controller } from "@hotwired/stimulus";

import { dropCopy, readCopy, writeCopy } from "./copies.js";
import { fill, says, valuesOf } from "./typed.js";

const WAIT = 400;

export default class extends Controller {
  static targets = ["offer"];
  static values = { key: String, answered: Boolean, byItself: Boolean };

  connect() {
    this.fresh = valuesOf(this.element);
    this.changed = false;
    const copy = readCopy(this.keyValue) ?? readCopy(`${this.keyValue}+`);
    if (!copy) return;
    // the server's answer to what was sent holds all of it: the page is the newer text
    if (copy.sentFrom && this.answeredValue) return this.write();
    if (says(this.element, copy.fields)) dropCopy(this.keyValue);
    else if (this.byItselfValue && !this.answeredValue) fill(this.element, copy.fields);
    else if (this.hasOfferTarget) this.offer(copy);
  }

  /** Until the person has decided about this copy, what they type goes beside it. */
  offer(copy) {
    this.copy = copy;
    this.offerTarget.hidden = false;
    const at = this.offerTarget.querySelector("[data-at]");
    if (at) at.textContent = new Date(copy.at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
  }

  /** What was new has got its own page: the copy of the empty form has done its work. */
  keyValueChanged(now, before) {
    if (!before || this.copy) return;
    dropCopy(before);
    if (this.changed && !says(this.element, this.fresh)) this.write();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  /** data-action="input->safekeeping#keep" on the form. */
  keep() {
    this.changed = true;
    // not put off by the next key: who types on without a pause is covered too
    this.timer ??= setTimeout(() => this.write(), WAIT);
  }

  write(more = {}) {
    this.timer = clearTimeout(this.timer);
    const key = this.copy ? `${this.keyValue}+` : this.keyValue;
    writeCopy(key, { fields: valuesOf(this.element), at: Date.now(), ...more });
  }

  /** data-action="saved->safekeeping#arrived" on a form that saves itself: the server has what was sent. */
  arrived() {
    this.fresh = valuesOf(this.element);
    if (!this.copy && !this.timer) dropCopy(this.keyValue);
  }

  /** data-action="submit->safekeeping#sent" on the form. */
  sent() {
    this.changed = false;
    this.write({ sentFrom: window.location.pathname });
  }

  /** data-action="beforeunload@window->safekeeping#warn" on the form. */
  warn(event) {
    if (this.changed && !says(this.element, this.fresh)) event.preventDefault();
  }

  /** data-action="submit->safekeeping#forget" where the same page comes again, empty, once it is done. */
  forget() {
    this.timer = clearTimeout(this.timer);
    this.changed = false;
    dropCopy(this.keyValue);
  }

  restore() {
    fill(this.element, this.copy.fields);
    this.close();
  }

  discard() {
    this.close();
  }

  close() {
    for (const key of [this.keyValue, `${this.keyValue}+`]) dropCopy(key);
    this.copy = null;
    this.offerTarget.hidden = true;
    this.element.querySelector("textarea")?.focus();
  }
}
