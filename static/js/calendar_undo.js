// What can be taken back on the calendar: the last twenty moves of this tab, also after leaving the page, and the
// toast that offers the last of them for ten seconds.
const KEY = "calendar:moves";
const MOST = 20;
const OFFERED = 10_000;

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
};

const write = (moves) => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(moves.slice(-MOST)));
  } catch {
    // without storage the toast's button still works
  }
};

/** Remembers a way back: the address, and the fields to send to it. */
export function remember(url, back) {
  write([...read(), { url, back }]);
}

/** The newest way back, taken off the pile; undefined when there is none. */
export function takeLast() {
  const moves = read();
  const last = moves.pop();
  write(moves);
  return last;
}

let timer;

/** Says something at the page's foot, in its live region; with `undo` it offers the way back for ten seconds. */
export function say(template, words, undo) {
  const toasts = document.getElementById("toasts");
  toasts.querySelector("[data-of-calendar]")?.remove();
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.dataset.ofCalendar = "";
  toast.querySelector("[data-words]").textContent = words;
  const close = () => {
    const hadFocus = toast.contains(document.activeElement);
    toast.remove();
    if (hadFocus) document.getElementById("heading")?.focus();
  };
  toast.querySelector("[data-close]").addEventListener("click", close);
  if (undo) toast.querySelector("[data-undo]").addEventListener("click", () => (close(), undo()));
  else toast.querySelectorAll("[data-undo], [data-keys]").forEach((part) => part.remove());
  toasts.append(toast);
  clearTimeout(timer);
  const leave = () => {
    // nobody loses what they are reading or about to press
    if (toast.matches(":hover, :focus-within")) timer = setTimeout(leave, 1000);
    else close();
  };
  timer = setTimeout(leave, OFFERED);
}
