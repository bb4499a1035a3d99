// @ts-check
/**
 * What the rules of the fold share: small changes of a view, each giving a new one.
 *
 * @typedef {{type: string, [field: string]: any}} Event
 * @typedef {{s: string, n?: number, at: number, e: Event}} Frame
 * @typedef {"absent" | "door" | "inside" | "out" | "gone"} Place
 * @typedef {"listen" | "write" | "read_out" | "speak"} Way
 * @typedef {{seat: string, words: string, at_ms: number}} Reading
 * @typedef {{seat: string, words: string, at_ms: number}} Aside
 * @typedef {{leader: string, kind: string, at_ms: number}} MyNudge
 * @typedef {MyNudge & {seat: string}} SentNudge
 * @typedef {{what: string, seat: string, why: string, other: string | null, ms: number, at_ms: number}} Missed
 * @typedef {{alone: boolean, headphones: boolean, place_left: boolean, way: Way}} DoorAnswers
 * @typedef {{seat: string, name: string, part: string, pronouns: string, place: Place, line: boolean, away: string | null,
 *   way: Way, early: boolean, hall: boolean, last_commitment: string | null, reported: string | null, commitment: string | null}} Seat
 * @typedef {{id: number, seat: string, at_ms: number, words: string | null, wants: string | null, note: string, turn: boolean,
 *   read_by: string | null, mark: string | null, heavy: boolean, feedback: Record<string, Record<string, string>> | null, my_feedback: Record<string, string> | null, taken_back: boolean, heard: boolean, mine: string | null, answers: Record<string, string> | null}} Said
 * @typedef {{kind: string, title: string, minutes: number, prompt: string, script: string[], turn_seconds: number}} Segment
 * @typedef {{turns: number, ms: number}} Share
 * @typedef {{number: number, members: string[], lead: string | null, visitors: string[]}} SmallGroup
 * @typedef {{number: number, stream: string, floor: {holder: string | null, since_ms: number, offered: string | null, last: string | null},
 *   queue: string[], words: Said[]}} MyGroup
 * @typedef {{round: number, asks: string, opened_ms: number, ends_ms: number, back_ms: number,
 *   told: {seat: string, words: string, at_ms: number}[], groups: SmallGroup[], mine: MyGroup | null}} Small
 * @typedef {{seat: string, at_ms: number, leader: string | null, words?: string}} Call
 * @typedef {{door: Record<string, DoorAnswers & {at_ms: number}>,
 *   checks: Record<string, {signed: boolean, first_visit: boolean}>, not_well: Call[], calls: Call[], readings: Reading[], not_placed: Missed[],
 *   low_pulses: {seat: string, question: string}[], asked_to_leave: {seat: string, by: string, reason: string}[],
 *   floor: Record<string, Share>, written: number, suggestions: {words: string, seat: string}[], asides: Aside[], nudges: SentNudge[], lead_offer: null | {by: string, to: string}, hints_aside: Record<string, number[]>,
 *   checklist: {id: string, when: "opening" | "closing", words: string}[], ticked: Record<string, string>, notes: Record<string, {words: string, at_ms: number}>}} Leaders
 * @typedef {{within?: string, everybody?: Seat[],
 *   meeting: {phase: "waiting" | "running" | "paused" | "closed", kind: string, segments: Segment[], index: number | null, part_starts_ms: number,
 *     part_ends_ms: number, ends_ms: number, paused_why: string | null, paused_ms: number, closes_ms: number, closed_ms: number, lead: string | null,
 *     began_ms: number, late: "always" | "minutes" | "leader", late_minutes: number, locked: boolean | null},
 *   me: {seat: string, part: string, place: Place, signed: boolean, was_in: boolean, door: null | DoorAnswers,
 *     mood: {in: number | null, out: number | null}, pulses: Record<string, string | null>, commitment: null | {words: string, witness: string | null, shared: boolean},
 *     take_away: string | null, partners: string[], partner_gone: boolean, no_partner: boolean, asked_roles: Record<string, string>, reading: null | {words: string, at_ms: number}, witness_for: {seat: string, words: string}[], called: null | {about: string, at_ms: number, leader: string | null},
 *     floor: Share, proposed: null | {size: number, groups: {seats: string[], lead: string | null}[], again: number, left: string[]}, asked_to_leave: null | {by: string, reason: string}, ended: string | null, voice: boolean,
 *     nudge: null | MyNudge},
 *   seats: Seat[], floor: {holder: string | null, since_ms: number, offered: string | null, last: string | null, silence_ms: number | null, heavy: string | null},
 *   round: null | {coming: string[], seconds: number, came_back: boolean}, inner: null | {kind: string, prompt: string}, queue: string[], small: Small | null,
 *   question: null | {number: number, words: string, nameless: boolean, open: boolean, mine: string | null}, other_views: string | null,
 *   aftercare: string | null, echo: null | {speaker: string, listener: string, step: "say_back" | "confirm"}, roles: Record<string, string>, words: Said[], earlier: boolean,
 *   private: {sender: string, to: string, words: string, at_ms: number}[], leaders: Leaders | null,
 *   voice: {rules: {voice: "off" | "audio" | "video", follows_piece: boolean, people: number, cameras: number},
 *     people: {seat: string, leg: string, camera: boolean}[]}}} View
 * @typedef {Record<string, (view: View, event: Event, at: number) => View>} Rules
 * @typedef {Record<string, ((leaders: Leaders, event: Event, at: number) => Partial<Leaders>) | undefined>} LeadersRules
 */

/** @param {string[]} list @param {string} seat */
export const without = (list, seat) => list.filter((other) => other !== seat);

/** @param {View} view @param {string} seat @param {Partial<Seat>} change @returns {View} */
export const changeSeat = (view, seat, change) => ({
  ...view,
  seats: view.seats.map((one) => (one.seat === seat ? { ...one, ...change } : one)),
  me: seat === view.me.seat && change.place ? { ...view.me, place: change.place } : view.me,
  // Whoever is not in the room is not in its call.
  voice: change.place && change.place !== "inside" ? { ...view.voice, people: view.voice.people.filter((one) => one.seat !== seat) } : view.voice,
});

/** @param {View} view @param {string} seat @returns {View} */
export const outOfTurn = (view, seat) => ({
  ...view,
  queue: without(view.queue, seat),
  round: view.round && { ...view.round, coming: without(view.round.coming, seat) },
});

/** In a round: somebody is offered the piece after all others. @param {View} view @param {string} seat @returns {View} */
export const comesLast = (view, seat) => (view.round ? { ...view, round: { ...view.round, coming: [...without(view.round.coming, seat), seat] } } : view);

/** No round is under way, nor one that was opened inside the part. @param {View} view @returns {View} */
export const noRound = (view) => ({ ...view, round: null, inner: null });

/**
 * The piece lies before somebody, or is theirs: they wait no more, unless they say back what another said.
 * @param {View} view @param {string} seat @returns {View}
 */
export function atPiece(view, seat) {
  const { echo } = view;
  if (echo?.step === "say_back" && echo.listener === seat) return view;
  const stays = echo?.step === "confirm" && echo.speaker === seat;
  return outOfTurn(stays ? view : { ...view, echo: null }, seat);
}

/** @param {View} view @param {number} id @param {(said: Said) => Said} change @returns {View} */
export const changeSaid = (view, id, change) => ({ ...view, words: view.words.map((said) => (said.id === id ? change(said) : said)) });

/** @param {View} view @param {Partial<View["meeting"]>} change @returns {View} */
export const changeMeeting = (view, change) => ({ ...view, meeting: { ...view.meeting, ...change } });

/** @param {View} view @param {Partial<View["me"]>} change @returns {View} */
export const changeMe = (view, change) => ({ ...view, me: { ...view.me, ...change } });

/** @param {View} view @param {Partial<Leaders>} change @returns {View} */
export const changeLeaders = (view, change) => (view.leaders ? { ...view, leaders: { ...view.leaders, ...change } } : view);

/** @param {View} view @param {Partial<View["floor"]>} change @returns {View} */
export const changeFloor = (view, change) => ({ ...view, floor: { ...view.floor, ...change } });

/**
 * Add to somebody's share of the floor, where this person may see it: their own, or everybody's for leaders.
 * @param {View} view @param {string} seat @param {number} turns @param {number} ms @returns {View}
 */
export function addShare(view, seat, turns, ms) {
  /** @param {Share | undefined} had */
  const more = (had) => ({ turns: (had?.turns ?? 0) + turns, ms: (had?.ms ?? 0) + ms });
  let next = view;
  if (seat === view.me.seat) next = changeMe(next, { floor: more(view.me.floor) });
  if (view.leaders) next = changeLeaders(next, { floor: { ...view.leaders.floor, [seat]: more(view.leaders.floor[seat]) } });
  return next;
}

/** End the turn that runs, if one does. @param {View} view @param {number} at @returns {View} */
export function endFloor(view, at) {
  const { holder, since_ms } = view.floor;
  return holder === null ? view : changeFloor(addShare(view, holder, 0, Math.max(0, at - since_ms)), { holder: null, since_ms: 0, heavy: null });
}

/** When it was, where a leader tapped it before the room heard of it. @param {Event} event @param {number} at @returns {number} */
export const since = ({ since_ms, until_ms }, at) => since_ms || until_ms || at;

/** @param {Event} event */
export const doorAnswers = ({ alone, headphones, place_left, way }) => ({ alone, headphones, place_left, way });

/** @param {Call[]} list @param {Call} call */
export const latest = (list, call) => [...list.filter((one) => one.seat !== call.seat), call];
