// @ts-check
/** The page on which one tries out microphone, camera and relay. Nothing of it is sent to anybody. */
import { find, show, write } from "../dom.js";
import { gettext } from "../words-of.js";
import { listenTo, open, whyNot } from "./devices.js";
import { NoWay, reaches, Way } from "./way.js";

const HEARD = 15;
const PATIENCE = 12_000;

class VoiceCheck extends HTMLElement {
  /** @type {Record<string, MediaStreamTrack | undefined>} */
  #tracks = {};

  connectedCallback() {
    show(this, true);
    this.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("button") : null;
      if (button?.dataset.try) this.#try(button.dataset.try, button);
    });
    addEventListener("pagehide", () => this.#letGo());
  }

  #letGo() {
    for (const track of Object.values(this.#tracks)) track?.stop();
    this.#tracks = {};
  }

  /** @param {string} what @param {HTMLButtonElement} button */
  async #try(what, button) {
    if (what === "relay") return this.#tryWay(button);
    const device = /** @type {import("./devices.js").Device} */ (what);
    const words = find(`[data-${device}-words]`, this);
    const before = this.#tracks[device];
    if (before) {
      before.stop();
      this.#tracks[device] = undefined;
      this.#off(device, button);
      return;
    }
    try {
      const track = await open(device);
      this.#tracks[device] = track;
      write(find("[data-label]", button), gettext("Turn it off again"));
      if (device === "microphone") this.#hear(track, words);
      else this.#see(track, words);
    } catch (problem) {
      write(words, whyNot(device, problem));
    }
  }

  /** @param {import("./devices.js").Device} device @param {HTMLButtonElement} button */
  #off(device, button) {
    write(find("[data-label]", button), device === "microphone" ? gettext("Try the microphone") : gettext("Try the camera"));
    write(find(`[data-${device}-words]`, this), gettext("It is off again."));
    show(find(device === "microphone" ? "[data-level]" : "[data-picture]", this), false);
  }

  /** @param {MediaStreamTrack} track @param {Element} words */
  #hear(track, words) {
    const level = /** @type {HTMLMeterElement} */ (find("[data-level]", this));
    show(level, true);
    write(words, gettext("It is on. Say a few words, and watch the bar."));
    let heard = false;
    listenTo(track, (loudness) => {
      level.value = loudness;
      if (loudness > HEARD && !heard) {
        heard = true;
        write(words, gettext("Your microphone hears you."));
      }
    });
  }

  /** @param {MediaStreamTrack} track @param {Element} words */
  #see(track, words) {
    const picture = /** @type {HTMLVideoElement} */ (find("[data-picture]", this));
    picture.srcObject = new MediaStream([track]);
    show(picture, true);
    picture.play().catch(() => undefined);
    write(words, gettext("This is what the others would see. Only you see it now."));
  }

  /** @param {HTMLButtonElement} button */
  async #tryWay(button) {
    const words = find("[data-relay-words]", this);
    button.disabled = true;
    write(words, gettext("Trying …"));
    try {
      const there = await reaches(await new Way(this.dataset.relay ?? "").configuration(), PATIENCE);
      write(words, there ? gettext("The way is open: the others will hear you.") : gettext("The relay did not answer from where you are. You can take part in writing, and try again on another network."));
    } catch (problem) {
      write(words, (problem instanceof NoWay && problem.message) || gettext("The house could not be reached just now. Try again in a moment."));
    }
    button.disabled = false;
    button.focus();
  }
}
customElements.define("voice-check", VoiceCheck);
