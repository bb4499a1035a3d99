// @ts-check
/**
 * The leaders' papers (view/papers.py). Only leaders' pages ever get these facts.
 * @typedef {import("./parts.js").LeadersRules} LeadersRules
 */

/** @type {LeadersRules} */
export const OF_LEADERS = {
  item_ticked({ ticked }, { item, by, done }) {
    const { [item]: _before, ...others } = ticked;
    return { ticked: done ? { ...others, [item]: by } : others };
  },
  note_kept: ({ notes }, { seat, words }, at) => ({ notes: { ...notes, [seat]: { words, at_ms: at } } }),
};
