// @ts-check
/**
 * The call beside the room, as the view tells it.
 * @typedef {import("./parts.js").View} View
 * @typedef {import("./parts.js").Rules} Rules
 */
import { changeMe } from "./parts.js";

/** @param {View} view @param {View["voice"]["people"]} people @returns {View} */
const withPeople = (view, people) => ({ ...view, voice: { ...view.voice, people } });

/** @param {View} view @param {string} seat */
const others = (view, seat) => view.voice.people.filter((one) => one.seat !== seat);

/** @type {Rules} */
export const OF_ROOM = {
  voice_joined: (view, { seat, leg }) => withPeople(view, [...others(view, seat), { seat, leg, camera: false }]),
  voice_left: (view, { seat }) => withPeople(view, others(view, seat)),
  camera_turned: (view, { seat, on }) => withPeople(view, view.voice.people.map((one) => (one.seat === seat ? { ...one, camera: on } : one))),
  voice_muted: (view) => view,
};

/** @type {Rules} */
export const OF_PERSON = {
  voice_agreed: (view) => changeMe(view, { voice: true }),
};
