// What a form that saves itself sends, and what becomes of it once a new post has got its page.

/** Everything but files and what belongs to one sending: what is not in here does not make a text another one. */
export function fieldsOf(form) {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "choose" && name !== "csrfmiddlewaretoken") kept.append(name, value);
  }
  return kept;
}

/** From here on everything goes to the page of what was made: a post, or what else says its own key of the local copy. */
export function movesTo(form, { url, id, key }) {
  form.action = url;
  for (const each of form.querySelectorAll("[formaction]")) each.setAttribute("formaction", url + (each.getAttribute("formaction").match(/#.*/)?.[0] ?? ""));
  const asks = form.closest("[data-look-url-value]");
  if (asks) asks.dataset.lookUrlValue += `?post=${id}`;
  form.dataset.safekeepingKeyValue = key ?? `post:${id}`;
  window.history.replaceState(null, "", url);
}
