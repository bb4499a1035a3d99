// @ts-check
/**
 * Until when people are let in, as the view tells it: for the page at the door and for the leaders'. No page in here.
 * @typedef {import("../fold.js").View} View
 */
import { clockTime, fill, gettext } from "../words-of.js";

const MINUTE = 60_000;

/** When the group's own rule shuts the door; 0 where it never does, or the meeting has not begun. @param {View["meeting"]} meeting */
export const shutsAt = ({ late, late_minutes, began_ms }) => (late === "minutes" && began_ms ? began_ms + late_minutes * MINUTE : 0);

/** Whether nobody is let in any more who has not been in today (decide/told.py says the same). @param {View} view @param {number} now */
export function isShut(view, now) {
  if (view.meeting.locked !== null) return view.meeting.locked;
  const shuts = shutsAt(view.meeting);
  return shuts > 0 && now >= shuts;
}

/** What somebody at the door is told about a door that is shut; empty while it is open to them. @param {View} view @param {number} now */
export function shutWords(view, now) {
  if (view.me.was_in || view.leaders || !isShut(view, now)) return "";
  const kindly = gettext("This is not about you. Your chair in the group stays yours, and the next meeting is open to you as always.");
  const why = view.meeting.locked
    ? gettext("The people inside have closed the door for today, so that what they have begun stays among those who are there.")
    : gettext("The group has agreed to begin together, and the time to come in later is over for today.");
  return `${why} ${kindly}`;
}

/** What whoever comes after the beginning is told while the door is still open to them. @param {View} view @param {number} now @param {string} zone */
export function lateWords(view, now, zone) {
  if (view.me.was_in || view.meeting.phase === "waiting" || view.meeting.phase === "closed" || isShut(view, now)) return "";
  const shuts = view.meeting.locked === null ? shutsAt(view.meeting) : 0;
  if (shuts) return fill(gettext("The meeting has begun, and you are still in time: people are let in until %(time)s."), { time: clockTime(shuts, zone) });
  if (view.meeting.late === "leader") return gettext("The meeting has begun. Whoever leads decides whether this is a good moment to come in.");
  return gettext("The meeting has begun. You are let in at the next good moment; nobody asks why you come now.");
}

/** What leaders read beside the lock. @param {View} view @param {number} now @param {string} zone */
export function lockWords(view, now, zone) {
  if (view.meeting.locked) return gettext("Locked: nobody else is let in. Whoever was in today may come back.");
  if (isShut(view, now)) return gettext("By your group’s rule nobody else is let in now. Whoever was in today may come back.");
  const shuts = view.meeting.locked === null ? shutsAt(view.meeting) : 0;
  if (shuts) return fill(gettext("People are let in until %(time)s, by your group’s rule."), { time: clockTime(shuts, zone) });
  return "";
}
