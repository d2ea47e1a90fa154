// Keys for those who answer many chats. What a key leads to says so itself in its page: data-key. They can be turned off
// under Mi cuenta, and do nothing while somebody types.

const OFF = "voz-keys-off";
const list = document.getElementById("keys");
const isOff = () => localStorage.getItem(OFF) === "1";

function lead(key) {
  const found = [...document.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find((one) => one.offsetParent);
  if (!found) return false;
  if (found.matches("a")) found.click();
  else found.focus();
  return true;
}

// The chat after or before the one in hand.
function walk(step) {
  const links = [...document.querySelectorAll('#rows a[href^="/desk/chats/"]')];
  if (!links.length) return false;
  const held = links.findIndex((link) => link.closest("li").contains(document.activeElement));
  const next = held < 0 ? (step > 0 ? 0 : links.length - 1) : held + step;
  links[Math.min(Math.max(next, 0), links.length - 1)].focus();
  return true;
}

function press(key) {
  if (key === "?") list.showModal();
  else if (key === "j" || key === "k") return walk(key === "j" ? 1 : -1);
  else return lead(key);
  return true;
}

// Keys that mean something where it is written; whether this was one.
function pressInField(field, key) {
  if (key === "Escape" && !field.matches("select")) document.getElementById("main").focus({ preventScroll: true });
  else if (key === "/" && field.id === "text" && !field.value) return lead("/");
  else if (key === "Enter" && field.matches('select[data-key="/"]')) {
    field.form.requestSubmit(field.form.querySelector('button[value="pick"]'));
  } else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (isOff() || list.open || event.defaultPrevented || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (field ? pressInField(field, event.key) : press(event.key)) event.preventDefault();
});

function show() {
  for (const one of document.querySelectorAll("[data-key]")) {
    if (isOff()) one.removeAttribute("aria-keyshortcuts");
    else one.setAttribute("aria-keyshortcuts", one.dataset.key);
  }
  for (const part of document.querySelectorAll("[data-keys]")) {
    part.hidden = false;
    part.querySelector("strong").textContent = isOff() ? "apagados" : "encendidos";
    part.querySelector("button").textContent = isOff() ? "Encender los atajos" : "Apagar los atajos";
  }
}

for (const button of document.querySelectorAll("[data-keys] button")) {
  button.addEventListener("click", () => {
    localStorage.setItem(OFF, isOff() ? "" : "1");
    show();
  });
}
list.querySelector("[data-close]").addEventListener("click", () => list.close());
show();
