/** Sheets that slide over the screen: what lies behind cannot be reached until they close. */

let open = null;
let before = null;

export function openSheet(sheet) {
  closeSheet();
  before = document.activeElement;
  open = sheet;
  show(true);
  (sheet.querySelector("input:checked, button:not([data-close])") ?? sheet.querySelector("button")).focus();
}

export function closeSheet() {
  if (!open) return;
  show(false);
  open = null;
  if (before?.isConnected) before.focus();
}

function show(on) {
  const panel = open.id === "panel";
  document.getElementById("screen").inert = on;
  document.getElementById("veil").hidden = !on || panel;
  open.classList.toggle("open", on);
  if (!panel) open.hidden = !on;
}

export function toast(text) {
  const line = document.getElementById("toast");
  line.textContent = text;
  line.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => line.classList.remove("shown"), 5000);
}

document.getElementById("veil").addEventListener("click", closeSheet);
document.querySelectorAll("[data-close]").forEach((button) => button.addEventListener("click", closeSheet));
addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeSheet();
});
