/** Waits so many milliseconds, or until the line is back, whichever is first. */
export function online(wait) {
  return new Promise((resolve) => {
    const go = () => {
      clearTimeout(timer);
      removeEventListener("online", go);
      resolve();
    };
    const timer = setTimeout(go, wait);
    addEventListener("online", go);
  });
}
