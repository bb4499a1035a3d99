// @ts-check
/**
 * Small groups: where everybody sits, for the whole room; what happens inside, for those who are in one.
 * The reference is openchair/rooms/core/view/small_groups.py.
 * @typedef {import("./parts.js").View} View
 * @typedef {import("./parts.js").Small} Small
 * @typedef {import("./parts.js").MyGroup} MyGroup
 * @typedef {import("./parts.js").Rules} Rules
 */
import { changeMe, without } from "./parts.js";

const WORDS_KEPT = 200;
const TOLD_KEPT = 20;

/** @param {View} view @param {(small: Small) => Partial<Small>} change @returns {View} */
const changeSmall = (view, change) => (view.small ? { ...view, small: { ...view.small, ...change(view.small) } } : view);

/** @param {View} view @param {(mine: MyGroup) => Partial<MyGroup>} change @returns {View} */
const changeMine = (view, change) => changeSmall(view, ({ mine }) => ({ mine: mine && { ...mine, ...change(mine) } }));

/** @param {MyGroup} mine @param {string} seat @returns {MyGroup} */
const outOfTurn = (mine, seat) => ({
  ...mine,
  queue: without(mine.queue, seat),
  floor: {
    ...mine.floor,
    ...(mine.floor.holder === seat ? { holder: null, since_ms: 0 } : {}),
    ...(mine.floor.offered === seat ? { offered: null } : {}),
  },
});

/** @type {Rules} */
export const OF_ROOM = {
  small_group_moved: (view, { seat, to }) =>
    changeSmall(view, ({ groups, mine }) => {
      const from = groups.find((group) => group.members.includes(seat));
      let left = groups.map((group) => {
        if (group !== from) return group;
        const members = without(group.members, seat);
        return { ...group, members, lead: group.lead === seat ? members[0] ?? null : group.lead };
      });
      left = left.filter((group) => group.members.length > 0);
      if (to && !left.some((group) => group.number === to)) {
        left = [...left, { number: to, members: [], lead: null, visitors: [] }].sort((a, b) => a.number - b.number);
      }
      return {
        groups: left.map((group) => (group.number === to ? { ...group, members: [...group.members, seat], lead: group.lead ?? seat } : group)),
        mine: mine && from && mine.number === from.number ? outOfTurn(mine, seat) : mine,
      };
    }),
  group_lead_named: (view, { seat }) => changeSmall(view, ({ groups }) => ({ groups: groups.map((group) => (group.members.includes(seat) ? { ...group, lead: seat } : group)) })),
  visit_began: (view, { seat, number }) => changeSmall(view, ({ groups }) => ({ groups: groups.map((group) => (group.number === number ? { ...group, visitors: [...group.visitors, seat] } : group)) })),
  visit_ended: (view, { seat }) => changeSmall(view, ({ groups }) => ({ groups: groups.map((group) => ({ ...group, visitors: without(group.visitors, seat) })) })),
  small_groups_extended: (view, { ends_at_ms }) => changeSmall(view, () => ({ ends_ms: ends_at_ms, back_ms: 0 })),
  small_groups_ending: (view, { back_at_ms }) => changeSmall(view, () => ({ back_ms: back_at_ms })),
  groups_told: (view, { seat, words }, at) => changeSmall(view, ({ told }) => ({ told: [...told, { seat, words, at_ms: at }].slice(-TOLD_KEPT) })),
};

/** @type {Rules} */
export const OF_PERSON = {
  small_groups_proposed: (view, { size, groups, again, left }) => changeMe(view, { proposed: { size, groups, again, left } }),
};

/** @type {Rules} */
export const OF_GROUP = {
  group_floor_taken: (view, { seat }, at) => changeMine(view, ({ queue }) => ({ floor: { holder: seat, since_ms: at, offered: null, last: seat }, queue: without(queue, seat) })),
  group_floor_ended: (view) => changeMine(view, ({ floor }) => ({ floor: { ...floor, holder: null, since_ms: 0 } })),
  group_hand_raised: (view, { seat, place }) =>
    changeMine(view, (mine) => {
      const queue = without(mine.queue, seat);
      queue.splice(place, 0, seat);
      return { queue };
    }),
  group_hand_lowered: (view, { seat }) => changeMine(view, ({ queue }) => ({ queue: without(queue, seat) })),
  group_piece_offered: (view, { seat }) => changeMine(view, ({ floor, queue }) => ({ floor: { ...floor, offered: seat }, queue: without(queue, seat) })),
  group_said: (view, { id, seat, words, wants, note, turn, heavy = false }, at) =>
    changeMine(view, (mine) => ({
      words: [...mine.words.filter((said) => said.id > id - WORDS_KEPT), { id, seat, at_ms: at, words, wants, note, turn, heavy, read_by: null, mark: null, feedback: null, my_feedback: null, taken_back: false, heard: false, mine: null, answers: null }],
    })),
  group_words_taken_back: (view, { id }) =>
    changeMine(view, (mine) => ({ words: mine.words.map((said) => (said.id === id ? { ...said, words: null, note: "", wants: null, taken_back: true } : said)) })),
};
