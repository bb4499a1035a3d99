// @ts-check
/**
 * Saying back what was heard, and listening partners, as openchair/rooms/core/view/listening.py folds them.
 * @typedef {import("./parts.js").Rules} Rules
 */
import { changeMe } from "./parts.js";

/** @type {Rules} */
export const OF_ROOM = {
  listening_moved: (view, { speaker, listener, step }) => ({ ...view, echo: step === "over" ? null : { speaker, listener, step } }),
};

/** @type {Rules} */
export const OF_PERSON = {
  partners_given: (view, { partners }) => changeMe(view, { partners: [...partners], partner_gone: !partners.length }),
  partner_left: (view) => changeMe(view, { partners: [], partner_gone: false, no_partner: true }),
  partner_wanted: (view) => changeMe(view, { no_partner: false }),
};
