// Keeps the numbers of an open page fresh, and says when a list has news instead of moving its rows. Asks only while
// somebody looks; the server mostly answers that nothing changed (304). The link of the bar draws the list anew in place
// (list_controller.js), with the same mark and the same way to try again as its filters.
//
//   <div data-controller="live" data-live-url-value="/live/" data-live-list-value="posts" data-live-client-value="trecorvi"
//        data-live-since-value="2026-11-28T10:00:00+00:00" data-live-every-value="30000">
import { Controller } from "@hotwired/stimulus";

const SLOWEST = 300_000;
const COUNTS = ["n_for_me", "n_standing", "n_unread"];

export default class extends Controller {
  static targets = ["bar", "one", "many"];
  static values = { url: String, list: String, client: String, since: String, every: { type: Number, default: 30_000 } };

  connect() {
    this.wait = this.everyValue;
    this.onLook = () => !document.hidden && performance.now() - this.asked > 5000 && this.ask();
    document.addEventListener("visibilitychange", this.onLook);
    this.asked = performance.now();
    this.again();
  }

  disconnect() {
    clearTimeout(this.timer);
    document.removeEventListener("visibilitychange", this.onLook);
  }

  /** The page was drawn anew: what was new is now in it. */
  sinceValueChanged() {
    this.etag = "";
    this.first = undefined;
    if (this.hasBarTarget) this.barTarget.hidden = true;
  }

  again() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.wait);
  }

  async ask() {
    clearTimeout(this.timer);
    if (document.hidden) return; // asked at once when somebody looks again
    this.asked = performance.now();
    const query = new URLSearchParams({ in: this.clientValue, list: this.listValue, since: this.sinceValue });
    try {
      const answer = await fetch(`${this.urlValue}?${query}`, { headers: this.etag ? { "If-None-Match": this.etag } : {}, cache: "no-store" });
      if (answer.redirected || answer.status === 403) return; // signed out: the next click says so
      if (!answer.ok && answer.status !== 304) throw new Error(answer.statusText);
      this.wait = this.everyValue;
      if (answer.status === 200 && this.element.isConnected) {
        this.etag = answer.headers.get("ETag") ?? "";
        this.show(await answer.json());
      }
    } catch {
      this.wait = Math.min(SLOWEST, this.wait * 2); // a server in trouble is asked less and less often
    }
    if (this.element.isConnected) this.again();
  }

  show(counts) {
    this.first ??= this.drawn();
    for (const name of COUNTS) {
      for (const place of document.querySelectorAll(`[data-live="${name}"]`)) {
        place.hidden = !counts[name];
        place.querySelector(".count").firstChild.data = counts[name];
      }
      for (const place of document.querySelectorAll(`[data-live-not="${name}"]`)) place.hidden = Boolean(counts[name]);
    }
    const moved = Math.abs(counts.n_standing - this.first.n_standing) + Math.abs(counts.n_for_me - this.first.n_for_me);
    this.tell(this.listValue === "today" ? moved : counts.n_new);
  }

  /** The numbers the server drew into the page. */
  drawn() {
    return Object.fromEntries(
      COUNTS.map((name) => {
        const place = document.querySelector(`[data-live="${name}"]`);
        return [name, place && !place.hidden ? Number(place.querySelector(".count").firstChild.data) : 0];
      }),
    );
  }

  tell(n) {
    if (!this.hasBarTarget || !n) return;
    this.barTarget.hidden = false;
    this.oneTarget.hidden = n !== 1;
    this.manyTarget.hidden = n === 1;
    this.manyTarget.textContent = this.manyTarget.dataset.words.replace("{n}", n);
  }
}
