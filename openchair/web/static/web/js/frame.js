// @ts-check
// The frame: quick exit by Esc pressed three times, print buttons, focus on what went wrong, the notice before signing out.
import "./exit.js";
import "./still-there.js";

document.querySelector("[data-print]")?.addEventListener("click", () => print());

const problem = document.querySelector("[data-take-focus]");
if (problem instanceof HTMLElement) problem.focus();

// the phone's menu closes when something else is pressed
const menu = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".menu"));
document.addEventListener("click", (event) => {
  if (menu?.open && event.target instanceof Node && !menu.contains(event.target)) menu.open = false;
});

// help opens without a network: the worker keeps that one page and nothing of anybody
if ("serviceWorker" in navigator) navigator.serviceWorker.register("/worker.js").catch(() => {}); // an old or private browser simply has none
