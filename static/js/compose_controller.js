// The editor of a post: what each channel gets is its own text or the base. Keeps counters, previews and the words
// "shared text / own text" true while one types. The server counts again when it saves.
//
//   <div data-controller="compose" data-action="input->compose#refresh">
//     <textarea data-compose-target="base">  <li data-compose-target="channel" data-channel="…"> with [data-part=on|own|spoiler]
//     <span data-compose-target="count" data-channel="…" data-method data-limit>  <div data-compose-target="preview" data-channel="…">
import { Controller } from "@hotwired/stimulus";

import { count } from "./counter.js";

export default class extends Controller {
  static targets = ["base", "channel", "count", "preview"];

  connect() {
    this.numbers = new Intl.NumberFormat(document.documentElement.lang || "it");
    this.refresh();
  }

  refresh() {
    for (const channel of this.channelTargets) this.show(channel);
    this.grow(this.baseTarget);
  }

  show(channel) {
    const part = (name) => channel.querySelector(`[data-part=${name}]`);
    const own = part("own")?.value ?? "";
    const hasOwn = own.trim() !== "";
    const now = { on: part("on").checked, text: hasOwn ? own : this.baseTarget.value, spoiler: part("spoiler")?.value ?? "" };
    part("follows").hidden = hasOwn;
    part("differs").hidden = !hasOwn;
    const is = (place) => place.dataset.channel === channel.dataset.channel;
    this.countTargets.filter(is).forEach((place) => this.measure(place, now));
    this.previewTargets.filter(is).forEach((place) => this.mirror(place, now));
  }

  measure(place, { on, text, spoiler }) {
    const { method, urlChars, countsSpoiler, limit } = place.dataset;
    let used = count(text, { method, url_chars: Number(urlChars) });
    if (countsSpoiler && spoiler) used += count(spoiler, method === "mastodon" ? "graphemes" : method);
    const over = used - Number(limit);
    place.hidden = !on;
    place.classList.toggle("over", over > 0);
    place.querySelector("b").textContent = this.numbers.format(used);
    place.querySelector("[data-over-text]").textContent =
      over > 0 ? place.dataset.over.replace("{n}", this.numbers.format(over)) : "";
  }

  mirror(place, { on, text, spoiler }) {
    place.hidden = !on;
    place.querySelector("[data-part=text]").textContent = text;
    const warning = place.querySelector("[data-part=spoiler]");
    warning.textContent = spoiler;
    warning.hidden = spoiler === "";
  }

  /** Height follows the text by the `rows` attribute, so no inline style. */
  grow(field) {
    const line = parseFloat(getComputedStyle(field).lineHeight) || 22;
    const most = Math.floor((window.innerHeight * 0.66) / line);
    const missing = Math.ceil((field.scrollHeight - field.clientHeight) / line);
    if (missing > 0 && field.rows < most) field.rows = Math.min(most, field.rows + missing);
  }
}
