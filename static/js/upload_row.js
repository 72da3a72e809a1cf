// One file on its way: its name, how far it got, what happened to it, and the button that stops it.

function make(tag, properties) {
  return Object.assign(document.createElement(tag), properties);
}

export class Row {
  constructor({ file, words, list, cancel }) {
    Object.assign(this, { file, words, abort: new AbortController(), wasAt: -1 });
    this.element = make("li", { className: "sending" });
    this.bar = make("progress", { max: 100, value: 0 });
    this.bar.setAttribute("aria-label", file.name);
    this.said = make("span", { className: "meta", textContent: words.waiting });
    this.said.setAttribute("role", "status");
    this.button = make("button", { type: "button", className: "btn btn-quiet", textContent: words.cancel });
    this.button.setAttribute("aria-label", `${words.cancel}: ${file.name}`);
    this.button.addEventListener("click", () => cancel(this));
    this.element.append(make("b", { className: "ellipsis", textContent: file.name }), this.bar, this.said, this.button);
    list.append(this.element);
  }

  show(offset, size) {
    const percent = Math.floor((offset * 100) / size);
    this.bar.value = percent;
    // read out loud every ten percent, not at every part
    if (Math.floor(percent / 10) === this.wasAt) return;
    this.wasAt = Math.floor(percent / 10);
    this.said.textContent = this.words.sending.replace("{n}", percent);
  }

  pause() {
    this.said.textContent = this.words.paused.replace("{n}", Math.floor(this.bar.value));
  }

  arrive(sentence) {
    this.button.remove();
    this.bar.value = 100;
    this.said.textContent = sentence || this.words.done;
  }

  cancel() {
    this.cancelled = true;
    this.abort.abort();
    this.end(this.words.cancelled);
  }

  fail(sentence) {
    this.element.classList.add("s-failed");
    this.element.tabIndex = -1;
    this.end(sentence);
  }

  end(sentence) {
    this.button.remove();
    this.bar.remove();
    this.said.textContent = sentence;
  }
}
