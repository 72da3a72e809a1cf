// A draft saves itself: about a second after the last key, and at least every two seconds while one types on.
// Where something hangs on the words (approved, scheduled, asked about) the form has no address to save to, and only
// the buttons save: there data-unsaved says so from the first key on, and what saving takes back. The local copy of
// safekeeping_controller.js covers what has not arrived.
//
//   <form data-controller="autosave safekeeping" data-autosave-url-value="…" data-action="input->autosave#note
//         change->autosave#note submit->autosave#hold visibilitychange@document->autosave#hide">
//   <p id="save-state" role="status" data-offline="…" data-signed-out="…" data-unsaved="…">
import { Controller } from "@hotwired/stimulus";

import { fieldsOf, movesTo, renumbers, sends, whyUntaken } from "./form_that_saves.js";
import { csrfToken } from "./requests.js";

const PAUSE = 1200;
const MOST = 2000;
const AGAIN = 5000;

export default class extends Controller {
  static values = { url: String, due: Boolean };

  connect() {
    this.state = document.getElementById("save-state");
    this.words = this.state?.textContent;
    this.last = this.dueValue ? null : fieldsOf(this.element);
    if (this.dueValue) this.note();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  note() {
    if (!this.urlValue) return this.tell();
    if (this.stopped) return;
    this.since ??= Date.now();
    this.wait(Math.max(0, Math.min(PAUSE, this.since + MOST - Date.now())));
  }

  /** Nothing is saved by itself: while the fields say something else than the page did, that is what is shown. */
  tell() {
    if (this.state) this.say(`${fieldsOf(this.element)}` === `${this.last}` ? this.words : this.state.dataset.unsaved);
  }

  /** Where each save is a version of its own: something was typed, and it is saved when the form is left. */
  mark() {
    if (this.urlValue && !this.stopped) this.since ??= Date.now();
  }

  leave({ relatedTarget }) {
    const stays = relatedTarget && (relatedTarget.type === "submit" || this.element.contains(relatedTarget));
    if (this.since && !stays) this.save();
  }

  wait(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), milliseconds);
  }

  /** The tab goes away: what is typed goes now. */
  hide() {
    if (document.hidden && this.since) this.save();
  }

  /** A button was pressed while a save is on its way: first that one arrives, or the two would be a conflict. */
  async hold(event) {
    clearTimeout(this.timer);
    this.since = null;
    if (!this.running) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    await this.running;
    this.element.requestSubmit(button);
  }

  save() {
    clearTimeout(this.timer);
    if (this.running) return;
    const fields = fieldsOf(this.element);
    this.since = null;
    if (`${fields}` === `${this.last}`) return;
    this.running = this.send(fields).finally(() => {
      this.running = null;
      if (this.since) this.note();
    });
  }

  async send(fields) {
    try {
      const response = await sends(this.urlValue, fields, csrfToken());
      if (!response.headers.get("content-type")?.includes("json")) return this.say(whyUntaken(response, this.state.dataset));
      const answer = await response.json();
      if (response.ok) this.took(answer, fields);
      else {
        this.stopped = response.status !== 422;
        this.say(answer.words);
      }
    } catch {
      this.say(this.state.dataset.offline);
      this.since = Date.now() + AGAIN - MOST;
    }
  }

  took(answer, fields) {
    this.last = fields;
    const form = this.element;
    renumbers(form, answer);
    if (answer.autosave_url !== this.urlValue) {
      this.urlValue = answer.autosave_url;
      movesTo(form, answer);
    }
    this.say(answer.words);
    form.dispatchEvent(new CustomEvent("saved"));
  }

  /** Said politely, and only when it says something else: the same minute is not read out again. */
  say(words) {
    if (words && this.state.textContent !== words) this.state.textContent = words;
  }
}
