// @ts-check
/**
 * Who hears whom: the people of one call, as the view tells it (openchair/rooms/core/company.py). No page in here.
 * @typedef {import("../fold.js").View} View
 * @typedef {{seat: string, leg: string, camera: boolean}} Person
 */

/** The small group somebody sits in or visits, or 0 for the whole table. @param {View} view @param {string} seat */
export const callOf = (view, seat) => view.small?.groups.find((group) => group.members.includes(seat) || group.visitors.includes(seat))?.number ?? 0;

/** The name of my call: another one is another room on a media server. @param {View} view */
export const callName = (view) => `${view.small?.round ?? 0}-${callOf(view, view.me.seat)}`;

/** The people of my call in the order in which they joined, and never too many. @param {View} view @returns {Person[]} */
export function company(view) {
  const mine = callOf(view, view.me.seat);
  return view.voice.people.filter((one) => callOf(view, one.seat) === mine).slice(0, view.voice.rules.people);
}

/** Whether a picture of this person is carried: the first cameras are. @param {View} view @param {string} seat */
export const isSeen = (view, seat) =>
  company(view).filter((one) => one.camera).slice(0, view.voice.rules.cameras).some((one) => one.seat === seat);

/** Who holds the piece where I sit. @param {View} view @returns {string | null} */
export const holderHere = (view) => (view.small?.mine ? view.small.mine.floor.holder : view.floor.holder);
