// @ts-check
/**
 * The view of a meeting, folded event by event, exactly as the server folds it for this person
 * (openchair/rooms/core/view.py). Plain data in, plain data out: no page, no clock, no socket. A test runs one
 * recorded meeting through both and compares.
 *
 * @typedef {{type: string, [field: string]: any}} Event
 * @typedef {{s: string, n?: number, at: number, e: Event}} Frame
 * @typedef {"absent" | "door" | "inside" | "out" | "gone"} Place
 * @typedef {{seat: string, name: string, part: string, pronouns: string, place: Place, line: boolean, away: string | null,
 *   listening: boolean, last_commitment: string | null, reported: string | null, commitment: string | null}} Seat
 * @typedef {{id: number, seat: string, at_ms: number, words: string | null, wants: string | null, note: string, turn: boolean,
 *   taken_back: boolean, heard: boolean, mine: string | null, answers: Record<string, string> | null}} Said
 * @typedef {{kind: string, title: string, minutes: number, prompt: string, script: string[], turn_seconds: number}} Segment
 * @typedef {{turns: number, ms: number}} Share
 * @typedef {{seat: string, at_ms: number, leader: string | null, words?: string}} Call
 * @typedef {{door: Record<string, {alone: boolean, headphones: boolean, listening: boolean, place_left: boolean, at_ms: number}>,
 *   checks: Record<string, {signed: boolean, first_visit: boolean}>, not_well: Call[], calls: Call[],
 *   low_pulses: {seat: string, question: string}[], asked_to_leave: {seat: string, by: string, reason: string}[],
 *   floor: Record<string, Share>}} Leaders
 * @typedef {{
 *   meeting: {phase: "waiting" | "running" | "paused" | "closed", segments: Segment[], index: number | null, part_starts_ms: number,
 *     part_ends_ms: number, ends_ms: number, paused_why: string | null, paused_ms: number, closes_ms: number, closed_ms: number, lead: string | null},
 *   me: {seat: string, part: string, place: Place, signed: boolean, door: null | {alone: boolean, headphones: boolean, listening: boolean, place_left: boolean},
 *     mood: {in: number | null, out: number | null}, pulses: Record<string, string | null>, commitment: null | {words: string, witness: string | null, shared: boolean},
 *     take_away: string | null, witness_for: {seat: string, words: string}[], called: null | {about: string, at_ms: number, leader: string | null},
 *     floor: Share, asked_to_leave: null | {by: string, reason: string}, ended: string | null},
 *   seats: Seat[], floor: {holder: string | null, since_ms: number, offered: string | null, last: string | null},
 *   round: null | {coming: string[]}, queue: string[], words: Said[], earlier: boolean,
 *   private: {sender: string, to: string, words: string, at_ms: number}[], leaders: Leaders | null}} View
 */

const WORDS_KEPT = 500;
const PRIVATE_KEPT = 200;

/** @param {string[]} list @param {string} seat */
const without = (list, seat) => list.filter((other) => other !== seat);

/** @param {View} view @param {string} seat @param {Partial<Seat>} change @returns {View} */
const changeSeat = (view, seat, change) => ({
  ...view,
  seats: view.seats.map((one) => (one.seat === seat ? { ...one, ...change } : one)),
  me: seat === view.me.seat && change.place ? { ...view.me, place: change.place } : view.me,
});

/** @param {View} view @param {string} seat @returns {View} */
const outOfTurn = (view, seat) => ({
  ...view,
  queue: without(view.queue, seat),
  round: view.round && { ...view.round, coming: without(view.round.coming, seat) },
});

/** @param {View} view @param {number} id @param {(said: Said) => Said} change @returns {View} */
const changeSaid = (view, id, change) => ({ ...view, words: view.words.map((said) => (said.id === id ? change(said) : said)) });

/** @param {View} view @param {Partial<View["meeting"]>} change @returns {View} */
const changeMeeting = (view, change) => ({ ...view, meeting: { ...view.meeting, ...change } });

/** @param {View} view @param {Partial<View["me"]>} change @returns {View} */
const changeMe = (view, change) => ({ ...view, me: { ...view.me, ...change } });

/** @param {View} view @param {Partial<Leaders>} change @returns {View} */
const changeLeaders = (view, change) => (view.leaders ? { ...view, leaders: { ...view.leaders, ...change } } : view);

/** @param {View} view @param {Partial<View["floor"]>} change @returns {View} */
const changeFloor = (view, change) => ({ ...view, floor: { ...view.floor, ...change } });

/**
 * Add to somebody's share of the floor, where this person may see it: their own, or everybody's for leaders.
 * @param {View} view @param {string} seat @param {number} turns @param {number} ms @returns {View}
 */
function addShare(view, seat, turns, ms) {
  /** @param {Share | undefined} had */
  const more = (had) => ({ turns: (had?.turns ?? 0) + turns, ms: (had?.ms ?? 0) + ms });
  let next = view;
  if (seat === view.me.seat) next = changeMe(next, { floor: more(view.me.floor) });
  if (view.leaders) next = changeLeaders(next, { floor: { ...view.leaders.floor, [seat]: more(view.leaders.floor[seat]) } });
  return next;
}

/** End the turn that runs, if one does. @param {View} view @param {number} at @returns {View} */
function endFloor(view, at) {
  const { holder, since_ms } = view.floor;
  return holder === null ? view : changeFloor(addShare(view, holder, 0, at - since_ms), { holder: null, since_ms: 0 });
}

/** @param {Event} event */
const doorAnswers = ({ alone, headphones, listening, place_left }) => ({ alone, headphones, listening, place_left });

/** @param {Call[]} list @param {Call} call */
const latest = (list, call) => [...list.filter((one) => one.seat !== call.seat), call];

/** @typedef {Record<string, (view: View, event: Event, at: number) => View>} Rules */

/** @type {Rules} */
const OF_ROOM = {
  came_to_door: (view, { seat }) => changeSeat(view, seat, { place: "door", line: true }),
  left_door: (view, { seat }) => changeSeat(view, seat, { place: "absent", line: false }),
  joined: (view, { seat }) => changeSeat(view, seat, { place: "inside", line: true, listening: false }),
  left: (view, { seat }) => outOfTurn(changeSeat(view, seat, { place: "gone", line: false, listening: false }), seat),
  line_dropped(view, { seat }) {
    const next = changeSeat(view, seat, { line: false });
    return view.floor.offered === seat ? changeFloor(next, { offered: null }) : next;
  },
  line_back: (view, { seat }) => changeSeat(view, seat, { line: true }),
  stepped_out: (view, { seat }) => ({ ...changeSeat(view, seat, { place: "out" }), queue: without(view.queue, seat) }),
  stepped_back: (view, { seat }) => changeSeat(view, seat, { place: "inside", line: true }),
  listening_chosen: (view, { seat, listening }) => changeSeat(view, seat, { listening }),
  seat_put(view, { info }) {
    const known = { name: info.name, part: info.part, pronouns: info.pronouns, away: info.away, last_commitment: info.commitment };
    if (view.seats.some((one) => one.seat === info.seat)) return changeSeat(view, info.seat, known);
    /** @type {Seat} */
    const chair = { seat: info.seat, place: "absent", line: false, listening: false, reported: null, commitment: null, ...known };
    return { ...view, seats: [...view.seats, chair] };
  },

  segment_started(view, { index, ends_at_ms }, at) {
    const next = changeMeeting(endFloor(view, at), { phase: "running", index, part_starts_ms: at, part_ends_ms: ends_at_ms });
    return { ...changeFloor(next, { offered: null }), round: null };
  },
  time_extended: (view, { ends_at_ms }) => changeMeeting(view, { part_ends_ms: ends_at_ms }),
  paused(view, { why, closes_at_ms }, at) {
    const since = view.meeting.phase === "paused" ? view.meeting.paused_ms : at;
    const next = changeMeeting(view, { phase: "paused", paused_why: why, closes_ms: closes_at_ms, paused_ms: since });
    return changeFloor(next, { offered: null });
  },
  resumed: (view, { ends_at_ms }) => changeMeeting(view, { phase: "running", part_ends_ms: ends_at_ms, paused_why: null, paused_ms: 0, closes_ms: 0 }),
  leader_changed: (view, { seat }) => changeMeeting(view, { lead: seat }),
  meeting_closed(view, _event, at) {
    const next = changeMeeting(endFloor(view, at), { phase: "closed", closed_ms: at, paused_why: null, paused_ms: 0, closes_ms: 0 });
    return { ...changeFloor(next, { offered: null }), round: null, queue: [] };
  },

  floor_taken(view, { seat }, at) {
    const next = addShare(outOfTurn(endFloor(view, at), seat), seat, view.floor.last === seat ? 0 : 1, 0);
    return changeFloor(next, { holder: seat, since_ms: at, offered: null, last: seat });
  },
  floor_ended: (view, _event, at) => endFloor(view, at),
  hand_raised(view, { seat, place }) {
    const queue = without(view.queue, seat);
    queue.splice(place, 0, seat);
    return { ...view, queue };
  },
  hand_lowered: (view, { seat }) => ({ ...view, queue: without(view.queue, seat) }),
  round_started: (view, { order }) => ({ ...view, round: { coming: [...order] } }),
  piece_offered: (view, { seat }) => changeFloor(outOfTurn(view, seat), { offered: seat }),
  piece_on_table: (view) => changeFloor(view, { offered: null }),
  comes_back_later: (view, { seat }) => (view.round ? { ...view, round: { coming: [...without(view.round.coming, seat), seat] } } : view),

  said(view, { id, seat, words, wants, note, turn }, at) {
    const kept = view.words.filter((said) => said.id > id - WORDS_KEPT);
    const answers = seat === view.me.seat ? {} : null;
    const said = { id, seat, at_ms: at, words, wants, note, turn, taken_back: false, heard: false, mine: null, answers };
    return { ...view, words: [...kept, said], earlier: view.earlier || kept.length < view.words.length };
  },
  words_taken_back: (view, { id }) => changeSaid(view, id, (said) => ({ ...said, words: null, note: "", wants: null, taken_back: true })),
  heard: (view, { id }) => changeSaid(view, id, (said) => ({ ...said, heard: true })),

  commitment_made(view, { seat, words, witness, shared }) {
    const next = seat === view.me.seat ? changeMe(view, { commitment: { words, witness, shared } }) : view;
    return changeSeat(next, seat, { commitment: words });
  },
  commitment_reported: (view, { seat, outcome }) => changeSeat(view, seat, { reported: outcome }),
};

/** @type {Rules} */
const OF_PERSON = {
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
};

/** @type {Record<string, ((leaders: Leaders, event: Event, at: number) => Partial<Leaders>) | undefined>} */
const OF_LEADERS = {
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
  const rule = (stream === "person" ? OF_PERSON : OF_ROOM)[event.type];
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
  return view;
}
