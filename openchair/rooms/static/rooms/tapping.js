// @ts-check
/**
 * What a tap changes before the room has told it, and what can be tapped next. No page in here: a tablet without a
 * line goes on with this alone.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Seat} Seat
 * @typedef {{do: string, seat?: string, after?: number | null}} Tap
 * @typedef {{type: string, [field: string]: unknown}} Command
 * @typedef {{words: string, tap?: Tap, ask?: Command, name: string}} Act
 */
import { foldView } from "./fold.js";
import { chair, isHere, nameOf, nextUp } from "./telling.js";
import { fill, gettext } from "./words-of.js";

/** Whether somebody sits in the hall. @param {View} view @param {string | null} seat */
export const sitsInHall = (view, seat) => Boolean(seat && chair(view, seat)?.hall);

/** Who comes next of those who are here. @param {View} view */
export function nextHere(view) {
  return nextUp(view).find((seat) => {
    const one = chair(view, seat);
    return one && one.place === "inside" && (one.line || one.hall) && (one.way !== "listen" || !view.round);
  });
}

/**
 * The view with a tap done to it, as the room will do it.
 * @param {View} view @param {Tap} tap @param {number} at
 * @returns {View}
 */
export function foldTap(view, tap, at) {
  const seat = tap.seat ?? "";
  const { holder, silence_ms } = view.floor;
  /** @type {(before: View, e: import("./fold.js").Event) => View} */
  const tell = (before, e) => foldView(before, { s: "room", at, e });
  const one = chair(view, seat);
  switch (tap.do) {
    case "came":
      if (!one || (isHere(one) && one.hall)) return view;
      return tell(view, isHere(one) ? { type: "sat_in_hall", seat } : { type: "joined", seat, part: one.part, hall: true });
    case "went":
      return one?.hall ? tell(view, { type: "left", seat }) : view;
    case "floor":
      return one?.hall && holder !== seat ? tell(view, { type: "floor_taken", seat }) : view;
    case "pass": {
      const rests = tell(view, { type: "floor_ended", seat: holder });
      // Who says back what they heard, the room says: until then nobody is shown.
      if (holder && view.meeting.kind === "listening_round") return rests;
      const next = nextHere(rests);
      return tell(rests, next ? { type: "piece_offered", seat: next } : { type: "piece_on_table" });
    }
    case "silence":
      return tell(tell(view, { type: "floor_ended", seat: holder }), { type: "silence_began", since_ms: at });
    case "silence_over":
      return silence_ms === null ? view : tell(view, { type: "silence_ended", until_ms: at });
    case "next_part": {
      const index = view.meeting.index === null ? 0 : view.meeting.index + 1;
      const segment = view.meeting.segments[index];
      if (!segment || (tap.after ?? null) !== view.meeting.index) return view;
      return tell(view, { type: "segment_started", index, kind: segment.kind, ends_at_ms: at + segment.minutes * 60_000 });
    }
    default:
      return view;
  }
}

/**
 * The one large button, and what stands beside it: what is most likely next in the hall.
 * @param {View} view
 * @returns {{main: Act, pass: Act | null}}
 */
export function acts(view) {
  const { phase, index } = view.meeting;
  const { holder, offered, silence_ms } = view.floor;
  /** @type {(name: string, words: string, more?: Partial<Act>) => Act} */
  const act = (name, words, more = {}) => ({ name, words, ...more });
  if (phase === "waiting") return { main: act("begin", gettext("Begin"), { tap: { do: "next_part", after: index } }), pass: null };
  if (phase === "closed") return { main: act("closed", gettext("The meeting is over")), pass: null };
  if (phase === "paused") return { main: act("resume", gettext("Go on after the pause"), { ask: { type: "resume" } }), pass: null };
  if (view.small) {
    const main = view.small.back_ms ? act("coming", gettext("Everybody is coming back")) : act("back", gettext("Bring everybody back"), { ask: { type: "bring_back", seconds: 60 } });
    return { main, pass: act("more", gettext("2 more minutes"), { ask: { type: "extend_small_groups", minutes: 2 } }) };
  }
  if (view.aftercare !== null) return { main: act("goes_on", gettext("Let it go on"), { ask: { type: "end_aftercare" } }), pass: null };
  if (silence_ms !== null) return { main: act("silence_over", gettext("The silence is over"), { tap: { do: "silence_over" } }), pass: null };
  if (view.question?.open && !holder) {
    const question = view.question.number;
    return { main: act("reveal", gettext("Show all at once"), { ask: { type: "reveal_answers", question } }), pass: act("put_away", gettext("Put the question away"), { ask: { type: "put_question_away", question } }) };
  }
  const { echo } = view;
  if (!holder && offered) {
    const name = nameOf(view, offered);
    if (echo?.step === "confirm" && sitsInHall(view, offered)) return { main: act("confirms", fill(gettext("%(name)s: yes, that is it"), { name }), { tap: { do: "pass" } }), pass: act("adds", fill(gettext("%(name)s adds something"), { name }), { tap: { do: "floor", seat: offered } }) };
    if (!sitsInHall(view, offered)) return { main: act("waits", fill(gettext("The piece lies before %(name)s, online"), { name })), pass: null };
    return { main: act("begins", fill(gettext("%(name)s begins"), { name }), { tap: { do: "floor", seat: offered } }), pass: act("passes", fill(gettext("%(name)s passes"), { name }), { tap: { do: "pass" } }) };
  }
  if (holder && sitsInHall(view, holder) && view.meeting.kind === "listening_round") return { main: act("said", fill(gettext("%(name)s has said it"), { name: nameOf(view, holder) }), { tap: { do: "pass" } }), pass: null };
  const next = nextHere(view);
  if (next) {
    const words = fill(holder ? gettext("Pass on to %(name)s") : gettext("%(name)s begins"), { name: nameOf(view, next) });
    if (sitsInHall(view, next)) return { main: act("next", words, { tap: { do: "floor", seat: next } }), pass: null };
    if (!holder || sitsInHall(view, holder)) return { main: act("next", fill(gettext("Pass on to %(name)s"), { name: nameOf(view, next) }), { tap: { do: "pass" } }), pass: null };
    return { main: act("next", words, { ask: { type: "give_piece", seat: next } }), pass: null };
  }
  if (!holder) return { main: act("none", gettext("Tap the chair of whoever speaks")), pass: null };
  if (sitsInHall(view, holder)) return { main: act("table", gettext("The piece goes back"), { tap: { do: "pass" } }), pass: null };
  return { main: act("table", gettext("The piece goes back"), { ask: { type: "take_back_piece" } }), pass: null };
}

/**
 * The tap that undoes another, given the view before it; null where nothing can be undone.
 * @param {View} before @param {Tap} tap
 * @returns {Tap | null}
 */
export function undoing(before, tap) {
  const { holder } = before.floor;
  if (tap.do === "came") return { do: "went", seat: tap.seat };
  if (tap.do === "went") return { do: "came", seat: tap.seat };
  if (tap.do === "silence_over") return { do: "silence" };
  if (["floor", "pass", "silence"].includes(tap.do)) return holder && sitsInHall(before, holder) ? { do: "floor", seat: holder } : tap.do === "silence" ? { do: "silence_over" } : tap.do === "floor" ? { do: "pass" } : null;
  return null;
}

/** A tap that never reached the room, in words. @param {{tap: Tap, name: string}} lost */
export function lostWords({ tap, name }) {
  if (tap.do === "floor") return fill(gettext("%(name)s had the floor"), { name });
  if (tap.do === "came") return fill(gettext("%(name)s came"), { name });
  if (tap.do === "went") return fill(gettext("%(name)s went"), { name });
  if (tap.do === "silence") return gettext("a moment of silence began");
  if (tap.do === "silence_over") return gettext("the silence was over");
  return tap.do === "pass" ? gettext("the piece was passed on") : gettext("the next part began");
}

/** What could not be placed, in words. @param {View} view @param {import("./fold/parts.js").Missed} missed */
export function missedWords(view, missed) {
  const name = missed.seat ? nameOf(view, missed.seat) : "";
  const minutes = Math.max(1, Math.round(missed.ms / 60_000));
  if (missed.why === "has_floor" && missed.other) return fill(gettext("%(name)s: about %(n)s min could not be counted, because %(other)s had the floor then."), { name, n: minutes, other: nameOf(view, missed.other) });
  if (missed.why === "in_small_groups" && missed.ms) return fill(gettext("%(name)s: about %(n)s min could not be counted, because the room was in small groups then."), { name, n: minutes });
  if (missed.why === "paused" && missed.ms) return fill(gettext("%(name)s: about %(n)s min could not be counted, because there was a pause then."), { name, n: minutes });
  if (missed.why === "not_signed") return fill(gettext("%(name)s could not be seated: the agreement is not signed yet."), { name });
  if (missed.why === "locked") return fill(gettext("The door was shut when a tap for %(name)s arrived. Unlock it, and tap once more."), { name });
  if (missed.why === "not_in_hall") return fill(gettext("%(name)s had no seat in the hall then, so the turn was not counted."), { name });
  return name ? fill(gettext("A tap for %(name)s did not fit any more when the line came back."), { name }) : gettext("A tap did not fit any more when the line came back.");
}
