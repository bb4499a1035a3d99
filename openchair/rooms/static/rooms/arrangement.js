// @ts-check
/**
 * Who would sit together, as the house proposed it and a leader changed it by hand: the same for the console and for
 * the board in the hall. No page in here.
 * @typedef {import("./fold.js").View} View
 * @typedef {{seats: string[], lead: string | null}} Planned
 * @typedef {NonNullable<View["me"]["proposed"]>} Proposed
 * @typedef {import("./fold/parts.js").Small} Small
 */
import { isHere, LEADS, nameOf } from "./telling.js";
import { fill, gettext, listed, ngettext } from "./words-of.js";

export class Arrangement {
  /** @type {Planned[]} */
  plan = [];
  /** Whom to put in another's place, or to another table. @type {string | null} */
  chosen = null;
  /** Whether there is something to look at. */
  open = false;
  /** The proposal it came from. @type {Proposed | null} */
  #from = null;

  /** @param {Proposed | null} proposed */
  take(proposed) {
    if (proposed === this.#from) return;
    this.#from = proposed;
    this.open = proposed !== null;
    this.plan = (proposed?.groups ?? []).map(({ seats, lead }) => ({ seats: [...seats], lead }));
    this.chosen = null;
  }

  /** Opened, or put away: there is nothing to look at until the house proposes something else. */
  done() {
    this.open = false;
    this.chosen = null;
  }

  /** Who is in the proposal and at no table. */
  get left() {
    const seated = new Set(this.plan.flatMap(({ seats }) => seats));
    const all = [...(this.#from?.groups ?? []).flatMap(({ seats }) => seats), ...(this.#from?.left ?? [])];
    return all.filter((seat) => !seated.has(seat));
  }

  /** Choose a name; the second one changes places with the first. @param {string} seat @returns {Planned[] | null} the plan it would make */
  choose(seat) {
    const first = this.chosen;
    this.chosen = first === seat || first ? null : seat;
    if (!first || first === seat) return null;
    return this.#changed(({ seats }) => seats.map((one) => (one === first ? seat : one === seat ? first : one)));
  }

  /** The chosen one goes to that table. @param {number} at @returns {Planned[] | null} the plan it would make */
  put(at) {
    const { chosen } = this;
    this.chosen = null;
    if (!chosen) return null;
    return this.#changed(({ seats }, number) => [...seats.filter((one) => one !== chosen), ...(number === at ? [chosen] : [])]);
  }

  /** @param {(group: Planned, number: number) => string[]} change */
  #changed(change) {
    return this.plan.map((group, number) => {
      const seats = change(group, number);
      return { seats, lead: group.lead && seats.includes(group.lead) ? group.lead : seats[0] ?? null };
    });
  }
}

/** What the house says of its proposal. @param {Planned[]} plan @param {Proposed} proposed */
export function planWords(plan, proposed) {
  if (!plan.length) return gettext("No arrangement is available for these people. Try another size.");
  if (!proposed.again) return gettext("Nobody here has sat together in a small group before.");
  return fill(ngettext("%(n)s pair here sat together before; the others have not.", "%(n)s pairs here sat together before; the others have not.", proposed.again), { n: proposed.again });
}

/** Who sits at no table, why the house left it to a leader, and what to do. @param {View} view @param {string[]} left */
export function leftWords(view, left) {
  if (!left.length) return "";
  const here = view.seats.filter((one) => isHere(one) && !LEADS.has(one.part));
  const alone = here.filter((one) => left.includes(one.seat) && here.filter((other) => other.hall === one.hall).length === 1);
  const why = alone.map((one) => fill(one.hall ? gettext("%(name)s is the only one in the hall.") : gettext("%(name)s is the only one online."), { name: one.name }));
  return [...why, fill(ngettext("%(names)s sits at no table yet. Choose the name, then a table.", "%(names)s sit at no table yet. Choose a name, then a table.", left.length), { names: listed(left.map((seat) => nameOf(view, seat))) })].join(" ");
}

/** Said of a table where hall and online sit together, which only a leader's hand does. @param {View} view @param {string[]} seats */
export function mixedWords(view, seats) {
  const halls = new Set(view.seats.filter((one) => seats.includes(one.seat)).map((one) => one.hall));
  return halls.size > 1 ? gettext("Hall and online together: this table needs a device.") : "";
}

/**
 * Which number each group of a plan gets, so that as few people as can be move; and who leads it there.
 * @param {Planned[]} plan @param {Small} small the groups that run, perhaps none any more
 * @returns {{moves: Record<string, number>, leads: string[]}}
 */
export function placed(plan, small) {
  /** @type {Record<string, number>} */
  const moves = {};
  const taken = new Set();
  let next = Math.max(0, ...small.groups.map((group) => group.number));
  const shared = (/** @type {string[]} */ seats, /** @type {string[]} */ members) => seats.filter((seat) => members.includes(seat)).length;
  for (const { seats } of plan) {
    const same = small.groups.filter((group) => !taken.has(group.number)).sort((a, b) => shared(seats, b.members) - shared(seats, a.members))[0];
    const number = same ? same.number : (next += 1);
    taken.add(number);
    for (const seat of seats) moves[seat] = number;
  }
  return { moves, leads: plan.flatMap(({ lead }) => (lead ? [lead] : [])) };
}

/**
 * Let the groups that run become those of the plan: who sits where, then who leads.
 * @param {(command: import("./socket.js").Command) => Promise<import("./socket.js").Answer>} ask
 * @param {Planned[]} plan @param {Small} small
 * @returns {Promise<import("./socket.js").Answer>}
 */
export async function place(ask, plan, small) {
  const { moves, leads } = placed(plan, small);
  const moved = await ask({ type: "move_to_groups", moves });
  if (!moved.ok && moved.code !== "already") return moved;
  for (const seat of leads) {
    const named = await ask({ type: "hand_on_group", seat });
    if (!named.ok && named.code !== "already") return named;
  }
  return { ok: true };
}
