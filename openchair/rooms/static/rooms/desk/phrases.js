// @ts-check
/** The set phrases a leader can send to one person, in the reader's language (commands/desk.py names the kinds). */
import { gettext } from "../words-of.js";

/** What the person reads. @type {Record<string, () => string>} */
const PHRASES = {
  closing_sentence: () => gettext("Others are waiting for a turn; could you find a closing sentence?"),
  like_a_turn: () => gettext("Would you like a turn? No need."),
  own_experience: () => gettext("Please speak from your own experience."),
  stay_with_us: () => gettext("It is good that you are here. You need not say anything."),
  breather: () => gettext("You can step out for a moment at any time. Your chair stays yours."),
};

/** Every kind, in the order it is offered. */
export const NUDGES = Object.keys(PHRASES);

/** @param {string} kind */
export const phraseOf = (kind) => PHRASES[kind]?.() ?? "";
