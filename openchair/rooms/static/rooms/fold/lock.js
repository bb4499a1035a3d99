// @ts-check
/**
 * Until when people are let in, and who goes earlier (view/lock.py).
 * @typedef {import("./parts.js").Rules} Rules
 */
import { changeMeeting, changeSeat } from "./parts.js";

/** @type {Rules} */
export const OF_ROOM = {
  door_locked: (view) => changeMeeting(view, { locked: true }),
  door_unlocked: (view) => changeMeeting(view, { locked: false }),
  goes_earlier: (view, { seat, early }) => changeSeat(view, seat, { early }),
};
