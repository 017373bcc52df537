// A textarea with its text in colours behind it, line numbers beside it, and a mark on the line of an error.

import { stretch, tokens } from "./tokens.js";

export class Editor {
  constructor(area) {
    this.area = area;
    this.box = area.parentElement;
    const layers = this.layer(this.box, "div", "layers");
    layers.setAttribute("aria-hidden", "true");
    this.ink = this.layer(layers, "pre", "ink");
    this.gutter = this.layer(layers, "div", "gutter");
    this.box.classList.add("live");
    // Called when its text was changed by hand: whether by typing or deleting.
    this.changed = () => {};
    area.addEventListener("input", ({ inputType }) => {
      this.unmark();
      this.paint();
      this.changed(inputType === "insertText" || Boolean(inputType?.startsWith("delete")));
    });
    area.addEventListener("scroll", () => this.follow());
    new ResizeObserver(() => this.follow()).observe(area);
    this.paint();
  }

  get text() {
    return this.area.value;
  }

  set text(value) {
    this.area.value = value;
    this.unmark();
    this.paint();
  }

  // Where one types; null where a stretch is selected.
  get caret() {
    const { selectionStart, selectionEnd } = this.area;
    return selectionStart === selectionEnd ? selectionStart : null;
  }

  // What scrolls the text.
  get frame() {
    return this.area;
  }

  layer(parent, name, kind) {
    const layer = document.createElement(name);
    layer.className = kind;
    parent.prepend(layer);
    return layer;
  }

  paint() {
    const parts = tokens(this.text).map(([kind, text]) => {
      if (kind === "space" || kind === "other") return document.createTextNode(text);
      const part = document.createElement("span");
      part.className = `t-${kind}`;
      part.textContent = text;
      return part;
    });
    // The last line of a pre is only there when something stands on it.
    this.ink.replaceChildren(...parts, "\u200b");
    this.number();
    this.follow();
  }

  number() {
    const lines = this.text.split("\n").length;
    this.area.rows = Math.min(Math.max(lines + 1, 8), 30);
    const numbers = Array.from({ length: lines }, (_, index) => {
      const line = document.createElement("span");
      line.textContent = index + 1;
      if (index + 1 === this.faulty) line.className = "faulty";
      return line;
    });
    this.gutter.replaceChildren(...numbers);
  }

  follow() {
    const { scrollTop, scrollLeft } = this.area;
    this.ink.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
    this.gutter.style.transform = `translateY(${-scrollTop}px)`;
  }

  // Marks the line of an error, and from its column on the text.
  mark(line, column) {
    const { start, end } = stretch(this.text, line, column);
    this.faulty = line;
    this.number();
    this.reveal(start);
    this.underline(start, end);
    this.area.setAttribute("aria-invalid", "true");
    this.area.setAttribute("aria-describedby", "fault query-keys");
  }

  // Scrolls the textarea, and not the page, to a place in the text.
  reveal(place) {
    const { area } = this;
    const at = this.rect(place);
    const frame = area.getBoundingClientRect();
    if (at.right > frame.right || at.left < frame.left) area.scrollLeft += at.left - frame.left - frame.width / 2;
    if (at.bottom > frame.bottom || at.top < frame.top) area.scrollTop += at.top - frame.top - frame.height / 2;
    this.follow();
  }

  underline(start, end) {
    for (const rect of this.range(start, end).getClientRects()) {
      const line = document.createElement("i");
      const box = this.ink.getBoundingClientRect();
      line.style.left = `${rect.left - box.left}px`;
      line.style.top = `${rect.bottom - box.top - 2}px`;
      line.style.width = `${Math.max(rect.width, 8)}px`;
      this.ink.append(line);
    }
  }

  unmark() {
    if (!this.faulty) return;
    this.faulty = undefined;
    this.area.removeAttribute("aria-invalid");
    this.area.setAttribute("aria-describedby", "query-keys");
    this.paint();
  }

  // Where a character of the text stands on the screen.
  rect(place) {
    return this.range(place, place + 1).getBoundingClientRect();
  }

  range(start, end) {
    const range = document.createRange();
    const walker = document.createTreeWalker(this.ink, NodeFilter.SHOW_TEXT);
    let passed = 0;
    let begun = false;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!begun && passed + node.length > start) {
        range.setStart(node, start - passed);
        begun = true;
      }
      if (begun) range.setEnd(node, Math.min(node.length, Math.max(end - passed, 0)));
      if (passed + node.length >= end && begun) break;
      passed += node.length;
    }
    return range;
  }

  // Replaces a stretch as typing would, so that the browser's own undo takes it back.
  replace(start, end, text) {
    this.area.focus();
    this.area.setSelectionRange(start, end);
    if (!document.execCommand("insertText", false, text)) {
      this.area.setRangeText(text, start, end, "end");
      this.area.dispatchEvent(new Event("input"));
    }
  }
}
