// What a drag on the calendar (calendar_dragging.js) asks of the window: which day lies under the pointer, whether to scroll along.
import { listFor } from "./calendar_cards.js";

const EDGE = 72; // pixels: so near to the window's upper or lower edge the page scrolls along

/** The list a card would fall into, or null. Beside its lists a day is one target too: then the card's own hour says which. */
export function listAt(calendar, card, x, y) {
  const under = document.elementFromPoint(x, y);
  const list = under?.closest("[data-day]") ?? under?.closest(".day")?.querySelector("[data-day]");
  if (!list || !calendar.contains(list)) return null;
  return list.contains(under) ? list : (listFor(calendar, list.dataset.day + card.dataset.wall.slice(10)) ?? null);
}

/** Scrolls by one frame where a pointer at `y` is near an edge and came from further in; whether it did. */
export function scrollAlong(y, began) {
  const beyond = y < began ? Math.min(0, y - EDGE) : Math.max(0, y - innerHeight + EDGE);
  if (beyond) scrollBy({ top: Math.round(beyond / 4), behavior: "instant" });
  return beyond !== 0;
}

/** What ends a drag is no click on the card's link. */
export function swallowClick() {
  const options = { capture: true };
  const swallow = (event) => (event.preventDefault(), event.stopPropagation());
  addEventListener("click", swallow, options);
  setTimeout(() => removeEventListener("click", swallow, options));
}
