// @ts-check
/**
 * A page's line to the media server, in the words of Janus: what is asked, and what comes unasked.
 * @typedef {{janus: string, transaction?: string, sender?: number, data?: {id: number}, plugindata?: {data: any}, jsep?: RTCSessionDescriptionInit}} Told
 * @typedef {{token: string, told: (told: Told) => void, lost: () => void}} Of
 */

/** How long the server may take for an answer before it is away. */
const PATIENCE = 4_000;
const BEAT = 4_000;
const PLUGIN = "janus.plugin.videoroom";

export class ServerLine {
  /** @type {Map<string, {ends: string[], settle: (told: Told) => void, fail: (problem: Error) => void}>} */
  #waiting = new Map();
  /** @type {WebSocket | null} */
  #socket = null;
  #session = 0;
  #count = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #beat;

  /** @param {Of} of */
  constructor(of) {
    this.of = of;
    /** Fresh ones take the place of the old, so that the line outlives them. */
    this.token = of.token;
  }

  /** @param {string} url */
  async open(url) {
    const socket = new WebSocket(url, "janus-protocol");
    this.#socket = socket;
    await new Promise((settle, fail) => {
      const timer = setTimeout(fail, PATIENCE);
      socket.onopen = () => (clearTimeout(timer), settle(undefined));
      socket.onclose = () => (clearTimeout(timer), fail(new Error("closed")));
    });
    socket.onclose = () => this.#end();
    socket.onmessage = ({ data }) => this.#take(JSON.parse(data));
    this.#session = (await this.#ask({ janus: "create" }, ["success"])).data?.id ?? 0;
    this.#beat = setInterval(() => this.#ask({ janus: "keepalive" }, ["ack"]).catch(() => this.#end()), BEAT);
  }

  /** A place of its own for one connection. */
  async attach() {
    return (await this.#ask({ janus: "attach", plugin: PLUGIN }, ["success"])).data?.id ?? 0;
  }

  /** @param {number} handle */
  detach(handle) {
    this.#ask({ janus: "detach", handle_id: handle }, ["success"]).catch(() => undefined);
  }

  /** Ask the room something. @param {number} handle @param {object} body @param {RTCSessionDescription | null} [jsep] */
  async message(handle, body, jsep) {
    const told = await this.#ask({ janus: "message", handle_id: handle, body, ...(jsep ? { jsep } : {}) }, ["event", "success"]);
    const data = told.plugindata?.data ?? {};
    if (data.error_code) throw new Error(`the media server said ${data.error_code}`);
    return { data, jsep: told.jsep };
  }

  /** Tell of a way that was found, or that there are no more. @param {number} handle @param {RTCIceCandidate | null} candidate */
  trickle(handle, candidate) {
    this.#ask({ janus: "trickle", handle_id: handle, candidate: candidate ? candidate.toJSON() : { completed: true } }, ["ack"]).catch(() => undefined);
  }

  close() {
    clearInterval(this.#beat);
    const socket = this.#socket;
    this.#socket = null;
    if (!socket) return;
    socket.onclose = socket.onmessage = null;
    if (socket.readyState === WebSocket.OPEN && this.#session) socket.send(JSON.stringify({ janus: "destroy", session_id: this.#session, token: this.token, transaction: "end" }));
    socket.close();
    for (const { fail } of this.#waiting.values()) fail(new Error("closed"));
    this.#waiting.clear();
  }

  #end() {
    if (!this.#socket) return;
    this.close();
    this.of.lost();
  }

  /** @param {object} message @param {string[]} ends @returns {Promise<Told>} */
  #ask(message, ends) {
    const transaction = String((this.#count += 1));
    return new Promise((settle, fail) => {
      if (this.#socket?.readyState !== WebSocket.OPEN) return fail(new Error("closed"));
      const timer = setTimeout(() => (this.#waiting.delete(transaction), fail(new Error("no answer"))), PATIENCE);
      const done = (/** @type {() => void} */ then) => (clearTimeout(timer), this.#waiting.delete(transaction), then());
      this.#waiting.set(transaction, { ends, settle: (told) => done(() => settle(told)), fail: (problem) => done(() => fail(problem)) });
      this.#socket.send(JSON.stringify({ ...message, transaction, token: this.token, ...(this.#session ? { session_id: this.#session } : {}) }));
    });
  }

  /** @param {Told} told */
  #take(told) {
    const waiting = this.#waiting.get(told.transaction ?? "");
    if (told.janus === "timeout") this.#end();
    else if (waiting && told.janus === "error") waiting.fail(new Error("refused"));
    else if (waiting && waiting.ends.includes(told.janus)) waiting.settle(told);
    // What comes unasked, and what an answer tells beside.
    if (told.janus === "event" || told.janus === "hangup") this.of.told(told);
  }
}
