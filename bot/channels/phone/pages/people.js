/** Who holds the phone. Each tab remembers its own person in the address (`#persona=maria&cara=whatsapp`). */

const SAMPLES = [
  { key: "maria", name: "María Elena Soto", about: "vecina, primera vez", phone: "+526185550101", language: "es-MX" },
  { key: "jose", name: "José Luis Nevárez", about: "vecino", phone: "+526185550102", language: "es-MX" },
  { key: "lupita", name: "Guadalupe Quiñones", about: "integrante de un comité", phone: "+526185550103", language: "es-MX" },
  { key: "emily", name: "Emily Carter", about: "escribe en inglés", phone: "+526185550104", language: "en" },
];
const STORE = "telefono-de-prueba";

/** Letters and digits only, as the server wants them; not `randomUUID`, which needs https. */
export function randomId(length = 16) {
  const letters = "abcdefghijklmnopqrstuvwxyz234567";
  return Array.from(crypto.getRandomValues(new Uint8Array(length)), (byte) => letters[byte % 32]).join("");
}

/** A browser may forbid storage; then persons last as long as the tab. */
function load() {
  try {
    return JSON.parse(localStorage.getItem(STORE)) ?? {};
  } catch {
    return {};
  }
}

function save(kept) {
  try {
    localStorage.setItem(STORE, JSON.stringify(kept));
  } catch {
    console.info("storage is off: persons end with this tab");
  }
}

const kept = { ids: {}, newcomers: [], theme: "auto", ...load() };

export const theme = {
  get: () => kept.theme,
  set(value) {
    kept.theme = value;
    save(kept);
  },
};

export function everyone() {
  return [...SAMPLES, ...kept.newcomers];
}

/** The random id that makes a sample person of this browser another one than that of the next. */
export function idOf(person) {
  kept.ids[person.key] ??= randomId();
  save(kept);
  return kept.ids[person.key];
}

export function addNewcomer() {
  const number = kept.newcomers.length + 1;
  const phone = `+52618555${String(1000 + number).slice(-4)}`;
  const person = { key: `nueva-${randomId(6)}`, name: `Persona ${number}`, about: "nunca ha escrito", phone, language: "es-MX" };
  kept.newcomers.push(person);
  save(kept);
  return person;
}

export function chosen() {
  const said = new URLSearchParams(location.hash.slice(1));
  return {
    person: everyone().find((one) => one.key === said.get("persona")) ?? SAMPLES[0],
    face: said.get("cara") === "whatsapp" ? "whatsapp" : "telegram",
  };
}

export function choose(person, face) {
  history.replaceState(null, "", `#${new URLSearchParams({ persona: person.key, cara: face })}`);
}
