// Counts down the seconds in which something can still be taken back, then takes the whole toast away: "goes out in
// ten seconds" is no longer true then, and the page itself tells how it stands. The server keeps the real clock: a late click is refused there, in words.
//
//   <div class="toast" data-controller="undo" data-undo-seconds-value="10">
//     … <button>Undo <span data-undo-target="left">10</span></button>
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["left", "form"];
  static values = { seconds: Number };

  connect() {
    if (!this.secondsValue) return;
    this.ends = performance.now() + this.secondsValue * 1000;
    this.timer = setInterval(() => this.tick(), 250);
    this.tick();
  }

  disconnect() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.ceil((this.ends - performance.now()) / 1000);
    if (this.hasLeftTarget) this.leftTarget.textContent = String(Math.max(0, left));
    if (left > 0) return;
    clearInterval(this.timer);
    const hadFocus = this.element.contains(document.activeElement);
    this.element.remove();
    if (hadFocus) document.querySelector("main h1")?.focus();
  }

  /** Ctrl+Z outside a field does the same as the button. */
  key(event) {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.key !== "z" || !(event.ctrlKey || event.metaKey) || !this.hasFormTarget) return;
    event.preventDefault();
    this.formTarget.requestSubmit();
  }

  close() {
    this.element.remove();
    document.querySelector("main h1")?.focus();
  }
}
