// Asks the server what the networks will show and refuse of the text as it stands, half a second after the last key.
// It answers with parts of the page; each takes the place of the one with its id, without moving focus.
//
//   <div data-controller="look" data-look-url-value="…" data-action="input->look#soon change->look#soon">
import { Controller } from "@hotwired/stimulus";

import { csrfToken } from "./requests.js";

const PAUSE = 450;

export default class extends Controller {
  static values = { url: String };

  /** A first save made the post: from now on the answer says what may be left so on it. */
  urlValueChanged(_now, before) {
    if (before) this.ask();
  }

  disconnect() {
    clearTimeout(this.timer);
  }

  soon(event) {
    if (event.target.name === "look") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const form = this.element.querySelector("form");
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") fields.append(name, value);
    this.latest = fields;
    try {
      const response = await fetch(this.urlValue, { method: "POST", body: fields, headers: { "X-CSRFToken": csrfToken() } });
      if (response.ok && this.latest === fields) this.put(await response.text());
    } catch {
      // no connection: the previews stay as they were, the counters go on
    }
  }

  put(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    for (const part of [...page.body.children]) {
      const place = part.id && document.getElementById(part.id);
      if (place) window.palinsesto.morph(place, part);
    }
    this.dispatch("done");
  }
}
