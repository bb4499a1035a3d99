// @ts-check
/**
 * Graded entry: how somebody takes part, and words that wait to be read out (view/entry.py).
 * @typedef {import("./parts.js").Rules} Rules
 * @typedef {import("./parts.js").LeadersRules} LeadersRules
 * @typedef {import("./parts.js").Reading} Reading
 * @typedef {import("./parts.js").View} View
 */
import { changeMe, changeSeat } from "./parts.js";

/** @param {View} view */
const over = (view) => changeMe(view, { reading: null });

/** @param {Reading[]} readings @param {string} seat */
const withoutThose = (readings, seat) => readings.filter((one) => one.seat !== seat);

/** @type {Rules} */
export const OF_ROOM = {
  way_chosen: (view, { seat, way }) => changeSeat(view, seat, { way }),
};

/** @type {Rules} */
export const OF_PERSON = {
  reading_asked: (view, { words }, at) => changeMe(view, { reading: { words, at_ms: at } }),
  reading_taken: over,
  reading_taken_back: over,
};

/** @type {LeadersRules} */
export const OF_LEADERS = {
  reading_asked({ readings }, { seat, words }, at) {
    const next = [...withoutThose(readings, seat), { seat, words, at_ms: at }];
    return { readings: next.sort((a, b) => a.at_ms - b.at_ms || (a.seat < b.seat ? -1 : 1)) };
  },
  reading_taken: ({ readings }, { seat }) => ({ readings: withoutThose(readings, seat) }),
  reading_taken_back: ({ readings }, { seat }) => ({ readings: withoutThose(readings, seat) }),
};
