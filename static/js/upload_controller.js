// Files of a form go in parts, with a percent and a way to stop; a broken line goes on where it was. The sending itself is
// in uploads.js, fetched when files are there to be sent. Without it, or when it does not come, the plain form does it.
//
//   <div data-controller="upload" data-upload-url-value="/c/…/library/uploads/" data-upload-module-value="…/uploads.js"
//        data-upload-words-value='{"sending": …}' data-action="submit->upload#start"> around the form, or inside it with
//        data-upload-after-value="choose" and data-action="click->upload#start" on the button
//     <input type="file" data-upload-target="files"> <ul data-upload-target="list"></ul>
import { Controller } from "@hotwired/stimulus";

export default class extends Controller {
  static targets = ["files", "list"];
  static values = { url: String, module: String, words: Object, after: { type: String, default: "reload" } };

  disconnect() {
    this.sending?.stop();
  }

  async start(event) {
    const files = [...this.filesTarget.files];
    if (!files.length || this.isPlain) return;
    event.preventDefault();
    if (this.sending) return;
    const form = this.filesTarget.form;
    const button = event.submitter ?? event.currentTarget;
    try {
      const { Sending } = await import(this.moduleValue);
      this.sending = new Sending({ url: this.urlValue, words: this.wordsValue, list: this.listTarget });
    } catch {
      this.isPlain = true;
      form.requestSubmit(button.form ? button : undefined);
      return;
    }
    button.disabled = true;
    const { assets, refused } = await this.sending.all(files);
    this.sending = null;
    button.disabled = false;
    if (!this.element.isConnected) return;
    this.filesTarget.value = "";
    if (this.afterValue === "choose") this.choose(form, button, assets);
    else if (assets.length && !refused) location.assign(location.pathname);
    else this.listTarget.querySelector("[tabindex]")?.focus();
  }

  /** In the editor: what came is added to the post as if it had been ticked in the library. */
  choose(form, button, assets) {
    if (!assets.length) return;
    for (const id of assets) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "choose", value: id });
      form.append(field);
    }
    this.isPlain = true;
    form.requestSubmit(button);
  }
}
