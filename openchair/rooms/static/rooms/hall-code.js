// @ts-check
/**
 * The code on the wall: the house draws one when asked, and tells it to this page once. It is kept nowhere here, and
 * leaves the screen when its time is over.
 */
import { find, show, write } from "./dom.js";
import { fill, gettext, ngettext } from "./words-of.js";

/** @typedef {{code: string, address: string, picture: string, until_ms: number}} Shown */

export class HallCode {
  /** @type {Shown | null} */
  #shown = null;
  #says = "";
  #asking = false;

  /** @param {HTMLElement} board @param {() => number} now The server's time. */
  constructor(board, now) {
    this.now = now;
    this.form = /** @type {HTMLFormElement} */ (find("[data-code]", board));
    this.opener = find("[data-code-shows]", board);
    this.opener.addEventListener("click", () => (this.form.hidden ? this.#open() : this.#away()));
    find("[data-code-away]", this.form).addEventListener("click", () => this.#away());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#ask();
    });
  }

  #open() {
    show(this.form, true);
    this.opener.setAttribute("aria-expanded", "true");
    find("[data-code-title]", this.form).focus();
    this.#ask();
  }

  #away() {
    this.#shown = null;
    show(this.form, false);
    this.opener.setAttribute("aria-expanded", "false");
    this.render();
    this.opener.focus();
  }

  async #ask() {
    if (this.#asking) return;
    this.#asking = true;
    const answer = await fetch(this.form.action, { method: "POST", body: new FormData(this.form), headers: { Accept: "application/json" } }).catch(() => null);
    this.#asking = false;
    if (this.form.hidden) return;
    if (answer?.ok) this.#shown = await answer.json();
    this.#says = answer?.ok ? "" : gettext("No new code came. Try again when the line is back; chairs can be tapped meanwhile.");
    this.render();
  }

  render() {
    if (this.#shown && this.#shown.until_ms <= this.now()) this.#shown = null;
    const shown = this.#shown;
    const picture = /** @type {HTMLImageElement} */ (find("[data-code-picture]", this.form));
    show(picture, shown !== null);
    if (!shown) picture.removeAttribute("src");
    else if (picture.src !== shown.picture) picture.src = shown.picture;
    write(find("[data-code-words]", this.form), shown ? fill(gettext("Or open %(address)s and type:"), { address: shown.address }) : "");
    write(find("[data-code-letters]", this.form), shown ? `${shown.code.slice(0, 3)} ${shown.code.slice(3)}` : "");
    const minutes = shown ? Math.max(1, Math.ceil((shown.until_ms - this.now()) / 60_000)) : 0;
    const lasts = shown ? fill(ngettext("Works for %(n)s more minute, for this meeting only.", "Works for %(n)s more minutes, for this meeting only.", minutes), { n: minutes }) : gettext("No code is shown now.");
    write(find("[data-code-until]", this.form), this.#says || lasts);
  }
}
