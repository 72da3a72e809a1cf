// The editor of a post: what each channel gets is its own text or the base. Keeps counters and the words
// "shared text / own text" true while one types, shows only what the ticked channels have, and asks the server
// for previews and checks when one pauses. The server counts again when it saves.
//
//   <div data-controller="compose" data-action="input->compose#refresh" data-compose-look-value="…">
//     <textarea data-compose-target="base">  <li data-compose-target="channel" data-channel="…"> with [data-part=on|own|counts|spoiler|thread|poll]
//     <span data-compose-target="count" data-channel="…" data-of="id of a field, or empty" data-method data-limit>
//     <section data-compose-target="offer" data-channels="…">  shown while one of these is ticked
//     <p data-compose-target="cannot" data-channels="…" data-when="thread|poll">  shown while this one is ticked and has the post's
import { Controller } from "@hotwired/stimulus";

import { count } from "./counter.js";
import { fitting, markFrom } from "./overflow.js";

export default class extends Controller {
  static targets = ["base", "channel", "count", "offer", "cannot", "preview"];

  connect() {
    this.numbers = new Intl.NumberFormat(document.documentElement.lang || "it");
    this.refresh();
  }

  refresh() {
    const now = new Map(this.channelTargets.map((channel) => [channel.dataset.channel, this.read(channel)]));
    const ends = new Map();
    for (const place of this.countTargets) this.measure(place, now.get(place.dataset.channel), ends);
    for (const field of this.element.querySelectorAll(".typed > textarea")) markFrom(field, ends.get(field));
    const isOn = (place) => place.dataset.channels.split(" ").some((id) => now.get(id)?.on);
    const hasPoll = [...this.element.querySelectorAll("input[name=option]")].some((field) => field.value.trim());
    const differs = (place) => now.get(place.dataset.channels)?.[place.dataset.when];
    for (const place of this.cannotTargets) {
      place.hidden = !isOn(place) || differs(place) || (place.dataset.when === "poll" && !hasPoll);
    }
    for (const place of this.offerTargets) place.hidden = !isOn(place) && !this.isUsed(place);
    for (const place of this.previewTargets) place.hidden = !now.get(place.dataset.channel)?.on;
    this.element.querySelector("[data-no-poll]").hidden = hasPoll;
    this.grow(this.baseTarget);
  }

  /** What a channel gets as it stands in the form. */
  read(channel) {
    const part = (name) => channel.querySelector(`[data-part=${name}]`);
    const own = part("own");
    const hasOwn = own.value.trim() !== "";
    part("follows").hidden = hasOwn;
    part("differs").hidden = !hasOwn;
    part("counts").hidden = !hasOwn;
    const preview = this.previewTargets.find((place) => place.dataset.channel === channel.dataset.channel);
    const field = hasOwn ? own : this.baseTarget;
    const [thread, poll] = ["thread", "poll"].map((name) => part(name)?.value);
    const parts = thread === "joined" ? [...this.element.querySelectorAll("textarea[name=part]")] : [];
    const tail = parts.map(({ value }) => value).filter((value) => value.trim());
    return { on: part("on").checked, own, field, tail, thread, poll, link: preview?.dataset.link, spoiler: part("spoiler")?.value ?? "" };
  }

  /** Shows what a field counts for one channel; `ends` learns where the first of the ticked channels cuts the field off. */
  measure(place, { on, spoiler, own, thread, ...first }, ends) {
    const { method, urlChars, countsSpoiler, limit, of, mostBytes = Infinity } = place.dataset;
    const isFirst = !of || of === own.id;
    const { field, link, tail = [] } = isFirst ? first : { field: document.getElementById(of) };
    const more = countsSpoiler && spoiler ? count(spoiler, method === "mastodon" ? "graphemes" : method) : 0;
    const sizes = (text) => {
      const said = withLink([text, ...tail].join("\n\n"), link);
      return [count(said, { method, url_chars: Number(urlChars) }) + more, mostBytes < Infinity ? count(said, "bytes") : 0];
    };
    const fits = ([used, size]) => used <= Number(limit) && size <= Number(mostBytes);
    const [used, size] = sizes(field.value);
    const over = used - Number(limit);
    place.hidden = !on || (!isFirst && Boolean(thread));
    place.classList.toggle("over", !fits([used, size]));
    if (on && !fits([used, size])) {
      ends.set(field, Math.min(ends.get(field) ?? Infinity, fitting(field.value, method, (text) => fits(sizes(text)))));
    }
    place.querySelector("b").textContent = this.numbers.format(used);
    const inBytes = place.querySelector("[data-bytes]");
    if (inBytes) inBytes.textContent = this.numbers.format(size);
    place.querySelector("[data-over-text]").textContent =
      over > 0 ? place.dataset.over.replace("{n}", this.numbers.format(over)) : "";
  }

  /** Something is written there, so it stays in sight though no ticked channel has it. */
  isUsed(section) {
    return [...section.querySelectorAll("textarea, input[type=text]")].some((field) => field.value.trim() !== "");
  }

  /** Height follows the text by the `rows` attribute, so no inline style. */
  grow(field) {
    const line = parseFloat(getComputedStyle(field).lineHeight) || 22;
    const most = Math.floor((window.innerHeight * 0.66) / line);
    const missing = Math.ceil((field.scrollHeight - field.clientHeight) / line);
    if (missing > 0 && field.rows < most) field.rows = Math.min(most, field.rows + missing);
  }
}

/** The twin of with_link in editorial/contents.py: the link on a line of its own, unless the text holds it. */
function withLink(text, link) {
  if (!link) return text;
  const held = new RegExp(`${link.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}(?![\\p{L}\\p{N}_/?#&=%~-])`, "u");
  if (held.test(text)) return text;
  return text.trim() ? `${text.trimEnd()}\n${link}` : link;
}
