// @ts-check
/**
 * What one can do in the room: the turn, being here, calling; and for leaders the course of the meeting.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { face, find, mark, show, write } from "./dom.js";
import { chair, entryOf, everybody, hasFloor, holderTime, LEADS, nameOf, softTime, turnLeft, turnTime, turnWords } from "./telling.js";
import { givePiece, takeBackPiece } from "./taking.js";
import { fill, gettext, ngettext } from "./words-of.js";

const MINUTES_MORE = 2;
const COMING = 10 * 60_000;

/** @param {Element} button @param {boolean} can */
const allow = (button, can) => mark(button, "aria-disabled", can ? null : "true");

/** @param {Element} button @param {string} words */
const label = (button, words) => write(find("[data-label]", button), words);

export class Turn {
  /** The part whose end was asked about, and what was told about the time of the turn. */
  #askedAt = -1;
  #told = "";

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.root = root;
    this.panel = find("[data-turn]", root);
    this.words = find("[data-turn-words]", root);
    this.time = find("[data-turn-time]", root);
    this.take = find("[data-do=take_piece]", root);
    this.pass = find("[data-turn-pass]", root);
    this.later = find("[data-turn-later]", root);
    this.hand = find("[data-hand]", root);
    this.way = /** @type {HTMLSelectElement | null} */ (root.querySelector("[data-way]"));
    this.way?.addEventListener("change", () => this.#takePart());
    this.reading = root.querySelector("[data-reading]");
    document.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {View} view */
  render(view) {
    const me = view.me.seat;
    const { holder, offered } = view.floor;
    const running = view.meeting.phase === "running";
    const stood = this.panel.contains(document.activeElement) ? document.activeElement : null;
    show(this.panel, running && (holder === me || offered === me));
    show(this.take, offered === me);
    this.pass.lastChild && (this.pass.lastChild.textContent = ` ${holder === me ? gettext("Pass it on") : gettext("Pass")} `);
    this.pass.classList.toggle("button--main", holder === me);
    show(this.later, offered === me && !view.echo && Boolean(view.round?.coming.length) && !view.round?.came_back);
    this.#hand(view);
    const early = this.root.querySelector("[data-early]");
    if (early) mark(early, "aria-pressed", chair(view, me)?.early ? "true" : "false");
    if (this.way && document.activeElement !== this.way) this.way.value = entryOf(view);
    if (this.reading) {
      show(this.reading, view.me.reading !== null);
      write(find("q", this.reading), view.me.reading?.words ?? "");
    }
    for (const button of document.querySelectorAll("[data-call]")) this.#call(button, view);
    if (view.leaders) this.#lead(this.room.full ?? view);
    this.tick(view, Date.now() + this.room.skew);
    if (stood?.closest("[hidden]")) this.#next(view);
  }

  /** The button that was pressed is gone: whoever took the piece speaks next, whoever passed is at the hand again. @param {View} view */
  #next(view) {
    if (view.floor.holder === view.me.seat) this.room.composer.text.focus();
    else /** @type {HTMLElement} */ (this.hand).focus();
  }

  /** The soft time of a turn: it tells, and never cuts off. @param {View} view @param {number} now */
  tick(view, now) {
    const time = turnTime(view, now);
    write(this.words, time || turnWords(view));
    const left = view.floor.holder === view.me.seat ? turnLeft(view, now) : null;
    show(this.time, left !== null);
    mark(find(".left", this.time), "stroke-dasharray", `${((left ?? 0) * 100).toFixed(1)} 100`);
    mark(this.panel, "data-full", left === 0);
    const soft = this.#softTime(now);
    const told = time || (soft && turnLeft(view, now) === 0 ? soft : "");
    if (told && told !== this.#told) this.room.announcer.tell(told);
    this.#told = told;
  }

  /** One line for leaders about the turn of somebody else. @param {number} now */
  #softTime(now) {
    const view = this.room.full;
    const line = this.root.querySelector("[data-soft-time]");
    if (!line || !view) return "";
    const { holder } = view.floor;
    const words = view.leaders && !view.small && view.meeting.phase === "running" && holder && holder !== view.me.seat && softTime(view) > 0 ? holderTime(view, now) : "";
    write(line, words);
    show(line, Boolean(words));
    return words;
  }

  /** @param {View} view */
  #hand(view) {
    const me = view.me.seat;
    const up = view.queue.includes(me);
    if (view.leaders && !view.within) {
      label(this.hand, view.floor.holder === me ? gettext("Pass it on") : gettext("Take the piece"));
      show(this.hand, view.meeting.phase === "running");
      return;
    }
    const mine = view.floor.holder === me || view.floor.offered === me;
    mark(this.hand, "aria-pressed", up ? "true" : "false");
    label(this.hand, up ? gettext("Hand is up") : gettext("Raise hand"));
    allow(this.hand, !mine && view.meeting.phase !== "closed");
  }

  /** @param {Element} button @param {View} view */
  #call(button, view) {
    const called = view.me.called;
    const stands = called !== null && (called.leader === null || isLately(view, Date.now() + this.room.skew));
    mark(button, "aria-pressed", stands ? "true" : "false");
    label(button, !stands ? gettext("Call leader") : called.leader ? fill(gettext("%(name)s is coming"), { name: nameOf(view, called.leader) }) : gettext("Called"));
  }

  /** @param {View} view */
  #lead(view) {
    const { phase, index, segments } = view.meeting;
    const last = index !== null && index >= segments.length - 1;
    const under = (/** @type {string} */ name) => find(`.actions [data-lead=${name}]`, this.root);
    label(under("course"), phase === "waiting" ? gettext("Begin") : last ? gettext("Close the meeting") : gettext("Next part"));
    allow(under("course"), phase !== "closed");
    allow(under("extend"), phase === "running");
    label(under("rest"), phase === "paused" ? gettext("Go on") : gettext("Pause"));
    face(under("rest"), phase === "paused" ? "on" : "pause");
    allow(under("rest"), phase === "running" || phase === "paused");
    const out = view.floor.holder ?? view.floor.offered;
    allow(under("back"), phase === "running" && Boolean(out));
    allow(under("offer"), phase === "running" && !out && hasFloor(view) && (view.queue.length > 0 || Boolean(view.round?.coming.length)));
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const view = this.room.view;
    if (!button || !view || button.getAttribute("aria-disabled") === "true") return;
    if (button.dataset.do) this.room.ask({ type: button.dataset.do });
    else if (button.matches("[data-hand]")) this.#raise(view, button);
    else if (button.matches("[data-unread]")) this.#takeBackReading();
    else if (button.matches("[data-call]")) this.#askForLeader(view, button);
    else if (button.matches("[data-step-out]")) this.#stepOut(button);
    else if (button.matches("[data-step-back]")) this.room.ask({ type: "step_back" });
    else if (button.matches("[data-word-to-leader]")) this.room.composer.writeToLeader(view);
    else if (button.matches("[data-early]")) this.room.ask({ type: "go_earlier", early: button.getAttribute("aria-pressed") !== "true" });
    else if (button.matches("[data-leave]")) this.#leave(button);
    else if (button.matches("[data-close]")) this.#close(button);
    else if (button.dataset.lead) this.#leads(button, this.room.full ?? view);
  }

  /** @param {View} view @param {HTMLElement} from */
  #raise(view, from) {
    const me = view.me.seat;
    if (view.leaders && !view.within) {
      if (view.floor.holder === me) this.room.ask({ type: "pass_on" });
      else givePiece(this.room, view, me, from);
    } else this.room.ask({ type: view.queue.includes(me) ? "lower_hand" : "raise_hand" });
  }

  /** How I take part changes at once; a no puts the choice back. */
  async #takePart() {
    const select = /** @type {HTMLSelectElement} */ (this.way);
    const answer = await this.room.ask({ type: "take_part", way: select.value });
    if (!answer.ok && this.room.view) select.value = entryOf(this.room.view);
  }

  /** The words come back into the field: taken back is not lost. */
  async #takeBackReading() {
    const words = this.room.view?.me.reading?.words ?? "";
    const answer = await this.room.ask({ type: "take_back_reading" });
    if (answer.ok && words) this.room.composer.offer(words);
  }

  /** @param {View} view @param {HTMLElement} from */
  async #askForLeader(view, from) {
    const called = view.me.called;
    if (called && called.leader === null) return;
    if (called && isLately(view, Date.now() + this.room.skew)) {
      const yes = await this.room.asking.question({ title: fill(gettext("%(name)s is coming to you"), { name: nameOf(view, called.leader) }), words: gettext("You can call the leaders once more, if nobody came or something else is the matter."), yes: gettext("Call once more"), no: gettext("Wait"), from });
      if (yes === null) return;
    }
    this.room.ask({ type: "call_leader" });
  }

  /** @param {HTMLElement} from */
  async #stepOut(from) {
    const yes = await this.room.asking.question({
      title: gettext("Step out for a while?"), words: gettext("Your chair stays yours. The others see “stepped out”. The words go on, and you can read them when you are back."),
      yes: gettext("Step out"), no: gettext("Stay"), from,
    });
    if (yes !== null) this.room.ask({ type: "step_out" });
  }

  /** @param {HTMLElement} from */
  async #leave(from) {
    const yes = await this.room.asking.question({
      title: gettext("Leave the room for today?"), words: gettext("The others see that you have left for today, and no reason. If you only need a moment, step out instead."),
      yes: gettext("Leave the room"), no: gettext("Stay"), from,
    });
    if (yes !== null) this.room.ask({ type: "leave" });
  }

  /** @param {HTMLElement} from */
  async #close(from) {
    const view = this.room.full;
    const unseen = view && unseenAnswers(view) ? gettext("Some have written, and it has not been shown: nobody will see it.") : "";
    const yes = await this.room.asking.question({
      title: gettext("Close the meeting?"), words: [unseen, gettext("It ends for everybody now. People can still check out for a few minutes. This cannot be undone.")].filter(Boolean).join(" "),
      yes: gettext("Close the meeting"), no: gettext("Go on"), from,
    });
    if (yes !== null) this.room.ask({ type: "close" });
  }

  /** A round is not cut short by one press: once, it is said how many still wait. Nor does what was written go unseen. @param {HTMLElement} from @param {View} view */
  async #nextPart(from, view) {
    const { index } = view.meeting;
    const written = unseenAnswers(view);
    if (written) {
      const yes = await this.room.asking.question({
        title: fill(ngettext("%(n)s person has written, and it has not been shown", "%(n)s people have written, and it has not been shown", written), { n: written }),
        words: gettext("The next part ends the question: nothing of what was written will be shown to anybody."),
        yes: gettext("Go to the next part"), no: gettext("Stay with the question"), from,
      });
      if (yes === null) return;
    }
    const waiting = view.round ? view.round.coming.length + (view.floor.offered ? 1 : 0) : 0;
    if (waiting && this.#askedAt !== index) {
      this.#askedAt = index ?? -1;
      const yes = await this.room.asking.question({
        title: fill(ngettext("%(n)s person has not had the piece yet", "%(n)s people have not had the piece yet", waiting), { n: waiting }),
        words: gettext("The next part ends this round for everybody. You can also let it go on for as long as it takes."),
        yes: gettext("Go to the next part"), no: gettext("Let the round go on"), from,
      });
      if (yes === null) return;
    }
    this.room.ask({ type: "next_part", after: index });
  }

  /** @param {HTMLElement} button @param {View} view */
  #leads(button, view) {
    const { phase, index, segments } = view.meeting;
    switch (button.dataset.lead) {
      case "course":
        if (phase === "waiting") this.room.ask({ type: "begin" });
        else if (index !== null && index >= segments.length - 1) this.#close(button);
        else this.#nextPart(button, view);
        break;
      case "extend":
        this.room.ask({ type: "extend", minutes: MINUTES_MORE });
        break;
      case "rest":
        this.room.ask({ type: phase === "paused" ? "resume" : "pause" });
        break;
      case "back":
        takeBackPiece(this.room, view, button);
        break;
      case "offer":
        this.room.ask({ type: "pass_on" });
        break;
      case "take_over":
        this.room.ask({ type: "take_over" });
        break;
    }
  }
}

/** How many have written what has not been shown. @param {View} view */
const unseenAnswers = (view) => (view.question?.open ? view.leaders?.written ?? 0 : 0);

/** Whether somebody answered a call only a while ago. @param {View} view @param {number} now */
const isLately = (view, now) => Boolean(view.me.called && now - view.me.called.at_ms < COMING);

/** What the person who called is told. @param {View} view */
export function calledWords(view) {
  const called = view.me.called;
  if (!called) return "";
  if (called.leader) return fill(gettext("%(name)s is coming to you."), { name: nameOf(view, called.leader) });
  const leaders = everybody(view).filter((one) => LEADS.has(one.part) && one.seat !== view.me.seat);
  const [only] = leaders.length === 1 ? leaders : [];
  if (called.about === "not_well") return only ? fill(gettext("%(name)s has been told that you are not well, and nobody else."), { name: only.name }) : gettext("Your leaders have been told that you are not well, and nobody else. One of them comes to you.");
  return only ? fill(gettext("%(name)s has been called, and nobody else sees it."), { name: only.name }) : gettext("Your leaders have been called, and only they see it.");
}
