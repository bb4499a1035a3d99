// @ts-check
/**
 * Writing: to everybody, or a private word. What is typed is never lost: not when the line drops, not when the
 * room says no, and never sent to somebody else than was chosen.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { find, make, mark, show, write } from "./dom.js";
import { isHere, LEADS, mustWait, nameOf } from "./telling.js";
import { fill, gettext } from "./words-of.js";

export class Composer {
  /** @type {string | null} */
  #names = null;
  #held = false;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.form = /** @type {HTMLFormElement} */ (find("[data-composer]", root));
    this.text = /** @type {HTMLTextAreaElement} */ (find("textarea", this.form));
    this.note = /** @type {HTMLInputElement} */ (find("[name=note]", this.form));
    this.to = /** @type {HTMLSelectElement} */ (find("[data-to]", this.form));
    this.wants = /** @type {HTMLSelectElement} */ (find("[name=wants]", this.form));
    this.says = find("[data-composer-says]", this.form);
    this.hint = find("[data-say-hint]", this.form);
    this.usual = this.hint.textContent ?? "";
    this.send = find("[type=submit]", this.form);
    const toggle = find("[data-note-toggle]", this.form);
    toggle.addEventListener("click", () => this.#toggleNote(toggle));
    this.to.addEventListener("change", () => {
      this.tell("");
      this.#whoReads();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing) this.form.requestSubmit();
    });
    this.text.addEventListener("input", () => room.drafts.keep(this.text.value));
    room.drafts.kept().then((kept) => {
      if (kept && !this.text.value) this.text.value = kept;
    });
  }

  /** @param {View} view */
  render(view) {
    const mayRead = view.seats.filter((one) => one.seat !== view.me.seat && (view.leaders ? isHere(one) || one.place === "door" : LEADS.has(one.part) && isHere(one)));
    const names = mayRead.map((one) => `${one.seat}=${one.name}`).join("|");
    if (names !== this.#names) {
      this.#names = names;
      const chosen = this.to.value;
      const gone = chosen && !mayRead.some((one) => one.seat === chosen);
      // Whoever was chosen and left stays chosen and unreachable: private words must not turn into public ones.
      const still = gone ? [make("option", { value: chosen, "data-gone": true }, fill(gettext("%(name)s, who left"), { name: nameOf(view, chosen) }))] : [];
      this.to.replaceChildren(make("option", { value: "" }, gettext("everybody here")), ...mayRead.map((one) => make("option", { value: one.seat }, fill(gettext("%(name)s alone"), { name: one.name }))), ...still);
      this.to.value = chosen;
    }
    show(/** @type {Element} */ (this.to.closest("label")), mayRead.length > 0 || this.to.value !== "");
    show(this.form, view.meeting.phase !== "closed");
    this.#tookPiece(view);
    this.#whoReads();
  }

  /** Whoever takes the piece speaks to everybody. What was half written for one person alone stays theirs, and is said so. @param {View} view */
  #tookPiece(view) {
    const holds = view.floor.holder === view.me.seat;
    const took = holds && !this.#held;
    // What was said about having the floor is not true any more.
    if (this.#held && !holds) this.tell("");
    this.#held = holds;
    if (!took || !this.to.value) return;
    const name = nameOf(view, this.to.value);
    if (this.text.value.trim()) this.tell(fill(gettext("You have the floor. What stands here still goes to %(name)s alone; to say it to everybody, choose so under “To”."), { name }));
    else {
      this.to.value = "";
      this.tell(gettext("You have the floor. What you write now goes to everybody here."));
    }
  }

  /** Write to one person, from elsewhere on the page. @param {string} seat */
  writeTo(seat) {
    this.tell("");
    this.to.value = seat;
    this.#whoReads();
    this.text.focus();
  }

  /** Put a draft into the field, for the person to say or change. @param {string} words */
  offer(words) {
    this.text.value = this.text.value ? `${this.text.value}\n${words}` : words;
    this.text.dispatchEvent(new Event("input"));
    this.text.focus();
  }

  #whoReads() {
    const view = this.room.view;
    if (!view) return;
    const name = this.to.value ? nameOf(view, this.to.value) : "";
    this.form.classList.toggle("composer--two", Boolean(name));
    this.form.classList.toggle("composer--waits", !name && mustWait(view));
    const usual = mustWait(view) ? gettext("One voice at a time now. Your words wait here until the piece comes to you.") : this.usual;
    write(this.hint, name ? fill(gettext("Only you and %(name)s see this."), { name }) : usual);
    write(this.send, name ? fill(gettext("Say it to %(name)s"), { name }) : gettext("Say it"));
    show(find("[data-wants]", this.form), !name);
    show(find("[data-note-toggle]", this.form), !name);
    show(find("[data-note]", this.form), !name && find("[data-note-toggle]", this.form).getAttribute("aria-expanded") === "true");
  }

  /** @param {Element} toggle */
  #toggleNote(toggle) {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    mark(toggle, "aria-expanded", open ? "true" : "false");
    show(find("[data-note]", this.form), open);
    if (open) this.note.focus();
    else this.note.value = "";
  }

  async #submit() {
    const words = this.text.value.trim();
    this.tell("");
    if (!words) return this.text.focus();
    const to = this.to.value;
    if (this.to.selectedOptions[0]?.hasAttribute("data-gone")) return this.tell(gettext("That person left. Choose who may read this; nothing was sent."));
    const note = this.note.value.trim();
    const command = to ? { type: "private_word", seat: to, words } : { type: "say", words, wants: this.wants.value || null, note };
    this.text.value = "";
    this.note.value = "";
    this.wants.value = "";
    if (note) this.#toggleNote(find("[data-note-toggle]", this.form));
    this.room.drafts.keep("");
    const answer = await this.room.ask(command, { quietly: true });
    if (answer.ok) {
      if (to && this.to.value === to && !this.text.value) this.#toEverybody(to);
      return;
    }
    this.tell(fill(gettext("%(why)s Your words are still here."), { why: answer.words }));
    this.text.value = this.text.value ? `${words}\n${this.text.value}` : words;
    if (note) {
      mark(find("[data-note-toggle]", this.form), "aria-expanded", "true");
      this.note.value = note;
    }
    this.to.value = to;
    this.room.drafts.keep(this.text.value);
    this.#whoReads();
  }

  /** After a private word the field is for everybody again, and says so. @param {string} to */
  #toEverybody(to) {
    const view = this.room.view;
    this.to.value = "";
    if (view) this.tell(fill(gettext("Sent to %(name)s alone. The field is for everybody again."), { name: nameOf(view, to) }));
    this.#whoReads();
  }

  /** @param {string} words */
  tell(words) {
    write(this.says, words);
    show(this.says, Boolean(words));
  }
}
