// The query page around an editor: it completes, runs in place, cancels and remembers.

import { Completion } from "./completion.js";
import { History } from "./history.js";
import { Runner } from "./runner.js";

const form = document.getElementById("ask");
const result = document.getElementById("result");
const given = form.dataset;

// What the page needs of an editor: `area` has the focus, `frame` scrolls it, `box` is around both; `text`, `caret`, `rect`
// and `replace` are its text, `mark` and `unmark` its line at fault, and it calls `changed`.
export class Page {
  constructor(editor) {
    this.editor = editor;
    new Completion(editor, {
      terms: given.terms,
      prefixes: given.prefixes,
      language: given.language,
      words: {
        none: given.none,
        some: given.some,
        under: given.in,
        list: given.list,
        kinds: (kind) => form.getAttribute(`data-kind-${kind}`),
      },
    });
    this.past = new History(document.getElementById("history"), given.language, (text) => {
      editor.text = text;
      editor.area.focus();
    });
    this.runner = new Runner({
      address: given.results,
      language: given.language,
      result,
      state: document.getElementById("state"),
      cancel: document.getElementById("cancel"),
      words: { running: given.running, cancelled: given.cancelled, lost: given.lost },
      ended: (query) => this.markFault(query),
    });
    this.listen();
    for (const one of document.querySelectorAll(".needs-script")) one.classList.add("has-script");
    this.markFault(editor.text);
  }

  listen() {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.run(this.editor.text);
    });
    // An editor may have a use of its own for these keys.
    const runs = (event) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    };
    this.editor.area.addEventListener("keydown", runs, true);
    result.addEventListener("click", (event) => this.look(event));
    addEventListener("popstate", () => this.back());
  }

  markFault(query) {
    const { line, column } = document.getElementById("fault")?.dataset ?? {};
    if (line && this.editor.text === query) this.editor.mark(Number(line), Number(column));
    else this.editor.unmark();
  }

  run(query, view = "table") {
    const next = address(query, view);
    if (next !== location.pathname + location.search) history.pushState(null, "", next);
    this.past.add(query);
    name(query);
    return this.runner.run(query, view);
  }

  // Another view of the result.
  async look(event) {
    const link = event.target.closest("a[data-view]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const came = await this.run(new URL(link.href).searchParams.get("query"), link.dataset.view);
    if (came) result.querySelector("a[data-view][aria-current]")?.focus();
  }

  // What the address says, after the way back or forth.
  back() {
    const asked = new URLSearchParams(location.search);
    const query = asked.get("query");
    if (query === null) return location.reload();
    this.editor.text = query;
    name(query);
    return this.runner.run(query, asked.get("view") ?? "table");
  }
}

// The address of the page with a query; the language stays as it was named, or not named.
function address(query, view) {
  const kept = new URLSearchParams(location.search).get("language");
  const asked = new URLSearchParams({ query });
  if (view !== "table") asked.set("view", view);
  if (kept) asked.set("language", kept);
  return `${form.getAttribute("action")}?${asked}`;
}

// As the server calls the page.
function name(query) {
  const line = query.trim().replace(/\s+/g, " ");
  const site = document.title.slice(document.title.lastIndexOf(" – "));
  document.title = (line.length > 60 ? `${line.slice(0, 59)}…` : line) + site;
}
