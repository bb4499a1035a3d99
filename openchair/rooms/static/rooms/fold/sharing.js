// @ts-check
/**
 * Writing first and revealing together, another view, and a round opened inside a part, as openchair/rooms/core/view/sharing.py folds them.
 * @typedef {import("./parts.js").View} View
 * @typedef {import("./parts.js").Rules} Rules
 * @typedef {import("./parts.js").LeadersRules} LeadersRules
 * @typedef {import("./parts.js").Event} Event
 */
import { changeLeaders, changeMeeting, noRound } from "./parts.js";

/** What was asked in a part ends with it. @param {View} view @returns {View} */
export const nothingAsked = (view) => changeLeaders({ ...view, question: null, other_views: null, aftercare: null, echo: null }, { written: 0 });

/** @type {Rules} */
export const OF_ROOM = {
  question_asked: (view, { number, words, nameless }) => changeLeaders({ ...view, question: { number, words, nameless, open: true, mine: null } }, { written: 0 }),
  answers_revealed: (view) => changeLeaders({ ...view, question: view.question && { ...view.question, open: false } }, { written: 0 }),
  question_ended: (view) => changeLeaders({ ...view, question: null }, { written: 0 }),
  other_views_invited: (view, { words }) => ({ ...view, other_views: words }),
  other_views_ended: (view) => ({ ...view, other_views: null }),
  way_opened: (view, { kind, prompt }) => ({ ...changeMeeting(view, { kind }), inner: { kind, prompt } }),
  way_ended: (view, { kind }) => ({ ...noRound(changeMeeting(view, { kind })), echo: null }),
};

/** @type {Rules} */
export const OF_PERSON = {
  answer_written: (view, { question, words }) => (view.question?.number === question ? { ...view, question: { ...view.question, mine: words } } : view),
};

/** @type {LeadersRules} */
export const OF_LEADERS = {
  answers_counted: (_leaders, { count }) => ({ written: count }),
};

/** The own late answer is what I wrote. @param {View} view @param {Event} said @returns {View} */
export const lateAnswer = (view, { seat, words, mark }) => (mark === "late_answer" && seat === view.me.seat && view.question ? { ...view, question: { ...view.question, mine: words } } : view);

/** An answer of mine that I took back is not my answer any more. @param {View} view @param {number} id @returns {View} */
export function takenBack(view, id) {
  const { question } = view;
  const said = view.words.find((one) => one.id === id);
  const mine = said?.seat === view.me.seat && question && !question.open && !question.nameless && question.mine === said.words;
  return mine ? { ...view, question: { ...question, mine: null } } : view;
}

/** An answer without a name comes back in no stream: the own page remembers. @param {View} view @param {Event} command @returns {View} */
export const answered = (view, { question, words }) => (view.question?.nameless && view.question.number === question ? { ...view, question: { ...view.question, mine: words } } : view);
