// The sheet of proposed hours: its button says how many lines and how much it confirms, while one ticks and corrects.
//
//   <form data-controller="sheet" data-action="input->sheet#count" data-sheet-words-value="Confirm {n} lines, {span}" …>
import { Controller } from "@hotwired/stimulus";

/** Minutes of what a person typed, as editorial/effort.py reads it; what cannot be read counts nothing here. */
export const minutesOf = (typed) => {
  const text = typed.trim().toLowerCase();
  let found;
  if ((found = /^(\d{1,2})\s*[:h]\s*([0-5]\d)(\s*m(in)?)?$/.exec(text))) return +found[1] * 60 + +found[2];
  if ((found = /^(\d{1,4})\s*m(in)?$/.exec(text))) return +found[1];
  if (/^\d{1,4}$/.test(text) && +text > 12) return +text;
  if ((found = /^(\d{1,2}(?:[.,]\d{1,2})?)\s*h?$/.exec(text))) return Math.round(+found[1].replace(",", ".") * 60);
  return 0;
};

const span = (minutes) => {
  const whole = Math.floor(minutes / 60);
  const rest = minutes % 60;
  if (!whole) return `${rest}\u00a0min`;
  return rest ? `${whole}\u00a0h\u00a0${String(rest).padStart(2, "0")}` : `${whole}\u00a0h`;
};

export default class extends Controller {
  static targets = ["button"];
  static values = { word: String, words: String };

  count() {
    const ticked = [...this.element.querySelectorAll("input[name=line]:checked")];
    const total = ticked.reduce((sum, each) => sum + minutesOf(this.element.elements[`minutes-${each.value}`].value), 0);
    const words = ticked.length === 1 ? this.wordValue : this.wordsValue;
    this.buttonTarget.textContent = words.replace("{n}", ticked.length).replace("{span}", span(total));
  }
}
