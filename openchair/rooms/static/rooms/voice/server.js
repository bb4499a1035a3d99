// @ts-check
/**
 * The call over the media server of the house (Janus, VideoRoom): what this page sends goes there once, and what the
 * others send comes from there, a connection for each. Stands in the place of mesh.js, and knows nothing of buttons.
 * @typedef {import("./company.js").Person} Person
 * @typedef {{seat: string, leg: string, video: boolean, address: string, way: import("./way.js").Way, changed: () => void}} Of
 * @typedef {{url: string, room: number, who: number, token: string, until_ms: number}} Given
 */
import { ServerLine } from "./server-line.js";

/** Above this somebody is speaking. */
const SPEAKS = 0.015;
/** How long a connection may be without an answer. */
const LOST = 2_500;
/** How long until the server is tried again; twice as long each time, and never longer than the second. */
const TRY_AGAIN = 2_000;
const AT_MOST = 30_000;
/** Fresh credentials are fetched when less than this is left of the old ones. */
const MARGIN = 120_000;

/** The number by which the server knows a page. @param {string} leg */
export async function numberOf(leg) {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(leg));
  return Number(new DataView(hash).getBigUint64(0) >> 12n);
}

/** One other person as they come from the server. */
class Heard {
  /** @type {RTCPeerConnection | null} */
  connection = null;
  handle = 0;
  /** Whether sound comes in: a microphone that is off sends nothing. */
  hearsOn = false;
  loudness = 0;
  state = "new";
  /** @type {MediaStream | null} */
  picture = null;
  audio = new Audio();
  #packets = 0;

  /** @param {MediaStreamTrack} track */
  hears(track) {
    if (track.kind === "video") return (this.picture = new MediaStream([track]));
    this.audio.srcObject = new MediaStream([track]);
    return this.audio.play().catch(() => undefined);
  }

  async listen() {
    let [packets, loudness] = [0, 0];
    (await this.connection?.getStats())?.forEach((one) => {
      if (one.type === "inbound-rtp" && one.kind === "audio") [packets, loudness] = [one.packetsReceived ?? 0, one.audioLevel ?? 0];
    });
    this.hearsOn = packets > this.#packets;
    this.#packets = packets;
    this.loudness = this.hearsOn ? loudness : 0;
  }

  close() {
    this.audio.srcObject = null;
    this.connection?.close();
    this.connection = null;
  }
}

export class Server {
  /** Seats in the call, by the number the server has for their page. @type {Map<number, string>} */
  #people = new Map();
  /** Who sends something, as the server says. @type {Set<number>} */
  #there = new Set();
  /** @type {Map<number, Heard>} */
  #heard = new Map();
  /** @type {Record<"audio" | "video", MediaStreamTrack | null>} */
  #sending = { audio: null, video: null };
  /** @type {ServerLine | null} */
  #line = null;
  /** @type {RTCPeerConnection | null} */
  #out = null;
  /** @type {Given | null} */
  #given = null;
  #privateId = 0;
  /** The call this page is in: the whole table or a small group; "" for none. */
  #call = "";
  #state = "new";
  #tries = 0;
  #following = 0;
  /** Counts the ways to the server, so that what comes late from an old one changes nothing. */
  #turn = 0;
  /** @type {Set<ReturnType<typeof setTimeout>>} */
  #timers = new Set();

  /** @param {Of} of */
  constructor(of) {
    this.of = of;
  }

  // --- what the call asks ---------------------------------------------------------------------------------------
  /** Be in this call with exactly these. @param {Person[]} people @param {string} call */
  async follow(people, call) {
    const wanted = people.length ? call : "";
    if (wanted !== this.#call) {
      this.#call = wanted;
      this.#drop("new");
      if (wanted) this.#open();
    }
    const others = people.filter((one) => one.seat !== this.of.seat);
    const following = (this.#following += 1);
    const numbers = await Promise.all(others.map((one) => numberOf(one.leg)));
    if (following !== this.#following) return;
    this.#people = new Map(others.map((one, at) => [/** @type {number} */ (numbers[at]), one.seat]));
    this.#match();
  }

  /** Pages tell each other nothing here. */
  take() {}

  /** Send this track, or nothing. @param {"audio" | "video"} kind @param {MediaStreamTrack | null} track */
  send(kind, track) {
    this.#sending[kind] = track;
    this.#sendAll();
  }

  /** @param {string} seat */
  peer(seat) {
    const [number] = [...this.#people].find(([, one]) => one === seat) ?? [];
    return this.#heard.get(number ?? 0) ?? { state: this.#state === "lost" ? "lost" : "new", hearsOn: false, picture: null };
  }

  /** Whether there is no way to the server: it was lost, or, when it was so before, is not found again yet. @param {boolean} before */
  isCutOff(before) {
    return this.#state === "lost" || (before && this.#call !== "" && this.#state !== "connected");
  }

  get isConnected() {
    return this.#state === "connected";
  }

  /** Who is speaking right now, by what this device hears. @returns {Promise<Set<string>>} */
  async speaking() {
    const heard = [...this.#heard];
    const before = heard.map(([, one]) => one.hearsOn);
    await Promise.all(heard.map(([, one]) => one.listen()));
    if (heard.some(([, one], at) => one.hearsOn !== before[at])) this.of.changed();
    return new Set(heard.filter(([, one]) => one.loudness > SPEAKS).map(([number]) => this.#people.get(number) ?? ""));
  }

  /** How loud one's own microphone is. */
  async ownLoudness() {
    let loudness = 0;
    (await this.#out?.getStats())?.forEach((one) => {
      if (one.type === "media-source" && one.kind === "audio") loudness = one.audioLevel ?? 0;
    });
    return loudness;
  }

  close() {
    this.#call = "";
    this.#drop("new");
  }

  // --- the way to the server ------------------------------------------------------------------------------------
  /** Let go of everything that hangs on the way there was. @param {"new" | "lost"} state */
  #drop(state) {
    this.#turn += 1;
    this.#state = state;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#line?.close();
    this.#out?.close();
    this.#line = this.#out = null;
    this.#privateId = 0;
    this.#there.clear();
    for (const one of this.#heard.values()) one.close();
    this.#heard.clear();
  }

  /** @param {() => unknown} then @param {number} wait */
  #later(then, wait) {
    const timer = setTimeout(() => (this.#timers.delete(timer), then()), wait);
    this.#timers.add(timer);
  }

  /** The way is gone: look for a new one for as long as this page is in the call. @param {number} turn */
  #lost(turn) {
    if (turn !== this.#turn || !this.#call) return;
    this.#drop("lost");
    this.#later(() => this.#open(), Math.min(AT_MOST, TRY_AGAIN * 2 ** this.#tries));
    this.#tries += 1;
    this.of.changed();
  }

  async #open() {
    const turn = this.#turn;
    try {
      const given = await this.#ask();
      const configuration = await this.#configuration();
      if (turn !== this.#turn) return;
      this.#given = given;
      const line = new ServerLine({ token: given.token, told: (told) => this.#hear(told, turn), lost: () => this.#lost(turn) });
      this.#line = line;
      await line.open(given.url);
      const handle = await line.attach();
      const { data } = await line.message(handle, { request: "join", ptype: "publisher", room: given.room, id: given.who, token: given.token });
      this.#privateId = data.private_id;
      await this.#publish(line, handle, configuration, turn);
      this.#renewSoon(turn);
      this.#match();
    } catch {
      this.#lost(turn);
    }
  }

  /** @returns {Promise<Given>} */
  async #ask() {
    const answer = await fetch(`${this.of.address}?leg=${this.of.leg}`, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Error("no way in");
    return answer.json();
  }

  /** The media server is this house's own, and there is nobody else at the other end: the relay is only for who needs it. */
  async #configuration() {
    return { ...(await this.of.way.configuration()), iceTransportPolicy: /** @type {RTCIceTransportPolicy} */ ("all") };
  }

  /** The line outlives its credentials for as long as the house gives fresh ones. @param {number} turn */
  #renewSoon(turn) {
    const wait = Math.max(15_000, (this.#given?.until_ms ?? 0) - MARGIN - Date.now());
    this.#later(async () => {
      const given = await this.#ask().catch(() => null);
      if (turn !== this.#turn) return;
      if (given && this.#line) [this.#given, this.#line.token] = [given, given.token];
      this.#renewSoon(turn);
    }, wait);
  }

  /** @param {ServerLine} line @param {number} handle @param {RTCConfiguration} configuration @param {number} turn */
  async #publish(line, handle, configuration, turn) {
    const out = new RTCPeerConnection(configuration);
    this.#out = out;
    out.onicecandidate = ({ candidate }) => line.trickle(handle, candidate);
    out.onconnectionstatechange = () => this.#moved(out, () => this.#lost(turn), () => {
      [this.#state, this.#tries] = ["connected", 0];
      this.of.changed();
    });
    out.addTransceiver("audio", { direction: "sendonly" });
    if (this.of.video) out.addTransceiver("video", { direction: "sendonly" });
    this.#sendAll();
    await out.setLocalDescription();
    const { jsep } = await line.message(handle, { request: "publish" }, out.localDescription);
    await out.setRemoteDescription(/** @type {RTCSessionDescriptionInit} */ (jsep));
  }

  /** @param {RTCPeerConnection} connection @param {() => void} lost @param {() => void} stands */
  #moved(connection, lost, stands) {
    if (connection.connectionState === "connected") stands();
    else if (connection.connectionState === "failed") lost();
    else if (connection.connectionState === "disconnected") this.#later(() => connection.connectionState !== "connected" && lost(), LOST);
  }

  #sendAll() {
    for (const { sender, receiver } of this.#out?.getTransceivers() ?? []) {
      const track = this.#sending[/** @type {"audio" | "video"} */ (receiver.track.kind)];
      if (sender.track !== track) sender.replaceTrack(track).catch(() => undefined);
    }
  }

  // --- the others -------------------------------------------------------------------------------------------------
  /** @param {import("./server-line.js").Told} told @param {number} turn */
  #hear(told, turn) {
    if (turn !== this.#turn) return;
    const data = told.plugindata?.data ?? {};
    for (const { id } of data.publishers ?? []) this.#there.add(id);
    for (const gone of [data.leaving, data.unpublished, data.kicked]) this.#there.delete(gone);
    this.#match();
  }

  /** Hear whoever is in the call and sends, and nobody else: what the server has beside is not ours to hear. */
  #match() {
    for (const [number, one] of this.#heard) {
      if (this.#people.has(number) && this.#there.has(number)) continue;
      one.close();
      this.#heard.delete(number);
      if (one.handle) this.#line?.detach(one.handle);
    }
    if (!this.#line || !this.#privateId) return;
    for (const number of this.#people.keys()) if (this.#there.has(number) && !this.#heard.has(number)) this.#listenTo(number, this.#line);
  }

  /** @param {number} number @param {ServerLine} line */
  async #listenTo(number, line) {
    const one = new Heard();
    this.#heard.set(number, one);
    const stands = () => this.#line === line && this.#heard.get(number) === one;
    const again = () => {
      if (!stands()) return;
      one.close();
      this.#heard.delete(number);
      if (one.handle) line.detach(one.handle);
      this.#later(() => this.#match(), TRY_AGAIN);
    };
    try {
      one.handle = await line.attach();
      const { jsep } = await line.message(one.handle, { request: "join", ptype: "subscriber", room: this.#given?.room, private_id: this.#privateId, streams: [{ feed: number }] });
      const configuration = await this.#configuration();
      if (!stands()) return line.detach(one.handle);
      const connection = new RTCPeerConnection(configuration);
      one.connection = connection;
      connection.onicecandidate = ({ candidate }) => line.trickle(one.handle, candidate);
      connection.ontrack = ({ track }) => (one.hears(track), this.of.changed());
      connection.onconnectionstatechange = () => this.#moved(connection, again, () => ((one.state = "connected"), this.of.changed()));
      await connection.setRemoteDescription(/** @type {RTCSessionDescriptionInit} */ (jsep));
      await connection.setLocalDescription();
      await line.message(one.handle, { request: "start" }, connection.localDescription);
    } catch {
      again();
    }
  }
}
