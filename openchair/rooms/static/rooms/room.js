// @ts-check
/**
 * The live room. Holds the line, folds what comes in, and lets each part of the page show its share of the view.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Frame} Frame
 * @typedef {import("./socket.js").Command} Command
 * @typedef {import("./socket.js").Answer} Answer
 * @typedef {import("./console.js").Console} Console
 */
import { Announcer } from "./announce.js";
import { Asking } from "./asking.js";
import { Care } from "./care.js";
import { Circle } from "./circle.js";
import { PartPanel } from "./closing.js";
import { Composer } from "./compose.js";
import { NudgeStrip } from "./desk/nudge.js";
import { aloud, find, show, write } from "./dom.js";
import { Drafts } from "./drafts.js";
import { foldAck, foldView } from "./fold.js";
import { Listening } from "./listening.js";
import { Moments } from "./moments.js";
import { Sharing } from "./sharing.js";
import { SmallGroups } from "./small-groups.js";
import { RoomLine } from "./socket.js";
import { States } from "./states.js";
import { turnWords } from "./telling.js";
import { Turn } from "./turn.js";
import { Words } from "./words.js";
import { gettext } from "./words-of.js";
import { askedWithin, within } from "./within.js";

const FRAME = 16;
const TICK = 5_000;
const SENDING = 1_500;
const WORDS = new Set(["say", "say_in_group", "private_word", "ask_to_read"]);

export class Room {
  /** The meeting from where this person is: inside a small group, that is the room. @type {View | null} */
  view = null;
  /** The whole of it. @type {View | null} */
  full = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  #downSince = 0;
  /** Names last seen, for what is told after the others are no longer shown. @type {Record<string, string>} */
  names = {};
  /** The call, where the group meets with voice. @type {import("./voice/voice.js").Voice | undefined} */
  voice;

  /** @param {HTMLElement} element @param {typeof Console | null} OfLeaders */
  constructor(element, OfLeaders) {
    this.element = element;
    this.zone = element.dataset.zone ?? "";
    /** How far the server's clock is ahead of this one. */
    this.skew = Number(element.dataset.now) - Date.now();
    this.line = new RoomLine(element.dataset.socket ?? "");
    this.drafts = new Drafts(element.dataset.socket ?? "");
    this.announcer = new Announcer(aloud(find("[data-announce]", element)));
    this.asking = new Asking(document, stillBehind);
    this.composer = new Composer(element, this);
    this.words = new Words(element, this);
    this.asks = new PartPanel(element, this);
    this.sharing = new Sharing(element, this);
    this.care = new Care(element, this);
    this.listening = new Listening(element, this);
    this.turn = new Turn(element, this);
    this.small = new SmallGroups(element, this);
    this.leaders = OfLeaders && new OfLeaders(element, this);
    this.nudge = this.leaders ? null : new NudgeStrip(this);
    this.circle = new Circle(element, this.leaders ? { choose: (seat) => this.leaders?.choose(seat) } : {});
    this.moments = new Moments(this);
    this.states = new States(element, this);
    this.#listen();
    this.#render();
    if (element.hasAttribute("data-voice")) import("./voice/voice.js").then(({ Voice }) => (this.voice = new Voice(element, this)));
    this.line.connect();
    setInterval(() => this.#tick(), TICK);
  }

  /** Ask the room for something; a no is said beside the acts unless the caller says it elsewhere. @param {Command} command @param {{quietly?: boolean}} [how] @returns {Promise<Answer>} */
  async ask(command, { quietly = false } = {}) {
    this.#sayNo("");
    if (command.type === "pass_on") this.moments.passes();
    const asked = this.line.ask(askedWithin(command, this.view));
    if (WORDS.has(command.type)) setTimeout(() => this.refresh(), SENDING);
    const answer = await asked;
    if (answer.ok && this.full) this.#become(foldAck(this.full, command));
    if (!answer.ok && !quietly && answer.code !== "already") this.#sayNo(answer.words);
    this.refresh();
    return answer;
  }

  /** Words that are not stored yet: shown only when it takes noticeably long. @returns {Command[]} */
  waiting() {
    return this.line.waitingFor(this.#downSince ? 0 : SENDING).filter((command) => WORDS.has(command.type));
  }

  tryNow() {
    this.line.tryNow();
  }

  /** @param {string} seat */
  focusSeat(seat) {
    /** @type {HTMLElement | null} */ (this.element.querySelector(`[data-key="${CSS.escape(seat)}"] .seat__tap`))?.focus();
  }

  /** Show the view as it is now: soon, together with what else comes in, or at once. @param {boolean} [now] */
  refresh(now = false) {
    if (now) this.#render();
    else this.#soon ??= setTimeout(() => this.#render(), FRAME);
  }

  #listen() {
    const line = this.line;
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) => line.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("snapshot", ({ view }) => this.#take(view));
    on("event", (frame) => this.#event(frame));
    on("signal", (signal) => this.voice?.take(signal));
    on("up", () => {
      this.#downSince = 0;
      this.states.lineUp();
      this.refresh();
    });
    on("down", ({ at }) => {
      this.#downSince = at;
      this.states.lineDown(at);
      this.refresh();
    });
    on("refused", ({ tries }) => tries >= 2 && this.#askTheHouse());
    on("bye", ({ why }) => this.#bye(why));
    addEventListener("online", () => line.tryNow());
    addEventListener("offline", () => line.lost());
    document.addEventListener("visibilitychange", () => !document.hidden && line.tryNow());
  }

  /** @param {View} view */
  #take(view) {
    const before = this.full;
    this.#become(view);
    this.small.moved(before, view);
    this.voice?.render(view);
    for (const one of view.seats) this.names[one.seat] = one.name;
    if (view.me.asked_to_leave || view.me.ended) return this.refresh();
    if (view.me.place === "door" || view.me.place === "absent") location.replace(this.element.dataset.door ?? "/");
    else if (view.me.place === "gone") location.replace("/");
    else this.refresh();
  }

  /** @param {Frame} frame */
  #event(frame) {
    if (!this.view || !this.full) return;
    const view = this.view;
    const before = turnWords(view);
    // The clock of the page follows the server's: the smallest delay seen is nearest to the truth.
    this.skew = Math.max(this.skew, frame.at - Date.now());
    const now = this.#become(foldView(this.full, frame));
    this.words.heard(now, frame);
    this.moments.heard(view, now, frame);
    this.voice?.heard(this.full, frame);
    const turn = turnWords(now);
    if (turn && turn !== before) this.announcer.tell(turn);
    this.refresh();
  }

  /** @param {View} full @returns {View} */
  #become(full) {
    this.full = full;
    this.view = within(full);
    return this.view;
  }

  #render() {
    clearTimeout(this.#soon);
    this.#soon = undefined;
    const view = this.view;
    this.states.render(view);
    if (!view) return;
    this.circle.render(view, Date.now() + this.skew);
    this.turn.render(view);
    this.asks.render(view);
    this.sharing.render(view);
    this.care.render(view);
    this.listening.render(view, Date.now() + this.skew);
    if (this.full) {
      this.leaders?.render(this.full);
      this.nudge?.render(this.full);
      this.small.render(this.full);
    }
    this.composer.render(view);
    this.words.render(view);
  }

  #tick() {
    if (!this.view) return;
    const now = Date.now() + this.skew;
    this.circle.tick(this.view, now);
    this.turn.tick(this.view, now);
    this.listening.render(this.view, now);
    this.states.calls(this.view);
    if (!this.full) return;
    this.leaders?.tick(this.full);
    this.nudge?.render(this.full);
    this.small.tick(this.full, now);
  }

  /** @param {string} words */
  #sayNo(words) {
    const place = find("[data-said-no]", this.element);
    write(place, words);
    show(place, Boolean(words));
  }

  /** The socket is refused without a word: the page itself can be asked why. */
  async #askTheHouse() {
    const answer = await fetch(location.pathname, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (answer && (answer.type === "opaqueredirect" || answer.status === 404 || answer.status === 403)) location.reload();
  }

  /** @param {string} why */
  #bye(why) {
    this.voice?.stop();
    if (why === "closed") {
      if (this.view?.meeting.phase !== "closed") location.replace(this.element.dataset.closed ?? "/");
    } else if (why === "signed_out") location.reload();
    else if (why === "not_signed" || why === "not_open" || why === "cancelled") location.replace(this.element.dataset.door ?? "/");
    else if (why === "revoked") this.states.end(gettext("Your chair in this meeting has ended"), gettext("Your membership, your signature or your access changed while you were here. The coordinator can tell you more."));
    else this.states.end(gettext("The room has closed this page"), gettext("Something on this page went wrong too often. Load it again; if it happens once more, tell your coordinator."));
  }
}

/** What goes still while a question stands in the way. */
const stillBehind = () => /** @type {HTMLElement[]} */ ([...document.querySelectorAll("live-room, [data-state]")]);

/** `<live-room>`: the element whose page this is. */
class LiveRoom extends HTMLElement {
  /** @type {Room | undefined} */
  room;
  /** The room, once what it needs is loaded: leaders need more. @type {Promise<Room> | undefined} */
  ready;

  connectedCallback() {
    this.ready ??= this.#open();
  }

  async #open() {
    const OfLeaders = this.hasAttribute("data-leads") ? (await import("./console.js")).Console : null;
    this.room = new Room(this, OfLeaders);
    return this.room;
  }
}
customElements.define("live-room", LiveRoom);
