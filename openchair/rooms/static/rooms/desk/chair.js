// @ts-check
/**
 * What a leader can send to one chosen chair in one tap: a set phrase, or the offer of the lead.
 * @typedef {import("../fold.js").View} View
 * @typedef {import("../room.js").Room} Room
 */
import { find, keep, make, mark, show, write } from "../dom.js";
import { chair, isHere, LEADS, nameOf, nameOrYou } from "../telling.js";
import { clockTime, fill, gettext } from "../words-of.js";
import { NUDGES, phraseOf } from "./phrases.js";

/** As in decide/desk.py: the same phrase does not go to the same person again for a while. */
const AGAIN = 5 * 60_000;

/** Whether the lead can be offered to that chair by this person now. @param {View} view @param {string} seat */
function canHandTo(view, seat) {
  const one = chair(view, seat);
  return Boolean(one && view.meeting.lead === view.me.seat && seat !== view.me.seat && LEADS.has(one.part) && one.place === "inside" && one.line && view.meeting.phase !== "closed" && view.leaders?.lead_offer?.to !== seat);
}

export class ChairDesk {
  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.nudges = /** @type {HTMLElement} */ (find("[data-nudges]", root));
    this.list = find("ul", this.nudges);
    this.hand = /** @type {HTMLElement} */ (find("[data-hand-over]", root));
    this.hand.addEventListener("click", () => this.#handOver());
  }

  /** @param {View} view */
  render(view) {
    const one = chair(view, this.room.leaders?.chosen ?? null);
    show(this.nudges, Boolean(one && isHere(one) && !LEADS.has(one.part) && view.meeting.phase !== "closed"));
    show(this.hand, Boolean(one && canHandTo(view, one.seat)));
    if (!one) return;
    write(this.hand, fill(gettext("Offer %(name)s the lead"), { name: one.name }));
    write(find("[data-nudges-title]", this.nudges), fill(gettext("Send %(name)s one of these; nobody else in the room sees it"), { name: one.name }));
    const now = Date.now() + this.room.skew;
    const sent = view.leaders?.nudges.filter((other) => other.seat === one.seat) ?? [];
    keep(this.list, NUDGES, (kind) => `${one.seat}-${kind}`, (kind) => this.#phrase(one.seat, kind), (element, kind) => {
      const last = sent.findLast((other) => other.kind === kind);
      const button = find("button", element);
      mark(button, "aria-disabled", last && now - last.at_ms < AGAIN ? "true" : null);
      write(find("small", element), last ? fill(gettext("Sent at %(time)s by %(name)s"), { time: clockTime(last.at_ms, this.room.zone), name: nameOrYou(view, last.leader) }) : "");
    });
  }

  /** @param {string} seat @param {string} kind */
  #phrase(seat, kind) {
    const button = make("button", { class: "nudge", type: "button", "data-kind": kind }, phraseOf(kind));
    button.addEventListener("click", () => this.#send(button, seat, kind));
    return make("li", {}, button, make("small", { class: "fine", role: "status" }));
  }

  /** @param {HTMLElement} button @param {string} seat @param {string} kind */
  async #send(button, seat, kind) {
    const view = this.room.full;
    if (!view || button.getAttribute("aria-disabled") === "true") return;
    const answer = await this.room.ask({ type: "nudge", seat, kind });
    if (answer.ok) this.room.announcer.tell(fill(gettext("Sent to %(name)s alone."), { name: nameOf(view, seat) }));
  }

  #handOver() {
    const seat = this.room.leaders?.chosen;
    if (seat) this.room.ask({ type: "offer_lead", seat });
  }
}
