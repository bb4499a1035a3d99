// @ts-check
/**
 * The view of a meeting, folded event by event, exactly as the server folds it for this person
 * (openchair/rooms/core/view/). Plain data in, plain data out: no page, no clock, no socket. A test runs one
 * recorded meeting through both and compares.
 * @typedef {import("./fold/parts.js").View} View
 * @typedef {import("./fold/parts.js").Frame} Frame
 * @typedef {import("./fold/parts.js").Event} Event
 * @typedef {import("./fold/parts.js").Seat} Seat
 * @typedef {import("./fold/parts.js").Said} Said
 * @typedef {import("./fold/parts.js").Call} Call
 * @typedef {import("./fold/parts.js").Leaders} Leaders
 * @typedef {import("./fold/parts.js").Rules} Rules
 * @typedef {import("./fold/parts.js").LeadersRules} LeadersRules
 */
import * as board from "./fold/board.js";
import * as care from "./fold/care.js";
import * as desk from "./fold/desk.js";
import * as entry from "./fold/entry.js";
import * as hints from "./fold/hints.js";
import * as lock from "./fold/lock.js";
import * as papers from "./fold/papers.js";
import * as listening from "./fold/listening.js";
import * as roles from "./fold/roles.js";
import * as sharing from "./fold/sharing.js";
import * as smallGroups from "./fold/small-groups.js";
import * as voice from "./fold/voice.js";
import { addShare, atPiece, changeFloor, changeLeaders, changeMe, changeMeeting, changeSaid, changeSeat, comesLast, doorAnswers, endFloor, latest, noRound, outOfTurn, since, without } from "./fold/parts.js";

const WORDS_KEPT = 500;
const PRIVATE_KEPT = 200;

/** @type {Rules} */
const OF_ROOM = {
  ...entry.OF_ROOM,
  ...lock.OF_ROOM,
  ...voice.OF_ROOM,
  ...board.OF_ROOM,
  came_to_door: (view, { seat }) => changeSeat(view, seat, { place: "door", line: true }),
  left_door: (view, { seat }) => changeSeat(view, seat, { place: "absent", line: false }),
  joined(view, { seat, hall = false }) {
    const line = !hall || Boolean(view.seats.find((one) => one.seat === seat)?.line);
    return changeSeat(view, seat, { place: "inside", line, way: "speak", hall });
  },
  left: (view, { seat }) => roles.withoutRoles(outOfTurn(changeSeat(view, seat, { place: "gone", line: false, way: "speak", early: false, hall: false }), seat), seat),
  line_dropped(view, { seat }) {
    const next = changeSeat(view, seat, { line: false });
    const sits = view.seats.find((one) => one.seat === seat)?.hall;
    return view.floor.offered === seat && !sits ? changeFloor(next, { offered: null }) : next;
  },
  line_back: (view, { seat }) => changeSeat(view, seat, { line: true }),
  stepped_out: (view, { seat }) => ({ ...changeSeat(view, seat, { place: "out" }), queue: without(view.queue, seat) }),
  stepped_back: (view, { seat }) => changeSeat(view, seat, { place: "inside", line: true }),
  seat_put(view, { info }) {
    const known = { name: info.name, part: info.part, pronouns: info.pronouns, away: info.away, last_commitment: info.commitment };
    if (view.seats.some((one) => one.seat === info.seat)) return changeSeat(view, info.seat, known);
    /** @type {Seat} */
    const chair = { seat: info.seat, place: "absent", line: false, way: "speak", early: false, hall: false, reported: null, commitment: null, ...known };
    return { ...view, seats: [...view.seats, chair] };
  },

  segment_started(view, { index, kind, ends_at_ms }, at) {
    const began_ms = view.meeting.index === null ? at : view.meeting.began_ms;
    const next = changeMeeting(endFloor(view, at), { phase: "running", kind, began_ms, index, part_starts_ms: at, part_ends_ms: ends_at_ms });
    return noRound(sharing.nothingAsked(changeFloor(next, { offered: null, silence_ms: null })));
  },
  time_extended: (view, { ends_at_ms }) => changeMeeting(view, { part_ends_ms: ends_at_ms }),
  paused(view, { why, closes_at_ms }, at) {
    const since = view.meeting.phase === "paused" ? view.meeting.paused_ms : at;
    const next = changeMeeting(view, { phase: "paused", paused_why: why, closes_ms: closes_at_ms, paused_ms: since });
    return changeFloor(next, { offered: null, silence_ms: null });
  },
  resumed: (view, { ends_at_ms }) => changeMeeting(view, { phase: "running", part_ends_ms: ends_at_ms, paused_why: null, paused_ms: 0, closes_ms: 0 }),
  leader_changed: (view, { seat }) => changeLeaders(changeMeeting(view, { lead: seat }), { lead_offer: null }),
  meeting_closed(view, _event, at) {
    const next = changeMeeting(endFloor(view, at), { phase: "closed", closed_ms: at, paused_why: null, paused_ms: 0, closes_ms: 0 });
    const after = sharing.nothingAsked(changeLeaders(changeMe(next, { reading: null }), { readings: [], lead_offer: null }));
    return { ...noRound(changeFloor(after, { offered: null, silence_ms: null })), queue: [], voice: { ...view.voice, people: [] } };
  },

  floor_taken(view, event, now) {
    const { seat } = event;
    const at = since(event, now);
    const next = addShare(atPiece(endFloor(view, at), seat), seat, view.floor.last === seat ? 0 : 1, 0);
    return { ...changeFloor(next, { holder: seat, since_ms: at, offered: null, last: seat, silence_ms: null }), aftercare: null };
  },
  floor_ended: (view, event, at) => endFloor(view, since(event, at)),
  hand_raised(view, { seat, place }) {
    const queue = without(view.queue, seat);
    queue.splice(place, 0, seat);
    return { ...view, queue };
  },
  hand_lowered: (view, { seat }) => ({ ...view, queue: without(view.queue, seat) }),
  round_started: (view, { order, seconds }) => ({ ...view, round: { coming: [...order], seconds, came_back: false } }),
  piece_offered: (view, { seat }) => ({ ...changeFloor(atPiece(view, seat), { offered: seat }), aftercare: null }),
  piece_on_table: (view) => ({ ...changeFloor(view, { offered: null }), echo: null }),
  comes_back_later(view, { seat }) {
    const next = comesLast(view, seat);
    return next.round && seat === view.me.seat ? { ...next, round: { ...next.round, came_back: true } } : next;
  },
  added_to_round: (view, { seat }) => comesLast(view, seat),

  said(view, event, at) {
    const { id, seat, words, wants, note, turn, read_by = null, mark = null, heavy = false } = event;
    const kept = view.words.filter((said) => said.id > id - WORDS_KEPT);
    const mine = seat === view.me.seat;
    const answers = mine ? {} : null;
    const said = { id, seat, at_ms: at, words, wants, note, turn, read_by, mark, heavy, feedback: mine ? {} : null, my_feedback: {}, taken_back: false, heard: false, mine: null, answers };
    return { ...sharing.lateAnswer(view, event), words: [...kept, said], earlier: view.earlier || kept.length < view.words.length };
  },
  words_taken_back: (view, { id }) => changeSaid(sharing.takenBack(view, id), id, (said) => ({ ...said, words: null, note: "", wants: null, taken_back: true })),
  heard: (view, { id }) => changeSaid(view, id, (said) => ({ ...said, heard: true })),

  commitment_made(view, { seat, words, witness, shared }) {
    const next = seat === view.me.seat ? changeMe(view, { commitment: { words, witness, shared } }) : view;
    return changeSeat(next, seat, { commitment: words });
  },
  commitment_reported: (view, { seat, outcome }) => changeSeat(view, seat, { reported: outcome }),
  ...sharing.OF_ROOM,
  ...smallGroups.OF_ROOM,
  ...care.OF_ROOM,
  ...listening.OF_ROOM,
  ...roles.OF_ROOM,
};

/** @type {Rules} */
const OF_PERSON = {
  ...entry.OF_PERSON,
  ...sharing.OF_PERSON,
  ...care.OF_PERSON,
  ...desk.OF_PERSON,
  ...voice.OF_PERSON,
  ...listening.OF_PERSON,
  ...roles.OF_PERSON,
  my_response: (view, { id, kind }) => changeSaid(view, id, (said) => ({ ...said, mine: kind })),
  response_given: (view, { id, seat, kind }) => changeSaid(view, id, (said) => ({ ...said, answers: { ...said.answers, [seat]: kind } })),
  private_word_said: (view, { sender, to, words }, at) => ({ ...view, private: [...view.private, { sender, to, words, at_ms: at }].slice(-PRIVATE_KEPT) }),
  commitment_made: (view, { words, witness, shared }) => changeMe(view, { commitment: { words, witness, shared } }),
  commitment_reported: (view, { seat, outcome }) => changeSeat(view, seat, { reported: outcome }),
  witness_asked: (view, { seat, words }) => changeMe(view, { witness_for: [...view.me.witness_for.filter((one) => one.seat !== seat), { seat, words }] }),
  mood_given: (view, { mood, moment }) => changeMe(view, { mood: { ...view.me.mood, [moment]: mood } }),
  take_away_kept: (view, { words }) => changeMe(view, { take_away: words }),
  door_answered: (view, event) => changeMe(view, { door: doorAnswers(event) }),
  call_heard: (view, { about }, at) => changeMe(view, { called: { about, at_ms: at, leader: null } }),
  leader_goes: (view, { leader }, at) => changeMe(view, { called: { ...(view.me.called ?? { about: "call", at_ms: at }), leader } }),
  asked_to_leave: (view, { by, reason }) => changeMe(view, { asked_to_leave: { by, reason } }),
  access_ended: (view, { why }) => changeMe(view, { ended: why }),
  ...smallGroups.OF_PERSON,
};

/** @type {LeadersRules} */
const OF_LEADERS = {
  ...entry.OF_LEADERS,
  ...papers.OF_LEADERS,
  ...sharing.OF_LEADERS,
  ...care.OF_LEADERS,
  ...hints.OF_LEADERS,
  ...desk.OF_LEADERS,
  ...board.OF_LEADERS,
  door_answered: ({ door }, event, at) => ({ door: { ...door, [event.seat]: { ...doorAnswers(event), at_ms: at } } }),
  seat_checked: ({ checks }, { seat, signed, first_visit }) => ({ checks: { ...checks, [seat]: { signed, first_visit } } }),
  is_not_well: ({ not_well }, { seat, words }, at) => ({ not_well: latest(not_well, { seat, words, at_ms: at, leader: null }) }),
  leader_called: ({ calls }, { seat }, at) => ({ calls: latest(calls, { seat, at_ms: at, leader: null }) }),
  leader_goes({ not_well, calls }, { leader, seat }) {
    /** @param {Call[]} list */
    const goes = (list) => list.map((one) => (one.seat === seat && one.leader === null ? { ...one, leader } : one));
    return { not_well: goes(not_well), calls: goes(calls) };
  },
  low_pulse_named: ({ low_pulses }, { seat, question }) => ({ low_pulses: [...low_pulses, { seat, question }] }),
  asked_to_leave: ({ asked_to_leave }, { seat, by, reason }) => ({ asked_to_leave: [...asked_to_leave, { seat, by, reason }] }),
};

/**
 * The view after one event. A kind that this page does not know changes nothing.
 * @param {View} view
 * @param {Frame} frame
 * @returns {View}
 */
export function foldView(view, frame) {
  const { s: stream, e: event, at } = frame;
  if (stream === "leaders") {
    const change = OF_LEADERS[event.type];
    return change && view.leaders ? changeLeaders(view, change(view.leaders, event, at)) : view;
  }
  const rule = (stream === "person" ? OF_PERSON : stream.startsWith("group:") ? smallGroups.OF_GROUP : OF_ROOM)[event.type];
  return rule ? rule(view, event, at) : view;
}

/**
 * The view after the server stored a nameless answer: nothing of it comes back in any stream, so the own page remembers.
 * @param {View} view
 * @param {Event} command
 * @returns {View}
 */
export function foldAck(view, command) {
  if (command.type === "give_pulse") return changeMe(view, { pulses: { ...view.me.pulses, [command.question]: command.value <= 1 ? "low" : "given" } });
  if (command.type === "name_low_pulse") return changeMe(view, { pulses: { ...view.me.pulses, [command.question]: "named" } });
  if (command.type === "write_answer") return sharing.answered(view, command);
  return view;
}
