// @ts-check
/**
 * The code out of the picture on the wall: it comes behind the #, goes into the field, and leaves the address at once.
 * Whoever has to sign in first finds it again: sealed on the device until then, like a draft.
 */
import { Drafts } from "./drafts.js";

const form = /** @type {HTMLFormElement | null} */ (document.querySelector("[data-hall-code]"));
const kept = new Drafts("hall code");

/** @param {HTMLFormElement} page */
async function fillIn(page) {
  const field = /** @type {HTMLInputElement} */ (page.elements.namedItem("code"));
  const told = decodeURIComponent(location.hash.slice(1));
  if (told) {
    field.value = told;
    history.replaceState(null, "", location.pathname);
  }
  if (!("signedIn" in page.dataset)) {
    if (told) await kept.keepNow(told);
    return;
  }
  if (!field.value) field.value = await kept.kept();
  await kept.keepNow("");
}

if (form) {
  fillIn(form);
  addEventListener("hashchange", () => fillIn(form));
}
