/** Things to send that are not words: a sample picture, a voice note, a point on the map. */

const VOICES = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
const RATE = 16000; // samples a second

/** A drawing of a broken street, as the photograph a resident would send. */
export async function samplePhoto() {
  const image = new Image();
  image.src = new URL("pothole.svg", import.meta.url);
  await image.decode();
  const canvas = Object.assign(document.createElement("canvas"), { width: 960, height: 720 });
  canvas.getContext("2d").drawImage(image, 0, 0, 960, 720);
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
}

/** Three soft notes of two seconds, for a machine without a microphone. */
export function sampleVoice() {
  const count = RATE * 2;
  const view = new DataView(new ArrayBuffer(44 + count * 2));
  const text = (at, letters) => [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, "RIFF");
  view.setUint32(4, 36 + count * 2, true);
  text(8, "WAVEfmt ");
  [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, RATE, 4], [28, RATE * 2, 4], [32, 2, 2], [34, 16, 2]].forEach(([at, value, bytes]) =>
    bytes === 4 ? view.setUint32(at, value, true) : view.setUint16(at, value, true));
  text(36, "data");
  view.setUint32(40, count * 2, true);
  for (let i = 0; i < count; i += 1) view.setInt16(44 + i * 2, note(i / RATE), true);
  return { blob: new Blob([view], { type: "audio/wav" }), seconds: 2 };
}

function note(second) {
  const pitch = [392, 494, 587][Math.min(2, Math.floor(second / 0.6))];
  const fade = Math.exp(-3 * (second % 0.6)) * Math.min(1, (second % 0.6) * 60);
  return Math.round(Math.sin(2 * Math.PI * pitch * second) * fade * 9000);
}

/** `{stop(): Promise<{blob, seconds}>, drop()}`; throws when there is no microphone or it is not allowed. */
export async function record() {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream, { mimeType: VOICES.find((type) => MediaRecorder.isTypeSupported(type)) });
  const pieces = [];
  const begun = Date.now();
  recorder.ondataavailable = (event) => pieces.push(event.data);
  recorder.start();
  const end = () => stream.getTracks().forEach((track) => track.stop());
  const whole = () => ({ blob: new Blob(pieces, { type: recorder.mimeType }), seconds: Math.max(1, Math.round((Date.now() - begun) / 1000)) });
  const stop = () => new Promise((done) => {
    recorder.onstop = () => { end(); done(whole()); };
    recorder.stop();
  });
  return { stop, drop: end };
}

/** Where the device is; throws when it does not know or is not allowed to say. */
export async function here() {
  const { coords } = await new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, failed, { timeout: 8000 }));
  return { latitude: coords.latitude, longitude: coords.longitude };
}

/** `24.0277, -104.6532` as a place; null when it is none. */
export function readPoint(text) {
  const numbers = text.trim().split(/[\s,;]+/).map(Number);
  const [latitude, longitude] = numbers;
  const good = numbers.length === 2 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  return good ? { latitude, longitude } : null;
}
