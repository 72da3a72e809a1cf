// A list in its waiting and its broken state: whatever asks for another view of the same address (filters, orders, pages,
// periods, news) is fetched in place, with a mark after 300 ms, and a way to try again when nobody answers. The address
// says everything, so Back, reload and a shared link show the same; without a script the same links load the page. The two
// empty states are components/empty.html.
import { Controller } from "@hotwired/stimulus";

import { morph } from "./morphing.js";

const isHere = (url) => url.origin === location.origin && url.pathname === location.pathname;

export default class extends Controller {
  static targets = ["wait", "failed"];

  connect() {
    this.at = location.pathname + location.search;
  }

  disconnect() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  follow(event) {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (!isHere(link) || link.hash || link.download) return;
    event.preventDefault();
    const isPage = Boolean(link.closest(".pager"));
    this.load(link.href, { isNew: link.href !== location.href, isPage, isLeft: isPage || Boolean(link.closest("#live")) });
  }

  submit(event) {
    const form = event.target;
    const url = new URL(form.getAttribute("action") ?? "", location.href);
    if (event.defaultPrevented || form.getAttribute("method") !== "get" || !isHere(url)) return;
    event.preventDefault();
    url.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value));
    this.load(url.href);
  }

  back(event) {
    if (location.pathname + location.search !== this.at) this.load(location.href, { isNew: false, y: event.state?.y });
  }

  again() {
    this.load(...this.last);
  }

  async load(url, options = {}) {
    this.last = [url, options];
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    this.failedTarget.hidden = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.busy(true), 300);
    try {
      const answer = await fetch(url, { signal, headers: { Accept: "text/html" } });
      if (!answer.ok) throw new Error(answer.statusText);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      this.show(page, url, options);
    } catch (error) {
      if (error.name === "AbortError") return;
      this.failedTarget.hidden = false;
      this.failedTarget.focus();
    }
    clearTimeout(this.timer);
    this.busy(false);
  }

  show(page, url, { isNew = true, isPage = false, isLeft = false, y }) {
    const main = page.getElementById("main");
    if (!main) return location.assign(url); // signed out, or another page than the list's
    if (isNew) {
      history.replaceState({ y: scrollY }, "");
      history.pushState(null, "", url);
    }
    this.at = location.pathname + location.search;
    document.title = page.title;
    morph(this.element, main);
    window.htmx.process(this.element);
    if (isPage) scrollTo(0, 0);
    if (y !== undefined) scrollTo(0, y);
    // What was pressed may be gone: the keyboard goes to the heading.
    if (isLeft || document.activeElement === document.body) this.element.querySelector("h1").focus({ preventScroll: true });
    if (isNew) document.getElementById(new URL(url).hash.slice(1))?.scrollIntoView();
  }

  busy(is) {
    this.waitTarget.hidden = !is;
    for (const part of this.element.querySelectorAll(".page")) part.toggleAttribute("aria-busy", is);
  }
}
