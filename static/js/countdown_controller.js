// Counts a moment down between two looks at the server: it starts from the seconds the server drew, so that a wrong
// clock of this machine does not matter.
//
//   <span data-controller="countdown" data-countdown-left-value="1751">−00:29:11</span>
import { Controller } from "@hotwired/stimulus";

const two = (n) => String(n).padStart(2, "0");

export default class extends Controller {
  static values = { left: Number };

  leftValueChanged() {
    clearInterval(this.timer);
    this.end = performance.now() / 1000 + this.leftValue;
    // whole days are drawn by the server alone
    if (Math.abs(this.leftValue) < 86400) this.timer = setInterval(() => this.tick(), 1000);
  }

  disconnect() {
    clearInterval(this.timer);
  }

  tick() {
    const left = Math.round(this.end - performance.now() / 1000);
    const n = Math.abs(left);
    this.element.textContent = `${left > 0 ? "−" : "+"}${two(Math.floor(n / 3600))}:${two(Math.floor((n % 3600) / 60))}:${two(n % 60)}`;
  }
}
