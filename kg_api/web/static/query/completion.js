// The list under the caret: prefixes, terms (which the server finds by name or label), variables, keywords.
// The keys are those of a combobox: arrows choose, Enter takes, Escape closes. Tab is left alone: it leaves the editor.

import { KEYWORDS, declared, tokenBefore, tokens } from "./tokens.js";

// So many that the list needs no scrolling; more typing narrows it.
const MOST = 8;
const PAUSE = 120;
const LEAST = 3;
const CALLS = new Set(["keyword", "name", "word", "variable"]);

export class Completion {
  constructor(editor, { terms, prefixes, language, words }) {
    Object.assign(this, { editor, address: terms, prefixes, language, words });
    this.known = new Map();
    this.options = [];
    this.list = document.createElement("ul");
    this.list.id = "suggestions";
    this.list.className = "suggestions";
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.list);
    this.list.hidden = true;
    this.said = document.createElement("span");
    this.said.className = "unseen";
    this.said.setAttribute("role", "status");
    editor.box.append(this.list, this.said);
    editor.changed = (typed) => (typed ? this.soon() : this.close());
    this.listen(editor);
  }

  listen({ area, frame }) {
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-haspopup", "listbox");
    area.setAttribute("aria-controls", this.list.id);
    // While the list is open its keys are not the editor's.
    area.addEventListener("keydown", (event) => this.key(event), true);
    // The server reads its terms at the first request of a snapshot: before they are needed.
    area.addEventListener("focus", () => this.fetched("dpv:"), { once: true });
    area.addEventListener("blur", () => this.close());
    area.addEventListener("click", () => this.close());
    frame.addEventListener("scroll", () => this.close());
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("li");
      if (option) this.take(this.options[[...this.list.children].indexOf(option)]);
    });
  }

  key(event) {
    if (event.ctrlKey && event.key === " ") {
      event.preventDefault();
      this.offer(true);
    } else if (this.list.hidden || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) {
      return;
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : this.options.length - 1;
      this.choose((this.active + step) % this.options.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.take(this.options[this.active]);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    } else if (["ArrowLeft", "ArrowRight", "Home", "End", "PageUp", "PageDown"].includes(event.key)) {
      this.close();
    }
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.offer(false), PAUSE);
  }

  // Offers what fits the token before the caret; unasked only where enough is typed and it is no keyword yet.
  async offer(asked) {
    const { area, text, caret } = this.editor;
    const token = caret === null ? null : tokenBefore(text, caret);
    if (!token || !CALLS.has(token.kind)) {
      if (asked && token) this.say(this.words.none);
      return this.close();
    }
    const typed = token.text.slice(0, caret - token.start);
    if (!asked && (token.kind === "keyword" || (token.kind === "word" && typed.length < LEAST) || typed === "?")) {
      return this.close();
    }
    this.pending?.abort();
    this.pending = new AbortController();
    const found = [...this.nearby(token, typed), ...(await this.terms(token, typed, this.pending.signal))];
    if (this.editor.text !== text || this.editor.caret !== caret || document.activeElement !== area) return undefined;
    const others = found.filter((one) => one.id !== token.text).slice(0, MOST);
    if (!others.length) {
      if (asked) this.say(this.words.none);
      return this.close();
    }
    return this.open(token, others);
  }

  // Variables of the text and keywords.
  nearby(token, typed) {
    const begins = (name) => name.toLowerCase().startsWith(typed.toLowerCase()) && name !== typed;
    if (token.kind === "variable") {
      const all = tokens(this.editor.text).filter(([kind]) => kind === "variable");
      return [...new Set(all.map(([, name]) => name))].filter(begins).sort().map((id) => ({ id, kind: "?" }));
    }
    if (token.kind === "name") return [];
    return [...KEYWORDS].filter(begins).slice(0, 4).map((id) => ({ id, kind: "SPARQL" }));
  }

  async terms(token, typed, signal) {
    if (token.kind === "variable" || typed.startsWith("_:")) return [];
    const [asked, renamed] = await this.renamed(typed);
    const found = await this.fetched(asked, signal);
    return renamed ? found.map((one) => ({ ...one, id: one.id.replace(/^[^:]*/, renamed) })) : found;
  }

  async fetched(typed, signal) {
    if (!this.known.has(typed)) {
      const query = new URLSearchParams({ q: typed.slice(0, 100), language: this.language, limit: MOST + 1 });
      try {
        const answer = await fetch(`${this.address}?${query}`, { signal });
        this.known.set(typed, answer.ok ? await answer.json() : []);
      } catch {
        return []; // the list is a help; without it one types on
      }
    }
    return this.known.get(typed);
  }

  // A prefix that the query declares itself under another name is looked up under ours.
  async renamed(typed) {
    const own = typed.includes(":") ? typed.slice(0, typed.indexOf(":")) : null;
    const iri = own === null ? undefined : declared(this.editor.text).get(own);
    if (iri === undefined) return [typed, null];
    const all = await (this.all ??= this.namespaces());
    const ours = Object.keys(all).find((name) => all[name] === iri);
    return ours && ours !== own ? [ours + typed.slice(own.length), own] : [typed, null];
  }

  async namespaces() {
    try {
      return await (await fetch(this.prefixes, { headers: { Accept: "application/json" } })).json();
    } catch {
      return {};
    }
  }

  open(token, options) {
    this.options = options;
    this.token = token;
    this.list.replaceChildren(...options.map((one, place) => this.option(one, place)));
    this.list.hidden = false;
    this.place();
    this.choose(0);
    this.say(this.words.some.replace("{count}", options.length));
  }

  option(one, place) {
    const row = document.createElement("li");
    row.id = `suggestion-${place}`;
    row.setAttribute("role", "option");
    const parts = [
      ["code", "", one.id],
      ["span", "kind", this.words.kinds(one.kind) ?? one.kind],
      ["span", "what", one.label ?? ""],
      ["span", "gloss", one.kind === "prefix" ? one.iri : one.gloss || (one.broader && `${this.words.under} ${one.broader}`)],
    ];
    for (const [name, kind, text] of parts.filter(([, , text]) => text)) {
      const part = document.createElement(name);
      part.className = kind;
      part.textContent = text;
      row.append(part, " ");
    }
    return row;
  }

  // Under the caret where there is room, else pushed left so that it stays on the page.
  place() {
    const { box } = this.editor;
    const at = this.editor.rect(this.token.start);
    const frame = box.getBoundingClientRect();
    const left = Math.min(at.left - frame.left, frame.width - this.list.offsetWidth);
    this.list.style.left = `${Math.max(left, 0)}px`;
    this.list.style.top = `${at.bottom - frame.top + 4}px`;
  }

  choose(place) {
    this.list.children[this.active]?.removeAttribute("aria-selected");
    this.active = place;
    const row = this.list.children[place];
    row.setAttribute("aria-selected", "true");
    this.editor.area.setAttribute("aria-activedescendant", row.id);
  }

  take(one) {
    const { start, text } = this.token;
    this.close();
    this.editor.replace(start, start + text.length, one.id);
    if (one.kind === "prefix") this.soon();
  }

  close() {
    clearTimeout(this.timer);
    this.pending?.abort();
    this.list.hidden = true;
    this.active = 0;
    this.editor.area.removeAttribute("aria-activedescendant");
  }

  say(text) {
    this.said.textContent = text;
  }
}
