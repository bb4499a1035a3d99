// @ts-check
/**
 * Taps wait here until the room has stored them: in their order, sealed on the device, each with the tablet's running
 * clock, which no wrong time of day can harm. What is being sent keeps its id, so that it is done once. They belong to
 * one meeting and one leader: whoever else signs in on this tablet neither sees nor sends them.
 * @typedef {import("./tapping.js").Tap} Tap
 * @typedef {{tap: Tap, name: string, run: number, load: number, wall: number}} Kept
 * @typedef {{tap: Tap, name: string, at: number}} Lost what the room did not take, and when it was tapped by its clock
 * @typedef {import("./socket.js").Answer} Answer
 */
import { Drafts } from "./drafts.js";

const AT_ONCE = 60;
/** A tap that is refused sooner than this was an act: whoever tapped reads why. */
const FRESH = 5_000;
/** Refusals that are not about the tap: whoever taps can do nothing about them, and the page may go at any moment. */
const NOT_ABOUT_IT = new Set(["closed", "not_here", "not_leader"]);

export class Taps {
  /** @type {Kept[]} */
  #kept = [];
  /** @type {Lost[]} */
  #lost = [];
  /** @type {{id: string, count: number} | null} */
  #sending = null;
  #asking = false;

  /**
   * @param {string} path
   * @param {string} seat of the leader who taps
   * @param {{line: import("./socket.js").RoomLine, now: () => number, answered: (answer: Answer) => void}} [room] where they go, and its clock; without it they are only read
   */
  constructor(path, seat, room) {
    this.room = room;
    this.store = new Drafts(`taps ${path} ${seat}`);
    /** Once what an earlier page kept is here. */
    this.ready = this.#load();
    room?.line.addEventListener("up", () => this.#send());
  }

  /** What the room has not told yet, oldest first. */
  get waiting() {
    return this.#kept;
  }

  /** What the room did not take as a whole, and nobody has put away yet. */
  get lost() {
    return this.#lost;
  }

  /** @param {Tap} tap @param {string} name of whom it is about, for when nobody else can tell it any more */
  add(tap, name) {
    this.#kept = [...this.#kept, { tap, name, run: performance.now(), load: performance.timeOrigin, wall: Date.now() }];
    this.#changed();
    this.#send();
  }

  /** Take the last tap out again, if it is not on its way; whether that was possible. */
  takeBack() {
    if (this.#kept.length <= (this.#sending?.count ?? 0)) return false;
    this.#kept = this.#kept.slice(0, -1);
    this.#changed();
    return true;
  }

  /** Nothing more can be sent: what waits is lost. @param {number} now by the clock of the house */
  giveUp(now) {
    this.#loses(this.#kept, now);
    this.#kept = [];
    this.#sending = null;
    return this.#changed();
  }

  /** Everything here was read. */
  forget() {
    this.#lost = [];
    return this.#changed();
  }

  async #load() {
    const kept = await this.store.kept();
    if (!kept) return;
    const { taps, lost, sending } = JSON.parse(kept);
    this.#kept = [...taps, ...this.#kept];
    this.#lost = lost;
    this.#sending = sending;
    this.#send();
  }

  #changed() {
    const some = this.#kept.length || this.#lost.length;
    return this.store.keepNow(some ? JSON.stringify({ taps: this.#kept, lost: this.#lost, sending: this.#sending }) : "");
  }

  /** How long ago, by the clock that only goes on; a page that was loaded anew has only the time of day. @param {Kept} kept */
  #ago({ run, load, wall }) {
    const ago = load === performance.timeOrigin ? performance.now() - run : Date.now() - wall;
    return Math.max(0, Math.round(ago));
  }

  /** @param {Kept[]} some @param {number} now */
  #loses(some, now) {
    this.#lost = [...this.#lost, ...some.map((kept) => ({ tap: kept.tap, name: kept.name, at: now - this.#ago(kept) }))];
  }

  async #send() {
    const { room } = this;
    if (!room || this.#asking || !this.#kept.length || !room.line.up) return;
    this.#asking = true;
    this.#sending ??= { id: crypto.randomUUID(), count: Math.min(AT_ONCE, this.#kept.length) };
    const { id, count } = this.#sending;
    const batch = this.#kept.slice(0, count);
    // Kept before it is sent: a page that is loaded anew in between sends the same under the same id.
    await this.#changed();
    const anew = () => ({ type: "tap_board", taps: batch.map((kept) => ({ ...kept.tap, ago_ms: this.#ago(kept) })) });
    const answer = await room.line.ask(anew(), { id, anew });
    this.#asking = false;
    // Given up meanwhile: it is written down as lost.
    if (this.#sending?.id !== id) return;
    const told = batch.length === 1 && this.#ago(batch[0]) < FRESH;
    if (!answer.ok && answer.code !== "already" && (!told || NOT_ABOUT_IT.has(answer.code))) this.#loses(batch, room.now());
    this.#kept = this.#kept.slice(count);
    this.#sending = null;
    await this.#changed();
    room.answered(answer);
    this.#send();
  }
}
