// What a form that saves itself sends, and what becomes of it once a new post has got its page.

/** Everything but files and what belongs to one sending: what is not in here does not make a text another one. */
export function fieldsOf(form) {
  const kept = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && name !== "choose" && name !== "csrfmiddlewaretoken") kept.append(name, value);
  }
  return kept;
}

/** Sends what a form says; raises where the line or the server is down for a moment, which is worth asking again. */
export async function sends(url, fields, token) {
  const options = { method: "POST", body: fields, headers: { "X-CSRFToken": token }, keepalive: `${fields}`.length < 60000 };
  const response = await fetch(url, options);
  if (response.status >= 500 || response.status === 429) throw new Error(response.statusText);
  return response;
}

/** What is said when a page came instead of an answer: the way in, or one that would refuse the form itself. */
export function whyUntaken(response, words) {
  const isWayIn = response.redirected || response.status === 419 || response.headers.has("x-signed-out");
  return isWayIn ? words.signedOut : words.refused;
}

/** What the next save is judged by, as the answer has it. */
export function renumbers(form, answer) {
  for (const name of ["edit_number", "based_on"]) {
    const field = form.elements.namedItem(name);
    if (field) field.value = answer[name];
  }
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
