// @ts-check
/**
 * The tap board: one tablet in the hall. Everybody there can see it, so it shows names, places and the turn, and
 * no words, no notes, no shares of the floor. It goes on without a line: taps wait on the tablet.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Seat} Seat
 * @typedef {import("./tapping.js").Tap} Tap
 */
import { Announcer } from "./announce.js";
import { BoardCircle } from "./board-circle.js";
import { showFloor, showOrder } from "./board-floor.js";
import { BoardTables } from "./board-tables.js";
import { HallCode } from "./hall-code.js";
import { aloud, find, keep, make, mark, show, write } from "./dom.js";
import { isShut, lockWords } from "./desk/lock.js";
import { foldView } from "./fold.js";
import { lostLine, Parting } from "./parting.js";
import { RoomLine } from "./socket.js";
import { acts, foldTap, missedWords, sitsInHall, undoing } from "./tapping.js";
import { Taps } from "./taps.js";
import { isHere, nameOf, stateOf } from "./telling.js";
import { clockTime, fill, gettext, ngettext } from "./words-of.js";

const TICK = 5_000;
const UNDO_KEPT = 20;

class Board {
  /** What the room told. @type {View | null} */
  told = null;
  /** What was done here, with the view before it. @type {{tap: Tap, before: View}[]} */
  #done = [];
  #downAt = 0;
  #sure = false;
  /** Who had the floor or passed in this part, as this page saw it. @type {{seat: string, passed: boolean}[]} */
  #spoke = [];
  #part = -1;
  /** The house has signed this tablet out: taps are kept until somebody signs in again. */
  #signedOut = false;
  #leaving = false;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    /** The server's time on this page's running clock. */
    this.ahead = Number(element.dataset.now) - performance.now();
    this.line = new RoomLine(element.dataset.socket ?? "");
    this.taps = new Taps(element.dataset.socket ?? "", element.dataset.seat ?? "", { line: this.line, now: () => this.now, answered: (answer) => this.#answered(answer) });
    this.parting = new Parting(document);
    this.circle = new BoardCircle(element, { choose: (seat) => this.#tapped(seat) });
    this.tables = new BoardTables(element, { ask: (command) => this.#ask(command), changed: () => this.render() });
    this.announcer = new Announcer(aloud(find("[data-announce]", element)));
    this.main = /** @type {HTMLButtonElement} */ (find("[data-main]", element));
    this.pass = /** @type {HTMLButtonElement} */ (find("[data-passes]", element));
    this.people = find("[data-people]", element);
    this.code = new HallCode(element, () => this.now);
    element.addEventListener("click", (event) => this.#clicked(event));
    this.#listen();
    this.taps.ready.then(() => this.render());
    this.line.connect();
    setInterval(() => this.render(), TICK);
  }

  get now() {
    return performance.now() + this.ahead;
  }

  #listen() {
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) => this.line.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("snapshot", ({ view }) => this.#take(view));
    on("event", (frame) => {
      this.ahead = Math.max(this.ahead, frame.at - performance.now());
      if (this.told) this.told = foldView(this.told, frame);
      this.render();
    });
    on("up", () => {
      this.#downAt = 0;
      this.render();
    });
    on("down", ({ at }) => {
      this.#downAt = at;
      this.render();
    });
    on("refused", ({ tries }) => tries >= 2 && this.#askTheHouse());
    on("bye", ({ why }) => this.#bye(why));
    addEventListener("online", () => this.line.tryNow());
    addEventListener("offline", () => this.line.lost());
  }

  /** The socket is refused without a word: the page itself can be asked why. */
  async #askTheHouse() {
    const answer = await fetch(location.pathname, { method: "HEAD" }).catch(() => null);
    if (!answer || this.line.up) return;
    const { closed = "/", door = "/" } = this.element.dataset;
    const there = answer.redirected ? new URL(answer.url).pathname : "";
    if (there === closed) this.#over();
    else if (there === door) location.replace(door);
    else if (there) this.#bye("signed_out");
    else if (answer.status === 404 || answer.status === 403) this.#leave("/");
  }

  /** @param {string} why */
  #bye(why) {
    if (why === "closed") this.#over();
    else if (why === "revoked" || why === "cancelled") this.#leave(location.pathname);
    else if (why === "signed_out" && this.told) {
      // Whoever signs in comes back to this page as it is loaded then, with taps of nobody but themselves.
      this.line.close();
      this.#signedOut = true;
      this.render();
    } else location.reload();
  }

  /** The meeting is over: what still waits is refused by the room, or will not be asked any more. */
  #over() {
    if (!this.line.up || !this.taps.waiting.length) this.#leave(this.element.dataset.closed ?? "/");
  }

  /** Go somewhere else for good, once what could not be counted was read here. @param {string} where */
  async #leave(where) {
    if (this.#leaving) return;
    this.#leaving = true;
    this.line.close();
    await this.taps.ready;
    await this.taps.giveUp(this.now);
    const lines = this.#notCounted();
    if (lines.length) {
      show(this.element, false);
      await this.parting.say(gettext("Tapped here, and not counted"), lines.map((one) => one.words));
    }
    await this.taps.forget();
    location.replace(where);
  }

  /** What was tapped and is in no log, in words. */
  #notCounted() {
    const { told } = this;
    return [
      ...this.taps.lost.map((lost, at) => ({ key: `lost-${lost.at}-${at}`, words: lostLine(lost, this.element.dataset.zone) })),
      ...(told?.leaders?.not_placed ?? []).map((one, at) => ({ key: `${one.at_ms}-${at}`, words: told ? missedWords(told, one) : "" })),
    ];
  }

  /** @param {View} view */
  async #take(view) {
    if (view.me.seat !== this.element.dataset.seat) {
      // Somebody else is signed in by now: the board is theirs, and what was tapped before waits for its leader.
      this.line.close();
      return location.reload();
    }
    this.told = view;
    const me = view.seats.find((one) => one.seat === view.me.seat);
    // What still waits is asked of a meeting that is over too: it may have been stored before.
    if (view.meeting.phase === "closed") return;
    this.render();
    if (!me) return;
    // Whoever leads from the hall is there with or without a line.
    if (!isHere(me)) await this.line.ask({ type: "come_to_door", alone: false });
    else if (!me.hall && !this.taps.waiting.length) this.taps.add({ do: "came", seat: me.seat }, me.name);
  }

  /** What stands on the board: what the room told, with the taps it does not know yet. @returns {View | null} */
  get view() {
    const { told } = this;
    return told && this.taps.waiting.reduce((view, { tap, run, load }) => foldTap(view, tap, load === performance.timeOrigin ? run + this.ahead : this.now), told);
  }

  /** @param {Tap} tap */
  #tap(tap) {
    const view = this.view;
    if (!view) return;
    this.#say("");
    this.#done = [...this.#done, { tap, before: view }].slice(-UNDO_KEPT);
    if (tap.do === "pass" && view.floor.offered && !view.floor.holder) this.#spoke = [...this.#spoke, { seat: view.floor.offered, passed: true }];
    this.taps.add(tap, tap.seat ? nameOf(view, tap.seat) : "");
    this.render();
  }

  /** A chair: who sits in the hall has the floor, who is online is offered it, who is not here is seated. @param {string} seat */
  #tapped(seat) {
    const view = this.view;
    const one = view?.seats.find((other) => other.seat === seat);
    if (!view || !one) return;
    if (!isHere(one)) return this.#seat(one);
    if (view.small) return this.#say(gettext("Small groups are open: whoever speaks at a table needs no tap. It goes on here when everybody is back."));
    if (one.hall) {
      if (view.meeting.phase === "waiting") return this.#say(gettext("Begin first; then tap whoever speaks."));
      if (view.floor.holder !== seat) this.#tap({ do: "floor", seat });
    } else if (!this.line.up) this.#say(fill(gettext("%(name)s is online. The piece can go there when the line is back."), { name: one.name }));
    else this.#ask({ type: "give_piece", seat });
  }

  /** @param {Seat} one */
  #seat(one) {
    if (this.told?.leaders?.checks[one.seat]?.signed === false) {
      this.#say(fill(gettext("%(name)s has not signed the agreement as it stands now. On their own phone, or with the coordinator, it takes about two minutes; then there is a chair here."), { name: one.name }));
    } else this.#tap({ do: "came", seat: one.seat });
  }

  /** @param {import("./socket.js").Command} command @returns {Promise<import("./socket.js").Answer>} */
  async #ask(command) {
    this.#say("");
    if (!this.line.up) {
      const words = gettext("This needs the line. It can be done when the line is back.");
      this.#say(words);
      return { ok: false, code: "no_line", words };
    }
    const answer = await this.line.ask(command);
    this.#answered(answer);
    return answer;
  }

  /** @param {import("./socket.js").Answer} answer */
  #answered(answer) {
    if (!answer.ok && answer.code !== "already") this.#say(answer.words);
    this.render();
  }

  #undo() {
    const last = this.#done.at(-1);
    if (!last) return;
    this.#done = this.#done.slice(0, -1);
    this.#say("");
    // Not on its way yet: as if it had never been tapped. Else the room hears the opposite.
    if (!this.taps.takeBack()) {
      const tap = undoing(last.before, last.tap);
      if (tap) this.taps.add(tap, tap.seat ? nameOf(last.before, tap.seat) : "");
      else this.#say(gettext("The room has taken this up already. Tap what is right now."));
    }
    this.render();
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    const view = this.view;
    if (!button || !view || button.getAttribute("aria-disabled") === "true") return;
    const { main, pass } = acts(view);
    if (button !== find("[data-course]", this.element)) this.#sure = false;
    if (button === this.main) this.#act(main);
    else if (button === this.pass && pass) this.#act(pass);
    else if (button.matches("[data-undo]")) this.#undo();
    else if (button.matches("[data-unlock]")) this.#ask({ type: "unlock_door" });
    else if (button.matches("[data-silence]")) this.#tap({ do: view.floor.silence_ms === null ? "silence" : "silence_over" });
    else if (button.matches("[data-course]")) this.#course(view);
    else if (button.dataset.came) this.#tapped(button.dataset.came);
    else if (button.dataset.went) this.#tap({ do: "went", seat: button.dataset.went });
  }

  /** @param {import("./tapping.js").Act} act */
  #act(act) {
    if (act.tap) this.#tap(act.tap);
    else if (act.ask) this.#ask(act.ask);
  }

  /** The next part; after a second tap where it closes the meeting, or where what was written would go unseen. @param {View} view */
  #course(view) {
    const { index, segments } = view.meeting;
    const last = index !== null && index >= segments.length - 1;
    if (!last && (this.#sure || !unseen(view))) {
      this.#sure = false;
      return this.#tap({ do: "next_part", after: index });
    }
    if (!this.#sure) {
      this.#sure = true;
      return this.render();
    }
    this.#sure = false;
    this.#ask({ type: "close" });
  }

  /** @param {string} words */
  #say(words) {
    const place = find("[data-says]", this.element);
    write(place, words);
    show(place, Boolean(words));
  }

  render() {
    if (this.#leaving) return;
    const view = this.view;
    show(this.element, view !== null);
    if (!view) return;
    if (view.meeting.phase === "closed") this.#over();
    this.#follow(view);
    this.circle.render({ ...view, leaders: null }, this.now);
    this.tables.render(view, this.now, this.line.up);
    showFloor(this.element, view, this.now);
    this.#acts(view);
    showOrder(this.element, view, this.#spoke);
    this.#people(view);
    this.#kept();
    this.code.render();
  }

  /** Remember who spoke in this part. @param {View} view */
  #follow(view) {
    if (view.meeting.index !== this.#part) {
      this.#part = view.meeting.index ?? -1;
      this.#spoke = [];
    }
    const { holder } = view.floor;
    if (holder && this.#spoke.at(-1)?.seat !== holder) {
      this.#spoke = [...this.#spoke, { seat: holder, passed: false }];
      this.announcer.tell(fill(gettext("%(name)s has the floor"), { name: nameOf(view, holder) }));
    }
    this.circle.spoke = this.#spoke;
  }

  /** @param {View} view */
  #acts(view) {
    const { main, pass } = acts(view);
    write(find("[data-label]", this.main), main.words);
    mark(this.main, "aria-disabled", main.tap || (main.ask && this.line.up) ? null : "true");
    mark(this.pass, "aria-disabled", pass?.tap || this.line.up ? null : "true");
    show(this.pass, pass !== null);
    write(find("[data-label]", this.pass), pass?.words ?? "");
    const quiet = find("[data-silence]", this.element);
    show(quiet, !view.small);
    mark(quiet, "aria-pressed", view.floor.silence_ms === null ? "false" : "true");
    const heldOnline = view.floor.holder !== null && !sitsInHall(view, view.floor.holder);
    mark(quiet, "aria-disabled", view.meeting.phase === "running" && !heldOnline ? null : "true");
    mark(find("[data-undo]", this.element), "aria-disabled", this.#done.length ? null : "true");
    const { index, segments, phase } = view.meeting;
    const course = find("[data-course]", this.element);
    const last = index !== null && index >= segments.length - 1;
    write(course, this.#sure ? (last ? gettext("Yes, close it for everybody") : gettext("Yes, without showing what was written")) : last ? gettext("Close the meeting") : gettext("Next part"));
    show(course, phase === "running" && !view.small);
  }

  /** Who comes and goes. @param {View} view */
  #people(view) {
    const shut = isShut(view, this.now);
    write(find("[data-shut-words]", this.element), shut ? lockWords(view, this.now, this.element.dataset.zone ?? "") : "");
    show(find("[data-shut]", this.element), shut);
    const rows = view.seats.filter((one) => one.seat !== view.me.seat && (!isHere(one) || one.hall));
    keep(this.people, rows, (one) => one.seat, () => make("li", {}, make("span", {}), make("button", { type: "button", class: "button button--small" })), (element, one) => {
      const here = isHere(one);
      write(find("span", element), here ? one.name : `${one.name}, ${stateOf(view, one)}`);
      const button = find("button", element);
      write(button, here ? gettext("Goes now") : gettext("Is here"));
      mark(button, "aria-label", fill(here ? gettext("%(name)s goes now") : gettext("%(name)s is here"), { name: one.name }));
      mark(button, "data-went", here ? one.seat : null);
      mark(button, "data-came", here ? null : one.seat);
    });
  }

  #kept() {
    const waiting = this.taps.waiting.length;
    const note = find("[data-kept]", this.element);
    show(note, this.#downAt > 0 || this.#signedOut);
    show(find("[data-kept-way]", note), this.#signedOut);
    if (this.#signedOut) {
      write(find("b", note), gettext("This tablet is signed out."));
      write(find("[data-kept-words]", note), waiting ? fill(ngettext("Sign in again: your %(n)s tap is kept here, and goes to the meeting then.", "Sign in again: your %(n)s taps are kept here, and go to the meeting then.", waiting), { n: waiting }) : gettext("Sign in again; until then, your taps are kept here."));
    } else if (this.#downAt) {
      write(find("b", note), fill(gettext("No network since %(time)s."), { time: clockTime(this.now - (Date.now() - this.#downAt), this.element.dataset.zone) }));
      write(find("[data-kept-words]", note), waiting ? fill(ngettext("Go on as usual: %(n)s tap is kept on this tablet.", "Go on as usual: %(n)s taps are kept on this tablet.", waiting), { n: waiting }) : gettext("Go on as usual: taps are kept on this tablet."));
    }
    const missed = this.#notCounted();
    show(find("[data-missed-part]", this.element), missed.length > 0);
    keep(find("[data-missed]", this.element), missed, (one) => one.key, () => make("li"), (element, one) => write(element, one.words));
  }
}

/** Whether something was written that has not been shown; how much, a board does not say. @param {View} view */
const unseen = (view) => Boolean(view.question?.open && view.leaders?.written);

/** `<tap-board>`: the element whose page this is. */
class TapBoard extends HTMLElement {
  /** @type {Board | undefined} */
  board;

  connectedCallback() {
    this.board ??= new Board(this);
  }
}
customElements.define("tap-board", TapBoard);
