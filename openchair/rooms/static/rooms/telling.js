// @ts-check
/**
 * What the view says in words: names, chairs, turns, answers. No page in here, so that a test can ask it.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Seat} Seat
 * @typedef {import("./fold.js").Said} Said
 * @typedef {import("./fold/parts.js").Way} Way
 */
import { wayOf } from "./ways.js";
import { fill, gettext, listed, ngettext } from "./words-of.js";

export const LEADS = new Set(["facilitator", "co_facilitator"]);

/** @param {View} view @param {string | null} seat */
export const chair = (view, seat) => view.seats.find((one) => one.seat === seat);

/** Everybody of the meeting, also from inside a small group. @param {View} view */
export const everybody = (view) => view.everybody ?? view.seats;

/** @param {View} view @param {string | null} seat */
export const nameOf = (view, seat) => everybody(view).find((one) => one.seat === seat)?.name ?? gettext("Somebody");

/** A name, or "you". @param {View} view @param {string} seat */
export const nameOrYou = (view, seat) => (seat === view.me.seat ? gettext("you") : nameOf(view, seat));

/** The part that runs now. @param {View} view */
export const part = (view) => (view.meeting.index === null ? undefined : view.meeting.segments[view.meeting.index]);

/** Whether the piece goes round, or to raised hands, in this part. @param {View} view */
export const hasFloor = (view) => wayOf(view).floor;

/** Whether my words have to wait until the piece comes to me. @param {View} view */
export function mustWait(view) {
  const mine = view.floor.holder === view.me.seat || view.floor.offered === view.me.seat;
  return !mine && !view.leaders && wayOf(view).one_voice;
}

/** The one who leads has lost the line or is not there. @param {View} view */
export function leaderLost(view) {
  const lead = chair(view, view.meeting.lead);
  return Boolean(lead && !(lead.place === "inside" && (lead.line || lead.hall)));
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

/** How somebody takes part, told quietly under the own name and under another's. @type {Record<Way, () => string>} */
const MINE = { listen: () => gettext("You, listening"), write: () => gettext("You, in writing"), read_out: () => gettext("You, words read out"), speak: () => gettext("You") };
/** @type {Record<Way, () => string>} */
const THEIRS = { listen: () => gettext("Listening"), write: () => gettext("In writing"), read_out: () => gettext("Words read out"), speak: () => "" };

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
  if (!one.line && !one.hall && !me) return gettext("Line dropped");
  if (view.floor.holder === one.seat) return me ? gettext("You have the floor") : gettext("Has the floor");
  if (view.floor.offered === one.seat) return me ? gettext("Your turn") : gettext("Piece offered");
  if (one.early) return me ? gettext("You, leaving earlier") : gettext("Leaves a little earlier");
  if (me) return MINE[one.way]();
  if (one.seat === view.meeting.lead) return gettext("Leads");
  if (LEADS.has(one.part)) return gettext("Helps lead");
  return THEIRS[one.way]() || (one.hall ? gettext("In the hall") : "");
}

/** Who comes next, as names with oneself as "you". @param {View} view @returns {string[]} */
export const nextUp = (view) => (view.round ? view.round.coming : view.queue);

/** Those who are here to listen, told without any reason. @param {View} view */
export function listeners(view) {
  const names = view.seats.filter((one) => one.way === "listen" && one.place === "inside" && one.seat !== view.me.seat).map((one) => one.name);
  if (!names.length) return "";
  return fill(ngettext("%(names)s is here to listen", "%(names)s are here to listen", names.length), { names: listed(names) });
}

/** How I take part. @param {View} view @returns {Way} */
export const entryOf = (view) => chair(view, view.me.seat)?.way ?? "speak";

const TAKE_OR_PASS = () => gettext("The piece lies before you. Take it, or pass; both are fine.");
/** @type {Record<Way, () => string>} */
const OFFERED = {
  listen: TAKE_OR_PASS,
  write: () => gettext("The piece lies before you. Take it and write, or pass; both are fine."),
  read_out: () => gettext("The piece lies before you. Write, and a leader reads it out; or pass. Both are fine."),
  speak: TAKE_OR_PASS,
};

/** What the person before whom the piece lies, or who holds it, is told. @param {View} view */
export function turnWords(view) {
  const { holder, offered } = view.floor;
  if (holder === view.me.seat) return gettext("You have the floor. Take your time.");
  const way = entryOf(view);
  // Leaders read out for everybody; in a small group one writes to its people.
  if (offered === view.me.seat) return OFFERED[view.within && way === "read_out" ? "write" : way]();
  return "";
}

/** How long before the usual end of a turn one is told, quietly. */
const SOON = 35_000;

/** The soft time of one turn: equal slots in a timed round, or what the part names; 0 for none. @param {View} view */
export const softTime = (view) => (view.round?.seconds || (part(view)?.turn_seconds ?? 0)) * 1000;

/**
 * How much of the soft time of the running turn is left, from 1 to 0; null where there is none.
 * @param {View} view @param {number} now
 */
export function turnLeft(view, now) {
  const soft = softTime(view);
  return view.floor.holder === null || soft <= 0 ? null : Math.min(1, Math.max(0, 1 - (now - view.floor.since_ms) / soft));
}

/**
 * What whoever holds the piece is told as time goes on: never that it is over. In equal slots everybody is told the same.
 * @param {View} view @param {number} now
 */
export function turnTime(view, now) {
  const soft = softTime(view);
  if (view.floor.holder !== view.me.seat || soft <= 0) return "";
  const held = now - view.floor.since_ms;
  if (held < soft) return held >= soft - SOON && soft > SOON ? gettext("About half a minute of the usual time left.") : "";
  if (view.round?.seconds) return gettext("Your time has come round. End in peace; nobody is cut off.");
  return nextUp(view).some((seat) => seat !== view.me.seat) ? gettext("There is no hurry; others would like a turn too.") : gettext("There is no hurry. Pass it on when you are ready.");
}

/**
 * What whoever keeps an eye on the time is told about somebody else's turn: soft words, and no countdown.
 * @param {View} view @param {number} now
 */
export function holderTime(view, now) {
  const { holder, since_ms } = view.floor;
  if (!holder) return gettext("Nobody has the piece just now.");
  const name = nameOf(view, holder);
  const soft = softTime(view);
  const held = now - since_ms;
  if (soft <= 0) return fill(gettext("%(name)s has the floor. This part names no time for a turn."), { name });
  if (held >= soft) return fill(gettext("%(name)s’s usual time has come round. Nobody is cut off."), { name });
  return held >= soft / 2 ? fill(gettext("%(name)s has had more than half of the usual time."), { name }) : fill(gettext("%(name)s has the floor, in the first half of the usual time."), { name });
}

/** The name of a round that is opened inside a part. @type {Record<string, () => string>} */
const OPENED = { round: () => gettext("A round"), timed_round: () => gettext("The same time for each"), listening_round: () => gettext("A listening round") };

/** What the part is called now. @param {View} view */
export const partName = (view) => (view.inner ? OPENED[view.inner.kind]?.() : undefined) ?? part(view)?.title ?? "";

/** What is asked now: by the round that was opened inside the part, else by the part. @param {View} view */
export const promptOf = (view) => view.inner?.prompt || part(view)?.prompt || "";

/** How long each has in a round of equal slots, in words; empty elsewhere. @param {View} view */
export function slotWords(view) {
  const seconds = view.round?.seconds ?? 0;
  if (!seconds || view.meeting.phase !== "running") return "";
  const minutes = Math.round(seconds / 30) / 2;
  if (minutes < 1) return gettext("The same time for everybody: about half a minute");
  if (minutes === 1) return gettext("The same time for everybody: about a minute");
  return fill(gettext("The same time for everybody: about %(n)s minutes"), { n: new Intl.NumberFormat(globalThis.document?.documentElement.lang || "en").format(minutes) });
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
  if (wants === "feedback") return gettext("Asks how it came across");
  return "";
}

/** What else words are, in the line above them. @param {Said} said */
export function markWords(said) {
  if (said.mark === "another_view") return gettext("Another view, one’s own or somebody else’s");
  if (said.mark === "late_answer") return gettext("Added after all was shown");
  if (said.mark === "said_back") return gettext("What they heard");
  return said.mark === "answer" ? gettext("Written before all was shown") : "";
}

/** Whose words these are. @param {View} view @param {Said} said */
export const saidBy = (view, said) => (said.seat === view.me.seat ? gettext("You") : said.seat ? nameOf(view, said.seat) : gettext("Without a name"));

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
    case "silence_began":
      return gettext("A moment of silence.");
    case "leader_changed":
      return event.seat === view.me.seat ? gettext("You lead from here") : fill(gettext("%(name)s leads from here"), { name: name() });
    case "time_extended":
      return gettext("This part gets a little more time.");
    case "heard_right":
      return fill(gettext("%(name)s: Yes, that is it."), { name: event.seat === view.me.seat ? gettext("You") : name() });
    case "partners_drawn":
      return gettext("Listening partners are drawn. Each sees only their own.");
    case "time_told":
      return fill(gettext("%(name)s, softly: it is time. Nobody is cut off."), { name: event.seat === view.me.seat ? gettext("You") : name() });
    case "heavy_marked":
      return fill(event.note ? gettext("%(name)s says that this is heavy. Content note: %(note)s.") : gettext("%(name)s says that this is heavy."), { name: event.seat === view.me.seat ? gettext("You") : name(), note: event.note });
    case "heavy_unmarked":
      return fill(gettext("%(name)s: not heavy after all."), { name: event.seat === view.me.seat ? gettext("You") : name() });
    case "aftercare_began":
      return gettext("A quiet moment. The piece rests.");
    case "door_locked":
      return gettext("The door is closed: nobody else comes in today.");
    case "door_unlocked":
      return gettext("The door is open again.");
    case "question_asked":
      return fill(event.nameless ? gettext("Everybody writes first, without names: %(words)s") : gettext("Everybody writes first: %(words)s"), { words: event.words });
    case "answers_revealed":
      return gettext("This is what was written, all at once:");
    case "question_ended":
      return gettext("The question was put away.");
    case "other_views_invited":
      return fill(gettext("Another view is invited: %(words)s"), { words: event.words });
    case "way_opened":
      return [fill(gettext("%(part)s begins: everybody is offered the piece once, and passing is fine."), { part: partName(view) }), event.prompt].filter(Boolean).join(" ");
    case "way_ended":
      return fill(gettext("The round is over. %(part)s goes on."), { part: partName(view) });
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

/** As in insights/hints.py: below this nothing is said about how the floor is shared. */
const FEWEST_MEMBERS = 3;
const FEWEST_TURNS = 20;

/**
 * What can be said about the floor, for leaders: members among themselves, and those who lead apart. `told` is what may
 * be shown: nothing of fewer than three members, nor before there were turns enough.
 * @typedef {{told: "few" | "early" | "shares", even: number, led: number, of: (seat: string) => number | null}} Shares
 * @param {View} view @param {number} now @returns {Shares}
 */
export function shares(view, now) {
  const floor = view.leaders?.floor ?? {};
  /** @param {Seat} one */
  const held = (one) => (floor[one.seat]?.ms ?? 0) + (view.floor.holder === one.seat ? Math.max(0, now - view.floor.since_ms) : 0);
  const members = view.seats.filter((one) => !LEADS.has(one.part) && (isHere(one) || floor[one.seat]));
  const sum = (/** @type {Seat[]} */ people) => people.reduce((total, one) => total + held(one), 0);
  const spoken = sum(members);
  const led = sum(view.seats.filter((one) => LEADS.has(one.part)));
  const turns = Object.values(floor).reduce((total, one) => total + one.turns, 0);
  // In a small group what the plenary counted says nothing.
  const few = members.length < FEWEST_MEMBERS || Boolean(view.within);
  return {
    told: few ? "few" : turns < FEWEST_TURNS || !spoken ? "early" : "shares",
    even: 1 / Math.max(1, members.length),
    led: led + spoken ? led / (led + spoken) : 0,
    of: (seat) => {
      const one = members.find((other) => other.seat === seat);
      return one && spoken ? held(one) / spoken : null;
    },
  };
}

/** Somebody's part of the floor in words: never a number that could be ranked. @param {number} share @param {number} even */
export function shareWords(share, even) {
  if (!share) return gettext("Quiet so far");
  if (share < even / 2) return gettext("Less than even");
  return share > even * 1.5 ? gettext("More than even") : gettext("About even");
}

/** What stands under the circle of those who lead. @param {Shares} share @param {boolean} weeks */
export function legendWords({ told, led }, weeks) {
  if (weeks) return gettext("Ring: part of the floor over the last weeks, newer meetings counting more. Tick: an even share.");
  if (told === "few") return gettext("With fewer than three members nothing is shown about the floor.");
  if (told === "early") return gettext("Too early to say how the floor is shared.");
  const leaders = led > 0.5 ? gettext("Leaders had more than half of it.") : led > 0.3 ? gettext("Leaders had up to half of it.") : gettext("Leaders had less than a third of it.");
  return `${gettext("Ring: part of the floor among members. Tick: an even share.")} ${leaders}`;
}
