// @ts-check
/**
 * The room as it is from inside a small group: its people, its piece, its words and its time stand where those of the
 * plenary stand, so that the whole page shows them as it shows any room. And what one asks there, asked of that group.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./socket.js").Command} Command
 */
import { fill, gettext } from "./words-of.js";

const FLOOR = new Set(["raise_hand", "lower_hand", "take_piece", "pass_on"]);

/** The name of a small group for people. @param {number} number */
export const groupName = (number) => fill(gettext("Small group %(n)s"), { n: number });

/** The group this person is in, as a member or for a visit. @param {View} view */
export const myGroup = (view) => view.small?.groups.find((group) => group.number === view.small?.mine?.number);

/** After the pairs everybody is asked what they bring; the part is the same. @param {View} view @returns {View} */
function afterPairs(view) {
  const { segments, index, kind } = view.meeting;
  if (kind !== "round" || view.inner || index === null || segments[index]?.kind !== "pairs") return view;
  const round = { ...segments[index], prompt: gettext("What do you want to bring to everybody?") };
  return { ...view, meeting: { ...view.meeting, segments: segments.map((segment, at) => (at === index ? round : segment)) } };
}

/** The view from where this person is. @param {View} view @returns {View} */
export function within(view) {
  const group = myGroup(view);
  const small = view.small;
  if (!group || !small?.mine || view.meeting.phase === "closed") return afterPairs(view);
  const here = new Set([...group.members, ...group.visitors]);
  const minutes = Math.max(1, Math.round((small.ends_ms - small.opened_ms) / 60000));
  const part = { kind: "open_floor", title: groupName(group.number), minutes, prompt: small.asks, script: [], turn_seconds: 0 };
  return {
    ...view,
    within: small.mine.stream,
    everybody: view.seats,
    seats: view.seats.filter((one) => here.has(one.seat)),
    floor: { ...small.mine.floor, heavy: null, silence_ms: null },
    queue: small.mine.queue,
    words: small.mine.words,
    earlier: false,
    round: null,
    inner: null,
    question: null,
    other_views: null,
    aftercare: null,
    // A leader whose line is lost does not end what goes on in a small group.
    meeting: { ...view.meeting, phase: "running", kind: part.kind, lead: view.leaders ? view.meeting.lead : group.lead, segments: [part], index: 0, part_starts_ms: small.opened_ms, part_ends_ms: small.ends_ms },
  };
}

/** What was asked, asked of the small group where one is. @param {Command} command @param {View | null} view @returns {Command} */
export function askedWithin(command, view) {
  const group = view?.within;
  if (!group) return command;
  if (command.type === "say") return { type: "say_in_group", group, words: command.words, wants: command.wants, note: command.note, heavy: command.heavy };
  if (command.type === "take_back_words") return { type: "take_back_in_group", group, said: command.said };
  if (FLOOR.has(command.type)) return { type: "group_floor", group, act: command.type };
  return command;
}
