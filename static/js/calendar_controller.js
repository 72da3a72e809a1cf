// Moving posts on the calendar by mouse, finger, keyboard or form. The card moves at once; the server's answer is the
// card as it then stands, so a refusal puts it back and says why. Moves are sent one after the other.
import { Controller } from "@hotwired/stimulus";

import { cardOf, later, listFor, moveUrl, put, renew, stepOf } from "./calendar_cards.js";
import { Dragging } from "./calendar_dragging.js";
import { ask } from "./calendar_requests.js";
import { remember, say, takeLast } from "./calendar_undo.js";

export default class extends Controller {
  static targets = ["dialog", "toast"];
  static values = { step: Number, words: Object, all: Boolean };

  connect() {
    this.sent = Promise.resolve();
    const stay = (card) => this.say(card.dataset.fixed);
    this.dragging = new Dragging(this.element, { stay, move: (card, wall) => this.move(card, wall) });
  }

  disconnect() {
    this.dragging.end();
  }

  key(event) {
    const card = event.target.closest(".post");
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = stepOf(event, this.stepValue);
    const asks = !event.shiftKey && event.key.toLowerCase() === "m";
    if (!step && !asks) return;
    event.preventDefault();
    if (asks) this.ask(card);
    else if (card.dataset.fixed) this.say(card.dataset.fixed);
    else if (listFor(this.element, later(card.dataset.wall, step))) this.move(card, later(card.dataset.wall, step));
    else this.say("edge");
  }

  open(event) {
    if (event.target.closest("[data-cancel]")) this.dialogTarget.close();
    const link = event.target.closest(".to-move");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    this.ask(link.closest(".post"));
  }

  /** The form to choose a day and a time, from the server, in the page's dialog. */
  async ask(card) {
    if (card.dataset.fixed) return this.say(card.dataset.fixed);
    const { form, silent } = await ask(moveUrl(card));
    return form ? this.show(moveUrl(card), form) : this.say(silent ? "silence" : "again");
  }

  show(url, form) {
    this.asked = url;
    this.dialogTarget.replaceChildren(document.importNode(form, true));
    if (!this.dialogTarget.open) this.dialogTarget.showModal();
    this.dialogTarget.querySelector("[role=alert], input:not([type=hidden])")?.focus();
  }

  submit(event) {
    if (!this.dialogTarget.contains(event.target)) return;
    event.preventDefault();
    this.send(this.asked, Object.fromEntries(new FormData(event.target, event.submitter)));
  }

  /** At once on the page, then on the server. */
  move(card, wall) {
    const was = card.dataset.wall;
    const [day, clock] = wall.split("T");
    put(this.element, card, wall);
    card.querySelector("a").focus({ preventScroll: true });
    this.send(moveUrl(card), { day, clock, seen: was }, { was, wall });
  }

  send(url, fields, hop, isUndo) {
    this.sent = this.sent.then(async () => {
      const answer = await ask(url, this.allValue ? { ...fields, all: 1 } : fields);
      const card = cardOf(this.element, url);
      if (!answer.said) {
        if (hop && card?.dataset.wall === hop.wall) put(this.element, card, hop.was);
        if (isUndo && answer.silent) remember(url, new URLSearchParams(fields).toString());
        return this.say(answer.silent ? "silence" : "again");
      }
      if (answer.ok || !answer.form) this.dialogTarget.close();
      // a card that was moved on meanwhile waits for its own answer
      const isBehind = answer.ok && hop && card && card.dataset.wall !== hop.wall;
      if (answer.card && !isBehind) renew(this.element, card, answer.card);
      if (!answer.ok && answer.form) this.show(url, answer.form);
      const offers = answer.ok && answer.back && !isUndo;
      if (offers) remember(url, answer.back);
      return say(this.toastTarget, answer.said, offers && (() => this.undo()));
    });
  }

  undo() {
    const last = takeLast();
    if (last) this.send(last.url, Object.fromEntries(new URLSearchParams(last.back)), null, true);
  }

  takeBack(event) {
    const typing = event.target.closest?.("input, textarea, select, dialog");
    if (typing || event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
    if (document.querySelector(".toast form")) return; // a toast of the server's has its own way back
    event.preventDefault();
    this.undo();
  }

  say(code) {
    say(this.toastTarget, this.wordsValue[code]);
  }
}
