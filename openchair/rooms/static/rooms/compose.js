// @ts-check
/**
 * Writing: to everybody, or a private word. What is typed is never lost: not when the line drops, not when the
 * room says no, and never sent to somebody else than was chosen.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { find, make, mark, show, write } from "./dom.js";
import { entryOf, everybody, isHere, LEADS, mustWait, nameOf } from "./telling.js";
import { fill, gettext, listed, ngettext } from "./words-of.js";

export class Composer {
  /** @type {string | null} */
  #names = null;
  #held = false;
  /** Where the field writes to: a small group, or empty for the plenary. @type {string | null} */
  #stream = null;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.form = /** @type {HTMLFormElement} */ (find("[data-composer]", root));
    this.text = /** @type {HTMLTextAreaElement} */ (find("textarea", this.form));
    this.note = /** @type {HTMLInputElement} */ (find("[name=note]", this.form));
    this.to = /** @type {HTMLSelectElement} */ (find("[data-to]", this.form));
    this.wants = /** @type {HTMLSelectElement} */ (find("[name=wants]", this.form));
    this.heavy = /** @type {HTMLInputElement} */ (find("[name=heavy]", this.form));
    this.mark = find("[data-mark]", this.form);
    this.other = /** @type {HTMLInputElement} */ (find("input", this.mark));
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
  }

  /** What was being written here before, here and nowhere else. @param {string} stream empty in the plenary */
  #writesIn(stream) {
    if (stream === this.#stream) return;
    this.#stream = stream;
    this.room.drafts.within(stream);
    this.room.drafts.kept().then((kept) => {
      if (kept && stream === this.#stream && !this.text.value) this.text.value = kept;
    });
  }

  /** @param {View} view */
  render(view) {
    this.#writesIn(view.within ?? "");
    const mayRead = everybody(view).filter((one) => one.seat !== view.me.seat && (view.leaders ? isHere(one) || one.place === "door" : LEADS.has(one.part) && isHere(one)));
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
    const { view } = this.room;
    // Somebody who called from outside is not in the list, and their private word must not turn into a public one.
    if (view && ![...this.to.options].some((one) => one.value === seat)) this.to.append(make("option", { value: seat }, fill(gettext("%(name)s alone"), { name: nameOf(view, seat) })));
    this.to.value = seat;
    this.#whoReads();
    this.text.focus();
  }

  /** A private word to whoever leads, or to another leader who is here. @param {View} view */
  writeToLeader(view) {
    const here = everybody(view).filter((one) => LEADS.has(one.part) && isHere(one));
    const one = here.find(({ seat }) => seat === view.meeting.lead) ?? here[0];
    if (one) this.writeTo(one.seat);
    else this.tell(gettext("No leader is in the room just now."));
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
    const aloud = this.#isReadOut(view);
    this.form.classList.toggle("composer--waits", !name && !aloud && mustWait(view));
    const usual = aloud ? this.#whoReadsOut(view) : view.within && entryOf(view) === "read_out" ? gettext("Goes to your small group. One of you may read it out.") : view.aftercare !== null && mustWait(view) ? gettext("A quiet moment now. Your words wait here.") : view.question?.open && mustWait(view) ? gettext("Everybody writes first: your answer goes into the field above. Your words wait here.") : mustWait(view) ? gettext("One voice at a time now. Your words wait here until the piece comes to you.") : this.usual;
    write(this.hint, name ? fill(gettext("Only you and %(name)s see this."), { name }) : usual);
    write(this.send, name ? fill(gettext("Say it to %(name)s"), { name }) : aloud ? gettext("Ask to read it out") : gettext("Say it"));
    show(find("[data-wants]", this.form), !name && !aloud);
    this.#howItCameAcross(!view.within);
    show(this.mark, !name && !aloud && view.other_views !== null);
    if (view.other_views === null) this.other.checked = false;
    show(find("[data-note-toggle]", this.form), !name && !aloud);
    show(find("[data-note]", this.form), !name && !aloud && find("[data-note-toggle]", this.form).getAttribute("aria-expanded") === "true");
  }

  /** Asking how it came across is for everybody's table alone: a small group has no answers of that kind. @param {boolean} may */
  #howItCameAcross(may) {
    const option = /** @type {HTMLOptionElement} */ (find("[value=feedback]", this.wants));
    show(option, may);
    option.disabled = !may;
    if (!may && option.selected) this.wants.value = "";
  }

  /** Whether what is written goes to the leaders, to be read out; in a small group its own people read. @param {View} view */
  #isReadOut(view) {
    return !view.leaders && !view.within && !this.to.value && entryOf(view) === "read_out";
  }

  /** @param {View} view */
  #whoReadsOut(view) {
    const names = everybody(view).filter((one) => LEADS.has(one.part) && isHere(one)).map((one) => one.name);
    if (!names.length) return gettext("Goes to whoever leads. They read it out in your name.");
    return fill(ngettext("Goes to %(names)s, who reads it out in your name.", "Goes to %(names)s. One of them reads it out in your name.", names.length), { names: listed(names) });
  }

  /** @param {Element} toggle */
  #toggleNote(toggle) {
    const open = toggle.getAttribute("aria-expanded") !== "true";
    mark(toggle, "aria-expanded", open ? "true" : "false");
    show(find("[data-note]", this.form), open);
    if (open) this.note.focus();
    else {
      this.note.value = "";
      this.heavy.checked = false;
    }
  }

  async #submit() {
    const words = this.text.value.trim();
    this.tell("");
    if (!words) return this.text.focus();
    const to = this.to.value;
    if (this.to.selectedOptions[0]?.hasAttribute("data-gone")) return this.tell(gettext("That person left. Choose who may read this; nothing was sent."));
    const note = this.note.value.trim();
    const view = this.room.view;
    const stream = view?.within ?? "";
    /** @type {import("./socket.js").Command} */
    const command = to ? { type: "private_word", seat: to, words } : view && this.#isReadOut(view) ? { type: "ask_to_read", words } : { type: "say", words, wants: this.wants.value || null, note, mark: this.other.checked ? "another_view" : null, heavy: this.heavy.checked };
    this.text.value = "";
    this.note.value = "";
    this.wants.value = "";
    if (note) this.#toggleNote(find("[data-note-toggle]", this.form));
    this.room.drafts.keep("");
    const answer = await this.room.ask(command, { quietly: true });
    if (answer.ok) {
      this.other.checked = false;
      this.heavy.checked = false;
      if (to && this.to.value === to && !this.text.value) this.#toEverybody(to);
      return;
    }
    this.tell(fill(gettext("%(why)s Your words are still here."), { why: answer.words }));
    // Said where one no longer is: it is not put into a field that others read.
    if (!to && stream !== (this.room.view?.within ?? "")) return this.room.small.keep(words);
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
