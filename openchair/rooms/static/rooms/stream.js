// @ts-check
/**
 * What stands in for a socket where none gets through: an event stream to hear, posts to speak. Looks like a
 * WebSocket to whoever holds it. Frames are posted one post after the other, so that they arrive in their order; a
 * post that fails ends the line, and whoever holds it sends again what nobody answered.
 */

/** Characters in one post, however many bytes each takes: well under what the server reads. */
const MOST = 16_000;
/** How often a page that says nothing shows that it is still there. */
const PULSE = 20_000;

export class StreamSocket extends EventTarget {
  readyState = 0;
  #name = "";
  /** @type {string[]} */
  #waiting = [];
  #posting = false;
  #stop = new AbortController();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #pulse;

  /** @param {string} path */
  constructor(path) {
    super();
    this.path = path;
    void this.#hear();
  }

  /** @param {string} frame */
  send(frame) {
    this.#waiting.push(frame);
    void this.#post();
  }

  close() {
    this.readyState = 3;
    clearInterval(this.#pulse);
    this.#stop.abort();
  }

  #end() {
    if (this.readyState === 3) return;
    this.close();
    this.dispatchEvent(new Event("close"));
  }

  async #hear() {
    try {
      const answer = await fetch(this.path, { headers: { "X-Room-Line": "open", Accept: "text/event-stream" }, cache: "no-store", signal: this.#stop.signal });
      if (answer.ok && answer.body) await this.#read(answer.body.getReader());
    } catch {
      // Refused, cut or given up: all the same to whoever tries again.
    }
    this.#end();
  }

  /** @param {ReadableStreamDefaultReader<Uint8Array>} reader */
  async #read(reader) {
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) this.#take(block);
    }
  }

  /** @param {string} block */
  #take(block) {
    if (block.startsWith("event: line\ndata: ")) {
      this.#name = block.slice("event: line\ndata: ".length);
      this.readyState = 1;
      this.#pulse = setInterval(() => void this.#post(true), PULSE);
      this.dispatchEvent(new Event("open"));
    } else if (block.startsWith("data: ") && this.readyState !== 3) {
      this.dispatchEvent(new MessageEvent("message", { data: block.slice("data: ".length) }));
    }
  }

  /** @param {boolean} [empty] Post even if nothing waits. */
  async #post(empty = false) {
    if (this.#posting) return;
    this.#posting = true;
    while (this.readyState === 1 && (empty || this.#waiting.length)) {
      const frames = this.#waiting.splice(0, 1);
      for (let size = frames.join().length; this.#waiting.length && (size += this.#waiting[0].length) < MOST; ) frames.push(...this.#waiting.splice(0, 1));
      empty = false;
      try {
        const answer = await fetch(this.path, { method: "POST", headers: { "X-Room-Line": this.#name, "Content-Type": "text/plain;charset=utf-8" }, body: frames.join("\n"), signal: this.#stop.signal });
        if (!answer.ok) this.#end();
      } catch {
        this.#end();
      }
    }
    this.#posting = false;
  }
}
