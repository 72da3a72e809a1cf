// Cards and the lists they lie in: where a wall time belongs on the page, and putting a card there.
// A wall time is the naive text 2026-12-10T18:15: moving it never asks a time zone, so the clock stays as it is.

/** How far Shift and an arrow move a card: sideways a day, upright some minutes (a week's, on a month); else null. */
export function stepOf({ key, shiftKey }, minutes) {
  const side = { ArrowLeft: -1, ArrowRight: 1 }[key];
  const upright = { ArrowUp: -1, ArrowDown: 1 }[key];
  if (!shiftKey || !(side || upright)) return null;
  return side ? { days: side } : { minutes: upright * minutes };
}

/** The wall time some days and minutes later. */
export function later(wall, { days = 0, minutes = 0 }) {
  const at = new Date(`${wall}:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  at.setUTCMinutes(at.getUTCMinutes() + minutes);
  return at.toISOString().slice(0, 16);
}

/** The wall time at which a card that is dropped into a list stands: same minute, other day, other hours if it must. */
export function wallIn(list, wall) {
  const { day, from, to } = list.dataset;
  const hour = Number(wall.slice(11, 13));
  const fits = from === undefined || (hour >= Number(from) && hour < Number(to));
  return `${day}T${fits ? wall.slice(11, 13) : from.padStart(2, "0")}:${wall.slice(14, 16)}`;
}

/** The list of a wall time's day and hour, or undefined when the page does not show it. */
export function listFor(root, wall) {
  const hour = Number(wall.slice(11, 13));
  return [...root.querySelectorAll(`[data-day="${wall.slice(0, 10)}"]`)].find(
    ({ dataset }) => dataset.from === undefined || (hour >= Number(dataset.from) && hour < Number(dataset.to)),
  );
}

/** Puts a card at a wall time, in the order of the clock; false when the page does not show that day. */
export function put(root, card, wall) {
  const list = listFor(root, wall);
  if (!list) return false;
  const hadFocus = card.contains(document.activeElement) ? document.activeElement : null;
  card.dataset.wall = wall;
  card.querySelector("time").textContent = wall.slice(11, 16);
  const next = [...list.children].find((other) => other !== card && other.dataset.wall > wall);
  list.insertBefore(card, next ?? null);
  // among the earlier days, which a phone folds away: they open
  if (!card.checkVisibility()) card.closest(".from-today")?.classList.remove("from-today");
  hadFocus?.focus();
  return true;
}

/** A card of the server's in the place of the page's own, or gone with its day; the keyboard goes with it. */
export function renew(root, card, fresh) {
  const lies = document.activeElement;
  const follows = !lies || lies === document.body || lies.id === "heading" || card?.contains(lies);
  card?.remove();
  const made = document.importNode(fresh, true);
  const isHere = put(root, made, made.dataset.wall);
  if (follows) (isHere ? made.querySelector("a") : document.getElementById("heading"))?.focus({ preventScroll: isHere });
}

/** The address that moves a card, and the card that an address moves, if the page shows it. */
export const moveUrl = (card) => `${card.querySelector("a").getAttribute("href")}move/`;
export const cardOf = (root, url) => root.querySelector(`.post > a[href="${url.replace(/move\/$/, "")}"]`)?.parentElement;
