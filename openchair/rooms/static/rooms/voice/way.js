// @ts-check
/**
 * The way to the relay: fresh credentials from the house, kept for as long as they are good.
 * @typedef {{servers: RTCIceServer[], untilMs: number}} Given
 */

/** A page asks anew when less than this is left. */
const MARGIN = 60_000;
/** What was given so lately is as good as new: the house gives some sixty in an hour, however many ways are lost at once. */
const FRESH = 75_000;

/** The house said no, in words for the person. */
export class NoWay extends Error {}

export class Way {
  /** @type {Promise<Given> | null} */
  #given = null;
  #untilMs = 0;
  #askedMs = 0;

  /** @param {string} address */
  constructor(address) {
    this.address = address;
  }

  /** What a connection needs. Every path goes over the relay, so that no page learns another's address. @param {boolean} [anew] @returns {Promise<RTCConfiguration>} */
  async configuration(anew = false) {
    if (!this.#given || (anew && Date.now() > this.#askedMs + FRESH) || Date.now() > this.#untilMs - MARGIN) {
      this.#given = this.#ask();
      this.#askedMs = Date.now();
      this.#untilMs = Infinity;
      this.#given.then(
        (given) => (this.#untilMs = given.untilMs),
        () => (this.#given = null),
      );
    }
    const { servers } = await this.#given;
    return { iceServers: servers, iceTransportPolicy: "relay", bundlePolicy: "max-bundle", rtcpMuxPolicy: "require" };
  }

  /** @returns {Promise<Given>} */
  async #ask() {
    const answer = await fetch(this.address, { headers: { Accept: "application/json" }, cache: "no-store" });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) throw new NoWay(told.words ?? "");
    return { servers: told.servers, untilMs: told.until_ms };
  }
}

/**
 * Whether sound could go over the relay: two ends on this very page, connected through it.
 * @param {RTCConfiguration} configuration
 * @param {number} patience
 * @returns {Promise<boolean>}
 */
export async function reaches(configuration, patience) {
  const [one, other] = [new RTCPeerConnection(configuration), new RTCPeerConnection(configuration)];
  one.onicecandidate = ({ candidate }) => candidate && other.addIceCandidate(candidate).catch(() => undefined);
  other.onicecandidate = ({ candidate }) => candidate && one.addIceCandidate(candidate).catch(() => undefined);
  try {
    const channel = one.createDataChannel("way");
    const opened = new Promise((settle) => {
      channel.onopen = () => settle(true);
      setTimeout(() => settle(false), patience);
    });
    await one.setLocalDescription();
    await other.setRemoteDescription(/** @type {RTCSessionDescription} */ (one.localDescription));
    await other.setLocalDescription();
    await one.setRemoteDescription(/** @type {RTCSessionDescription} */ (other.localDescription));
    return /** @type {boolean} */ (await opened);
  } finally {
    one.close();
    other.close();
  }
}
