// @ts-check
/**
 * The leaders' papers: the checklist they tick together, and notes that are kept as one writes.
 * @typedef {import("../fold.js").View} View
 * @typedef {import("../fold.js").Leaders} Leaders
 * @typedef {import("../room.js").Room} Room
 */
import { find, keep, make, mark, show, write } from "../dom.js";
import { Drafts } from "../drafts.js";
import { nameOf, nameOrYou } from "../telling.js";
import { clockTime, fill, gettext } from "../words-of.js";

/** How long somebody stops writing before the note is kept. */
const REST = 1_200;
const TRY_AGAIN = 6_000;

export class Papers {
  /** Which list is shown when somebody chose the other one. @type {"opening" | "closing" | null} */
  #chosen = null;
  /** What the house has of my note; null before the first view. @type {string | null} */
  #kept = null;
  #asking = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.list = /** @type {HTMLElement} */ (find("[data-panel=checklist]", root));
    this.items = find("[data-items]", this.list);
    this.notes = /** @type {HTMLElement} */ (find("[data-panel=notes]", root));
    this.mine = /** @type {HTMLTextAreaElement} */ (find("textarea", this.notes));
    this.says = find("[data-notes-kept]", this.notes);
    this.drafts = new Drafts(`${root.dataset.socket} notes`);
    find("[data-checklist-other]", this.list).addEventListener("click", () => this.#other());
    this.items.addEventListener("change", (event) => this.#tick(/** @type {HTMLInputElement} */ (event.target)));
    this.mine.addEventListener("input", () => this.#wrote());
    this.mine.addEventListener("blur", () => this.#keep());
    addEventListener("pagehide", () => this.#keep());
    this.drafts.kept().then((draft) => {
      // Left from a page that went before its words were stored: they are not lost.
      if (!draft || this.mine.value === draft) return;
      this.mine.value = draft;
      this.#wrote();
    });
  }

  /** @param {View} view */
  render(view) {
    if (!view.leaders) return;
    this.#checklist(view, view.leaders);
    this.#notes(view, view.leaders);
  }

  // --- the checklist ---------------------------------------------------------------------------------------
  /** Which list fits now: the closing one from the last part on. @param {View} view */
  #when(view) {
    if (this.#chosen) return this.#chosen;
    const { index, segments, phase } = view.meeting;
    return phase === "closed" || (index !== null && index >= segments.length - 2) ? "closing" : "opening";
  }

  /** @param {View} view @param {Leaders} leaders */
  #checklist(view, { checklist, ticked }) {
    const when = this.#when(view);
    const shown = checklist.filter((item) => item.when === when);
    show(this.list, checklist.length > 0);
    const done = shown.filter((item) => item.id in ticked).length;
    write(find("[data-checklist-done]", this.list), fill(gettext("%(done)s of %(all)s"), { done, all: shown.length }));
    write(find("[data-checklist-when]", this.list), when === "opening" ? gettext("Before we begin") : gettext("Before we part"));
    write(find("[data-checklist-other]", this.list), when === "opening" ? gettext("Show the list for the end") : gettext("Show the list for the beginning"));
    keep(this.items, shown, (item) => item.id, (item) => make("li", {}, make("label", { class: "tick" }, make("input", { type: "checkbox", value: item.id }), make("span", {}, make("span", {}, item.words), " ", make("small", { class: "soft" })))), (element, item) => {
      const box = /** @type {HTMLInputElement} */ (find("input", element));
      box.checked = item.id in ticked;
      write(find("small", element), item.id in ticked ? nameOrYou(view, ticked[item.id]) : "");
    });
  }

  #other() {
    const view = this.room.view;
    if (!view) return;
    this.#chosen = this.#when(view) === "opening" ? "closing" : "opening";
    this.room.refresh(true);
  }

  /** A tick shows once it is stored; a no leaves the box as the house has it. @param {HTMLInputElement} box */
  async #tick(box) {
    await this.room.ask({ type: "tick_item", item: box.value, done: box.checked });
    this.room.refresh(true);
  }

  // --- notes -------------------------------------------------------------------------------------------------
  /** @param {View} view @param {Leaders} leaders */
  #notes(view, { notes }) {
    const mine = notes[view.me.seat]?.words ?? "";
    if (this.#kept === null) {
      if (!this.mine.value) this.mine.value = mine;
      this.#kept = mine;
    } else if (this.mine.value === this.#kept && mine !== this.#kept) {
      // Written on another device of mine, and nothing of my own waits here.
      this.mine.value = this.#kept = mine;
    }
    const at = notes[view.me.seat]?.at_ms;
    if (this.mine.value === mine && !this.#asking) write(this.says, mine && at ? fill(gettext("Kept at %(time)s."), { time: clockTime(at, this.room.zone) }) : "");
    const others = Object.entries(notes).filter(([seat, note]) => seat !== view.me.seat && note.words);
    const place = find("[data-notes-others]", this.notes);
    keep(place, others, ([seat]) => seat, () => make("p", {}, make("b", {}), " ", make("small", { class: "soft" }), make("q", {})), (element, [seat, note]) => {
      write(find("b", element), nameOf(view, seat));
      write(find("small", element), clockTime(note.at_ms, this.room.zone));
      write(find("q", element), note.words);
    });
    show(place, others.length > 0);
  }

  #wrote() {
    write(this.says, gettext("Not kept yet."));
    this.drafts.keep(this.mine.value);
    this.#soon(REST);
  }

  /** @param {number} wait */
  #soon(wait) {
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.#keep(), wait);
  }

  async #keep() {
    clearTimeout(this.#later);
    const words = this.mine.value;
    // One at a time: what is written meanwhile goes next. Over a lost line the answer comes when it is back.
    if (this.#asking || this.#kept === null || words === this.#kept) return;
    this.#asking = true;
    const answer = await this.room.ask({ type: "keep_note", words }, { quietly: true });
    this.#asking = false;
    if (answer.ok || answer.code === "already") this.#kept = words;
    else write(this.says, fill(gettext("%(why)s Your words are still here."), { why: answer.words }));
    if (this.mine.value !== this.#kept) return this.#soon(answer.ok ? REST : TRY_AGAIN);
    this.drafts.keep("");
    this.room.refresh(true);
  }
}
