// @ts-check
/**
 * Ways to share the floor, as the server's core has them (openchair/rooms/core/ways/; a test compares): whether the
 * piece goes to people, and whether words outside a turn wait.
 * @typedef {import("./fold.js").View} View
 * @typedef {{floor: boolean, one_voice: boolean}} Way
 */

/** @type {Way} */
const NO_FLOOR = { floor: false, one_voice: false };
/** @type {Way} */
const READING = { floor: false, one_voice: true };
/** @type {Way} */
const HANDS = { floor: true, one_voice: false };
/** @type {Way} */
const ROUND = { floor: true, one_voice: true };

/** The way of each kind of part. @type {Record<string, Way>} */
export const WAYS = {
  opening_words: READING,
  agreement: READING,
  closing_words: READING,
  open_floor: HANDS,
  celebration: HANDS,
  commitments: ROUND,
  mood_check_in: ROUND,
  round: ROUND,
  closing_commitments: ROUND,
  timed_round: ROUND,
  write_and_reveal: HANDS,
  listening_round: ROUND,
  reading: READING,
  pairs: NO_FLOOR,
  check_out: NO_FLOOR,
};

/** The way the floor is shared right now. @param {View} view @returns {Way} */
export function wayOf(view) {
  if (view.meeting.phase !== "running" || view.meeting.index === null) return NO_FLOOR;
  // While everybody writes, or rests after a heavy share, nobody speaks, and no piece goes anywhere.
  if (view.question?.open || view.aftercare !== null) return READING;
  return WAYS[view.meeting.kind] ?? NO_FLOOR;
}

/** Whether a round could be opened inside the part that runs: not while one goes on, nor while it is quiet. @param {View} view */
export function mayOpenRound(view) {
  const { phase, index } = view.meeting;
  if (phase !== "running" || index === null || view.small || view.inner || view.echo || view.question?.open || view.aftercare !== null) return false;
  return !view.round?.coming.some((seat) => view.seats.some((one) => one.seat === seat && one.place === "inside" && (one.line || one.hall) && one.way !== "listen"));
}
