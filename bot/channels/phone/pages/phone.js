/** The simulated phone: who holds it and what is touched. */

import { here, readPoint, record, samplePhoto, sampleVoice } from "./attach.js";
import * as draw from "./draw.js";
import { Line, settings } from "./line.js";
import * as people from "./people.js";
import { Screen } from "./screen.js";
import { closeSheet, openSheet, toast } from "./sheets.js";

const $ = (id) => document.getElementById(id);
const root = document.documentElement;
const on = (id, event, act) => $(id).addEventListener(event, act);

let { person, face } = people.chosen();
let line = null;
let editing = "";
let recorder = null;
let fileLimit = Infinity;
const screen = new Screen({ press, list: openList, edit: startEditing, key: touchKey });

// --- what is said -----------------------------------------------------------------------------------------------

function say(does, what = {}) {
  const said = { id: people.randomId(), does, name: person.name, language: person.language, at: new Date().toISOString() };
  const message = { ...said, ...what };
  screen.saying(message);
  line.say(message);
}

function takeWords() {
  const text = $("words").value.trim();
  $("words").value = "";
  dressGo();
  return text;
}

function sayWords() {
  const of = editing;
  const text = takeWords();
  stopEditing();
  if (text) say(of ? "edit" : "text", of ? { of, text } : { text });
}

function sayMedia({ blob, seconds = 0, album = "" }) {
  if (blob.size > fileLimit) {
    toast(`El archivo es muy grande. El máximo es de ${Math.floor(fileLimit / 1e6)} MB.`);
    return;
  }
  say("media", { blob, seconds, album, text: takeWords() });
}

function press(entry, button, token, label) {
  button.ariaBusy = "true";
  say("choice", { of: entry.id, choice: token, text: label });
}

function openList(entry) {
  const rows = entry.list.rows.map(({ token, label, detail }) => draw.row(label, detail, () => {
    closeSheet();
    say("choice", { of: entry.id, choice: token, text: label });
  }));
  $("options-title").textContent = entry.list.label;
  $("rows").replaceChildren(...rows);
  openSheet($("options"));
}

function startEditing(id, text) {
  editing = id;
  $("editing").hidden = false;
  $("words").value = text;
  $("words").focus();
  dressGo();
}

function stopEditing() {
  editing = "";
  $("editing").hidden = true;
}

/** One button: a microphone while nothing is written, else send. */
function dressGo() {
  const full = $("words").value.trim() !== "";
  $("go").ariaLabel = full ? "Enviar" : "Grabar nota de voz";
  $("go").querySelector("use").setAttribute("href", full ? "#i-send" : "#i-mic");
}

// --- keys and attachments ---------------------------------------------------------------------------------------

const ATTACH = {
  file: () => $("file").click(),
  sample: async () => sayMedia({ blob: await samplePhoto() }),
  tone: () => sayMedia(sampleVoice()),
  place: () => openSheet($("where")),
  sticker: () => say("unsupported"),
  contact: () => say("contact", { text: person.phone }),
};

/** A key that opens the places stays until a place was sent; the others have done their work. */
function touchKey({ does, label }) {
  if (does !== "place") screen.keyboard([]);
  if (does === "text") say("text", { text: label });
  else ATTACH[does]();
}

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

function showRecording(shown) {
  $("recording").hidden = !shown;
  $("composer").hidden = shown;
  if (shown) countSeconds(Date.now());
  $(shown ? "send-voice" : "words").focus();
}

function countSeconds(begun) {
  if ($("recording").hidden) return;
  const seconds = Math.floor((Date.now() - begun) / 1000);
  $("seconds").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  setTimeout(() => countSeconds(begun), 250);
}

async function sendRecording() {
  const voice = await recorder.stop();
  showRecording(false);
  sayMedia(voice);
}

function dropRecording() {
  recorder.drop();
  showRecording(false);
}

// --- places -----------------------------------------------------------------------------------------------------

function sayPlace(place) {
  closeSheet();
  screen.keyboard([]);
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

// --- who holds it, which face, which colours --------------------------------------------------------------------

function connect() {
  line?.close();
  root.dataset.face = face;
  people.choose(person, face);
  document.title = `${person.name} · ${face === "telegram" ? "Telegram" : "WhatsApp"} · Teléfono de prueba`;
  stopEditing();
  screen.clear(face);
  drawHello();
  drawPeople();
  line = new Line(`${face}-${people.idOf(person)}`, screen);
}

function become(one) {
  person = one;
  connect();
  document.querySelector(`[name=person][value=${one.key}]`).focus();
}

function drawHello() {
  const [label, text] = face === "telegram" ? ["Iniciar", "/start"] : ["Saludar", "Hola"];
  const start = draw.make("button", { type: "button", className: "solid" }, label);
  start.addEventListener("click", () => say("text", { text }));
  $("hello").replaceChildren(`Aquí empieza la conversación de ${person.name}.`, start);
}

function drawPeople() {
  $("people").replaceChildren(...people.everyone().map((one) => draw.person(one, one.key === person.key, () => become(one))));
  document.querySelector(`[name=face][value=${face}]`).checked = true;
}

function dress(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

async function decorate() {
  const { municipality, places, file_limit: limit } = await settings();
  fileLimit = limit;
  document.querySelectorAll("[data-municipality]").forEach((one) => { one.textContent = `Municipio de ${municipality}`; });
  $("places").replaceChildren(...places.map((place) => draw.row(place.label, "", () => sayPlace(place), "place")));
}

function tell() {
  $("clock").textContent = draw.clock(new Date()).replace(/\s.*/, "");
  setTimeout(tell, 60000 - (Date.now() % 60000));
}

// --- touch ------------------------------------------------------------------------------------------------------

on("composer", "submit", (event) => {
  event.preventDefault();
  if ($("words").value.trim()) sayWords();
  else startRecording();
});
on("words", "input", dressGo);
on("words", "keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  sayWords();
});
on("file", "change", () => {
  const album = $("file").files.length > 1 ? people.randomId() : "";
  for (const blob of $("file").files) sayMedia({ blob, album });
  $("file").value = "";
});
on("coordinates", "submit", (event) => {
  event.preventDefault();
  sayPoint();
});
on("clip", "click", () => openSheet($("attach")));
on("settings", "click", () => openSheet($("panel")));
on("here", "click", sayHere);
on("stop-editing", "click", stopEditing);
on("send-voice", "click", sendRecording);
on("drop-voice", "click", dropRecording);
on("block", "click", () => say(screen.blocked ? "unblocked" : "blocked"));
on("newcomer", "click", () => become(people.addNewcomer()));
for (const button of document.querySelectorAll("[data-attach]")) {
  button.addEventListener("click", () => {
    closeSheet();
    ATTACH[button.dataset.attach]();
  });
}
for (const input of document.querySelectorAll("[name=face]")) {
  input.addEventListener("change", () => {
    face = input.value;
    connect();
  });
}
for (const input of document.querySelectorAll("[name=theme]")) {
  input.checked = input.value === people.theme.get();
  input.addEventListener("change", () => {
    people.theme.set(input.value);
    dress(input.value);
  });
}
addEventListener("hashchange", () => {
  ({ person, face } = people.chosen());
  connect();
});

dress(people.theme.get());
tell();
connect();
decorate();
