// @ts-check
/**
 * What stands in place of the room: loading, the blank page, stepped out, the calm pause, asked to leave, the end;
 * and the strip under the bar when the line dropped. One at a time; help and exit stay where they are.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { find, show, write } from "./dom.js";
import { leaderLost, LEADS, nameOf, ownShare } from "./telling.js";
import { calledWords } from "./turn.js";
import { clockTime, fill, gettext } from "./words-of.js";

const LONG = 30_000;
const SLOW = 10_000;

export class States {
  #blank = false;
  #readOn = false;
  #shown = "";
  #title = document.title;
  /** The call whose strip was put away. */
  #seenCall = "";

  /** @param {HTMLElement} element the room itself @param {Room} room */
  constructor(element, room) {
    this.element = element;
    this.room = room;
    /** @type {Map<string, HTMLElement>} */
    this.states = new Map();
    for (const state of document.querySelectorAll("[data-state]")) if (state instanceof HTMLElement) this.states.set(state.dataset.state ?? "", state);
    this.dropped = find("[data-dropped]");
    this.called = find("[data-called]");
    setTimeout(() => document.querySelectorAll("[data-slow]").forEach((part) => show(part, true)), SLOW);
    document.addEventListener("click", (event) => this.#clicked(event));
    document.addEventListener("keydown", (event) => this.#pressed(event));
  }

  /** @param {View | null} view */
  render(view) {
    const state = this.#blank ? "blank" : view ? this.#of(view) : "loading";
    if (view) this.#fill(view);
    for (const [name, element] of this.states) show(element, name === state);
    show(this.element, state === "");
    if (view) this.calls(view);
    this.room.moments.render(view, state === "");
    if (state !== this.#shown && this.#shown !== "loading" && state !== "loading" && state) {
      this.room.asking.drop();
      this.states.get(state)?.focus({ preventScroll: true });
    }
    // Back in the room: whoever uses the keyboard stands at the words, not at the top of the page.
    if (!state && this.#shown && this.#shown !== "loading" && this.#shown !== "blank") /** @type {HTMLElement} */ (find("[data-log]")).focus({ preventScroll: true });
    this.#shown = state;
  }

  /** The strip about a call: until it is put away, or a while went by. @param {View} view */
  calls(view) {
    const words = this.#blank ? "" : calledWords(view);
    write(find("[data-called-words]", this.called), words);
    show(this.called, Boolean(words) && callKey(view) !== this.#seenCall && this.#calledLately(view));
  }

  /** The line dropped: said once, politely. @param {number} at */
  lineDown(at) {
    write(find("[data-dropped-when]", this.dropped), fill(gettext("The line dropped at %(time)s."), { time: clockTime(at, this.room.zone) }));
    show(find("[data-dropped-long]", this.dropped), false);
    show(this.dropped, true);
    this.long = setTimeout(() => show(find("[data-dropped-long]", this.dropped), true), LONG);
  }

  lineUp() {
    clearTimeout(this.long);
    show(this.dropped, false);
  }

  /** The end of being here, for a reason only this person reads. @param {string} title @param {string} words */
  end(title, words) {
    write(find("[data-ended-title]"), title);
    write(find("[data-ended-words]"), words);
    this.ended = true;
    this.lineUp();
    this.room.refresh();
  }

  /** @param {View} view @returns {string} */
  #of(view) {
    if (this.ended) return "ended";
    if (view.me.asked_to_leave) return "removed";
    if (view.me.ended) return "ended";
    if (view.meeting.phase === "closed") return "closed";
    if (view.me.place === "out") return "out";
    const holds = view.meeting.phase === "paused" && view.meeting.paused_why === "leader_lost";
    if (!holds) this.#readOn = false;
    return holds && !this.#readOn ? "hold" : "";
  }

  /** @param {View} view */
  #fill(view) {
    const asked = view.me.asked_to_leave;
    if (asked) {
      write(find("[data-removed-title]"), fill(gettext("%(name)s has asked you to leave for today"), { name: this.room.names[asked.by] ?? gettext("Your leader") }));
      write(find("[data-removed-reason]"), `“${asked.reason}”`);
      write(find("[data-removed-others]"), fill(gettext("The others see “%(name)s has left for today”, and no reason."), { name: nameOf(view, view.me.seat) }));
    }
    if (view.me.ended && !this.ended) {
      write(find("[data-ended-title]"), gettext("Your chair in this meeting has ended"));
      write(find("[data-ended-words]"), endedWords(view.me.ended));
    }
    const lead = nameOf(view, view.meeting.lead);
    write(find("[data-hold-words]"), leaderLost(view) ? fill(gettext("%(name)s’s line dropped. Everyone keeps their chair, and the turns stay as they were."), { name: lead }) : gettext("Everyone keeps their chair, and the turns stay as they were."));
    const helper = view.seats.find((one) => LEADS.has(one.part) && one.seat !== view.meeting.lead && one.place === "inside" && one.line);
    const closes = view.meeting.closes_ms ? fill(gettext("If nobody can lead, the meeting closes kindly at %(time)s."), { time: clockTime(view.meeting.closes_ms, this.room.zone) }) : "";
    write(find("[data-hold-next]"), [helper && helper.seat !== view.me.seat ? fill(gettext("%(name)s can take over."), { name: helper.name }) : "", closes].filter(Boolean).join(" "));
    show(find("[data-state=hold] [data-lead=take_over]"), view.leaders !== null);
    if (view.meeting.phase === "closed") this.#closed(view);
  }

  /** @param {View} view */
  #closed(view) {
    const share = find("[data-own-share]");
    write(share, ownShare(view));
    show(share, view.me.floor.turns > 0 || view.words.length > 0);
    const words = [...view.meeting.segments].reverse().find((segment) => segment.kind === "closing_words")?.script[0] ?? "";
    const place = find("[data-closing-words]");
    if (words) write(place, `“${words}”`);
    show(place, Boolean(place.textContent));
    // The last questions can still be answered for a while: they stand beside the calm end.
    const forms = find("[data-closing-forms]");
    if (!forms.contains(this.room.asks.body)) forms.append(this.room.asks.body);
  }

  /** @param {View} view */
  #calledLately(view) {
    const called = view.me.called;
    return Boolean(called && Date.now() + this.room.skew - called.at_ms < LONG * 20);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    if (target.closest("[data-blank-now]")) this.#goBlank(true);
    else if (target.closest("[data-blank-back]")) this.#goBlank(false);
    else if (target.closest("[data-blank-stay]")) this.#askBack(false);
    else if (this.#blank && target.closest("main")) this.#askBack(true);
    else if (target.closest("[data-called-seen]")) {
      this.#seenCall = this.room.view ? callKey(this.room.view) : "";
      this.room.refresh(true);
      /** @type {HTMLElement} */ (find("[data-log]")).focus({ preventScroll: true });
    } else if (target.closest("[data-hold-read]")) {
      this.#readOn = true;
      this.room.refresh();
    } else if (target.closest("[data-try-now]")) this.room.tryNow();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (!this.#blank || event.key === "Escape" || event.key === "Tab" || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target instanceof Element && event.target.closest("a, button")) return;
    // The key that asks must not press the button that answers.
    event.preventDefault();
    this.#askBack(true);
  }

  /** One tap takes everything off the page at once; the way back asks first. @param {boolean} blank */
  #goBlank(blank) {
    this.#blank = blank;
    this.room.announcer.paused = blank;
    if (blank) this.room.announcer.hush();
    document.documentElement.toggleAttribute("data-blank", blank);
    document.title = blank ? gettext("Blank page") : this.#title;
    this.#askBack(false);
    this.room.refresh(true);
    if (!blank) /** @type {HTMLElement | null} */ (document.querySelector("live-room [data-blank-now]"))?.focus({ preventScroll: true });
  }

  /** @param {boolean} ask */
  #askBack(ask) {
    show(find("[data-blank-ask]"), ask);
    show(find("[data-blank-quiet]"), !ask);
    if (ask) /** @type {HTMLElement} */ (find("[data-blank-back]")).focus();
    else if (this.#blank) this.states.get("blank")?.focus({ preventScroll: true });
  }
}

/** @param {View} view */
const callKey = (view) => `${view.me.called?.at_ms}-${view.me.called?.leader}`;

/** @param {string} why */
export function endedWords(why) {
  if (why === "signature") return gettext("You took your signature back, or the agreement changed. You can read it and sign again on the page of your group.");
  if (why === "suspended") return gettext("Your access is paused. The coordinator can tell you more.");
  return gettext("Your membership of this group has ended. The coordinator can tell you more.");
}
