// Runs a query and puts what came of it into the page. To cancel is to hang up: the server ends a query then.

export class Runner {
  constructor({ address, language, result, state, cancel, words, ended }) {
    Object.assign(this, { address, language, result, state, cancel, words, ended });
    cancel.addEventListener("click", () => this.stop());
  }

  // Whether an answer came.
  async run(query, view = "table") {
    this.stop();
    const call = (this.call = new AbortController());
    const began = performance.now();
    this.working(true);
    const clock = setInterval(() => this.tell(this.words.running, began), 1000);
    try {
      const asked = new URLSearchParams({ query, view, language: this.language });
      const answer = await fetch(`${this.address}?${asked}`, { signal: call.signal });
      const came = await content(answer);
      if (this.call !== call) return false;
      this.result.replaceChildren(...came);
      this.state.textContent = this.result.querySelector("h2")?.textContent.trim() ?? "";
      this.ended(query);
      return true;
    } catch (fault) {
      if (this.call === call) this.state.textContent = fault.name === "AbortError" ? this.words.cancelled : this.words.lost;
      return false;
    } finally {
      clearInterval(clock);
      if (this.call === call) this.working(false);
    }
  }

  stop() {
    this.call?.abort();
  }

  working(now) {
    this.cancel.hidden = !now;
    this.result.setAttribute("aria-busy", String(now));
    this.result.classList.toggle("waiting", now);
    if (now) this.tell(this.words.running, performance.now());
  }

  tell(text, began) {
    this.state.textContent = text.replace("{seconds}", Math.round((performance.now() - began) / 1000));
  }
}

// The elements of an answer: a piece of our own page, or the sentence of a problem.
async function content(answer) {
  const text = await answer.text();
  if (answer.headers.get("Content-Type")?.startsWith("text/html")) {
    return new DOMParser().parseFromString(text, "text/html").body.childNodes;
  }
  const section = document.createElement("section");
  const heading = document.createElement("h2");
  const sentence = document.createElement("p");
  section.className = "fault";
  [heading.textContent, sentence.textContent] = sentences(text, answer.status);
  section.append(heading, sentence);
  return [section];
}

function sentences(text, status) {
  try {
    const { title, detail } = JSON.parse(text);
    return [title, detail];
  } catch {
    return [`HTTP ${status}`, ""];
  }
}
