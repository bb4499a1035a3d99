// @ts-check
/**
 * The call beside the room: joining, leaving, one's own microphone and camera, and who is in it. Off until its owner
 * turns it on. Loaded only where the group meets with voice.
 * @typedef {import("../fold.js").View} View
 * @typedef {import("../fold.js").Frame} Frame
 * @typedef {import("../room.js").Room} Room
 * @typedef {import("./company.js").Person} Person
 */
import { find, keep, make, mark, show, write } from "../dom.js";
import { entryOf, nameOf, nameOrYou } from "../telling.js";
import { fill, gettext, ngettext } from "../words-of.js";
import { callName, callOf, company, holderHere, isSeen } from "./company.js";
import { open, whyNot } from "./devices.js";
import { Mesh } from "./mesh.js";
import { Choice } from "./microphone.js";
import { Server } from "./server.js";
import { NoWay, Way } from "./way.js";

const LISTEN = 300;
const LOUD = 0.015;

const newLeg = () => [...crypto.getRandomValues(new Uint8Array(9))].map((one) => one.toString(16).padStart(2, "0")).join("");

export class Voice {
  /** What sound goes over: each page to each other, or the media server of the house. @type {Mesh | Server | null} */
  #mesh = null;
  #leg = "";
  #choice = new Choice();
  /** @type {Record<"microphone" | "camera", MediaStreamTrack | null>} */
  #tracks = { microphone: null, camera: null };
  /** What is told until something else happens. */
  #told = "";
  #joining = false;
  #cutOff = false;
  /** In the call, and one too many for it. */
  #waits = false;
  /** Who held the piece when this was last shown. @type {string | null} */
  #holder = null;
  /** @type {Set<string>} */
  #speaking = new Set();
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #ear;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    // The whole view always: who shares a call is told by company.js, for the plenary and for each small group.
    this.room = room;
    this.panel = /** @type {HTMLElement} */ (find("[data-voice-panel]", root));
    this.way = new Way(this.panel.dataset.relay ?? "");
    this.list = find("[data-voice-people]", this.panel);
    this.panel.addEventListener("click", (event) => this.#clicked(event));
    addEventListener("pagehide", () => this.#end());
    if (room.full) this.render(room.full);
  }

  // --- what the room tells ------------------------------------------------------------------------------
  /** After each fact. @param {View} view @param {Frame} frame */
  heard(view, { e: event }) {
    const me = view.me.seat;
    if (event.type === "voice_muted" && event.by !== me && this.#choice.wanted && (event.seat === me || (event.seat === null && callOf(view, event.by) === callOf(view, me)))) {
      this.#quiet(fill(gettext("%(name)s asked for quiet. Your microphone is off; only you turn it on again."), { name: nameOf(view, event.by) }));
    }
    this.render(view);
  }

  /** What one page of the call tells this one. @param {any} signal */
  take(signal) {
    this.#mesh?.take(signal);
  }

  /** This page's place in the room is over: let go of everything at once. */
  stop() {
    this.#end();
    show(this.panel, false);
  }

  // --- joining and leaving ------------------------------------------------------------------------------
  /** @param {HTMLElement} from */
  async #join(from) {
    const view = this.room.full;
    if (!view || this.#joining) return;
    let agreed = view.me.voice;
    if (!agreed) {
      const yes = await this.room.asking.question({
        title: gettext("Would you like to be heard?"),
        words: view.voice.rules.by_server ? gettext("The others in the call hear you when your microphone is on. So that the whole group has room, the media server of this house passes on what you send. It never records, but it could hear it, and see it where cameras are on. Another person’s device could record, and everybody has promised not to. If you would rather not, writing is taking part in full.") : gettext("The others in the call hear you when your microphone is on. Nothing is recorded here; another person’s device still could, and everybody has promised not to. If you would rather not, writing is taking part in full."),
        yes: gettext("Yes, join the call"), no: gettext("No, stay in writing"), from,
      });
      if (yes === null) return;
      agreed = true;
    }
    this.#joining = true;
    this.#tell(gettext("Joining …"));
    try {
      await this.way.configuration(this.#cutOff);
      this.#end();
      this.#leg = newLeg();
      this.#refresh();
      const answer = await this.room.ask({ type: "join_voice", leg: this.#leg, agreed }, { quietly: true });
      this.#tell(answer.ok ? gettext("You are in the call. Your microphone is off until you turn it on.") : answer.words);
      if (!answer.ok) this.#leg = "";
    } catch (problem) {
      this.#tell((problem instanceof NoWay && problem.message) || gettext("The house could not be reached just now. Try again in a moment."));
    }
    this.#joining = false;
    this.#refresh();
    if (this.#leg) /** @type {HTMLElement} */ (find("[data-voice-microphone]", this.panel)).focus();
  }

  async #leave() {
    const leg = this.#leg;
    this.#end();
    this.#tell(gettext("You have left the call. The written room goes on."));
    this.#refresh();
    /** @type {HTMLElement} */ (find("[data-voice-join]", this.panel)).focus();
    await this.room.ask({ type: "leave_voice", leg }, { quietly: true });
  }

  #end() {
    clearInterval(this.#ear);
    this.#mesh?.close();
    this.#mesh = null;
    this.#leg = "";
    this.#cutOff = false;
    this.#speaking.clear();
    this.#choice.rest();
    this.#letGo("microphone");
    this.#letGo("camera");
  }

  /** @param {View} view @param {Person[]} people */
  #begin(view, people) {
    const line = this.room.line;
    const of = { seat: view.me.seat, leg: this.#leg, video: view.voice.rules.voice === "video", way: this.way, changed: () => this.#refresh() };
    this.#mesh = view.voice.rules.by_server
      ? new Server({ ...of, address: this.panel.dataset.server ?? "" })
      : new Mesh({ ...of, tell: (to, told) => line.signal({ leg: of.leg, to: to.seat, to_leg: to.leg, d: told }) });
    this.#mesh.follow(people, callName(view));
    this.#ear = setInterval(() => this.#listen(), LISTEN);
  }

  // --- one's own devices ------------------------------------------------------------------------------------
  async #pressMicrophone() {
    const view = this.room.full;
    if (!view || !this.#mesh) return;
    this.#choice.press(holderHere(view), view.me.seat, view.voice.rules.follows_piece);
    this.#tell(this.#choice.lowered ? gettext("Your microphone goes on when the piece comes to you.") : "");
    await this.#useMicrophone();
    this.#refresh();
  }

  async #useMicrophone() {
    if (!this.#choice.wanted) this.#letGo("microphone");
    else if (!this.#tracks.microphone) await this.#open("microphone");
    const track = this.#tracks.microphone;
    if (track) track.enabled = this.#choice.sends;
    this.#mesh?.send("audio", this.#choice.sends ? track : null);
  }

  async #pressCamera() {
    const on = !this.#tracks.camera;
    if (on) await this.#open("camera");
    if (on && !this.#tracks.camera) return this.#refresh();
    const answer = await this.room.ask({ type: "turn_camera", on }, { quietly: true });
    if (!answer.ok && answer.code !== "already") this.#tell(answer.words);
    if (!on || (!answer.ok && answer.code !== "already")) this.#letGo("camera");
    this.#refresh();
  }

  /** @param {"microphone" | "camera"} device */
  async #open(device) {
    try {
      const track = await open(device);
      // Left, or pressed again, while the browser was asking.
      if (!this.#mesh || this.#tracks[device] || (device === "microphone" && !this.#choice.wanted)) return track.stop();
      this.#tracks[device] = track;
      track.onended = () => device === "microphone" && this.#quiet(whyNot(device, new Error()));
    } catch (problem) {
      if (device === "microphone") this.#choice.rest();
      this.#tell(whyNot(device, problem));
    }
  }

  /** @param {"microphone" | "camera"} device */
  #letGo(device) {
    const track = this.#tracks[device];
    this.#tracks[device] = null;
    if (track) track.onended = null;
    track?.stop();
  }

  /** @param {string} why */
  #quiet(why) {
    this.#choice.rest();
    this.#useMicrophone();
    this.#tell(why);
    this.#refresh();
  }

  // --- showing ------------------------------------------------------------------------------------------------
  async #listen() {
    const mesh = this.#mesh;
    if (!mesh) return;
    this.#speaking = await mesh.speaking();
    const me = this.room.full?.me.seat;
    if (me && this.#choice.sends && (await mesh.ownLoudness()) > LOUD) this.#speaking.add(me);
    for (const one of this.list.children) if (one instanceof HTMLElement) mark(one, "data-speaking", this.#speaking.has(one.dataset.key ?? ""));
    const cutOff = mesh.isCutOff(this.#cutOff);
    if (mesh === this.#mesh && cutOff !== this.#cutOff) {
      this.#cutOff = cutOff;
      this.#tell(cutOff ? gettext("The call has lost its way. The written room goes on. A new way is being looked for; you can also join again.") : mesh.isConnected ? gettext("The call is back.") : "");
      this.#refresh();
    }
  }

  #refresh() {
    if (this.room.full) this.render(this.room.full);
  }

  /** @param {string} words */
  #tell(words) {
    this.#told = words;
    write(find("[data-voice-words]", this.panel), words);
    show(find("[data-voice-words]", this.panel), Boolean(words));
  }

  /** @param {View} view */
  render(view) {
    const { rules, people } = view.voice;
    const { ended, place, asked_to_leave } = view.me;
    const over = ended !== null || asked_to_leave !== null || place !== "inside" || view.meeting.phase === "closed";
    if (over) this.#end();
    show(this.panel, rules.voice !== "off" && !over);
    if (rules.voice === "off" || over) return;
    const mine = people.find((one) => one.seat === view.me.seat);
    const together = company(view);
    this.#stay(view, mine, together);
    const inCall = this.#mesh !== null;
    const holder = holderHere(view);
    this.#choice.pieceMoved(this.#holder, holder, view.me.seat, rules.follows_piece);
    this.#holder = holder;
    if (entryOf(view) !== "speak" && this.#choice.wanted) this.#quiet(gettext("You take part without speaking, so your microphone is off. You can change how you take part at any time."));
    this.#useIfChanged();
    this.#mesh?.send("video", isSeen(view, view.me.seat) ? this.#tracks.camera : null);
    this.#buttons(view, inCall, together);
    this.#people(view, together);
  }

  /** Be in the call as the room says: begun, followed, or ended from elsewhere. @param {View} view @param {Person | undefined} mine @param {Person[]} together */
  #stay(view, mine, together) {
    if (this.#leg && mine?.leg === this.#leg) {
      // Back from small groups there can be more people than one call carries: the first ones are in it.
      const others = together.includes(mine) ? together : [];
      if (this.#waits !== !others.length) this.#tell((this.#waits = !others.length) ? gettext("The call is full now that all are back. You are in it again as soon as somebody leaves it.") : "");
      if (this.#mesh) this.#mesh.follow(others, callName(view));
      else this.#begin(view, others);
    } else if (this.#mesh) {
      this.#end();
      this.#tell(mine ? gettext("You have joined the call from another page; this one has left it.") : gettext("You are not in the call any more. You can join again."));
    }
  }

  /** The piece, a leader or its owner changed whether the microphone is heard. */
  #useIfChanged() {
    const track = this.#tracks.microphone;
    if (track && (track.enabled !== this.#choice.sends || !this.#choice.wanted)) this.#useMicrophone();
  }

  /** @param {View} view @param {boolean} inCall @param {Person[]} people */
  #buttons(view, inCall, people) {
    const under = (/** @type {string} */ name) => /** @type {HTMLButtonElement} */ (find(`[data-voice-${name}]`, this.panel));
    const label = (/** @type {string} */ name, /** @type {string} */ words) => write(find("[data-label]", under(name)), words);
    const elsewhere = !inCall && view.voice.people.some((one) => one.seat === view.me.seat);
    show(under("join"), !inCall || this.#cutOff);
    label("join", this.#cutOff || elsewhere ? gettext("Join again") : gettext("Join the call"));
    mark(under("join"), "aria-disabled", this.#joining ? "true" : null);
    show(find("[data-voice-in]", this.panel), inCall);
    mark(under("microphone"), "aria-pressed", this.#choice.wanted ? "true" : "false");
    mark(under("microphone"), "aria-disabled", entryOf(view) === "speak" ? null : "true");
    label("microphone", !this.#choice.wanted ? gettext("Microphone is off") : this.#choice.lowered ? gettext("Waits for the piece") : gettext("Microphone is on"));
    show(under("camera"), view.voice.rules.voice === "video");
    mark(under("camera"), "aria-pressed", this.#tracks.camera ? "true" : "false");
    label("camera", this.#tracks.camera ? gettext("Camera is on") : gettext("Camera is off"));
    show(under("quiet"), Boolean(view.leaders) && people.some((one) => one.seat !== view.me.seat));
    const n = people.length;
    write(find("[data-voice-count]", this.panel), n ? fill(ngettext("%(n)s person is in the call.", "%(n)s people are in the call.", n), { n }) : gettext("Nobody is in the call yet."));
  }

  /** @param {View} view @param {Person[]} together */
  #people(view, together) {
    keep(this.list, together, (one) => one.seat, () => make("li", { class: "voice__one" }, make("span", { "data-voice-name": "" }), make("span", { class: "fine", "data-voice-state": "" })), (element, one) => this.#one(view, element, one));
  }

  /** @param {View} view @param {HTMLElement} element @param {Person} one */
  #one(view, element, one) {
    const mine = one.seat === view.me.seat;
    const peer = this.#mesh?.peer(one.seat);
    write(find("[data-voice-name]", element), nameOrYou(view, one.seat));
    const on = mine ? this.#choice.sends : peer?.hearsOn;
    const state = !this.#mesh ? "" : !mine && peer?.state === "lost" ? gettext("looking for a way") : !mine && peer?.state === "new" ? gettext("connecting") : on ? gettext("microphone on") : gettext("microphone off");
    write(find("[data-voice-state]", element), state);
    mark(element, "data-state", mine ? "connected" : peer?.state);
    mark(element, "data-on", Boolean(this.#mesh && on));
    const stream = !one.camera ? null : mine ? (this.#tracks.camera && new MediaStream([this.#tracks.camera])) : peer?.picture;
    this.#picture(view, element, one, stream ?? null);
  }

  /** @param {View} view @param {HTMLElement} element @param {Person} one @param {MediaStream | null} stream */
  #picture(view, element, one, stream) {
    let picture = /** @type {HTMLVideoElement | null} */ (element.querySelector("video"));
    if (!stream) return picture?.remove();
    if (!picture) {
      picture = /** @type {HTMLVideoElement} */ (make("video", { class: "voice__picture", playsinline: true, "aria-label": fill(gettext("Picture of %(name)s"), { name: nameOrYou(view, one.seat) }) }));
      picture.muted = true;
      element.prepend(picture);
    }
    const [was] = /** @type {MediaStream | null} */ (picture.srcObject)?.getTracks() ?? [];
    if (was !== stream.getTracks()[0]) {
      picture.srcObject = stream;
      picture.play().catch(() => undefined);
    }
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button.matches("[data-voice-join]")) this.#join(button);
    else if (button.matches("[data-voice-leave]")) this.#leave();
    else if (button.matches("[data-voice-microphone]")) this.#pressMicrophone();
    else if (button.matches("[data-voice-camera]")) this.#pressCamera();
    else if (button.matches("[data-voice-quiet]")) this.room.ask({ type: "mute" });
  }
}
