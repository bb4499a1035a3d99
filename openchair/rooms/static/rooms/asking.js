// @ts-check
/**
 * A question in the way: under the bar, so that help and exit stay alive; the page below goes still. Esc or the
 * last button closes it, and focus goes back to where it was.
 * @typedef {{title: string, words?: string, quote?: string, yes: string, no: string, label?: string, from?: HTMLElement | null}} Question
 */
import { find, show, write } from "./dom.js";

export class Asking {
  /** @type {((answer: string | null) => void) | null} */
  #settle = null;
  /** @type {HTMLElement | null} */
  #from = null;

  /** @param {ParentNode} root @param {() => HTMLElement[]} behind what goes still while the question stands */
  constructor(root, behind) {
    this.behind = behind;
    this.layer = /** @type {HTMLElement} */ (find("[data-ask]", root));
    this.dialog = /** @type {HTMLElement} */ (find("dialog", this.layer));
    this.line = /** @type {HTMLTextAreaElement} */ (find("textarea", this.layer));
    this.field = find("[data-ask-field]", this.layer);
    find("[data-ask-yes]", this.layer).addEventListener("click", () => this.#yes());
    find("[data-ask-no]", this.layer).addEventListener("click", () => this.#close(null));
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#settle) this.#close(null);
    });
  }

  /** Ask; the answer is what was written (empty where nothing was asked for), or null for no. @param {Question} question @returns {Promise<string | null>} */
  question(question) {
    this.#settle?.(null);
    this.#from = question.from ?? (document.activeElement instanceof HTMLElement ? document.activeElement : null);
    write(find("[data-ask-title]", this.layer), question.title);
    for (const [name, words] of [["quote", question.quote], ["words", question.words]]) {
      const place = find(`[data-ask-${name}]`, this.layer);
      write(place, words ?? "");
      show(place, Boolean(words));
    }
    write(find("[data-ask-label]", this.layer), question.label ?? "");
    this.line.value = "";
    show(this.field, Boolean(question.label));
    write(find("[data-ask-yes]", this.layer), question.yes);
    write(find("[data-ask-no]", this.layer), question.no);
    for (const element of this.behind()) element.inert = true;
    show(this.layer, true);
    (question.label ? this.line : this.dialog).focus();
    return new Promise((settle) => {
      this.#settle = settle;
    });
  }

  /** Put the question away, as if it had been answered with no. */
  drop() {
    if (this.#settle) this.#close(null);
  }

  #yes() {
    const words = this.line.value.trim();
    if (!this.field.hasAttribute("hidden") && !words) this.line.focus();
    else this.#close(words);
  }

  /** @param {string | null} answer */
  #close(answer) {
    const settle = this.#settle;
    this.#settle = null;
    show(this.layer, false);
    for (const element of this.behind()) element.inert = false;
    if (this.#from?.isConnected) this.#from.focus({ preventScroll: true });
    settle?.(answer);
  }
}
