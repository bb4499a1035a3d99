// @ts-check
/**
 * The leaders' layer: who is at the door, who called, one chair at a time. Only leaders' pages load and get any of it.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Call} Call
 * @typedef {import("./room.js").Room} Room
 * @typedef {{key: string, seat: string, title: string, details: string, quote?: string, first?: [string, () => void], second?: [string, () => void]}} Caller
 */
import { aloud, copy, find, keep, make, mark, show, write } from "./dom.js";
import { chair, isHere, leaderLost, LEADS, nameOf, stateOf } from "./telling.js";
import { rolesOf } from "./listening.js";
import { givePiece, takeBackPiece } from "./taking.js";
import { clockTime, fill, gettext, listed, ngettext } from "./words-of.js";

/** How somebody at the door comes today. @type {Record<import("./fold/parts.js").Way, () => string>} */
const COMES = { listen: () => gettext("Comes to listen."), write: () => gettext("Comes to write."), read_out: () => gettext("Would like a leader to read their words out."), speak: () => "" };
const STAYS_SHOWN = 3 * 60_000;

export class LeadersLayer {
  /** @type {string | null} */
  #chosen = null;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.root = /** @type {HTMLElement} */ (find("[data-leaders]", root));
    this.list = find("[data-callers]", this.root);
    // Of its own, for the one of the room goes with the room.
    this.lowTold = aloud(find("[data-low-told]", this.root));
    this.panel = /** @type {HTMLElement} */ (find("[data-panel=chair]", this.root));
    this.panel.addEventListener("click", (event) => this.#acted(event));
    this.panel.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#shut();
    });
  }

  /** The chair that something can be done about now. */
  get chosen() {
    return this.#chosen;
  }

  /** Show what can be done about one chair. @param {string} seat */
  choose(seat) {
    this.#chosen = seat;
    this.room.refresh(true);
    this.panel.scrollIntoView({ block: "nearest" });
    /** @type {HTMLElement} */ (find("[data-chair-name]", this.panel)).focus();
  }

  /** @param {View} view */
  render(view) {
    const leaders = view.leaders;
    show(this.root, leaders !== null);
    this.#stays(view);
    if (!leaders) return;
    const callers = this.#callers(view);
    const stood = this.list.contains(document.activeElement);
    keep(this.list, callers, (one) => one.key, () => copy("caller"), (element, one) => this.#caller(element, one, view));
    // The button that was pressed went with its row: the next one, or the heading, takes the focus.
    if (stood && !this.list.contains(document.activeElement)) /** @type {HTMLElement} */ (this.list.querySelector("button:not([hidden])") ?? find("[data-callers-title]", this.root)).focus();
    const waiting = callers.filter((one) => one.first || one.second).length;
    write(find("[data-callers-title]", this.root), waiting ? fill(ngettext("One person waits for you", "%(n)s people wait for you", waiting), { n: waiting }) : gettext("The door"));
    show(find("[data-callers-none]", this.root), !callers.length);
    this.#chair(view);
    this.#lost(view);
    this.#low(view, leaders);
    const names = view.seats.filter((one) => LEADS.has(one.part)).map((one) => one.name);
    write(find("[data-leaders-sight]", this.root), fill(gettext("%(names)s only"), { names: listed(names) }));
  }

  /** What can still come in after the end is read beside the calm end: the room itself is gone by then. @param {View} view */
  #stays(view) {
    if (view.meeting.phase !== "closed") return;
    const place = find("[data-closing-leaders]");
    show(place, view.leaders !== null);
    if (this.root.parentElement !== place) find("p", place).after(this.root);
  }

  /** @param {View} view @param {import("./fold.js").Leaders} leaders */
  #low(view, { low_pulses }) {
    show(find("[data-panel=low]", this.root), low_pulses.length > 0);
    keep(find("[data-low-list]", this.root), low_pulses, (one) => `${one.seat}-${one.question}`, (one) => make("li", {}, this.#lowWords(view, one)));
    const last = low_pulses.at(-1);
    this.lowTold(last ? this.#lowWords(view, last) : "");
  }

  /** @param {View} view @param {{seat: string, question: string}} low */
  #lowWords(view, { seat, question }) {
    const name = nameOf(view, seat);
    return question === "safe" ? fill(gettext("%(name)s did not feel safe today, and wants you to know."), { name }) : fill(gettext("%(name)s did not feel heard today, and wants you to know."), { name });
  }

  /** @param {View} view @returns {Caller[]} */
  #callers(view) {
    const leaders = /** @type {import("./fold.js").Leaders} */ (view.leaders);
    const now = Date.now() + this.room.skew;
    const fresh = (/** @type {Call} */ call) => call.leader === null || now - call.at_ms < STAYS_SHOWN;
    const calls = [
      ...leaders.not_well.filter(fresh).map((call) => this.#call(view, call, "not_well")),
      ...leaders.calls.filter(fresh).map((call) => this.#call(view, call, "call")),
    ].sort((a, b) => Number(Boolean(b.first)) - Number(Boolean(a.first)));
    const readings = leaders.readings.map((one) => this.#reading(view, one));
    const door = view.seats.filter((one) => one.place === "door").map((one) => this.#atDoor(view, one.seat));
    return [...calls, ...readings, ...door];
  }

  /** @param {View} view @param {Call} call @param {"not_well" | "call"} about @returns {Caller} */
  #call(view, call, about) {
    const name = nameOf(view, call.seat);
    const where = chair(view, call.seat);
    const at = fill(gettext("At %(time)s."), { time: clockTime(call.at_ms, this.room.zone) });
    const place = where && isHere(where) ? gettext("In the room.") : where?.place === "door" ? gettext("At the door.") : where?.place === "gone" ? gettext("Has left for today.") : gettext("Has not come to the door yet.");
    const title = about === "not_well" ? fill(gettext("%(name)s is not well"), { name }) : fill(gettext("%(name)s calls a leader"), { name });
    if (call.leader !== null) {
      return { key: `${about}-${call.seat}`, seat: call.seat, title, details: [at, this.#answered(view, call, about), place].join(" "), quote: call.words };
    }
    return {
      key: `${about}-${call.seat}`, seat: call.seat, title, details: [at, place].join(" "), quote: call.words,
      first: [fill(gettext("Go to %(name)s"), { name }), () => this.#goTo(call.seat)],
    };
  }

  /** Words somebody would like to have read out. @param {View} view @param {import("./fold/parts.js").Reading} one @returns {Caller} */
  #reading(view, one) {
    const name = nameOf(view, one.seat);
    const theirs = view.floor.offered === one.seat || view.floor.holder === one.seat;
    const title = fill(gettext("Please read this out for %(name)s"), { name });
    if (view.small?.groups.some((group) => group.members.includes(one.seat))) {
      return { key: `reading-${one.seat}`, seat: one.seat, title, quote: one.words, details: fill(gettext("%(name)s is in a small group. Their words wait until everybody is back."), { name }) };
    }
    return {
      key: `reading-${one.seat}`, seat: one.seat, title, quote: one.words,
      details: theirs ? gettext("It is their turn now.") : gettext("Read it when there is room for it. It stands in the words as theirs."),
      first: [gettext("I read it now"), () => this.room.ask({ type: "read_out", seat: one.seat })],
    };
  }

  /** Who answered a call; once the person came in from the door, that is over. @param {View} view @param {Call} call @param {"not_well" | "call"} about */
  #answered(view, call, about) {
    const where = chair(view, call.seat);
    const over = about === "not_well" && where !== undefined && (isHere(where) || where.place === "gone");
    if (call.leader === view.me.seat) return over ? gettext("You went to them.") : gettext("You go to them.");
    return fill(over ? gettext("%(name)s went to them.") : gettext("%(name)s goes to them."), { name: nameOf(view, call.leader) });
  }

  /** @param {View} view @param {string} seat @returns {Caller} */
  #atDoor(view, seat) {
    const name = nameOf(view, seat);
    const answers = view.leaders?.door[seat];
    const check = view.leaders?.checks[seat];
    /** @type {[string, () => void]} */
    const word = [gettext("A word first"), () => this.room.composer.writeTo(seat)];
    if (check && !check.signed) {
      return { key: `door-${seat}`, seat, title: name, details: gettext("Cannot come in yet: the agreement as it stands now is not signed. Their page shows it to them."), second: [fill(gettext("Write to %(name)s"), { name }), word[1]] };
    }
    const details = [
      check?.first_visit ? gettext("First visit.") : "",
      answers ? (answers.alone ? gettext("Alone.") : gettext("Someone may overhear.")) : "",
      answers ? (answers.headphones ? gettext("Headphones on.") : gettext("Text only.")) : "",
      answers ? COMES[answers.way]() : "",
      answers?.place_left ? gettext("Left a sealed note of the place.") : "",
    ].filter(Boolean).join(" ");
    return { key: `door-${seat}`, seat, title: name, details, first: [fill(gettext("Let %(name)s in"), { name }), () => this.room.ask({ type: "admit", seat })], second: word };
  }

  /** @param {HTMLElement} element @param {Caller} one @param {View} view */
  #caller(element, one, view) {
    write(find(".chair", element), [...nameOf(view, one.seat)][0] ?? "");
    write(find("h3", element), one.title);
    write(find("p", element), one.details);
    const quote = find("q", element);
    write(quote, one.quote ?? "");
    show(quote, Boolean(one.quote));
    for (const [name, act] of /** @type {const} */ ([["first", one.first], ["second", one.second]])) {
      const button = /** @type {HTMLButtonElement} */ (find(`[data-${name}]`, element));
      show(button, Boolean(act));
      write(button, act?.[0] ?? "");
      button.onclick = act ? act[1] : null;
    }
  }

  /** @param {string} seat */
  async #goTo(seat) {
    const answer = await this.room.ask({ type: "go_to", seat });
    if (answer.ok) this.room.composer.writeTo(seat);
  }

  /** @param {View} view */
  #chair(view) {
    const one = chair(view, this.#chosen);
    show(this.panel, Boolean(one));
    if (!one) return;
    const mine = one.seat === view.me.seat;
    const holds = view.floor.holder === one.seat || view.floor.offered === one.seat;
    write(find("[data-chair-name]", this.panel), mine ? fill(gettext("%(name)s, you"), { name: one.name }) : one.name);
    write(find("[data-chair-words]", this.panel), [stateOf(this.room.view ?? view, one), ...rolesOf(view, one.seat), one.pronouns, one.commitment ? fill(gettext("Until next time: %(words)s"), { words: one.commitment }) : ""].filter(Boolean).join(". "));
    const give = find("[data-chair=give]", this.panel);
    write(give, holds ? gettext("Put the piece back") : mine ? gettext("Take the piece") : fill(gettext("Give %(name)s the piece"), { name: one.name }));
    show(give, !view.small && one.place === "inside" && view.meeting.phase === "running");
    const word = find("[data-chair=word]", this.panel);
    write(word, fill(gettext("A private word to %(name)s"), { name: one.name }));
    show(word, !mine && (isHere(one) || one.place === "door"));
    // A page of its own beside the room, which stays open: whoever leads is needed in both.
    const where = /** @type {HTMLAnchorElement} */ (find("[data-chair=where]", this.panel));
    mark(where, "href", where.pathname.replace(/[^/]+\/$/, `${one.seat}/`));
    show(where, !mine && Boolean(view.leaders?.door[one.seat]?.place_left));
    show(find("[data-chair=remove]", this.panel), !mine && (isHere(one) || one.place === "door"));
  }

  /** @param {View} view */
  #lost(view) {
    const lost = leaderLost(view) && view.meeting.lead !== view.me.seat && view.meeting.phase !== "closed";
    show(find("[data-panel=lost]", this.root), lost);
    write(find("[data-lost-title]", this.root), fill(gettext("%(name)s’s line dropped"), { name: nameOf(view, view.meeting.lead) }));
  }

  /** @param {MouseEvent} event */
  #acted(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const view = this.room.full;
    const one = view && chair(view, this.#chosen);
    if (!button || !view || !one) return;
    const holds = view.floor.holder === one.seat || view.floor.offered === one.seat;
    if (button.dataset.chair === "give") {
      this.#gives(view, one.seat, holds, button);
    } else if (button.dataset.chair === "word") {
      this.#chosen = null;
      this.room.refresh(true);
      this.room.composer.writeTo(one.seat);
    } else if (button.dataset.chair === "remove") this.#remove(one.seat, one.name, button);
    // A phrase that was sent stays in sight, with who sent it and when.
    else if (!button.dataset.kind) this.#shut();
  }

  /** @param {View} view @param {string} seat @param {boolean} holds @param {HTMLElement} from */
  async #gives(view, seat, holds, from) {
    const done = await (holds ? takeBackPiece(this.room, view, from) : givePiece(this.room, view, seat, from));
    if (done) this.#shut();
  }

  #shut() {
    const seat = this.#chosen;
    this.#chosen = null;
    this.room.refresh(true);
    if (seat) this.room.focusSeat(seat);
  }

  /** @param {string} seat @param {string} name @param {HTMLElement} from */
  async #remove(seat, name, from) {
    const reason = await this.room.asking.question({
      title: fill(gettext("Ask %(name)s to leave for today?"), { name }),
      words: fill(gettext("%(name)s stays a member. The others see “left for today”, and no reason."), { name }),
      label: fill(gettext("The reason. Only %(name)s and the leaders read it."), { name }),
      yes: fill(gettext("Ask %(name)s to leave"), { name }), no: gettext("Leave it"), from,
    });
    if (reason === null) return;
    await this.room.ask({ type: "remove", seat, reason });
    this.#shut();
  }
}
