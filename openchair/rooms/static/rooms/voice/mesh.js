// @ts-check
/**
 * All other pages of the call. Knows connections and tracks; nothing of buttons.
 * @typedef {import("./company.js").Person} Person
 */
import { Peer } from "./peer.js";

/** Above this somebody is speaking. */
const SPEAKS = 0.015;

export class Mesh {
  /** @type {Map<string, Peer>} */
  #peers = new Map();
  /** @type {Record<"audio" | "video", MediaStreamTrack | null>} */
  #sending = { audio: null, video: null };

  /** @param {{seat: string, leg: string, video: boolean, way: import("./way.js").Way, tell: (to: Person, told: import("./peer.js").Told) => void, changed: () => void}} of */
  constructor(of) {
    this.of = of;
  }

  /** Be connected with exactly these. @param {Person[]} people @param {string} [_call] */
  follow(people, _call) {
    const wanted = new Map(people.filter((one) => one.seat !== this.of.seat).map((one) => [`${one.seat}/${one.leg}`, one]));
    for (const [key, peer] of this.#peers) {
      if (wanted.has(key)) continue;
      peer.close();
      this.#peers.delete(key);
    }
    for (const [key, person] of wanted) {
      if (this.#peers.has(key)) continue;
      const { seat, leg, video, way, changed } = this.of;
      const peer = new Peer({ mine: { seat, leg }, theirs: person, video, way, changed, tell: (told) => this.of.tell(person, told) });
      this.#peers.set(key, peer);
      for (const kind of /** @type {const} */ (["audio", "video"])) peer.send(kind, this.#sending[kind]);
      this.of.tell(person, { k: "microphone", on: this.#sending.audio !== null });
    }
  }

  /** @param {{seat: string, leg: string, to_leg: string, d: import("./peer.js").Told}} signal */
  take(signal) {
    if (signal.to_leg === this.of.leg) this.#peers.get(`${signal.seat}/${signal.leg}`)?.take(signal.d);
  }

  /** Send this track to everybody, or nothing. @param {"audio" | "video"} kind @param {MediaStreamTrack | null} track */
  send(kind, track) {
    const told = kind === "audio" && (track === null) !== (this.#sending.audio === null);
    this.#sending[kind] = track;
    for (const peer of this.#peers.values()) {
      peer.send(kind, track);
      if (told) this.of.tell({ ...peer.between.theirs, camera: false }, { k: "microphone", on: track !== null });
    }
  }

  /** @param {string} seat */
  peer(seat) {
    return [...this.#peers.values()].find((peer) => peer.between.theirs.seat === seat);
  }

  /** Whether there is somebody, and no way to anybody: each was lost, or, when it was so before, is not found again yet. @param {boolean} before */
  isCutOff(before) {
    const peers = [...this.#peers.values()];
    return peers.length > 0 && peers.every((peer) => peer.state === "lost" || (before && peer.state !== "connected"));
  }

  /** Whether there is a way to somebody. */
  get isConnected() {
    return [...this.#peers.values()].some((peer) => peer.state === "connected");
  }

  /** Who is speaking right now, by what this device hears. @returns {Promise<Set<string>>} */
  async speaking() {
    const heard = await Promise.all([...this.#peers.values()].map(async (peer) => /** @type {const} */ ([peer.between.theirs.seat, await peer.loudness()])));
    return new Set(heard.filter(([, loudness]) => loudness > SPEAKS).map(([seat]) => seat));
  }

  /** How loud one's own microphone is, by what goes out: 0 to 1. */
  async ownLoudness() {
    const [peer] = this.#peers.values();
    return peer ? peer.ownLoudness() : 0;
  }

  close() {
    for (const peer of this.#peers.values()) peer.close();
    this.#peers.clear();
  }
}
