// What every form and every htmx request share: the CSRF token, and one answer to a double click.

/** The token of this page: from any form on it, else from <meta name="csrf-token">. */
export function csrfToken() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  return field?.value ?? document.querySelector("meta[name=csrf-token]")?.content ?? "";
}

/** A form that was sent is not sent twice; after 300 ms its button shows that it is working. */
export function markBusyForms() {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (button) setTimeout(() => button.setAttribute("aria-busy", "true"), 300);
  });
  // the page may come back from the browser's memory: its forms are new again
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
    }
  });
}
