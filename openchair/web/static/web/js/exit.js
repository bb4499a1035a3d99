// @ts-check
// Quick exit. The button is a form and works without this file: the server ends the sign-in and sends the browser away.
// The script adds Esc three times, forgets what this device keeps, and leaves no entry in the history.
const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-quick-exit]"));
const WITHIN = 1500;
/** @type {number[]} */
let presses = [];

/** Forget what was kept here for use without a network. */
async function forget() {
  const names = (await indexedDB.databases?.()) ?? [];
  for (const { name } of names) if (name?.startsWith("openchair")) indexedDB.deleteDatabase(name);
}

/** Leave this page for a harmless one. */
export function leave() {
  const away = button?.dataset.quickExit;
  if (!button?.form || !away) return;
  document.documentElement.hidden = true;
  document.title = "";
  forget().catch(() => {}); // leaving must never wait for the device
  navigator.sendBeacon(button.form.action); // nor for the server, which ends the sign-in meanwhile
  try {
    sessionStorage.setItem("openchair left for", away); // gone.js reads it when the back button is pressed
  } catch {
    // a browser that keeps nothing leaves all the same
  }
  location.replace(away);
}

button?.form?.addEventListener("submit", (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  if (presses.length === 3) leave();
}, { capture: true });
