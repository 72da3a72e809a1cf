// A page that leaves things out on a screen has another that prints whole: Ctrl P goes there, and there it prints at once.
//
//   <a href="?whole=on" data-controller="print" data-action="keydown@window->print#key">Print</a>
//   <button data-controller="print" data-print-now-value="true" data-action="print#print">Print</button>
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static values = { now: Boolean };

  connect() {
    if (this.nowValue) document.fonts.ready.then(() => setTimeout(() => window.print()));
  }

  print() {
    window.print();
  }

  key(event) {
    if (event.key.toLowerCase() !== "p" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    event.preventDefault();
    this.element.click();
  }
}
