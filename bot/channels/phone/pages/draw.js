/** What a log's entries look like. Builds elements, keeps nothing, never parses HTML: words are always text. */

import { fileAt } from "./line.js";

const CLOCK = new Intl.DateTimeFormat("es-MX", { hour: "numeric", minute: "2-digit", hour12: true });
const DAY = new Intl.DateTimeFormat("es-MX", { weekday: "long", day: "numeric", month: "long" });
const ADDRESS = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)»]/g;
const STATES = {
  waiting: ["clock", "esperando conexión"],
  said: ["tick", "enviado"],
  kept: ["ticks", "recibido"],
  refused: ["alert", "no se envió"],
};

export function make(tag, properties = {}, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children.filter((child) => child !== null));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#i-${name}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export const clock = (date) => CLOCK.format(date).replaceAll(" ", " ");

export function day(date) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(date).setHours(0, 0, 0, 0)) / 86400000);
  return make("li", { className: "day" }, ["Hoy", "Ayer"][days] ?? DAY.format(date));
}

export const note = (text) => make("li", { className: "note" }, text);

/** A message of ours; `press(entry, button, token, label)` and `list(entry)` are called when it is touched. */
export function theirs(entry, { press, list }) {
  const shown = entry.photo ? photo(String(new URL(`../pictures/${entry.photo}.jpg`, import.meta.url)), "Foto del municipio") : null;
  const turn = make("li", { className: "turn" }, bubble("Municipio:", shown, paper(entry), words(entry.text, true), meta(entry.at)));
  turn.dataset.id = entry.id;
  if (entry.buttons) turn.append(taps(entry.buttons, (...touched) => press(entry, ...touched)));
  if (entry.list) turn.append(opener(entry.list.label, () => list(entry)));
  return turn;
}

function paper({ document }) {
  if (!document) return null;
  const href = String(new URL(`../documents/${document.file}`, import.meta.url));
  return make("a", { className: "file", href, target: "_blank" }, icon("clip"), document.name);
}

function taps(buttons, press) {
  const drawn = buttons.map(({ token, label }) => {
    const button = make("button", { type: "button" }, icon("reply"), label);
    button.dataset.token = token;
    button.addEventListener("click", () => press(button, token, label));
    return button;
  });
  return make("div", { className: "taps" }, ...drawn);
}

function opener(label, open) {
  const button = make("button", { type: "button", ariaHasPopup: "dialog" }, icon("list"), label);
  button.addEventListener("click", open);
  return make("div", { className: "taps" }, button);
}

/** A message of the resident's; `quoted` are the words it answers, `edit(text)` is called to change it. */
export function mine(entry, { quoted = "", edit = null } = {}) {
  const answered = quoted ? make("span", { className: "answered" }, quoted) : null;
  const turn = make("li", { className: "turn mine" }, bubble("Usted:", answered, ...content(entry), meta(entry.at, edit)));
  turn.dataset.id = entry.id;
  return turn;
}

/** Ticks by state: waiting, said, kept, refused. */
export function mark(turn, state) {
  const [name, said] = STATES[state];
  const ticks = make("span", { className: "ticks" }, icon(name), make("span", { className: "unseen" }, said));
  ticks.dataset.state = state;
  turn.querySelector(".ticks")?.remove();
  turn.querySelector(".meta").append(ticks);
}

export function edited(turn, text) {
  turn.querySelector("p").replaceWith(words(text));
  const meta = turn.querySelector(".meta");
  if (!meta.querySelector(".edited")) meta.prepend(make("span", { className: "edited" }, "editado"));
}

export function reason(turn, why) {
  turn.append(make("span", { className: "reason" }, why));
}

/** A suggested answer of Telegram's keyboard. */
export function key(what, touch) {
  const name = { place: "place", contact: "person" }[what.does];
  const button = make("button", { type: "button", className: name ? "wide" : "" }, name ? icon(name) : null, what.label);
  button.addEventListener("click", () => touch(what));
  return button;
}

/** One line of a sheet. */
export function row(label, detail, act, name = null) {
  const lines = make("span", {}, label, detail ? make("small", {}, detail) : null);
  const button = make("button", { type: "button", className: "row" }, name ? icon(name) : null, lines);
  button.addEventListener("click", act);
  return button;
}

/** One person to be. */
export function person({ key: value, name, about }, checked, act) {
  const input = make("input", { type: "radio", name: "person", value, checked });
  input.addEventListener("change", act);
  const initials = name.split(" ").map((word) => word[0]).slice(0, 2).join("");
  const lines = make("span", {}, name, make("small", {}, about));
  return make("label", {}, input, make("span", {}, make("i", { ariaHidden: "true" }, initials), lines));
}

function bubble(speaker, ...children) {
  return make("div", { className: "bubble" }, make("span", { className: "unseen" }, speaker), ...children.filter((child) => child));
}

function meta(at, edit = null) {
  const date = new Date(at);
  const time = make("time", { dateTime: date.toISOString() }, clock(date));
  return make("div", { className: "meta" }, edit ? editor(edit) : null, time);
}

function editor(edit) {
  const button = make("button", { type: "button", ariaLabel: "Editar este mensaje" }, icon("edit"));
  button.addEventListener("click", () => edit(button.closest(".bubble").querySelector("p").textContent));
  return button;
}

function words(text, links = false) {
  const paragraph = make("p");
  let from = 0;
  for (const found of links ? text.matchAll(ADDRESS) : []) {
    paragraph.append(text.slice(from, found.index), make("a", { href: found[0], target: "_blank", rel: "noopener noreferrer" }, found[0]));
    from = found.index + found[0].length;
  }
  paragraph.append(text.slice(from));
  return paragraph;
}

function content(entry) {
  const caption = entry.text ? words(entry.text) : null;
  switch (entry.does) {
    case "media":
      return [media(entry), caption];
    case "place":
      return [map(entry.place)];
    case "contact":
      return [make("p", {}, icon("person"), ` ${entry.text}`)];
    case "unsupported":
      return [make("img", { className: "sticker", src: new URL("sticker.svg", import.meta.url), alt: "Calcomanía" })];
    default:
      return [caption];
  }
}

function media(entry) {
  const source = entry.blob ? URL.createObjectURL(entry.blob) : fileAt(entry.file);
  const ending = entry.blob ? entry.blob.type : entry.file.split(".").pop();
  if (/jpe?g|png|webp/.test(ending)) return photo(source, "Foto enviada");
  if (/video|mp4|webm/.test(ending) && !/audio/.test(ending)) return make("video", { src: source, controls: true });
  if (/pdf/.test(ending)) return make("a", { className: "file", href: source, target: "_blank" }, icon("clip"), "Documento PDF");
  return make("audio", { src: source, controls: true, preload: "metadata", ariaLabel: "Nota de voz" });
}

function photo(source, what) {
  const image = make("img", { src: source, alt: what });
  return make("a", { className: "photo", href: source, target: "_blank", ariaLabel: `${what}: ver en grande` }, image);
}

function map({ latitude, longitude, label = "" }) {
  const point = `${latitude.toFixed(5)}, ${longitude.toFixed(5)}`;
  const caption = make("figcaption", {}, label || "Ubicación", make("small", {}, point));
  return make("figure", { className: "map" }, make("img", { src: new URL("map.svg", import.meta.url), alt: "" }), caption);
}
