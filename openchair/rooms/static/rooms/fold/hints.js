// @ts-check
/**
 * Hints for who leads (view/hints.py).
 * @typedef {import("./parts.js").LeadersRules} LeadersRules
 */

/** @type {LeadersRules} */
export const OF_LEADERS = {
  hint_put_aside: ({ hints_aside }, { kind }, at) => ({ hints_aside: { ...hints_aside, [kind]: [...(hints_aside[kind] ?? []), at] } }),
};
