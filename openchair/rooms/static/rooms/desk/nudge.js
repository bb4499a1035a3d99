// @ts-check
/**
 * A set phrase from a leader, as the one person it is for sees it: under the bar, wherever they read, until they put it away.
 * @typedef {import("../fold.js").View} View
 * @typedef {import("../room.js").Room} Room
 */
import { find, show, write } from "../dom.js";
import { nameOf } from "../telling.js";
import { fill, gettext } from "../words-of.js";
import { phraseOf } from "./phrases.js";

/** After this it is about a moment that is over, also for a page that is loaded anew. */
const STAYS = 10 * 60_000;

export class NudgeStrip {
  #seen = 0;

  /** @param {Room} room */
  constructor(room) {
    this.room = room;
    this.place = find("[data-nudge]");
    this.words = find("[data-nudge-words]", this.place);
    find("[data-nudge-seen]", this.place).addEventListener("click", () => this.#put());
  }

  /** @param {View} view */
  render(view) {
    const { nudge } = view.me;
    const words = nudge ? phraseOf(nudge.kind) : "";
    const stands = nudge !== null && words !== "" && nudge.at_ms !== this.#seen && Date.now() + this.room.skew - nudge.at_ms < STAYS && view.meeting.phase !== "closed";
    show(this.place, stands);
    write(this.words, stands ? fill(gettext("%(name)s, to you alone: %(words)s"), { name: nameOf(view, nudge.leader), words }) : "");
  }

  #put() {
    this.#seen = this.room.full?.me.nudge?.at_ms ?? 0;
    this.room.refresh(true);
    this.room.composer.text.focus({ preventScroll: true });
  }
}
