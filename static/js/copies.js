// Safety copies of what is being typed, kept in this browser until the server has it.
const PREFIX = "typed:";
const KEPT_FOR = 30 * 24 * 3600 * 1000;

/** The copy kept under `key`: `{fields, at, sentFrom}` or null. Storage may be full or forbidden: then none. */
export function readCopy(key) {
  try {
    const copy = JSON.parse(localStorage.getItem(PREFIX + key));
    return copy && Date.now() - copy.at < KEPT_FOR ? copy : null;
  } catch {
    return null;
  }
}

export function writeCopy(key, copy) {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(copy));
  } catch {
    // private mode or a full disk: the page still works, it only keeps no copy
  }
}

export function dropCopy(key) {
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // nothing was kept
  }
}

/** A page that loads after a form was sent proves that the server answered: unless it is the same page again,
 *  the copy has done its work. (On the same page the form itself compares, see safekeeping_controller.js.) */
export function clearSentCopies(here = window.location.pathname) {
  try {
    for (const name of Object.keys(localStorage)) {
      if (!name.startsWith(PREFIX)) continue;
      const copy = readCopy(name.slice(PREFIX.length));
      if (!copy || (copy.sentFrom && copy.sentFrom !== here)) localStorage.removeItem(name);
    }
  } catch {
    // nothing was kept
  }
}
