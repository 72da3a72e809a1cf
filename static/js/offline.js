// Without a connection a form or a link would throw the page away for the browser's own error page. Here the page stays,
// with all that is typed in it, says so, and tries again when asked. A browser that believes to be offline is asked for
// proof first: an installation on this very machine answers without any network.
const PATIENCE = 4000;

async function answers() {
  try {
    await fetch(document.querySelector("link[rel=icon]").href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    return true;
  } catch {
    return false;
  }
}

function isPlain(event, link) {
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return false;
  if (link.target || link.origin !== location.origin) return false;
  return link.hash === "" || link.pathname + link.search !== location.pathname + location.search;
}

/** Keeps what would leave the page while there is no connection. Ask for it before anything else that listens to forms. */
export function holdWhileOffline() {
  const dialog = document.getElementById("no-line");
  if (!dialog) return;
  let go = null;
  const ask = async () => {
    if (await answers()) {
      dialog.close();
      go();
    } else if (!dialog.open) {
      dialog.showModal();
    }
  };
  dialog.querySelector("[data-again]").addEventListener("click", ask);
  dialog.querySelector("[data-stay]").addEventListener("click", () => dialog.close());

  let isGoing = false; // the very form that was held, sent again by us
  document.addEventListener("submit", (event) => {
    if (navigator.onLine || event.defaultPrevented || isGoing || event.target.method === "dialog") return;
    event.preventDefault();
    const { target: form, submitter } = event;
    // what thought itself sent goes on as something that is being typed: it is kept and saved as before
    form.dispatchEvent(new Event("input", { bubbles: true }));
    go = () => {
      isGoing = true;
      form.requestSubmit(submitter);
      isGoing = false;
    };
    ask();
  });
  document.addEventListener("click", (event) => {
    if (navigator.onLine || event.defaultPrevented) return;
    const link = event.target.closest?.("a[href]");
    if (!isPlain(event, link)) return;
    event.preventDefault();
    go = () => location.assign(link.href);
    ask();
  });
}
