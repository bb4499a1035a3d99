// @ts-check
/**
 * The leaders among themselves, and a nudge to one person (view/desk.py).
 * @typedef {import("./parts.js").Rules} Rules
 * @typedef {import("./parts.js").LeadersRules} LeadersRules
 */
import { changeMe } from "./parts.js";

const ASIDES_KEPT = 200;
const NUDGES_KEPT = 50;

/** @type {Rules} */
export const OF_PERSON = {
  nudged: (view, { leader, kind }, at) => changeMe(view, { nudge: { leader, kind, at_ms: at } }),
};

/** @type {LeadersRules} */
export const OF_LEADERS = {
  leaders_told: ({ asides }, { seat, words }, at) => ({ asides: [...asides, { seat, words, at_ms: at }].slice(-ASIDES_KEPT) }),
  nudged: ({ nudges }, { seat, leader, kind }, at) => ({ nudges: [...nudges, { seat, leader, kind, at_ms: at }].slice(-NUDGES_KEPT) }),
  lead_offered: (_leaders, { by, to }) => ({ lead_offer: { by, to } }),
  lead_offer_ended: () => ({ lead_offer: null }),
};
