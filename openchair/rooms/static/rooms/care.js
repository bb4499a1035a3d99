// @ts-check
/**
 * A heavy share is announced before its words and followed by a quiet moment; how it came across is told to the one
 * who asked alone; the suggestion box goes to the leaders.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Said} Said
 * @typedef {import("./room.js").Room} Room
 */
import { copy, find, keep, make, mark, show, write } from "./dom.js";
import { nameOf } from "./telling.js";
import { fill, gettext } from "./words-of.js";

/** @type {Record<string, () => string>} */
const FEEDBACK = {
  landed: () => gettext("What landed"),
  would_ask: () => gettext("What I would ask"),
  noticed: () => gettext("What I noticed"),
};

export class Care {
  /** The heavy turn whose strip was put away. */
  #seen = "";

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.strip = find("[data-heavy-strip]");
    this.after = /** @type {HTMLElement} */ (find("[data-aftercare]", root));
    this.mark = find("[data-mark-heavy]", root);
    this.box = /** @type {HTMLDetailsElement} */ (find("[data-box]", root));
    this.home = find("[data-box-home]", root);
    find("[data-heavy-out]", this.strip).addEventListener("click", () => this.room.ask({ type: "step_out" }));
    find("[data-heavy-seen]", this.strip).addEventListener("click", () => {
      this.#seen = heavyKey(this.room.view);
      this.room.refresh(true);
      /** @type {HTMLElement} */ (find("[data-log]")).focus({ preventScroll: true });
    });
    find("[data-aftercare-end]", this.after).addEventListener("click", () => this.room.ask({ type: "end_aftercare" }));
    this.mark.addEventListener("click", () => this.#markHeavy());
    find("form", this.box).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#suggest();
    });
    find("[data-log]", root).addEventListener("submit", (event) => {
      event.preventDefault();
      this.#tell(/** @type {HTMLFormElement} */ (event.target));
    });
  }

  /** @param {View} view */
  render(view) {
    const { holder, heavy } = view.floor;
    const mine = holder === view.me.seat;
    const told = heavy !== null && holder !== null && !mine && this.#seen !== heavyKey(view);
    const words = fill(gettext("%(name)s says that this is heavy."), { name: nameOf(view, holder) });
    write(find("[data-heavy-words]", this.strip), heavy ? `${words} ${fill(gettext("Content note: %(note)s."), { note: heavy })}` : words);
    show(this.strip, told && view.me.place === "inside" && view.meeting.phase === "running");
    // In a small group those who sit there are told with the words themselves; no quiet moment follows.
    show(this.mark, mine && !view.within && view.meeting.phase === "running");
    mark(this.mark, "aria-pressed", heavy !== null ? "true" : "false");
    this.#afterwards(view);
    this.#suggestions(view);
  }

  /** @param {View} view */
  #afterwards(view) {
    const who = view.aftercare;
    const hidden = this.after.hasAttribute("hidden");
    show(this.after, who !== null);
    if (who === null) return;
    const mine = who === view.me.seat;
    write(find("[data-aftercare-title]", this.after), mine ? gettext("Thank you for trusting us with this. How are you now?") : fill(gettext("A quiet moment after what %(name)s shared"), { name: nameOf(view, who) }));
    write(find("[data-aftercare-words]", this.after), mine
      ? gettext("The piece rests. Nobody expects anything of you; it goes on when you or whoever leads says so.")
      : view.leaders ? gettext("The piece rests. It goes on when they say so, or you do. A private word may do them good.") : gettext("The piece rests for a few breaths, then it goes on."));
    show(find("[data-aftercare-mine]", this.after), mine || view.leaders !== null);
    write(find("[data-aftercare-end]", this.after), mine ? gettext("I am all right, go on") : gettext("Let it go on"));
    show(find("[data-call]", this.after), mine && view.leaders === null);
    if (hidden && mine) this.after.scrollIntoView({ block: "nearest" });
  }

  /** Pressed once more, the mark goes: a slip of the finger stays no announcement. */
  #markHeavy() {
    if (this.room.view?.floor.heavy !== null) return void this.room.ask({ type: "unmark_heavy" });
    const note = /** @type {HTMLInputElement} */ (find("#note"));
    this.room.ask({ type: "mark_heavy", note: note.value.trim() });
  }

  // --- the suggestion box -----------------------------------------------------------------------------
  /** @param {View} view */
  #suggestions(view) {
    const closed = view.meeting.phase === "closed";
    const place = closed ? find(view.leaders ? "[data-closing-leaders]" : "[data-closing-forms]") : this.home;
    if (this.box.parentElement !== place) place.append(this.box);
    const list = find("[data-suggestions]", this.box);
    const all = view.leaders?.suggestions ?? [];
    show(list, all.length > 0);
    keep(list, all.map((one, at) => ({ ...one, at })), ({ at }) => String(at), () => make("li", {}, make("span", { class: "voice" }), make("small", { class: "soft" })), (element, one) => {
      write(find("span", element), one.words);
      write(find("small", element), ` ${one.seat ? nameOf(view, one.seat) : gettext("without a name")}`);
    });
    const count = find("[data-suggestions-count]", this.box);
    write(count, all.length ? ` (${all.length})` : "");
  }

  async #suggest() {
    const field = /** @type {HTMLTextAreaElement} */ (find("textarea", this.box));
    const words = field.value.trim();
    if (!words) return field.focus();
    const named = /** @type {HTMLInputElement} */ (find("[name=named]", this.box));
    const answer = await this.room.ask({ type: "put_suggestion", words, named: named.checked });
    const place = find("[data-answer]", this.box);
    write(find("span", place), answer.ok || answer.code === "already" ? gettext("It is in the box. Thank you.") : answer.words);
    show(place, true);
    if (answer.ok || answer.code === "already") {
      field.value = "";
      named.checked = false;
    }
  }

  // --- how it came across -----------------------------------------------------------------------------
  /** What belongs under words that ask how they came across. @param {HTMLElement} element @param {Said} said @param {View} view */
  feedback(element, said, view) {
    // In a small group nothing carries it; those who sit there tell it each other.
    const asks = said.wants === "feedback" && !said.taken_back && said.my_feedback !== null;
    const mine = said.seat === view.me.seat;
    let form = element.querySelector("[data-feedback]");
    if (!form && asks && !mine) element.append((form = copy("feedback")));
    if (form) {
      show(form, asks && !mine && view.meeting.phase !== "closed");
      write(find("[data-feedback-to]", form), fill(gettext("Tell %(name)s how it came across"), { name: nameOf(view, said.seat) }));
      write(find("[type=submit]", form), fill(gettext("Tell %(name)s alone"), { name: nameOf(view, said.seat) }));
      const given = Object.keys(said.my_feedback ?? {}).map((kind) => FEEDBACK[kind]?.() ?? kind);
      write(find("[data-feedback-told]", form), given.length ? fill(gettext("Told them alone: %(kinds)s."), { kinds: given.join(", ") }) : "");
    }
    const told = mine ? Object.entries(said.feedback ?? {}).flatMap(([seat, kinds]) => Object.entries(kinds).map(([kind, words]) => ({ seat, kind, words }))) : [];
    let list = element.querySelector("[data-feedback-list]");
    if (!list && told.length) element.append((list = make("ul", { class: "list", "data-feedback-list": true, "aria-label": gettext("How it came across. Only you see this.") })));
    if (list) {
      keep(list, told, (one) => `${one.seat}-${one.kind}`, () => make("li", {}, make("b", {}), " ", make("span", { class: "voice" })), (item, one) => {
        write(find("b", item), fill(gettext("%(name)s, %(kind)s:"), { name: nameOf(view, one.seat), kind: FEEDBACK[one.kind]?.().toLocaleLowerCase() ?? "" }));
        write(find("span", item), one.words);
      });
    }
  }

  /** @param {HTMLFormElement} form */
  async #tell(form) {
    const id = Number(form.closest("article")?.dataset.key?.slice(1));
    const field = /** @type {HTMLInputElement} */ (find("input", form));
    const words = field.value.trim();
    if (!id || !form.hasAttribute("data-feedback-form")) return;
    if (!words) return field.focus();
    const answer = await this.room.ask({ type: "give_feedback", said: id, kind: /** @type {HTMLSelectElement} */ (find("select", form)).value, words });
    if (answer.ok) field.value = "";
  }
}

/** One heavy turn and no other. @param {View | null} view */
const heavyKey = (view) => (view ? `${view.floor.holder}-${view.floor.since_ms}` : "");
