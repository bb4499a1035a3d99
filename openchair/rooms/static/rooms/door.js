// @ts-check
/**
 * The door of a meeting: stands there with the answers, shows who is here, and goes in when somebody lets one in.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./socket.js").Command} Command
 */
import { Announcer } from "./announce.js";
import { Circle } from "./circle.js";
import { lateWords, shutWords } from "./desk/lock.js";
import { aloud, find, keep, make, mark, show, write } from "./dom.js";
import { foldView } from "./fold.js";
import { RoomLine } from "./socket.js";
import { isHere, LEADS, nameOf } from "./telling.js";
import { calledWords } from "./turn.js";
import { clockTime, fill, gettext, listed, ngettext } from "./words-of.js";

const TICK = 5_000;
const ARC = 10 * 60_000;
const AT_THE_DOOR = () => gettext("You are at the door. Somebody lets you in soon.");

class Door {
  /** @type {View | null} */
  view = null;
  /** The answers, once this person said that they are ready: said again whenever the line comes back. @type {Command | null} */
  #ready = null;
  #heard = 0;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.skew = Number(element.dataset.now) - Date.now();
    this.form = /** @type {HTMLFormElement} */ (find("[data-steps]", element));
    this.status = find("[data-ready]", element);
    this.talk = find("[data-talk]", element);
    this.circle = new DoorCircle(element, Number(element.dataset.starts));
    this.announcer = new Announcer(aloud(find("[data-announce]", element)));
    this.line = new RoomLine(element.dataset.socket ?? "");
    // The house asks in its own words; without a script the browser and the server do.
    this.form.noValidate = true;
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#answeredAll()) this.#come();
    });
    this.form.addEventListener("change", () => {
      show(find("[data-alone-open]", element), false);
      if (this.#ready) this.#come();
    });
    find("[data-unwell]", element).addEventListener("click", () => this.#notWell());
    find("[data-answer-form]", element).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#writeBack();
    });
    find("[data-try-now]", element).addEventListener("click", () => this.line.tryNow());
    this.#listen();
    this.line.connect();
    // On a slow line the button was pressed before this script was there; the house took the answers, and now one comes.
    if (element.hasAttribute("data-pressed") && this.#answeredAll()) this.#come();
    setInterval(() => {
      if (!this.view) return;
      this.circle.tick(this.view, Date.now() + this.skew);
      this.#late(this.view);
    }, TICK);
  }

  #listen() {
    const line = this.line;
    const on = (/** @type {string} */ name, /** @type {(detail: any) => void} */ act) => line.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
    on("snapshot", ({ view }) => this.#take(view));
    on("event", (frame) => this.view && this.#take(foldView(this.view, frame)));
    on("up", () => show(find("[data-dropped]", this.element), false));
    on("down", ({ at }) => {
      write(find("[data-dropped-when]", this.element), fill(gettext("The line dropped at %(time)s. We are trying again; your place at the door is kept."), { time: clockTime(at, this.element.dataset.zone) }));
      show(find("[data-dropped]", this.element), true);
    });
    on("refused", ({ tries }) => tries === 3 && location.reload());
    on("bye", ({ why }) => (why === "closed" ? location.replace(this.element.dataset.closed ?? "/") : why === "revoked" ? location.replace("/") : location.reload()));
    addEventListener("online", () => line.tryNow());
    document.addEventListener("visibilitychange", () => !document.hidden && line.tryNow());
  }

  /** @param {View} view */
  #take(view) {
    this.view = view;
    if (view.me.place === "inside" || view.me.place === "out") return location.replace(this.element.dataset.room ?? "/");
    if (view.meeting.phase === "closed" && !view.me.asked_to_leave) return location.replace(this.element.dataset.closed ?? "/");
    // The line was gone for a while and the house took us from the door: stand there again with the same answers.
    if (this.#ready && view.me.place === "absent" && this.line.up) this.line.ask(this.#ready);
    this.#render(view);
  }

  /** @param {View} view */
  #render(view) {
    show(find("[data-table]", this.element), true);
    this.#late(view);
    this.circle.render(view, Date.now() + this.skew);
    const inside = view.seats.filter(isHere).length;
    const me = nameOf(view, view.me.seat);
    const here = inside ? fill(ngettext("One person is inside.", "%(n)s people are inside.", inside), { n: inside }) : gettext("Nobody is inside yet.");
    write(find("[data-inside]", this.element), view.me.place === "door" ? [here, fill(gettext("They see that %(name)s is at the door, and nothing you say here."), { name: me })].join(" ") : here);
    const called = calledWords(view);
    if (called) {
      const place = find("[data-unwell-words]", this.element);
      if (place.textContent !== called) this.announcer.tell(called);
      write(place, called);
      mark(find("[data-unwell]", this.element), "aria-pressed", "true");
    }
    this.#whoReads(view);
    if (this.element.hasAttribute("data-leads") && view.seats.some((one) => LEADS.has(one.part) && one.place === "inside")) write(find("[data-go]", this.form), gettext("Go in"));
    show(this.talk, view.private.length > 0 || Boolean(view.me.called));
    keep(find("[data-private]", this.element), view.private.map((word, at) => ({ ...word, at })), (word) => String(word.at), (word) =>
      make("p", {}, make("b", {}, word.sender === view.me.seat ? gettext("You") : nameOf(view, word.sender)), " ", make("small", { class: "soft" }, clockTime(word.at_ms, this.element.dataset.zone)), make("q", {}, word.words)));
    for (const word of view.private.slice(this.#heard)) if (word.sender !== view.me.seat) this.announcer.tell(fill(gettext("%(name)s, to you alone: %(words)s"), { name: nameOf(view, word.sender), words: word.words }));
    this.#heard = view.private.length;
    if (view.me.asked_to_leave) write(this.status, fill(gettext("You were asked to leave for today. The reason given: “%(reason)s”"), { reason: view.me.asked_to_leave.reason }));
  }

  /** Who comes after the beginning is told how it stands, in the same words for everybody. @param {View} view */
  #late(view) {
    const now = Date.now() + this.skew;
    const shut = shutWords(view, now);
    const place = find("[data-late]", this.element);
    const words = shut || lateWords(view, now, this.element.dataset.zone ?? "");
    write(find("[data-late-words]", place), words);
    show(place, Boolean(words));
    show(find("[data-late-rule]", this.element), !words);
    this.circle.shut = Boolean(shut);
    if (this.#ready && view.me.place === "door") write(this.status, shut ? gettext("You are at the door, and it is closed for today.") : AT_THE_DOOR());
  }

  /** Whether one is alone is asked and never guessed. */
  #answeredAll() {
    if (this.form.querySelector("[name=alone]:checked")) return true;
    show(find("[data-alone-open]", this.element), true);
    /** @type {HTMLElement} */ (find("[name=alone]", this.form)).focus();
    return false;
  }

  async #come() {
    const form = this.form;
    const kept = await fetch(location.pathname, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } }).catch(() => null);
    if (!kept?.ok) {
      // The answers are not lost: the form stands as it is, and the page says what to do.
      write(this.status, gettext("That did not go through. Look at your line and press again; what you wrote is still here."));
      return;
    }
    const { place_left: placeLeft } = await kept.json();
    const answers = new FormData(form);
    this.#ready = { type: "come_to_door", alone: answers.get("alone") === "yes", headphones: answers.get("ear") === "yes", way: answers.get("come") ?? "speak", place_left: Boolean(placeLeft) };
    write(this.status, AT_THE_DOOR());
    const answer = await this.line.ask(this.#ready);
    if (!answer.ok && answer.code !== "already") write(this.status, answer.words);
  }

  async #notWell() {
    const answer = await this.line.ask({ type: "not_well", words: "" });
    if (!answer.ok) write(find("[data-unwell-words]", this.element), answer.words);
    else /** @type {HTMLElement} */ (find("#answer", this.element)).focus();
  }

  /** The leader with whom it is a talk between two by now: who wrote last, else who is coming. @param {View} view */
  #talksWith(view) {
    return view.private.filter((word) => word.sender !== view.me.seat).at(-1)?.sender ?? view.me.called?.leader ?? null;
  }

  /** Say who reads what is written here: all leaders at first, one of them once they answered. @param {View} view */
  #whoReads(view) {
    const other = this.#talksWith(view);
    const name = other ? nameOf(view, other) : "";
    const wrote = view.private.some((word) => word.sender !== view.me.seat);
    const leaders = view.seats.filter((one) => LEADS.has(one.part) && one.seat !== view.me.seat).map((one) => one.name);
    const all = listed(leaders) || gettext("the leaders");
    write(find("[data-talk-title]", this.talk), fill(gettext("Between you and %(name)s"), { name: name || all }));
    write(find("[data-answer-label]", this.talk), wrote ? gettext("Write back") : gettext("A few words about it, if you like"));
    write(find("[data-answer-sight]", this.talk), fill(gettext("Only you and %(name)s see this."), { name: name || all }));
  }

  async #writeBack() {
    const field = /** @type {HTMLTextAreaElement} */ (find("#answer", this.element));
    const words = field.value.trim();
    const view = this.view;
    if (!words || !view) return;
    // Before a leader answered, more words belong to the call itself; afterwards it is a talk between two.
    const other = this.#talksWith(view);
    const command = other ? { type: "private_word", seat: other, words } : { type: "not_well", words };
    field.value = "";
    const answer = await this.line.ask(command);
    if (!answer.ok) {
      field.value = words;
      write(this.status, answer.words);
    }
  }
}

/** The same circle, seen from the door: who is in, who waits, and when it begins. */
class DoorCircle extends Circle {
  /** Whether the door is shut for this person. */
  shut = false;

  /** @param {HTMLElement} root @param {number} starts */
  constructor(root, starts) {
    super(root);
    this.starts = starts;
  }

  /** @param {View} view */
  middle(view) {
    const lead = view.seats.find((one) => one.seat === view.meeting.lead) ?? view.seats.find((one) => LEADS.has(one.part));
    const atDoor = view.me.place === "door";
    if (this.shut) {
      write(this.segment, gettext("The door is closed for today"));
      write(this.prompt, gettext("Your chair stays yours"));
      return;
    }
    write(this.segment, atDoor ? gettext("You are at the door") : gettext("Getting ready"));
    write(this.prompt, !atDoor ? gettext("Come as you are") : lead && isHere(lead) ? fill(gettext("%(name)s will let you in"), { name: lead.name }) : gettext("Your leader is on the way"));
  }

  /** @param {View} view @param {number} now */
  tick(view, now) {
    const left = this.starts - now;
    mark(this.arc, "stroke-dasharray", `${(Math.min(1, Math.max(0, left / ARC)) * 100).toFixed(1)} 100`);
    const minutes = Math.round(left / 60000);
    if (view.meeting.phase !== "waiting") write(this.left, gettext("The meeting has begun"));
    else write(this.left, minutes >= 1 ? fill(ngettext("We begin in about %(n)s minute", "We begin in about %(n)s minutes", minutes), { n: minutes }) : gettext("We begin any moment"));
  }

  /** In the room or at the door is what counts here. @param {View} view @param {import("./fold.js").Seat} one */
  state(view, one) {
    if (isHere(one) && one.seat !== view.me.seat) return LEADS.has(one.part) ? super.state(view, one) || gettext("Leads") : gettext("In the room");
    return super.state(view, one);
  }
}

/** `<meeting-door>`: the element whose page this is. */
class MeetingDoor extends HTMLElement {
  /** @type {Door | undefined} */
  door;

  connectedCallback() {
    this.door ??= new Door(this);
  }
}
customElements.define("meeting-door", MeetingDoor);
