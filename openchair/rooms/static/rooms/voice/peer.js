// @ts-check
/**
 * One other page of the call: one connection, negotiated so that both may begin at any time (perfect negotiation).
 * Sound and picture have their places from the start; turning a microphone on or off changes what is sent, not the way.
 *
 * @typedef {{k: "description", type: string, sdp: string} | {k: "ways", ways: {candidate: string, mid: string, line: number}[]} | {k: "microphone", on: boolean}} Told
 * @typedef {{mine: {seat: string, leg: string}, theirs: {seat: string, leg: string}, video: boolean, way: import("./way.js").Way, tell: (told: Told) => void, changed: () => void}} Between
 */

/** Candidates found in so short a time travel together. */
const TOGETHER = 150;
const MOST_WAYS = 16;
/** How long a connection may be without an answer before a new way is looked for. */
const LOST = 2_500;
const TRY_AGAIN = 8_000;
/** How long the first way may take: what is told between two pages is told once, and can be missed. */
const FIRST = 12_000;

export class Peer {
  /** @type {RTCPeerConnection | null} */
  #connection = null;
  /** @type {Record<"audio" | "video", MediaStreamTrack | null>} */
  #sending = { audio: null, video: null };
  /** What each place of the connection was last given: it takes it a moment later. @type {Map<RTCRtpSender, MediaStreamTrack | null>} */
  #given = new Map();
  /** @type {{candidate: string, mid: string, line: number}[]} */
  #ways = [];
  #making = false;
  #ignoring = false;
  #closed = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #soon;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #again;
  /** What is told to this page waits until it can be taken, one after the other. @type {Promise<unknown>} */
  #queue;
  /** Whether their microphone is on, as their page says. */
  hearsOn = false;
  /** "new" | "connected" | "lost" */
  state = "new";

  /** @param {Between} between */
  constructor(between) {
    this.between = between;
    // One of the two gives way when both begin at once; the other one begins.
    this.polite = between.mine.seat > between.theirs.seat;
    this.audio = new Audio();
    this.audio.autoplay = true;
    /** @type {MediaStream | null} */
    this.picture = null;
    this.#again = setTimeout(() => this.#lookAgain(), FIRST);
    this.#queue = between.way.configuration().then((configuration) => this.#open(configuration)).catch(() => this.#lost());
  }

  /** @param {RTCConfiguration} configuration */
  #open(configuration) {
    if (this.#closed || this.#connection) return;
    const connection = new RTCPeerConnection(configuration);
    this.#connection = connection;
    connection.onicecandidate = ({ candidate }) => candidate && this.#found(candidate);
    connection.onnegotiationneeded = () => this.#offer();
    connection.ontrack = ({ track }) => this.#hears(track);
    connection.onconnectionstatechange = () => this.#moved();
    if (!this.polite) {
      connection.addTransceiver("audio", { direction: "sendrecv" });
      if (this.between.video) connection.addTransceiver("video", { direction: "sendrecv" });
      this.#sendAll();
    }
  }

  /** Send this track, or nothing. @param {"audio" | "video"} kind @param {MediaStreamTrack | null} track */
  send(kind, track) {
    this.#sending[kind] = track;
    this.#sendAll();
  }

  #sendAll() {
    for (const { sender, receiver } of this.#connection?.getTransceivers() ?? []) {
      const track = this.#sending[/** @type {"audio" | "video"} */ (receiver.track.kind)];
      if ((this.#given.has(sender) ? this.#given.get(sender) : sender.track) === track) continue;
      this.#given.set(sender, track);
      sender.replaceTrack(track).catch(() => this.#given.delete(sender));
    }
  }

  async #offer() {
    const connection = this.#connection;
    if (!connection || this.#closed) return;
    try {
      this.#making = true;
      await connection.setLocalDescription();
      this.#describe();
    } catch {
      this.#lost();
    } finally {
      this.#making = false;
    }
  }

  #describe() {
    const told = this.#connection?.localDescription;
    if (told && !this.#closed) this.between.tell({ k: "description", type: told.type, sdp: told.sdp });
  }

  /** Take what the other page tells. @param {Told} told */
  take(told) {
    if (told.k === "microphone") {
      this.hearsOn = told.on;
      this.between.changed();
      return;
    }
    this.#queue = this.#queue.then(() => (told.k === "ways" ? this.#takeWays(told.ways) : this.#takeDescription(told))).catch(() => this.#lost());
  }

  /** @param {{type: string, sdp: string}} told */
  async #takeDescription({ type, sdp }) {
    const connection = this.#connection;
    if (!connection || this.#closed) return;
    // Told twice, an offer is answered twice.
    if (type === "answer" && connection.signalingState === "stable") return;
    const collides = type === "offer" && (this.#making || connection.signalingState !== "stable");
    this.#ignoring = !this.polite && collides;
    if (this.#ignoring) return;
    await connection.setRemoteDescription({ type: /** @type {RTCSdpType} */ (type), sdp });
    if (type !== "offer") return;
    for (const transceiver of connection.getTransceivers()) transceiver.direction = "sendrecv";
    this.#sendAll();
    await connection.setLocalDescription();
    this.#describe();
  }

  /** @param {{candidate: string, mid: string, line: number}[]} ways */
  async #takeWays(ways) {
    for (const { candidate, mid, line } of ways) {
      try {
        await this.#connection?.addIceCandidate({ candidate, sdpMid: mid, sdpMLineIndex: line });
      } catch (problem) {
        if (!this.#ignoring) throw problem;
      }
    }
  }

  /** Only ways over the relay are told; there are no others. @param {RTCIceCandidate} candidate */
  #found(candidate) {
    if (candidate.candidate && candidate.type !== "relay") return;
    this.#ways.push({ candidate: candidate.candidate, mid: candidate.sdpMid ?? "0", line: candidate.sdpMLineIndex ?? 0 });
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      while (this.#ways.length && !this.#closed) this.between.tell({ k: "ways", ways: this.#ways.splice(0, MOST_WAYS) });
    }, TOGETHER);
  }

  /** @param {MediaStreamTrack} track */
  #hears(track) {
    if (track.kind === "audio") {
      this.audio.srcObject = new MediaStream([track]);
      this.audio.play().catch(() => undefined);
    } else this.picture = new MediaStream([track]);
    this.between.changed();
  }

  #moved() {
    const state = this.#connection?.connectionState;
    if (state === "connected") {
      clearTimeout(this.#again);
      this.state = "connected";
      this.between.changed();
    } else if (state === "failed") this.#lost();
    else if (state === "disconnected") {
      clearTimeout(this.#again);
      this.#again = setTimeout(() => this.#connection?.connectionState !== "connected" && this.#lost(), LOST);
    }
  }

  #lookAgain() {
    if (this.#connection?.connectionState === "connected") this.#moved();
    else this.#lost();
  }

  /** The way is gone: look for a new one with fresh credentials, for as long as both are in the call. */
  #lost() {
    if (this.#closed) return;
    this.state = "lost";
    this.between.changed();
    clearTimeout(this.#again);
    this.#again = setTimeout(() => this.#lookAgain(), TRY_AGAIN);
    this.between.way.configuration(true).then(
      (configuration) => {
        if (this.#closed) return;
        if (!this.#connection) return this.#open(configuration);
        this.#connection.setConfiguration(configuration);
        if (this.polite) return;
        this.#connection.restartIce();
        // An offer that nobody answered was missed, or its answer was: while it stands, the browser makes no new one.
        if (this.#connection.signalingState === "have-local-offer") this.#describe();
      },
      () => undefined,
    );
  }

  /** How loud the other one is right now, from what this device hears: 0 to 1. */
  async loudness() {
    let loudness = 0;
    const stats = await this.#connection?.getStats();
    stats?.forEach((one) => {
      if (one.type === "inbound-rtp" && one.kind === "audio") loudness = one.audioLevel ?? 0;
    });
    return this.hearsOn ? loudness : 0;
  }

  /** How loud one's own microphone is. */
  async ownLoudness() {
    let loudness = 0;
    const stats = await this.#connection?.getStats();
    stats?.forEach((one) => {
      if (one.type === "media-source" && one.kind === "audio") loudness = one.audioLevel ?? 0;
    });
    return loudness;
  }

  close() {
    this.#closed = true;
    clearTimeout(this.#soon);
    clearTimeout(this.#again);
    this.audio.srcObject = null;
    this.#connection?.close();
    this.#connection = null;
  }
}
