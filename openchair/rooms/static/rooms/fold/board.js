// @ts-check
/**
 * The tap board: who sits in the hall, turns and silences that were tapped there (view/board.py).
 * @typedef {import("./parts.js").Rules} Rules
 * @typedef {import("./parts.js").LeadersRules} LeadersRules
 */
import { addShare, changeFloor, changeSeat, outOfTurn } from "./parts.js";

const MISSED_KEPT = 20;

/** @type {Rules} */
export const OF_ROOM = {
  sat_in_hall: (view, { seat }) => changeSeat(view, seat, { hall: true }),
  held_in_hall(view, { seat, began_ms, ended_ms }) {
    const next = addShare(outOfTurn(view, seat), seat, view.floor.last === seat ? 0 : 1, Math.max(0, ended_ms - began_ms));
    const { holder, last, offered } = view.floor;
    return changeFloor(next, { last: holder === null ? seat : last, offered: offered === seat ? null : offered });
  },
  silence_began: (view, { since_ms }) => changeFloor(view, { silence_ms: since_ms }),
  silence_ended: (view) => changeFloor(view, { silence_ms: null }),
};

/** @type {LeadersRules} */
export const OF_LEADERS = {
  not_placed: ({ not_placed }, { what, seat, why, other, ms }, at) => ({ not_placed: [...not_placed, { what, seat, why, other, ms, at_ms: at }].slice(-MISSED_KEPT) }),
};
