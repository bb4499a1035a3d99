// @ts-check
/**
 * What was tapped on this tablet and can no longer be counted: said in words, once, before one goes on. The board
 * shows it when the meeting ends under it; the closed page shows it where the tablet comes back only then.
 * @typedef {import("./taps.js").Lost} Lost
 */
import { find, make, show, write } from "./dom.js";
import { lostWords } from "./tapping.js";
import { Taps } from "./taps.js";
import { clockTime, fill, gettext } from "./words-of.js";

/** One tap that was lost, with the time of day in the house. @param {Lost} lost @param {string} [zone] */
export const lostLine = (lost, zone) => fill(gettext("%(time)s: %(what)s"), { time: clockTime(lost.at, zone), what: lostWords(lost) });

export class Parting {
  /** @param {ParentNode} root */
  constructor(root) {
    this.element = /** @type {HTMLElement} */ (find("[data-parting]", root));
  }

  /** Say it, and wait until somebody has read it. @param {string} title @param {string[]} lines @returns {Promise<void>} */
  say(title, lines) {
    write(find("[data-parting-title]", this.element), title);
    find("[data-parting-list]", this.element).replaceChildren(...lines.map((line) => make("li", {}, line)));
    show(this.element, true);
    /** @type {HTMLElement} */ (find("[data-parting-title]", this.element)).focus();
    return new Promise((read) => find("[data-parting-on]", this.element).addEventListener("click", () => read(), { once: true }));
  }
}

/** `<tap-parting>`: on the closed page of whoever led. Empty and unseen where this device kept nothing. */
class TapParting extends HTMLElement {
  async connectedCallback() {
    const { socket = "", seat = "", now, zone } = this.dataset;
    const kept = new Taps(socket, seat);
    await kept.ready;
    await kept.giveUp(Number(now));
    if (!kept.lost.length) return;
    await new Parting(this).say(gettext("Tapped here, and not counted"), kept.lost.map((lost) => lostLine(lost, zone)));
    await kept.forget();
    this.remove();
    /** @type {HTMLElement | null} */ (document.querySelector("#end-h"))?.focus();
  }
}
customElements.define("tap-parting", TapParting);
