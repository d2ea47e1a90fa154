/** The line to the server: what was said so far, what comes live, and what waits to go out while the connection is lost. */

const AGAIN = 1500; // milliseconds
const at = (path, query = {}) => Object.assign(new URL(path, import.meta.url), { search: new URLSearchParams(query) });

/** The server has an answer, and it is no. */
class Refused extends Error {}

async function ask(path, options, query) {
  const answer = await fetch(at(path, query), options);
  const said = await answer.json();
  if (answer.ok) return said;
  throw answer.status < 500 ? new Refused(said.error) : new Error(said.error);
}

export const settings = () => ask("settings");
export const fileAt = (ref) => String(at(`files/${ref}`));

/**
 * `hears` is told: `start(entries, waiting)` with all that is known, `entry(entry)` for each thing as it comes,
 * `connected(boolean)`, and `refused(message, why)` for what the server will never take.
 */
export class Line {
  static #queues = new Map(); // by sender: what waits outlives a change of person or face
  #source = null;
  #timer = 0;
  #waiting;
  #sending = false;
  #closed = false;

  constructor(sender, hears) {
    this.sender = sender;
    this.hears = hears;
    if (!Line.#queues.has(sender)) Line.#queues.set(sender, []);
    this.#waiting = Line.#queues.get(sender);
    this.#open();
  }

  close() {
    this.#closed = true;
    this.#source?.close();
    clearTimeout(this.#timer);
  }

  /** Goes out in the order said; `blob`, when there is one, goes first and becomes `file`. */
  say(message) {
    this.#waiting.push(message);
    this.#send();
  }

  async #open() {
    try {
      const { mark, entries } = await ask("history", {}, { sender: this.sender });
      if (this.#closed) return;
      this.hears.start(entries, this.#waiting);
      this.#follow(mark);
    } catch {
      this.#later();
    }
  }

  #follow(mark) {
    this.#source?.close();
    this.#source = new EventSource(at("events", { sender: this.sender, after: mark }));
    this.#source.onopen = () => this.#live();
    this.#source.onmessage = (event) => this.hears.entry(JSON.parse(event.data));
    this.#source.addEventListener("stale", () => this.#reopen());
    this.#source.onerror = () => this.#broken();
  }

  #live() {
    this.hears.connected(true);
    this.#send();
  }

  /** The log begins anew: the server started again, or we were away for very long. */
  #reopen() {
    this.#source.close();
    this.#open();
  }

  /** The browser tries again by itself, unless it was told off. */
  #broken() {
    if (this.#source.readyState === EventSource.CLOSED) this.#later();
    else this.hears.connected(false);
  }

  #later() {
    if (this.#closed) return;
    this.hears.connected(false);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#open(), AGAIN);
  }

  async #send() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#waiting.length && !this.#closed && (await this.#sendOne(this.#waiting[0])));
    this.#sending = false;
  }

  /** True when it is dealt with. The message's own id makes it safe to send it again after a lost answer. */
  async #sendOne(message) {
    try {
      await this.#post(message);
    } catch (error) {
      if (!(error instanceof Refused)) return this.#sendLater();
      this.hears.refused(message, error.message);
    }
    this.#done(message);
    return true;
  }

  #done(message) {
    const place = this.#waiting.indexOf(message);
    if (place >= 0) this.#waiting.splice(place, 1);
  }

  async #post(message) {
    if (message.blob && !message.file) await this.#upload(message);
    const { blob, at: _, ...posted } = message;
    const body = JSON.stringify({ ...posted, sender: this.sender });
    await ask("messages", { method: "POST", headers: { "Content-Type": "application/json" }, body });
  }

  async #upload(message) {
    const headers = { "Content-Type": message.blob.type || "application/octet-stream" };
    const { file } = await ask("files", { method: "POST", headers, body: message.blob });
    message.file = file;
  }

  #sendLater() {
    setTimeout(() => this.#send(), AGAIN);
    return false;
  }
}
