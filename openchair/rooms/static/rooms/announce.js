// @ts-check
/**
 * Tells a screen reader what is new: politely, at most once every two seconds, and not at all while it is paused.
 * The visible log is not a live region itself, because answers and marks that change in it would be read out too.
 */
import { fill, ngettext } from "./words-of.js";

const EVERY = 2_000;
const AT_MOST = 3;
/** Long enough to be picked up, short enough that nothing stays after it was taken back or blanked. */
const STAYS = 1_500;

export class Announcer {
  /** @type {string[]} */
  #waiting = [];
  #last = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;
  paused = false;

  /**
   * @param {(words: string) => void} say
   * @param {() => number} [now]
   */
  constructor(say, now = Date.now) {
    this.say = say;
    this.now = now;
  }

  /** @param {string} words */
  tell(words) {
    if (this.paused) return;
    this.#waiting.push(words);
    if (this.#later === undefined) this.#later = setTimeout(() => this.#speak(), Math.max(0, this.#last + EVERY - this.now()));
  }

  /** Forget what has not been said yet, and what was said last. */
  hush() {
    this.#waiting = [];
    this.say("");
  }

  #speak() {
    this.#later = undefined;
    if (this.paused || !this.#waiting.length) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    this.#last = this.now();
    const left = waiting.length - AT_MOST;
    const words = left > 0 ? [fill(ngettext("%(n)s more before this.", "%(n)s more before this.", left), { n: left }), ...waiting.slice(-AT_MOST)] : waiting;
    this.say(words.join(" "));
    setTimeout(() => this.say(""), STAYS);
  }
}
