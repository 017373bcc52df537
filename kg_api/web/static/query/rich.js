// The query page with CodeMirror, where the server was given its bundle (`make editor`); else main.js is loaded.

import {
  Decoration, EditorState, EditorView, GutterMarker, RangeSet, StateEffect, StateField, StreamLanguage, StyleModule,
  bracketMatching, closeBrackets, closeBracketsKeymap, defaultKeymap, gutterLineClass, history, historyKeymap,
  indentOnInput, keymap, lineNumbers, sparql, syntaxHighlighting, tagHighlighter, tags,
} from "../../query/editor.js";
import { Page } from "./page.js";
import { stretch } from "./tokens.js";

// It writes its rules into a <style>, which our policy refuses, but in a shadow root, where it adopts a sheet as this does.
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
StyleModule.mount = (_, modules) => sheet.replaceSync(modules.map((one) => one.getRules()).join("\n"));

// Its tokens in the colours of ours.
const colours = tagHighlighter([
  { tag: [tags.keyword, tags.standard(tags.variableName)], class: "t-keyword" },
  { tag: tags.local(tags.variableName), class: "t-variable" },
  { tag: tags.atom, class: "t-name" },
  { tag: [tags.string, tags.meta], class: "t-string" },
  { tag: tags.comment, class: "t-comment" },
]);

const marked = StateEffect.define();
const underlined = Decoration.mark({ class: "at-fault" });
const numbered = new (class extends GutterMarker {
  elementClass = "faulty";
})();
// The stretch at fault, until the text changes.
const fault = StateField.define({
  create: () => null,
  update: (held, change) =>
    change.effects.reduce((last, one) => (one.is(marked) ? one.value : last), change.docChanged ? null : held),
  provide: (field) => [
    EditorView.decorations.from(field, (at) =>
      at && at.start < at.end ? Decoration.set(underlined.range(at.start, at.end)) : Decoration.none,
    ),
    gutterLineClass.from(field, (at) => (at ? RangeSet.of([numbered.range(at.row)]) : RangeSet.empty)),
    EditorView.contentAttributes.from(field, (at) =>
      at ? { "aria-invalid": "true", "aria-describedby": "fault query-keys" } : { "aria-describedby": "query-keys" },
    ),
  ],
});

// What is typed over a selection goes into the text at once: Chromium would put it in the colours of what it replaces, by a
// style attribute, which our policy refuses too.
function typedOver(event, view) {
  const { empty, from, to } = view.state.selection.main;
  if (empty || event.inputType !== "insertText" || !event.cancelable) return false;
  const change = () => view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type" });
  const taken = view.state.facet(EditorView.inputHandler).some((one) => one(view, from, to, event.data, change));
  if (!taken) view.dispatch(change());
  return true;
}

// What a composition replaces goes first, for the same reason.
function composedOver(_, view) {
  if (!view.state.selection.main.empty) view.dispatch(view.state.replaceSelection(""), { userEvent: "delete.selection" });
}

class RichEditor {
  constructor(field) {
    const [label] = field.labels;
    this.box = field.parentElement;
    this.changed = () => {};
    this.view = new EditorView({
      doc: field.value,
      parent: this.box,
      extensions: [
        lineNumbers(), history(), bracketMatching(), closeBrackets(), indentOnInput(), fault,
        StreamLanguage.define(sparql), syntaxHighlighting(colours), EditorState.tabSize.of(2),
        keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap]),
        EditorView.domEventHandlers({ beforeinput: typedOver, compositionstart: composedOver }),
        EditorView.contentAttributes.of({ "aria-label": label.textContent }),
        EditorView.updateListener.of((update) => update.docChanged && this.follow(update, field)),
      ],
    });
    this.area = this.view.contentDOM;
    this.frame = this.view.scrollDOM;
    this.box.classList.add("rich");
    label.addEventListener("click", () => this.view.focus());
    // It stays the field of the form, and nobody can be sent there to fill it in.
    field.hidden = true;
    field.required = false;
  }

  follow({ transactions, state }, field) {
    field.value = state.doc.toString();
    const typed = (one) => one.isUserEvent("input.type") && !one.isUserEvent("input.type.compose");
    this.changed(transactions.some((one) => typed(one) || one.isUserEvent("delete")));
  }

  get text() {
    return this.view.state.doc.toString();
  }

  set text(value) {
    this.view.dispatch({ changes: { from: 0, to: this.view.state.doc.length, insert: value } });
  }

  get caret() {
    const { empty, head } = this.view.state.selection.main;
    return empty ? head : null;
  }

  mark(line, column) {
    const at = stretch(this.text, line, column);
    this.view.dispatch({ effects: marked.of(at) });
    this.reveal(at.start);
  }

  unmark() {
    this.view.dispatch({ effects: marked.of(null) });
  }

  // Scrolls the editor, and not the page, to a place in the text; lines out of sight are only drawn in the next measure.
  reveal(place) {
    const { view, frame } = this;
    const { top, bottom } = view.lineBlockAt(place);
    if (top < frame.scrollTop || bottom > frame.scrollTop + frame.clientHeight) frame.scrollTop = top - frame.clientHeight / 2;
    const write = (at) => {
      const { left, right, width } = frame.getBoundingClientRect();
      if (at && (at.left > right || at.left < left)) frame.scrollLeft += at.left - left - width / 2;
    };
    view.requestMeasure({ read: () => view.coordsAtPos(place), write });
  }

  rect(place) {
    return this.view.coordsAtPos(place, 1) ?? this.box.getBoundingClientRect();
  }

  replace(from, to, insert) {
    this.view.dispatch({
      changes: { from, to, insert },
      selection: { anchor: from + insert.length },
      userEvent: "input.complete",
    });
    this.view.focus();
  }
}

new Page(new RichEditor(document.getElementById("query")));
