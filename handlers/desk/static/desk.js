// What a page of the desk does beyond its plain forms: news of what changed while it is open, drafts that survive, and
// clocks. Without this file everything still works, by loading the page again.

const ORDERED = { line: "lines", chat: "rows" };
const announce = document.getElementById("announce");
let announced = 0;
let announcing = null;

function numberOf(element) {
  return BigInt(element.id.slice(element.id.indexOf("-") + 1));
}

// Puts one piece of the page in the place of the one with its id, or where it belongs when it is new.
function put(piece) {
  const present = document.getElementById(piece.id);
  if (piece.hasAttribute("data-gone")) {
    if (present) remove(present);
    return false;
  }
  if (present) {
    if (present.outerHTML !== piece.outerHTML) replace(present, piece);
    return false;
  }
  const list = document.getElementById(ORDERED[piece.id.split("-")[0]]);
  if (!list) return false;
  if (list.dataset.newest === "first") list.prepend(piece);
  else insertInOrder(list, piece);
  return true;
}

function insertInOrder(list, piece) {
  const number = numberOf(piece);
  let after = list.lastElementChild;
  while (after && numberOf(after) > number) after = after.previousElementSibling;
  if (after) after.after(piece);
  else list.prepend(piece);
}

// Whoever held something of it holds the same again, or what comes next: never nothing.
const HELD = "a, button, input, select, textarea, summary";

function replace(present, piece) {
  const active = document.activeElement;
  const held = present.contains(active) ? [...present.querySelectorAll(HELD)].indexOf(active) : -1;
  present.replaceWith(piece);
  if (held >= 0) hold(piece.querySelectorAll(HELD)[held]);
}

function remove(present) {
  const beside = present.nextElementSibling ?? present.previousElementSibling;
  const held = present.contains(document.activeElement);
  present.remove();
  if (held) hold(beside?.querySelector(HELD));
}

function hold(element) {
  (element ?? document.getElementById("main")).focus({ preventScroll: true });
}

function take(html) {
  const made = document.createElement("template");
  made.innerHTML = html;
  const thread = document.getElementById("thread");
  const atEnd = thread && thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
  let fresh = 0;
  for (const piece of [...made.content.children]) {
    if (put(piece) && (piece.classList.contains("by-resident") || piece.classList.contains("waits"))) fresh += 1;
  }
  if (thread && atEnd) thread.scrollTop = thread.scrollHeight;
  else if (thread && fresh) showNewer(fresh);
  const rows = document.getElementById("rows");
  if (rows) document.getElementById("empty").hidden = rows.children.length > 0;
  if (fresh) tell(fresh);
  tick();
  document.dispatchEvent(new Event("voz-news"));
}

// A burst is announced once.
function tell(count) {
  announced += count;
  announcing ??= setTimeout(() => {
    announce.textContent = announced === 1 ? "Un mensaje nuevo" : `${announced} mensajes nuevos`;
    announced = 0;
    announcing = null;
  }, 800);
}

let below = 0;
function showNewer(count) {
  const newer = document.getElementById("newer");
  if (!newer) return;
  below += count;
  newer.querySelector("button").textContent = below === 1 ? "Un mensaje nuevo ↓" : `${below} mensajes nuevos ↓`;
  newer.hidden = false;
}

function toEnd() {
  const thread = document.getElementById("thread");
  if (!thread) return;
  thread.scrollTop = thread.scrollHeight;
  below = 0;
  const newer = document.getElementById("newer");
  if (newer) newer.hidden = true;
}

// A browser has six connections in all to a server without HTTP/2: of its pages four at most keep one open, and only
// while they are in sight. The others ask every few seconds.
const STREAMS = 4;
const ASK_AGAIN = 4000;

// Gives back what lets go of the place; null where none is free.
async function takePlace() {
  if (!navigator.locks) return () => {};
  for (let number = 0; number < STREAMS; number += 1) {
    const letGo = await new Promise((told) => {
      navigator.locks.request(`voz-live-${number}`, { ifAvailable: true }, (lock) => {
        if (!lock) return told(null);
        return new Promise((done) => told(done));
      });
    });
    if (letGo) return letGo;
  }
  return null;
}

// Which chats the queue shows: of those it is told when they leave it, and of no others.
const MOST_NAMED = 200;

function rowsHere() {
  const rows = [...document.querySelectorAll("#rows > li")].slice(0, MOST_NAMED);
  return rows.length ? `&filas=${rows.map((row) => numberOf(row)).join(",")}` : "";
}

class Live {
  constructor(path) {
    this.path = path;
    this.last = "";
    this.wait = 500;
    this.source = null;
    this.letGo = null;
    this.opening = false;
    this.timer = null;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.rest() : this.open()));
    window.addEventListener("pagehide", () => this.rest());
    window.addEventListener("online", () => this.open());
    this.open();
  }

  async open() {
    if (this.source || this.opening || document.hidden) return;
    clearTimeout(this.timer);
    this.opening = true;
    this.letGo = await takePlace();
    this.opening = false;
    const since = this.last ? this.path.replace(/desde_evento=\d+/, `desde_evento=${this.last}`) : this.path;
    const where = since + rowsHere();
    this.source = new EventSource(this.letGo ? where : `${where}&una=1`);
    this.source.onopen = () => {
      this.wait = 500;
      document.getElementById("live-trouble").hidden = true;
    };
    this.source.onmessage = (event) => {
      if (event.lastEventId) this.last = event.lastEventId;
      take(event.data);
    };
    this.source.addEventListener("hasta_luego", () => {
      this.rest();
      this.timer = setTimeout(() => this.open(), ASK_AGAIN);
    });
    this.source.addEventListener("recargar", () => location.reload());
    this.source.onerror = () => this.again();
  }

  again() {
    this.rest();
    document.getElementById("live-trouble").hidden = false;
    this.timer = setTimeout(() => this.open(), this.wait * (0.7 + Math.random() * 0.6));
    this.wait = Math.min(this.wait * 2, 30000);
  }

  rest() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
    this.letGo?.();
    this.letGo = null;
  }
}

// What is being written is kept in this browser until it was sent.
function keepDrafts() {
  for (const field of document.querySelectorAll("textarea[data-keep]")) {
    const key = `voz-${field.dataset.keep}`;
    if (field.value) sessionStorage.setItem(key, field.value);
    else field.value = sessionStorage.getItem(key) ?? "";
    field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
    field.form.addEventListener("submit", () => sessionStorage.setItem(`${key}-sent`, field.value));
    const sent = sessionStorage.getItem(`${key}-sent`);
    sessionStorage.removeItem(`${key}-sent`); // what was refused is not taken for sent by the next act on the page
    if (document.querySelector("p.done") && sent === field.value) field.value = "";
    if (!field.value) sessionStorage.removeItem(key);
  }
}

// Colleagues who have the chat open are told that somebody writes: not what, and at most every ten seconds.
const TELL_AGAIN = 10000;

function tellWriting() {
  const field = document.querySelector("[data-writing]");
  let told = -TELL_AGAIN;
  field?.addEventListener("input", () => {
    if (!field.value || performance.now() - told < TELL_AGAIN) return;
    told = performance.now();
    const body = new URLSearchParams({ csrf: field.form.elements.csrf.value });
    fetch(field.dataset.writing, { method: "POST", body }).catch(() => {});
  });
}

// A second click or Enter sends nothing, and on a slow line the button says so; Ctrl+Enter sends an answer.
function guardForms() {
  document.addEventListener("submit", (event) => {
    if (event.target.getAttribute("method") !== "post") return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
    const pressed = event.submitter ?? event.target.querySelector("button.main");
    pressed?.setAttribute("aria-disabled", "true");
    setTimeout(() => pressed?.classList.add("pending"), 400);
  });
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    for (const form of document.forms) delete form.dataset.sent;
    for (const button of document.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
      button.classList.remove("pending");
    }
  });
  document.getElementById("text")?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.target.form.requestSubmit();
  });
}

function spoken(milliseconds) {
  const minutes = Math.max(0, Math.floor(milliseconds / 60000));
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} días`;
}

// After a day WhatsApp takes nothing but a template, until the resident writes again: what was written stays.
function setWindow(isOpen) {
  const closed = document.getElementById("window");
  if (!closed) return;
  closed.hidden = isOpen;
  const send = document.getElementById("send");
  if (!isOpen && document.activeElement === send) hold(document.getElementById("text"));
  send.disabled = !isOpen;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-since]")) time.textContent = spoken(Date.now() - new Date(time.dateTime));
  for (const time of document.querySelectorAll("time[data-until]")) {
    const left = new Date(time.dateTime) - Date.now();
    time.textContent = spoken(left);
    setWindow(left > 0);
  }
}

keepDrafts();
tellWriting();
guardForms();
toEnd();
for (const here of document.querySelectorAll("nav [aria-current]")) {
  const row = here.closest("ul"), [seen, all] = [here.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += seen.left + seen.width / 2 - all.left - all.width / 2; // the row alone: the page stays at its beginning
}
tick();
setInterval(tick, 15000);
document.getElementById("newer")?.querySelector("button").addEventListener("click", toEnd);
if (document.body.dataset.live) new Live(document.body.dataset.live);
