// Dragging a card to another day by mouse, pen or finger: the card follows the pointer, the day under it says so, and what
// becomes of it is decided where it is let go. Keys and the dialog move posts too, so nothing depends on this.
import { listAt, scrollAlong, swallowClick } from "./calendar_aiming.js";
import { wallIn } from "./calendar_cards.js";

const FAR = 6; // pixels: a press that went less far is a click
const REST = 150; // milliseconds: a finger that rests so long holds the card, one that moves sooner scrolls the page

export class Dragging {
  /** Listens on `calendar` until `end()`; `stay(card)` is told of a card that cannot be moved, `move(card, wall)` of one let go on another day. */
  constructor(calendar, { stay, move }) {
    Object.assign(this, { calendar, stay, move, ended: new AbortController() });
    const acts = { pointerdown: this.press, pointermove: this.pull, pointerup: this.drop, pointercancel: this.leave };
    for (const [type, act] of Object.entries(acts)) this.listen(calendar, type, act);
    for (const type of ["touchmove", "contextmenu"]) this.listen(calendar, type, this.keep, { passive: false });
    this.listen(calendar, "dragstart", (event) => event.target.closest(".post") && event.preventDefault());
    this.listen(window, "keydown", (event) => event.key === "Escape" && this.leave());
    this.listen(window, "blur", this.leave);
    calendar.dataset.draggable = "";
  }

  listen(where, type, act, options) {
    where.addEventListener(type, act.bind(this), { ...options, signal: this.ended.signal });
  }

  end() {
    this.leave();
    this.ended.abort();
  }

  press(event) {
    this.leave();
    const card = event.target.closest(".post");
    if (!card || !event.isPrimary || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const isMouse = event.pointerType === "mouse";
    const timer = isMouse ? 0 : setTimeout(() => this.firm(), REST);
    this.held = { card, isMouse, timer, y: event.clientY, isFirm: isMouse, pointer: event.pointerId, from: [event.pageX, event.pageY] };
  }

  firm() {
    this.held.isFirm = true;
    if (!this.held.card.dataset.fixed) this.held.card.dataset.held = "";
  }

  pull(event) {
    const { held } = this;
    if (held?.pointer !== event.pointerId || held.isRefused) return;
    if (!event.buttons) return this.leave(); // let go where nobody listened
    held.at = [event.clientX, event.clientY];
    if (!held.isOff) {
      if (Math.hypot(event.pageX - held.from[0], event.pageY - held.from[1]) < FAR) return;
      if (!held.isFirm) return this.leave();
      if (held.card.dataset.fixed) return this.refuse();
      this.begin();
    }
    this.follow();
  }

  /** It stays, and where it is let go is no click either. */
  refuse() {
    this.held.isRefused = true;
    this.stay(this.held.card);
  }

  begin() {
    const { card, pointer } = this.held;
    Object.assign(this.held, { isOff: true, lift: card.animate({}, { duration: 0, fill: "forwards" }) });
    this.calendar.setPointerCapture(pointer);
    this.calendar.dataset.dragging = "";
    card.dataset.held = "";
    this.frame = requestAnimationFrame(() => this.scroll());
  }

  /** The card goes with the pointer, and the list it would fall into is marked. */
  follow() {
    const { card, from, at, list } = this.held;
    const translate = `${at[0] + scrollX - from[0]}px ${at[1] + scrollY - from[1]}px`;
    this.held.lift.effect.setKeyframes({ translate: [translate, translate] });
    const under = listAt(this.calendar, card, ...at);
    if (under === list) return;
    list?.removeAttribute("data-aim");
    under?.setAttribute("data-aim", "");
    this.held.list = under;
  }

  scroll() {
    const { at, y } = this.held;
    if (scrollAlong(at[1], y)) this.follow();
    this.frame = requestAnimationFrame(() => this.scroll());
  }

  drop(event) {
    const { held } = this;
    if (held?.pointer !== event.pointerId) return;
    this.leave();
    if (held.isOff || held.isRefused) swallowClick();
    if (!held.isOff) return;
    const { card, list } = held;
    if (list && card.isConnected && list !== card.parentElement) this.move(card, wallIn(list, card.dataset.wall));
  }

  /** Everything lies where it lay. */
  leave() {
    const { held } = this;
    if (!held) return;
    this.held = null;
    clearTimeout(held.timer);
    cancelAnimationFrame(this.frame);
    held.list?.removeAttribute("data-aim");
    held.lift?.cancel();
    delete held.card.dataset.held;
    delete this.calendar.dataset.dragging;
  }

  /** While a finger holds a card, the page neither scrolls nor opens the menu of a link. */
  keep(event) {
    const { held } = this;
    if (held && !held.isMouse && held.isFirm && !held.card.dataset.fixed && event.cancelable) event.preventDefault();
  }
}
