// Sends files in parts (editorial/views/resuming.py): begin, PATCH at the place the server says, finish. Fetched only when
// somebody uploads. A line that breaks is waited for; the server knows how far it got, after a reload too.
import { online } from "./online.js";
import { csrfToken } from "./requests.js";
import { Row } from "./upload_row.js";

const LONGEST_WAIT = 20_000;

/** An answer of the server that ends this file: its sentence is shown. */
class Refused extends Error {}

export class Sending {
  constructor({ url, words, list }) {
    Object.assign(this, { url, words, list, stopped: false });
    this.warn = (event) => event.preventDefault();
  }

  stop() {
    this.stopped = true;
    for (const row of this.rows ?? []) row.abort.abort();
    removeEventListener("beforeunload", this.warn);
  }

  /** One file after the other; `assets` are the ids of what came into the library, `refused` how many did not. */
  async all(files) {
    addEventListener("beforeunload", this.warn);
    this.list.replaceChildren();
    const cancel = (row) => this.cancel(row);
    this.rows = files.map((file) => new Row({ file, words: this.words, list: this.list, cancel }));
    const assets = [];
    let refused = 0;
    for (const row of this.rows) {
      if (this.stopped) break;
      try {
        const asset = await this.one(row);
        if (asset) assets.push(asset);
      } catch (error) {
        if (this.stopped) break;
        refused += 1;
        row.fail(error instanceof Refused ? error.message : this.words.broken);
      }
    }
    removeEventListener("beforeunload", this.warn);
    return { assets, refused };
  }

  async cancel(row) {
    row.cancel();
    await this.giveUp(row);
  }

  async giveUp(row) {
    if (row.at) await fetch(`${row.at}cancel/`, this.order("POST")).catch(() => {});
  }

  async one(row) {
    if (row.cancelled) return null;
    const { file } = row;
    const fields = new URLSearchParams({ name: file.name, size: file.size, date: file.lastModified });
    let state = await this.ask(row, this.url, () => this.order("POST", fields));
    row.at = state?.url;
    // stopped while it was beginning: only now there is something to give up
    if (row.cancelled) await this.giveUp(row);
    while (state && !row.cancelled && state.offset < state.size) {
      row.show(state.offset, state.size);
      const { offset } = state;
      const part = file.slice(offset, offset + state.part);
      state = await this.ask(row, row.at, () => this.patch(row, part, offset));
    }
    while (state && !row.cancelled && !state.asset) {
      row.show(state.offset, state.size);
      state = await this.ask(row, `${row.at}finish/`, () => this.order("POST"));
      if (state?.offset < state?.size) return this.one(row);
    }
    if (!state || row.cancelled) return null;
    row.arrive(state.said);
    return state.asset;
  }

  order(method, body) {
    return { method, body, headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" }, redirect: "manual" };
  }

  patch(row, part, offset) {
    const order = this.order("PATCH", part);
    Object.assign(order.headers, { "Content-Type": "application/octet-stream", "Upload-Offset": String(offset) });
    return { ...order, signal: row.abort.signal };
  }

  /** Asks until somebody answers; after a broken line it asks first how far the file got. Null when cancelled. */
  async ask(row, url, order) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        const response = await fetch(url, order());
        if (response.ok || response.status === 409) return await response.json();
        if (response.type === "opaqueredirect" || response.status === 419 || response.headers.has("x-signed-out")) throw new Refused(this.words.signedOut);
        if (response.status < 500) throw new Refused((await response.json().catch(() => ({}))).said ?? this.words.broken);
      } catch (error) {
        if (row.cancelled || this.stopped) return null;
        if (error instanceof Refused) throw error;
      }
      row.pause();
      await online(wait);
      if (row.cancelled || this.stopped) return null;
      if (row.at && url === row.at) {
        const response = await fetch(row.at, { headers: { Accept: "application/json" }, redirect: "manual" }).catch(() => null);
        if (response?.ok) return response.json();
        if (response?.status === 404) throw new Refused(this.words.broken);
      }
    }
  }
}
