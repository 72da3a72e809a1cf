// Counts what is typed for each network by the server's rules, and lets the field grow with its text.
// The server counts again when it saves: this is only the earlier word.
//
//   <div data-controller="counter">
//     <textarea data-counter-target="field" data-action="input->counter#count"></textarea>
//     <span class="counter" data-counter-target="count" data-rule='{"method":"mastodon","url_chars":23}' data-limit="500"
//           data-over="{n} over the limit"> <b>0</b>/500 <span class="vh" data-over-text></span></span>
import { Controller } from "@hotwired/stimulus";

import { count } from "./counter.js";

export default class extends Controller {
  static targets = ["field", "count"];

  connect() {
    this.numbers = new Intl.NumberFormat(document.documentElement.lang || "it");
    this.count();
  }

  count() {
    if (!this.hasFieldTarget) return;
    const text = this.fieldTarget.value;
    for (const place of this.countTargets) this.show(place, text);
    this.grow();
  }

  show(place, text) {
    const used = count(text, JSON.parse(place.dataset.rule));
    const limit = Number(place.dataset.limit);
    const over = limit > 0 && used > limit;
    place.querySelector("b").textContent = this.numbers.format(used);
    if (over !== place.classList.contains("over")) place.classList.toggle("over", over);
    const words = place.querySelector("[data-over-text]");
    if (words) words.textContent = over ? place.dataset.over.replace("{n}", this.numbers.format(used - limit)) : "";
  }

  /** Height follows the text up to two thirds of the window; set by the `rows` attribute, so no inline style. */
  grow() {
    const field = this.fieldTarget;
    const least = Number((field.dataset.leastRows ??= field.rows || 4));
    const line = parseFloat(getComputedStyle(field).lineHeight) || 22;
    const most = Math.max(least, Math.floor((window.innerHeight * 0.66) / line));
    if (field.scrollHeight > field.clientHeight + 2 && field.rows < most) {
      field.rows = Math.min(most, field.rows + Math.ceil((field.scrollHeight - field.clientHeight) / line));
    }
  }
}
