// @ts-check
/**
 * The line to a room. Knows frames, positions and commands; knows nothing of pages or of what events mean.
 *
 * Whatever is asked carries an own id and is kept until the server says it is stored. When the line drops it is
 * sent again under the same id, so that it is done once however often it is sent. After a drop the server gets
 * the last position of every stream and sends what was missed, or a fresh view.
 *
 * Where no socket gets through, the line takes the other way by itself: an event stream and posts (stream.js). It
 * tries the next way after two tries that came to nothing, and stays with what came up for as long as the page does.
 *
 * @typedef {{type: string, [field: string]: unknown}} Command
 * @typedef {{id: string, command: Command, settle: (answer: Answer) => void, askedAt: number, sentAt: number, anew?: () => Command}} Asked
 * @typedef {{ok: true} | {ok: false, code: string, words: string}} Answer
 */

import { StreamSocket } from "./stream.js";

const FIRST_WAIT = 600;
const LONGEST_WAIT = 10_000;
const SILENCE = 6_000;
/** How often it is seen whether an answer is that late. */
const LOOK = 1_000;
/** After how many tries in a row that came to nothing the other way is tried. */
const TRIES = 2;
/** The same for a way that this page has already been up on: more likely the house is away than the way blocked. */
const TRIES_AGAIN = 4;

/** Refusals that only mean "not this second". */
const LATER = new Set(["too_fast", "not_stored", "hello_first"]);
/** Farewells after which the line is tried again; all others are for good. */
const COMES_BACK = new Set(["slow", "restarting", "elsewhere"]);
/** The one that says: the house is there, only the place that answered does not hear this room right now. */
const ELSEWHERE = "elsewhere";

/**
 * How long to wait before trying again: doubling, capped, and spread so that a whole room does not knock at once.
 * @param {number} tries
 * @param {() => number} [random]
 */
export function backOff(tries, random = Math.random) {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** Math.min(tries, 10));
  return Math.round(longest / 2 + random() * (longest / 2));
}

/** The address of a socket on the same host as the page. @param {string} path */
const addressOf = (path) => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}${path}`;

/** The ways to a room, the better one first. @type {((path: string) => WebSocket | StreamSocket)[]} */
const WAYS = [(path) => new WebSocket(addressOf(path)), (path) => new StreamSocket(path)];

/** Says "snapshot", "event", "up", "down", "bye", "signal" and "refused" as events with a `detail`. */
export class RoomLine extends EventTarget {
  /** @type {WebSocket | StreamSocket | null} */
  #socket = null;
  /** @type {Record<string, number>} */
  #have = {};
  /** @type {Map<string, Asked>} */
  #asked = new Map();
  #tries = 0;
  #up = false;
  #over = false;
  #opened = false;
  #way = 0;
  #missed = 0;
  /** Ways this page has been up on. @type {Set<number>} */
  #proven = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #patience;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #watch;

  /**
   * @param {string} path
   * @param {((path: string) => WebSocket | StreamSocket)[]} [ways]
   */
  constructor(path, ways = WAYS) {
    super();
    this.path = path;
    this.ways = ways;
  }

  /** Whether the line is up and the view is current. */
  get up() {
    return this.#up;
  }

  /** Commands that are not stored yet and were asked for at least so long ago, oldest first. @param {number} ms */
  waitingFor(ms) {
    return [...this.#asked.values()].filter((asked) => Date.now() - asked.askedAt >= ms).map((asked) => asked.command);
  }

  connect() {
    clearTimeout(this.#again);
    if (this.#over || this.#socket) return;
    this.#opened = false;
    const socket = this.ways[this.#way](this.path);
    this.#socket = socket;
    // Some proxies take a socket and let nothing through it.
    this.#patience = setTimeout(() => socket === this.#socket && this.#dropped(), SILENCE);
    socket.addEventListener("open", () => {
      this.#opened = true;
      this.#send({ t: "hello", have: this.#have });
    });
    socket.addEventListener("message", (message) => {
      if (socket === this.#socket) this.#read(/** @type {MessageEvent} */ (message).data);
    });
    socket.addEventListener("close", () => {
      if (socket === this.#socket) this.#dropped();
    });
  }

  /** Try again at once: the person asked, or the device is back on the network. */
  tryNow() {
    if (this.#up || this.#over) return;
    this.#tries = 0;
    this.#hangUp();
    this.connect();
  }

  /** The device says that it has no network. */
  lost() {
    if (!this.#over) this.#dropped();
  }

  /** End for good; nothing is tried again. */
  close() {
    this.#over = true;
    clearTimeout(this.#again);
    this.#hangUp();
    this.#up = false;
  }

  /**
   * Ask the room for something. The promise settles once the server has stored it, or said no.
   * @param {Command} command
   * @param {{id?: string, anew?: () => Command}} [how] an own id that outlives the page; how to say it when it is sent, for what tells how long ago it was
   * @returns {Promise<Answer>}
   */
  ask(command, { id = crypto.randomUUID(), anew } = {}) {
    return new Promise((settle) => {
      const asked = { id, command, settle, askedAt: Date.now(), sentAt: 0, anew };
      this.#asked.set(id, asked);
      if (this.#up) this.#sendAsked(asked);
    });
  }

  /** Tell another page of the call something. It is not kept: when the line is away, it is not told. @param {Record<string, unknown>} signal */
  signal(signal) {
    if (this.#up) this.#send({ t: "signal", id: crypto.randomUUID(), ...signal });
  }

  /** @param {Asked} asked */
  #sendAsked(asked) {
    asked.sentAt = Date.now();
    if (asked.anew) asked.command = asked.anew();
    this.#send({ t: "do", id: asked.id, c: asked.command });
  }

  /** @param {unknown} frame */
  #send(frame) {
    if (this.#socket?.readyState === 1) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {string} data */
  #read(data) {
    const frame = JSON.parse(data);
    if (frame.t === "event") this.#take(frame);
    else if (frame.t === "signal") this.#tell("signal", frame);
    else if (frame.t === "ack" || frame.t === "no") this.#answered(frame);
    else if (frame.t === "snapshot") {
      this.#have = { ...frame.have };
      this.#tell("snapshot", frame);
      this.#isUp();
    } else if (frame.t === "resumed") this.#isUp();
    else if (frame.t === "bye") this.#farewell(frame.why);
  }

  /** @param {{s: string, n: number, at: number, e: {type: string}}} frame */
  #take(frame) {
    const last = this.#have[frame.s] ?? 0;
    if (frame.n <= last) return;
    if (frame.n > last + 1) {
      // A hole would leave a wrong picture standing: begin again from a fresh view.
      this.#have = {};
      this.#dropped();
      return;
    }
    this.#have[frame.s] = frame.n;
    this.#tell("event", frame);
  }

  /** @param {{t: string, id: string, code?: string, words?: string}} frame */
  #answered(frame) {
    const asked = this.#asked.get(frame.id);
    if (!asked) return;
    if (frame.t === "no" && LATER.has(frame.code ?? "")) {
      // Nothing was done and nothing is wrong with it: the same again in a moment, under the same id.
      asked.sentAt = 0;
      setTimeout(() => this.#up && this.#asked.has(asked.id) && this.#sendAsked(asked), 1_000 + Math.random() * 500);
      return;
    }
    this.#asked.delete(frame.id);
    asked.settle(frame.t === "ack" ? { ok: true } : { ok: false, code: frame.code ?? "", words: frame.words ?? "" });
  }

  /** @param {string} why */
  #farewell(why) {
    // Another place may answer the very next time: neither a longer wait nor another way would help.
    if (why === ELSEWHERE) this.#tries = this.#missed = 0;
    if (COMES_BACK.has(why)) return;
    this.close();
    this.#tell("bye", { why });
  }

  #isUp() {
    clearTimeout(this.#patience);
    this.#up = true;
    this.#tries = this.#missed = 0;
    this.#proven.add(this.#way);
    this.#tell("up", {});
    for (const asked of this.#asked.values()) this.#sendAsked(asked);
    clearInterval(this.#watch);
    this.#watch = setInterval(() => this.#listenForSilence(), LOOK);
  }

  /** A line can be dead without saying so; an answer that does not come is the sign. */
  #listenForSilence() {
    const oldest = this.#asked.values().next().value;
    if (oldest && oldest.sentAt && Date.now() - oldest.sentAt > SILENCE) this.#dropped();
  }

  #hangUp() {
    clearTimeout(this.#patience);
    clearInterval(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #dropped() {
    const wasUp = this.#up;
    const refused = !this.#opened;
    this.#up = false;
    this.#hangUp();
    if (this.#over) return;
    if (wasUp) this.#tell("down", { at: Date.now() });
    else if (refused) this.#tell("refused", { tries: this.#tries });
    this.#chooseWay(wasUp);
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.connect(), backOff(this.#tries));
    this.#tries += 1;
  }

  /** @param {boolean} wasUp */
  #chooseWay(wasUp) {
    // Up once, the better way will be free again: it was the house that was away.
    if (wasUp) this.#way = this.#proven.has(0) ? 0 : this.#way;
    else if (++this.#missed >= (this.#proven.has(this.#way) ? TRIES_AGAIN : TRIES)) {
      this.#way = (this.#way + 1) % this.ways.length;
      this.#missed = 0;
    }
  }

  /** @param {string} name @param {unknown} detail */
  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
