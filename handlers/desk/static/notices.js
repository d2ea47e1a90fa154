// That residents wait, and how many: in the title of the queue, and as a notice of the computer to whoever asked for it
// while no page of the desk is in sight. Never who waits or what they wrote.

const ON = "voz-notices";
const SEEN = "voz-page-in-sight";
const title = document.title;
const path = document.body.dataset.waiting;
const isOn = () => "Notification" in window && Notification.permission === "granted" && localStorage.getItem(ON) === "1";

function waitingIn(root) {
  const tabs = root.querySelector("#tabs");
  return tabs ? Number.parseInt(tabs.dataset.waiting, 10) || 0 : null;
}

function count(waiting) {
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

function countHere() {
  count(waitingIn(document));
}

function notify(waiting) {
  const body = waiting === 1 ? "Una persona espera respuesta." : `${waiting} personas esperan respuesta.`;
  const notice = new Notification("Voz Vecinal", { body, tag: "voz", renotify: true, lang: "es-MX" });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
}

// Of a browser's pages one listens, while none is in sight.
class Watch {
  constructor() {
    this.source = null;
    this.known = null;
    this.over = null;
    document.addEventListener("visibilitychange", () => this.turn());
    window.addEventListener("pagehide", () => this.stop());
    this.turn();
  }

  turn() {
    this.stop();
    if (document.hidden && isOn()) this.begin("voz-notices", "exclusive", () => this.listen());
    else if (!document.hidden) {
      this.begin(SEEN, "shared", () => {});
      countHere();
    }
  }

  begin(name, mode, then) {
    const over = new AbortController();
    this.over = over;
    const held = () =>
      new Promise((done) => {
        over.signal.addEventListener("abort", done);
        if (over.signal.aborted) done();
        else then();
      });
    navigator.locks?.request(name, { mode, signal: over.signal }, held).catch(() => {});
  }

  listen() {
    this.source = new EventSource(path);
    this.source.onmessage = (event) => this.hear(event.data);
  }

  async hear(html) {
    const made = document.createElement("template");
    made.innerHTML = html;
    const waiting = waitingIn(made.content);
    if (waiting === null) return;
    const more = this.known !== null && waiting > this.known;
    this.known = waiting;
    count(waiting);
    const { held } = await navigator.locks.query();
    if (more && !held.some((lock) => lock.name === SEEN)) notify(waiting);
  }

  stop() {
    this.over?.abort();
    this.source?.close();
    this.over = null;
    this.source = null;
    this.known = null;
  }
}

// Under Mi cuenta: asked for only when somebody presses the button.
function offer(part) {
  const button = part.querySelector("button");
  const show = () => {
    const denied = "Notification" in window && Notification.permission === "denied";
    part.querySelector("[role=status]").textContent = denied
      ? "Su navegador no los permite: cámbielo en sus ajustes, en los permisos de esta página."
      : `Ahora están ${isOn() ? "encendidos" : "apagados"}.`;
    button.hidden = denied;
    button.textContent = isOn() ? "Apagar los avisos" : "Encender los avisos";
  };
  button.addEventListener("click", async () => {
    const on = !isOn();
    if (on) await Notification.requestPermission();
    localStorage.setItem(ON, on ? "1" : "");
    show();
  });
  part.hidden = !("Notification" in window);
  if (!part.hidden) show();
}

document.addEventListener("voz-news", countHere);
const part = document.getElementById("notices");
if (part) offer(part);
if (path) new Watch();
