// @ts-check
/**
 * What the view says in words: names, chairs, turns, answers. No page in here, so that a test can ask it.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Seat} Seat
 * @typedef {import("./fold.js").Said} Said
 */
import { fill, gettext, listed, ngettext } from "./words-of.js";

export const LEADS = new Set(["facilitator", "co_facilitator"]);

/** @param {View} view @param {string | null} seat */
export const chair = (view, seat) => view.seats.find((one) => one.seat === seat);

/** @param {View} view @param {string | null} seat */
export const nameOf = (view, seat) => chair(view, seat)?.name ?? gettext("Somebody");

/** A name, or "you". @param {View} view @param {string} seat */
export const nameOrYou = (view, seat) => (seat === view.me.seat ? gettext("you") : nameOf(view, seat));

/** The part that runs now. @param {View} view */
export const part = (view) => (view.meeting.index === null ? undefined : view.meeting.segments[view.meeting.index]);

const FLOORS = new Set(["open_floor", "celebration", "mood_check_in", "commitments", "round", "closing_commitments"]);
const ONE_VOICE = new Set(["mood_check_in", "commitments", "round", "closing_commitments", "opening_words", "agreement", "closing_words"]);

/** Whether the piece goes round, or to raised hands, in this part. @param {View} view */
export const hasFloor = (view) => view.meeting.phase === "running" && FLOORS.has(part(view)?.kind ?? "");

/** Whether my words have to wait until the piece comes to me. @param {View} view */
export function mustWait(view) {
  const mine = view.floor.holder === view.me.seat || view.floor.offered === view.me.seat;
  return !mine && !view.leaders && view.meeting.phase === "running" && ONE_VOICE.has(part(view)?.kind ?? "");
}

/** The one who leads has lost the line or is not there. @param {View} view */
export function leaderLost(view) {
  const lead = chair(view, view.meeting.lead);
  return Boolean(lead && !(lead.place === "inside" && lead.line));
}

/**
 * The chairs as one sits: mine at the near side, the others in their order. Whoever left for today keeps a chair.
 * @param {View} view
 */
export function aroundTheTable(view) {
  const mine = view.seats.findIndex((one) => one.seat === view.me.seat);
  return mine < 1 ? view.seats : [...view.seats.slice(mine), ...view.seats.slice(0, mine)];
}

/** Whether somebody sits on a chair now. @param {Seat} one */
export const isHere = (one) => one.place === "inside" || one.place === "out";

/** The small line under a name. @param {View} view @param {Seat} one @returns {string} */
export function stateOf(view, one) {
  const me = one.seat === view.me.seat;
  if (one.place === "gone") return gettext("Left for today");
  if (one.place === "absent") {
    if (me) return gettext("You, not in yet");
    if (one.away !== null) return one.away || gettext("Gave notice");
    return gettext("Not here yet");
  }
  if (one.place === "door") return me ? gettext("You, at the door") : gettext("At the door");
  if (one.place === "out") return me ? gettext("You stepped out") : gettext("Stepped out");
  if (!one.line && !me) return gettext("Line dropped");
  if (view.floor.holder === one.seat) return me ? gettext("You have the floor") : gettext("Has the floor");
  if (view.floor.offered === one.seat) return me ? gettext("Your turn") : gettext("Piece offered");
  if (me) return one.listening ? gettext("You, listening") : gettext("You");
  if (one.seat === view.meeting.lead) return gettext("Leads");
  if (LEADS.has(one.part)) return gettext("Helps lead");
  if (one.listening) return gettext("Listening");
  return "";
}

/** Who comes next, as names with oneself as "you". @param {View} view @returns {string[]} */
export const nextUp = (view) => (view.round ? view.round.coming : view.queue);

/** Those who are here to listen, told without any reason. @param {View} view */
export function listeners(view) {
  const names = view.seats.filter((one) => one.listening && one.place === "inside" && one.seat !== view.me.seat).map((one) => one.name);
  if (!names.length) return "";
  return fill(ngettext("%(names)s is here to listen", "%(names)s are here to listen", names.length), { names: listed(names) });
}

/** What the person before whom the piece lies, or who holds it, is told. @param {View} view */
export function turnWords(view) {
  const { holder, offered } = view.floor;
  if (holder === view.me.seat) return gettext("You have the floor. Take your time.");
  if (offered === view.me.seat) return gettext("The piece lies before you. Take it, or pass; both are fine.");
  return "";
}

/** How long before the usual end of a turn one is told, quietly. */
const SOON = 35_000;

/**
 * What whoever holds the piece is told as time goes on: never that it is over.
 * @param {View} view @param {number} now
 */
export function turnTime(view, now) {
  const soft = (part(view)?.turn_seconds ?? 0) * 1000;
  if (view.floor.holder !== view.me.seat || soft <= 0) return "";
  const held = now - view.floor.since_ms;
  if (held >= soft) return nextUp(view).some((seat) => seat !== view.me.seat) ? gettext("There is no hurry; others would like a turn too.") : gettext("There is no hurry. Pass it on when you are ready.");
  return held >= soft - SOON && soft > SOON ? gettext("About half a minute of the usual time left.") : "";
}

/** @type {Record<string, () => string>} */
const ANSWERED = {
  hear: () => gettext("You hear %(name)s."),
  me_too: () => gettext("You said “me too” to %(name)s."),
  thank_you: () => gettext("You thanked %(name)s."),
  with_you: () => gettext("You are with %(name)s."),
};

/** @type {Record<string, (count: number) => string>} */
const ANSWERS = {
  hear: (count) => ngettext("%(names)s hears you.", "%(names)s hear you.", count),
  me_too: (count) => ngettext("%(names)s says “me too”.", "%(names)s say “me too”.", count),
  thank_you: (count) => ngettext("%(names)s thanks you.", "%(names)s thank you.", count),
  with_you: (count) => ngettext("%(names)s is with you.", "%(names)s are with you.", count),
};

/**
 * What stands under words that were answered. Names go only to the one who was answered, and nobody gets a number.
 * @param {View} view @param {Said} said
 */
export function heardWords(view, said) {
  if (said.answers) {
    const given = said.answers;
    return Object.keys(ANSWERS)
      .map((kind) => Object.keys(given).filter((seat) => given[seat] === kind).map((seat) => nameOf(view, seat)))
      .map((names, at) => (names.length ? fill(Object.values(ANSWERS)[at](names.length), { names: listed(names) }) : ""))
      .filter(Boolean)
      .join(" ");
  }
  if (said.mine) return fill(ANSWERED[said.mine]?.() ?? "", { name: nameOf(view, said.seat) });
  return said.heard ? fill(gettext("%(name)s has been heard."), { name: nameOf(view, said.seat) }) : "";
}

/** @param {string | null} wants */
export function wantsWords(wants) {
  if (wants === "heard") return gettext("Would like to be heard");
  if (wants === "experience") return gettext("Would like to hear experience");
  if (wants === "ideas") return gettext("Would like practical ideas");
  return "";
}

/**
 * One line of the course of the meeting for the log, told to everybody; null for what needs no line.
 * @param {View} view the view after the event
 * @param {{type: string, [field: string]: any}} event
 * @returns {string | null}
 */
export function courseLine(view, event) {
  const name = () => nameOf(view, event.seat);
  switch (event.type) {
    case "segment_started": {
      const segment = part(view);
      return segment ? fill(ngettext("%(part)s began, %(n)s minute.", "%(part)s began, %(n)s minutes.", segment.minutes), { part: segment.title, n: segment.minutes }) : null;
    }
    case "floor_taken":
      return event.seat === view.me.seat ? gettext("The piece is with you") : fill(gettext("The piece went to %(name)s"), { name: name() });
    case "joined":
      return fill(gettext("%(name)s came in"), { name: name() });
    case "left":
      return fill(gettext("%(name)s has left for today"), { name: name() });
    case "paused":
      return gettext("We are pausing. The floor rests.");
    case "resumed":
      return gettext("We go on.");
    case "leader_changed":
      return event.seat === view.me.seat ? gettext("You lead from here") : fill(gettext("%(name)s leads from here"), { name: name() });
    case "time_extended":
      return gettext("This part gets a little more time.");
    case "commitment_made":
      return fill(gettext("%(name)s, until next time: %(words)s"), { name: event.seat === view.me.seat ? gettext("You") : name(), words: event.words });
    default:
      return null;
  }
}

/** How much of the floor I held, told after the meeting. @param {View} view */
export function ownShare(view) {
  const { turns, ms } = view.me.floor;
  if (!turns) return gettext("You did not take the piece today. Listening is taking part.");
  const minutes = Math.round(ms / 60000);
  const held = minutes < 1 ? gettext("less than a minute") : fill(ngettext("about %(n)s minute", "about %(n)s minutes", minutes), { n: minutes });
  return fill(ngettext("You held the piece once, %(held)s. Only you see this.", "You held the piece %(turns)s times, %(held)s. Only you see this.", turns), { turns, held });
}

/**
 * Each person's share of the floor and the share of an even round, for leaders.
 * @param {View} view @param {number} now
 */
export function shares(view, now) {
  const floor = view.leaders?.floor ?? {};
  const here = view.seats.filter((one) => isHere(one) || floor[one.seat]);
  /** @param {string} seat */
  const held = (seat) => (floor[seat]?.ms ?? 0) + (view.floor.holder === seat ? Math.max(0, now - view.floor.since_ms) : 0);
  const total = here.reduce((sum, one) => sum + held(one.seat), 0);
  return { even: here.length ? 1 / here.length : 0, total, of: (/** @type {string} */ seat) => (total ? held(seat) / total : 0) };
}
