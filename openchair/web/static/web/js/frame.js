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
