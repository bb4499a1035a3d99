// @ts-check
// Quick exit. The link works without this file; the script adds Esc three times, forgets what this device keeps, and
// leaves no entry in the history.
const link = /** @type {HTMLAnchorElement | null} */ (document.querySelector("[data-quick-exit]"));
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
  if (!link) return;
  document.documentElement.hidden = true;
  document.title = "";
  forget().catch(() => {}); // leaving must never wait for the device
  try {
    sessionStorage.setItem("openchair left for", link.href); // gone.js reads it when the back button is pressed
  } catch {
    // a browser that keeps nothing leaves all the same
  }
  location.replace(link.href);
}

link?.addEventListener("click", (event) => {
  event.preventDefault();
  leave();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  presses = [...presses.filter((at) => event.timeStamp - at < WITHIN), event.timeStamp];
  if (presses.length === 3) leave();
}, { capture: true });
