// The queries that were run, kept in this browser alone.

const KEY = "privacy-kg.queries";
const MOST = 30;

export class History {
  constructor(box, language, take) {
    Object.assign(this, { box, language, take });
    this.list = box.querySelector("ol");
    box.querySelector("button").addEventListener("click", () => {
      this.keep([]);
      box.open = false;
    });
    // Another tab of ours may have run one.
    addEventListener("storage", (event) => event.key === KEY && this.show());
    this.show();
  }

  all() {
    try {
      const found = JSON.parse(localStorage.getItem(KEY) ?? "[]");
      return found.filter((one) => typeof one?.text === "string" && Number.isFinite(one.at)).slice(0, MOST);
    } catch {
      return []; // no storage, or something else was stored there
    }
  }

  add(text) {
    this.keep([{ text, at: Date.now() }, ...this.all().filter((one) => one.text !== text)].slice(0, MOST));
  }

  keep(all) {
    try {
      localStorage.setItem(KEY, JSON.stringify(all));
    } catch {
      // a browser that keeps nothing has no history
    }
    this.show();
  }

  show() {
    const all = this.all();
    this.box.hidden = all.length === 0;
    this.list.replaceChildren(...all.map((one) => this.row(one)));
  }

  row({ text, at }) {
    const row = document.createElement("li");
    const button = document.createElement("button");
    const when = document.createElement("time");
    button.type = "button";
    button.className = "past";
    button.textContent = text.replace(/\s+/g, " ").slice(0, 160);
    button.addEventListener("click", () => this.take(text));
    when.dateTime = new Date(at).toISOString();
    when.textContent = new Date(at).toLocaleString(this.language, { dateStyle: "medium", timeStyle: "short" });
    row.append(button, when);
    return row;
  }
}
