/** What is on the phone's screen: the conversation, the dots, the suggested answers, the banner of a lost connection. */

import * as draw from "./draw.js";
import { toast } from "./sheets.js";

const PATIENCE = 20000; // milliseconds that the dots hop for a reply that may never come
const LOW = 120; // pixels from the end that still count as reading the end
const $ = (id) => document.getElementById(id);

/** Is told by a Line what happened; tells `touched` what a finger did: press, list, edit, key. */
export class Screen {
  #touched;
  #face = "telegram";
  #blocked = false;
  #connected = false;
  #low = true; // reading the end, so the end must stay in sight
  #lastDay = "";
  #typingTimer = 0;
  #happened = {
    said: (entry) => this.mine(entry, "said"),
    kept: ({ id }) => this.#with(id, (turn) => draw.mark(turn, "kept")),
    sent: (entry) => this.#theirs(entry),
    acknowledged: () => this.#calm(),
  };

  constructor(touched) {
    this.#touched = touched;
    $("talk").addEventListener("scroll", () => this.#scrolled());
    const stay = new ResizeObserver(() => this.#low && this.scrollDown());
    [$("talk"), $("log"), $("typing")].forEach((one) => stay.observe(one));
    $("jump").addEventListener("click", () => this.scrollDown());
  }

  get blocked() {
    return this.#blocked;
  }

  clear(face) {
    this.#face = face;
    this.#lastDay = "";
    this.#block(false);
    $("log").replaceChildren();
    $("hello").hidden = false;
    this.keyboard([]);
  }

  start(entries, waiting) {
    this.clear(this.#face);
    $("log").ariaBusy = "true";
    entries.forEach((entry) => this.#happened[entry.name]?.(entry));
    waiting.forEach((message) => this.mine(message, "waiting"));
    $("log").ariaBusy = "false";
    this.#typing(false);
    this.scrollDown();
  }

  entry(entry) {
    this.#happened[entry.name]?.(entry);
  }

  connected(good) {
    this.#connected = good;
    $("lost").hidden = good;
    $("lost").textContent = good ? "" : "Sin conexión. Sus mensajes se enviarán en cuanto vuelva.";
    this.#typing(false);
  }

  refused(message, why) {
    this.#typing(false);
    this.#calm();
    toast(why);
    this.#with(message.id, (turn) => {
      draw.mark(turn, "refused");
      draw.reason(turn, why);
    });
  }

  /** Something the resident did, drawn at once; dots until the answer. */
  saying(message) {
    this.mine(message, "waiting");
    if (this.#connected && !this.#blocked) this.#typing(true);
    this.scrollDown();
  }

  mine(entry, state) {
    if (entry.does === "edit") this.#with(entry.of, (turn) => draw.edited(turn, entry.text));
    else if (entry.does.endsWith("blocked")) this.#drawBlocked(entry);
    else if (entry.does === "choice") this.#choice(entry, state);
    else this.#bubble(entry, state, { edit: this.#editor(entry) });
  }

  keyboard(keys) {
    $("keyboard").replaceChildren(...keys.map((key) => draw.key(key, this.#touched.key)));
    $("keyboard").hidden = !keys.length;
  }

  scrollDown() {
    $("talk").scrollTop = $("talk").scrollHeight;
  }

  #theirs(entry) {
    this.#typing(false);
    this.#calm();
    this.#put(draw.theirs(entry, this.#touched), entry.at);
    if (entry.keyboard) this.keyboard(entry.keyboard);
  }

  /** Telegram marks the button; WhatsApp says its label as a message and lets nobody press again. */
  #choice(entry, state) {
    const asked = this.#with(entry.of, (turn) => this.#pressIn(turn, entry.choice));
    if (this.#face === "whatsapp") this.#bubble(entry, state, { quoted: asked?.querySelector("p").textContent });
  }

  #pressIn(turn, token) {
    for (const button of turn.querySelectorAll(".taps button")) {
      if (this.#face === "telegram") button.ariaPressed = String(button.dataset.token === token);
      else button.disabled = true;
    }
  }

  #bubble(entry, state, how) {
    if (this.#with(entry.id, (turn) => state === "waiting" || draw.mark(turn, state))) return;
    const turn = draw.mine(entry, how);
    draw.mark(turn, state);
    this.#put(turn, entry.at);
  }

  #editor(entry) {
    const can = entry.does === "text" && this.#face === "telegram";
    return can ? (text) => this.#touched.edit(entry.id, text) : null;
  }

  #drawBlocked(entry) {
    if (this.#blocked === (entry.does === "blocked")) return;
    this.#block(entry.does === "blocked");
    this.#put(draw.note(this.#blocked ? "Usted bloqueó a este contacto." : "Usted desbloqueó a este contacto."), entry.at);
  }

  #block(on) {
    this.#blocked = on;
    $("block").ariaPressed = String(on);
    $("block").querySelector("span").textContent = on ? "Desbloquear al municipio" : "Bloquear al municipio";
  }

  #put(turn, at) {
    const day = new Date(at).toDateString();
    if (day !== this.#lastDay) $("log").append(draw.day(new Date(at)));
    this.#lastDay = day;
    $("hello").hidden = true;
    $("log").append(turn);
  }

  #with(id, act) {
    const turn = [...$("log").children].find((one) => one.dataset.id === id);
    if (turn) act(turn);
    return turn;
  }

  #calm() {
    document.querySelectorAll("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
  }

  #typing(on) {
    clearTimeout(this.#typingTimer);
    $("typing").hidden = !on;
    $("presence").textContent = !this.#connected ? "conectando…" : on ? "escribiendo…" : "en línea";
    if (on) this.#typingTimer = setTimeout(() => this.#typing(false), PATIENCE);
  }

  #scrolled() {
    this.#low = $("talk").scrollHeight - $("talk").scrollTop - $("talk").clientHeight < LOW;
    $("jump").hidden = this.#low;
  }
}
