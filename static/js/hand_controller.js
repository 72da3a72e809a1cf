// Publishing by hand: copies a text, and hands pictures to the phone's own share sheet where there is one.
//
//   <section data-controller="hand" data-hand-copied-value="Copied">
//     <textarea data-hand-target="text" readonly>…</textarea> <button data-action="hand#copy">Copy</button>
//     <a data-hand-target="file" href="…" download>…</a>      <button data-hand-target="share" data-action="hand#share" hidden>
//     <p role="status" data-hand-target="said"></p>
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["text", "file", "share", "said"];
  static values = { copied: String, failed: String };

  connect() {
    // A share sheet opens only in answer to a touch: the files must be here before it.
    if (this.hasShareTarget && navigator.canShare) this.fetchFiles();
  }

  async fetchFiles() {
    try {
      const files = await Promise.all(this.fileTargets.map((link) => fileOf(link)));
      if (!this.element.isConnected || !navigator.canShare({ files })) return;
      this.files = files;
      this.shareTarget.hidden = false;
    } catch {
      // the links to save each picture are there all the same
    }
  }

  async copy() {
    const field = this.textTarget;
    try {
      await navigator.clipboard.writeText(field.value);
      this.say(this.copiedValue);
    } catch {
      field.focus();
      field.select();
      this.say(document.execCommand("copy") ? this.copiedValue : this.failedValue);
    }
  }

  async share() {
    try {
      await navigator.share({ files: this.files });
    } catch (error) {
      if (error.name !== "AbortError") this.say(this.failedValue);
    }
  }

  say(words) {
    if (this.hasSaidTarget) this.saidTarget.textContent = words;
  }
}

async function fileOf(link) {
  const answer = await fetch(link.href, { credentials: "same-origin" });
  if (!answer.ok) throw new Error(answer.statusText);
  const content = await answer.blob();
  const kind = content.type.split("/")[1] || "jpeg";
  return new File([content], `${link.dataset.name}.${kind}`, { type: content.type });
}
