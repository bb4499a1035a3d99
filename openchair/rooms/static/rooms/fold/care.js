// @ts-check
/**
 * Heavy shares and the moment after them, feedback in set kinds, the suggestion box, as
 * openchair/rooms/core/view/care.py folds them.
 * @typedef {import("./parts.js").View} View
 * @typedef {import("./parts.js").Rules} Rules
 * @typedef {import("./parts.js").LeadersRules} LeadersRules
 */
import { changeFloor, changeSaid } from "./parts.js";

/** @type {Rules} */
export const OF_ROOM = {
  heavy_marked: (view, { seat, note }) => (view.floor.holder === seat ? changeFloor(view, { heavy: note }) : view),
  heavy_unmarked: (view, { seat }) => (view.floor.holder === seat ? changeFloor(view, { heavy: null }) : view),
  aftercare_began: (view, { seat }) => ({ ...view, aftercare: seat, echo: null }),
  aftercare_ended: (view) => ({ ...view, aftercare: null }),
};

/** @type {Rules} */
export const OF_PERSON = {
  feedback_given: (view, { id, seat, kind, words }) => changeSaid(view, id, (said) => ({ ...said, feedback: { ...said.feedback, [seat]: { ...said.feedback?.[seat], [kind]: words } } })),
  my_feedback: (view, { id, kind, words }) => changeSaid(view, id, (said) => ({ ...said, my_feedback: { ...said.my_feedback, [kind]: words } })),
};

/** @type {LeadersRules} */
export const OF_LEADERS = {
  suggestion_put: ({ suggestions }, { words, seat }) => ({ suggestions: [...suggestions, { words, seat }] }),
};
