// Dragging a card to another day. It is a quarter of the page's scripts, so it is fetched once a mouse or a finger comes
// near a card; without it, keys and the dialog still move posts.
import { wallIn } from "./calendar_cards.js";

/** Waits for a pointer, then fetches the script at `address`; `stay(card)` and `move(card, wall)` say what a drag does. Returns the way to stop. */
export function dragOnceNear(calendar, address, { stay, move }) {
  let lists = [];
  let isOver = false;

  function begin({ default: Sortable }) {
    if (isOver) return;
    const onMove = ({ dragged }) => !dragged.dataset.fixed;
    const onEnd = ({ item, from, to }) => {
      if (item.dataset.fixed) stay(item);
      else if (from !== to) move(item, wallIn(to, item.dataset.wall));
    };
    const options = { group: "posts", draggable: ".post", sort: false, delay: 150, delayOnTouchOnly: true, onMove, onEnd };
    lists = [...calendar.querySelectorAll("[data-day]")].map((list) => Sortable.create(list, options));
    calendar.dataset.draggable = "";
  }

  const near = () => import(address).then(begin, () => {});
  calendar.addEventListener("pointerover", near, { once: true, passive: true });
  return () => {
    isOver = true;
    calendar.removeEventListener("pointerover", near);
    lists.forEach((each) => each.destroy());
  };
}
