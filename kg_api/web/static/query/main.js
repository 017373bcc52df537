// The query page: the form becomes an editor that completes, runs in place, cancels and remembers.

import { Completion } from "./completion.js";
import { Editor } from "./editor.js";
import { History } from "./history.js";
import { Runner } from "./runner.js";

const form = document.getElementById("ask");
const result = document.getElementById("result");
const given = form.dataset;

const editor = new Editor(document.getElementById("query"));
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
const past = new History(document.getElementById("history"), given.language, (text) => {
  editor.text = text;
  editor.area.focus();
});
const runner = new Runner({
  address: given.results,
  language: given.language,
  result,
  state: document.getElementById("state"),
  cancel: document.getElementById("cancel"),
  words: { running: given.running, cancelled: given.cancelled, lost: given.lost },
  ended: markFault,
});

function markFault(query) {
  const { line, column } = document.getElementById("fault")?.dataset ?? {};
  if (line && editor.text === query) editor.mark(Number(line), Number(column));
  else editor.unmark();
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

function run(query, view = "table") {
  const next = address(query, view);
  if (next !== location.pathname + location.search) history.pushState(null, "", next);
  past.add(query);
  name(query);
  return runner.run(query, view);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run(editor.text);
});
editor.area.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit();
  }
});
result.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  run(new URL(link.href).searchParams.get("query"), link.dataset.view).then((came) => {
    if (came) result.querySelector("a[data-view][aria-current]")?.focus();
  });
});
addEventListener("popstate", () => {
  const asked = new URLSearchParams(location.search);
  const query = asked.get("query");
  if (query === null) return location.reload();
  editor.text = query;
  name(query);
  return runner.run(query, asked.get("view") ?? "table");
});

for (const one of document.querySelectorAll(".needs-script")) one.classList.add("has-script");
markFault(editor.text);
