/** The simulated phone: who holds it, what is on its screen, what is touched. */

import { here, readPoint, record, samplePhoto, sampleVoice } from "./attach.js";
import * as draw from "./draw.js";
import { Line, settings } from "./line.js";
import * as people from "./people.js";
import { closeSheet, openSheet, toast } from "./sheets.js";

const PATIENCE = 20000; // milliseconds that the dots hop for a reply that may never come
const $ = (id) => document.getElementById(id);
const root = document.documentElement;

let { person, face } = people.chosen();
let line = null;
let lastDay = "";
let typingTimer = 0;
let editing = "";
let recorder = null;

// --- what comes -------------------------------------------------------------------------------------------------

const HAPPENED = {
  said: (entry) => (entry.does === "edit" ? drawEdit(entry) : drawMine(entry, "said")),
  kept: (entry) => withTurn(entry.id, (turn) => draw.mark(turn, "kept")),
  sent: drawTheirs,
  acknowledged: calmButtons,
};

const hears = {
  start(entries, waiting) {
    clearScreen();
    $("log").ariaBusy = "true";
    entries.forEach((entry) => HAPPENED[entry.name]?.(entry));
    waiting.forEach((message) => drawMine(message, "waiting"));
    showTyping(false);
    $("log").ariaBusy = "false";
    $("talk").scrollTop = $("talk").scrollHeight;
  },
  entry(entry) {
    const low = isLow();
    HAPPENED[entry.name]?.(entry);
    if (low) scrollDown();
  },
  connected(good) {
    $("lost").hidden = good;
    $("lost").textContent = good ? "" : "Sin conexión. Sus mensajes se enviarán en cuanto vuelva.";
    showTyping(false);
    $("presence").textContent = good ? "en línea" : "conectando…";
  },
  refused(message, why) {
    showTyping(false);
    calmButtons();
    toast(why);
    withTurn(message.id, (turn) => {
      draw.mark(turn, "refused");
      draw.reason(turn, why);
    });
  },
};

function clearScreen() {
  $("log").replaceChildren();
  lastDay = "";
  stopEditing();
  setKeyboard([]);
  showBlocked(false);
  $("hello").hidden = false;
}

function withTurn(id, act) {
  const turn = [...$("log").children].find((one) => one.dataset.id === id);
  if (turn) act(turn);
  return turn;
}

function put(turn, at) {
  const day = new Date(at).toDateString();
  if (day !== lastDay) $("log").append(draw.day(new Date(at)));
  lastDay = day;
  $("hello").hidden = true;
  $("log").append(turn);
}

function drawMine(entry, state) {
  if (entry.does === "blocked" || entry.does === "unblocked") return drawBlocked(entry);
  if (entry.does === "choice") return drawChoice(entry, state);
  if (withTurn(entry.id, (turn) => draw.mark(turn, state))) return undefined;
  const edit = entry.does === "text" && face === "telegram" ? () => startEditing(entry.id) : null;
  return putMine(draw.mine(entry, { edit }), entry, state);
}

function putMine(turn, entry, state) {
  draw.mark(turn, state);
  put(turn, entry.at);
}

/** Telegram marks the button, WhatsApp says its label as a message and lets nobody press again. */
function drawChoice(entry, state) {
  withTurn(entry.of, (turn) => pressIn(turn, entry.choice));
  if (face === "telegram" || withTurn(entry.id, (turn) => draw.mark(turn, state))) return;
  const asked = withTurn(entry.of, () => undefined);
  putMine(draw.mine(entry, { quoted: asked?.querySelector("p").textContent }), entry, state);
}

function pressIn(turn, token) {
  for (const button of turn.querySelectorAll(".taps button")) {
    if (face === "telegram") button.ariaPressed = String(button.dataset.token === token);
    else button.disabled = true;
  }
}

function drawEdit(entry) {
  withTurn(entry.of, (turn) => draw.edited(turn, entry.text));
}

function drawBlocked(entry) {
  showBlocked(entry.does === "blocked");
  put(draw.note(entry.does === "blocked" ? "Usted bloqueó este contacto. Ya no le llegan mensajes." : "Usted desbloqueó este contacto."), entry.at);
}

function drawTheirs(entry) {
  showTyping(false);
  calmButtons();
  put(draw.theirs(entry, { press: (button, token, label) => press(entry, button, token, label), list: openList }), entry.at);
  if (entry.keyboard) setKeyboard(entry.keyboard);
}

function calmButtons() {
  document.querySelectorAll("[aria-busy=true]").forEach((button) => button.removeAttribute("aria-busy"));
}

function showTyping(on) {
  clearTimeout(typingTimer);
  $("typing").hidden = !on;
  $("presence").textContent = on ? "escribiendo…" : "en línea";
  if (on) typingTimer = setTimeout(() => showTyping(false), PATIENCE);
}

// --- scrolling --------------------------------------------------------------------------------------------------

const isLow = () => $("talk").scrollHeight - $("talk").scrollTop - $("talk").clientHeight < 120;

function scrollDown() {
  $("talk").scrollTop = $("talk").scrollHeight;
}

// --- what is said -----------------------------------------------------------------------------------------------

function say(does, what = {}) {
  const message = { id: people.randomId(), does, name: person.name, language: person.language, at: new Date().toISOString(), ...what };
  if (does === "edit") drawEdit(message);
  else drawMine(message, "waiting");
  line.say(message);
  if ($("lost").hidden && $("block").ariaPressed === "false") showTyping(true);
  scrollDown();
}

function sayWords() {
  const text = $("words").value.trim();
  if (!text) return;
  $("words").value = "";
  if (editing) say("edit", { of: editing, text });
  else say("text", { text });
  stopEditing();
  dressGo();
}

function press(entry, button, token, label) {
  button.ariaBusy = "true";
  say("choice", { of: entry.id, choice: token, text: label });
}

function openList(entry) {
  const rows = entry.list.map(({ token, label, detail }) => row(label, detail, () => {
    closeSheet();
    say("choice", { of: entry.id, choice: token, text: label });
  }));
  $("rows").replaceChildren(...rows);
  openSheet($("options"));
}

function row(label, detail, act, name = null) {
  const lines = draw.make("span", {}, label, detail ? draw.make("small", {}, detail) : null);
  const button = draw.make("button", { type: "button", className: "row" }, name ? draw.icon(name) : null, lines);
  button.addEventListener("click", act);
  return button;
}

function startEditing(id) {
  editing = id;
  $("editing").hidden = false;
  $("words").value = withTurn(id, () => undefined).querySelector("p").textContent;
  $("words").focus();
  dressGo();
}

function stopEditing() {
  editing = "";
  $("editing").hidden = true;
}

// --- keyboard of Telegram ---------------------------------------------------------------------------------------

const KEYS = {
  place: ["place", () => openSheet($("where"))],
  contact: ["person", () => say("contact", { text: person.phone })],
};

function setKeyboard(keys) {
  $("keyboard").replaceChildren(...keys.map(key));
  $("keyboard").hidden = !keys.length;
}

function key({ does, label }) {
  const [name, act] = KEYS[does] ?? [null, () => say("text", { text: label })];
  const button = draw.make("button", { type: "button", className: name ? "wide" : "" }, name ? draw.icon(name) : null, label);
  button.addEventListener("click", () => {
    if (does !== "place") setKeyboard([]);
    act();
  });
  return button;
}

// --- files, voice, places ---------------------------------------------------------------------------------------

function sayMedia({ blob, seconds = 0 }) {
  say("media", { blob, seconds, text: $("words").value.trim() });
  $("words").value = "";
  dressGo();
}

const ATTACH = {
  file: () => $("file").click(),
  sample: async () => sayMedia({ blob: await samplePhoto() }),
  tone: () => sayMedia(sampleVoice()),
  place: () => openSheet($("where")),
  sticker: () => say("unsupported", { text: "👍" }),
  contact: () => say("contact", { text: person.phone }),
};

async function startRecording() {
  try {
    recorder = await record();
  } catch {
    toast("Sin micrófono: se envía un audio de muestra.");
    sayMedia(sampleVoice());
    return;
  }
  showRecording(true);
}

function showRecording(on) {
  $("recording").hidden = !on;
  $("composer").hidden = on;
  const begun = Date.now();
  const tick = () => {
    if ($("recording").hidden) return;
    const seconds = Math.floor((Date.now() - begun) / 1000);
    $("seconds").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    setTimeout(tick, 250);
  };
  tick();
  (on ? $("send-voice") : $("words")).focus();
}

async function sendRecording() {
  const voice = await recorder.stop();
  showRecording(false);
  sayMedia(voice);
}

function sayPlace(place) {
  closeSheet();
  setKeyboard([]);
  say("place", { place });
}

async function sayHere() {
  try {
    sayPlace(await here());
  } catch {
    $("point-wrong").textContent = "Este equipo no dice dónde está. Elija un lugar o escriba los números.";
  }
}

function sayPoint() {
  const point = readPoint($("point").value);
  $("point-wrong").textContent = point ? "" : "Escriba dos números, por ejemplo: 24.0277, -104.6532";
  if (point) sayPlace(point);
}

// --- who and which ----------------------------------------------------------------------------------------------

function connect() {
  line?.close();
  root.dataset.face = face;
  people.choose(person, face);
  document.title = `${person.name} · ${face === "telegram" ? "Telegram" : "WhatsApp"} · Teléfono de prueba`;
  clearScreen();
  drawHello();
  drawPeople();
  line = new Line(`${face}-${people.idOf(person)}`, hears);
}

function drawHello() {
  const start = draw.make("button", { type: "button", className: "solid" }, face === "telegram" ? "Iniciar" : "Saludar");
  start.addEventListener("click", () => say("text", { text: face === "telegram" ? "/start" : "Hola" }));
  $("hello").replaceChildren(`Aquí empieza la conversación de ${person.name}.`, start);
}

function drawPeople() {
  $("people").replaceChildren(...people.everyone().map(drawPerson));
  document.querySelector(`[name=face][value=${face}]`).checked = true;
}

function drawPerson(one) {
  const input = draw.make("input", { type: "radio", name: "person", value: one.key, checked: one.key === person.key });
  input.addEventListener("change", () => {
    person = one;
    connect();
    document.querySelector(`[name=person][value=${one.key}]`).focus();
  });
  const initials = one.name.split(" ").map((word) => word[0]).slice(0, 2).join("");
  const words = draw.make("span", {}, one.name, draw.make("small", {}, one.about));
  return draw.make("label", {}, input, draw.make("span", {}, draw.make("i", { ariaHidden: "true" }, initials), words));
}

function showBlocked(on) {
  $("block").ariaPressed = String(on);
  const label = on ? "Desbloquear este contacto" : "Bloquear este contacto";
  Object.assign($("block"), { ariaLabel: label, title: label });
}

function dress(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

/** One button: a microphone while nothing is written, else send. */
function dressGo() {
  const full = $("words").value.trim() !== "";
  $("go").ariaLabel = full ? "Enviar" : "Grabar nota de voz";
  $("go").querySelector("use").setAttribute("href", full ? "#i-send" : "#i-mic");
}

// --- touch ------------------------------------------------------------------------------------------------------

function onClick(id, act) {
  $(id).addEventListener("click", act);
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  if ($("words").value.trim()) sayWords();
  else startRecording();
});
$("words").addEventListener("input", dressGo);
$("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    sayWords();
  }
});
$("talk").addEventListener("scroll", () => { $("jump").hidden = isLow(); });
$("file").addEventListener("change", () => {
  if ($("file").files.length) sayMedia({ blob: $("file").files[0] });
  $("file").value = "";
});
$("coordinates").addEventListener("submit", (event) => {
  event.preventDefault();
  sayPoint();
});
document.querySelectorAll("[data-attach]").forEach((button) => button.addEventListener("click", () => {
  closeSheet();
  ATTACH[button.dataset.attach]();
}));
document.querySelectorAll("[name=face]").forEach((input) => input.addEventListener("change", () => {
  face = input.value;
  connect();
}));
document.querySelectorAll("[name=theme]").forEach((input) => input.addEventListener("change", () => {
  people.theme.set(input.value);
  dress(input.value);
}));
onClick("clip", () => openSheet($("attach")));
onClick("settings", () => openSheet($("panel")));
onClick("here", sayHere);
onClick("jump", scrollDown);
onClick("stop-editing", stopEditing);
onClick("send-voice", sendRecording);
onClick("drop-voice", () => { recorder.drop(); showRecording(false); });
onClick("block", () => say($("block").ariaPressed === "true" ? "unblocked" : "blocked"));
onClick("newcomer", () => { person = people.addNewcomer(); connect(); });
addEventListener("hashchange", () => { ({ person, face } = people.chosen()); connect(); });

// --- beginning --------------------------------------------------------------------------------------------------

async function decorate() {
  const { municipality, places } = await settings();
  document.querySelectorAll("[data-municipality]").forEach((one) => { one.textContent = municipality; });
  $("places").replaceChildren(...places.map((place) => row(place.label, "", () => sayPlace(place), "place")));
}

function tell() {
  $("clock").textContent = draw.clock(new Date()).replace(/\s.*/, "");
  setTimeout(tell, 60000 - (Date.now() % 60000));
}

document.querySelector(`[name=theme][value=${people.theme.get()}]`).checked = true;
dress(people.theme.get());
tell();
connect();
decorate();
