// Asks again for a part of the page while something is under way, and merges the answer by morph, so that
// focus and caret stay. The server ends it by sending the part without data-controller="poll" (or status 286).
//
//   <div id="delivery" data-controller="poll" data-poll-url-value="/c/…/status/" data-poll-every-value="3000">
import { Controller } from "@hotwired/stimulus";

const SLOWEST = 60_000;

export default class extends Controller {
  static values = { url: String, every: { type: Number, default: 3000 } };

  connect() {
    this.wait = this.everyValue;
    this.onAnswer = (event) => this.answered(event);
    this.element.addEventListener("htmx:afterRequest", this.onAnswer);
    this.again();
  }

  disconnect() {
    clearTimeout(this.timer);
    this.element.removeEventListener("htmx:afterRequest", this.onAnswer);
  }

  again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.wait);
  }

  ask() {
    // a page nobody looks at asks nothing; it asks at once when it is looked at again
    if (document.hidden) {
      document.addEventListener("visibilitychange", () => this.element.isConnected && this.ask(), { once: true });
      return;
    }
    window.htmx.ajax("GET", this.urlValue, { source: this.element, target: this.element, swap: "morph:outerHTML" });
  }

  answered(event) {
    if (event.detail.elt !== this.element) return;
    if (event.detail.xhr?.status === 286) return;
    // a server in trouble is asked less and less often, never given up
    this.wait = event.detail.successful ? this.everyValue : Math.min(SLOWEST, this.wait * 2);
    if (this.element.isConnected && this.element.dataset.controller?.includes("poll")) this.again();
  }
}
