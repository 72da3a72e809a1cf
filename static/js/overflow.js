// Marks in a textarea what is beyond a limit. A textarea cannot hold marks, so the same words lie behind it, unseen but
// for the ground of the mark; they are there only while something is marked, and nobody but the eye is told (the counter
// says it to all).
//
//   <div class="typed"><textarea></textarea></div>

import { hosts, links, segmenter } from "./counter.js";

/**
 * How much of `text` still fits, as an index in code units: up to there `fits` says yes, of one character more it says no.
 * Asks `fits` of beginnings that end between two graphemes and, where the rule makes one thing of it, not inside a link or
 * the server of a mention. It counts nothing itself, so it cannot disagree with the counter that `fits` asks.
 */
export function fitting(text, method, fits) {
  const wholes = method === "mastodon" || method === "weighted" ? links(text) : [];
  if (method === "mastodon") wholes.push(...hosts(text));
  const ends = [...[...segmenter.segment(text)].map(({ index }) => index), text.length];
  const end = (at) => wholes.find(([start, stop]) => start < ends[at] && ends[at] < stop)?.[0] ?? ends[at];
  let [low, high] = [0, ends.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (fits(text.slice(0, end(middle)))) low = middle;
    else high = middle;
  }
  return end(low);
}

/** Marks what stands from `start` on (code units); without a start, or with one at the end, nothing. */
export function markFrom(field, start = Infinity) {
  const isOver = start < field.value.length;
  const layer = field.parentElement.querySelector(".beyond") ?? (isOver && makeLayer(field));
  if (!layer) return;
  layer.hidden = !isOver;
  const mark = document.createElement("mark");
  mark.textContent = isOver ? field.value.slice(start) : "";
  // the last line feed of an element makes no line, in a field it does
  layer.replaceChildren(isOver ? field.value.slice(0, start) : "", mark, "\n");
  layer.scrollTop = field.scrollTop;
}

function makeLayer(field) {
  const layer = document.createElement("div");
  layer.className = `beyond ${field.className}`;
  layer.setAttribute("aria-hidden", "true");
  field.before(layer);
  field.addEventListener("scroll", () => (layer.scrollTop = field.scrollTop), { passive: true });
  return layer;
}
