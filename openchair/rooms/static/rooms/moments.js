// @ts-check
/**
 * What just happened to this person, told where they are reading: the strips under the bar. On a phone the page is
 * long, and a private word, a pause or the piece going back would otherwise happen out of sight.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Frame} Frame
 * @typedef {import("./room.js").Room} Room
 */
import { find, show, write } from "./dom.js";
import { nameOf } from "./telling.js";
import { fill, gettext } from "./words-of.js";

export class Moments {
  /** What is told now, and the line of the log it is about. @type {{words: string, line?: "private"} | null} */
  #now = null;
  /** The piece was mine and is not any more: the next fact says why. */
  #lost = false;
  #passes = false;

  /** @param {Room} room */
  constructor(room) {
    this.room = room;
    this.place = find("[data-moment]");
    this.words = find("[data-moment-words]", this.place);
    this.way = /** @type {HTMLElement} */ (find("[data-moment-show]", this.place));
    this.rests = find("[data-rests]");
    find("[data-moment-seen]", this.place).addEventListener("click", () => this.#done());
    this.way.addEventListener("click", () => {
      this.#done();
      room.words.showPrivate();
    });
    const bar = document.querySelector(".bar");
    if (bar) new ResizeObserver(() => document.documentElement.style.setProperty("--bar-block", `${bar.getBoundingClientRect().height}px`)).observe(bar);
  }

  /** Before I hand the piece on myself, nobody needs to tell me that it went. */
  passes() {
    this.#passes = true;
  }

  /** @param {View} before @param {View} view @param {Frame} frame */
  heard(before, view, { e: event }) {
    const me = view.me.seat;
    if (this.#lost) this.#whereItWent(view, event);
    if (before.floor.holder === me && view.floor.holder !== me) {
      if (event.type === "floor_ended" && !this.#passes) this.#lost = true;
      else if (event.type === "segment_started") this.#tell(gettext("The next part has begun, and the piece went on with it. Thank you for what you said."));
      this.#passes = false;
    }
    if (view.floor.holder === me || view.floor.offered === me) this.#now = null;
    if (event.type === "private_word_said" && event.sender !== me) this.#tell(fill(gettext("%(name)s wrote to you, seen by you two only."), { name: nameOf(view, event.sender) }), "private");
  }

  /** @param {View} view @param {{type: string, [field: string]: any}} event */
  #whereItWent(view, event) {
    this.#lost = false;
    const again = view.leaders ? "" : gettext("If there is more, raise your hand.");
    if (event.type === "piece_on_table") this.#tell([gettext("The one who leads has put the piece back on the table. Thank you for what you said."), again].filter(Boolean).join(" "));
    else if (event.type === "piece_offered" || event.type === "floor_taken") this.#tell([fill(gettext("The one who leads has handed the piece to %(name)s. Thank you for what you said."), { name: nameOf(view, event.seat) }), again].filter(Boolean).join(" "));
    else if (event.type === "paused") this.#tell(gettext("We are pausing. Your turn is kept: the piece comes back to you when we go on."));
  }

  /** The private words have been read: nothing points to them any more. */
  sawPrivate() {
    if (this.#now?.line !== "private") return;
    this.#now = null;
    show(this.place, false);
  }

  /** @param {View | null} view @param {boolean} inRoom nothing is told over a page that is blank or stands in place of the room */
  render(view, inRoom) {
    const paused = inRoom && view?.meeting.phase === "paused";
    write(find("[data-rests-words]", this.rests), paused ? gettext("We are pausing. The floor rests, and so does the time.") : "");
    show(this.rests, Boolean(paused));
    const now = inRoom ? this.#now : null;
    write(this.words, now?.words ?? "");
    show(this.way, now?.line === "private");
    show(this.place, Boolean(now));
  }

  /** @param {string} words @param {"private"} [line] */
  #tell(words, line) {
    if (line === "private" && this.room.words.seesEnd()) return;
    this.#now = { words, line };
    if (!line) this.room.announcer.tell(words);
  }

  #done() {
    this.#now = null;
    this.room.refresh(true);
    /** @type {HTMLElement} */ (find("[data-log]")).focus({ preventScroll: true });
  }
}
