// Asking the server to move a card, and reading its answer: a sentence, the card as it now stands, the way back, a form.
import { csrfToken } from "./requests.js";

/** GET without fields, POST with them. `said` is empty when the answer is not one of a move; `silent` when none came. */
export async function ask(url, fields) {
  const options = { headers: { "HX-Request": "true" } };
  if (fields) {
    options.method = "POST";
    options.headers["X-CSRFToken"] = csrfToken();
    options.body = new URLSearchParams(fields);
  }
  try {
    const response = await fetch(url, options);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const part = page.querySelector("[data-said]");
    return {
      ok: response.ok,
      said: part?.dataset.said ?? "",
      back: part?.dataset.back ?? "",
      card: part?.querySelector(".post"),
      form: page.querySelector("[data-form]"),
    };
  } catch {
    return { ok: false, silent: true, said: "" };
  }
}
