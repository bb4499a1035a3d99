// @ts-check
/**
 * The words: what was said, private words, the course of the meeting, and what still waits for the line.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Said} Said
 * @typedef {import("./room.js").Room} Room
 * @typedef {{key: string, at: number, order: number, kind: "said" | "private" | "course" | "waits", said?: Said, words?: string, sender?: string, to?: string, came?: string[]}} Line
 */
import { copy, face, find, keep, make, mark, show, write } from "./dom.js";
import { courseLine, heardWords, isHere, markWords, nameOf, nameOrYou, saidBy, wantsWords } from "./telling.js";
import { clockTime, fill, gettext, listed, ngettext, zoneName } from "./words-of.js";

const COURSE_KEPT = 100;
const NEAR_THE_END = 80;

export class Words {
  /** @type {Line[]} */
  #course = [];
  #pausedAt = 0;
  #counter = 0;
  #seen = 0;
  /** Whether the reader is at the end and stays there as words come and the room around them grows or shrinks. */
  #follows = true;
  /** Whether the meeting was under way, and nothing of it to be read, when this page came in. @type {boolean | null} */
  #later = null;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.log = /** @type {HTMLElement} */ (find("[data-log]", root));
    this.empty = find("[data-log-empty]", root);
    this.sight = find("[data-sight]", root);
    this.pause = /** @type {HTMLElement} */ (find("[data-pause]", root));
    this.toNew = /** @type {HTMLElement} */ (find("[data-to-new]", root));
    write(find("[data-zone-name]", root), fill(gettext("In your time: %(zone)s."), { zone: zoneName(Date.now(), room.zone) }));
    this.pause.addEventListener("click", () => this.#togglePause());
    this.toNew.addEventListener("click", () => this.#end());
    this.log.addEventListener("click", (event) => this.#clicked(event));
    // On a wide screen the log scrolls, on a phone the window does.
    this.log.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    addEventListener("scroll", () => this.#scrolls() || this.#scrolled(), { passive: true });
    addEventListener("resize", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#follows && this.#scrolls() && this.#end()).observe(this.log);
  }

  /** An event that came in live: told aloud, and noted when it belongs to the course. @param {View} view @param {import("./fold.js").Frame} frame */
  heard(view, frame) {
    const event = frame.e;
    if ((event.type === "said" || event.type === "group_said") && event.seat !== view.me.seat) {
      const name = nameOf(view, event.seat);
      const words = event.note ? fill(gettext("Content note: %(note)s."), { note: event.note }) : event.heavy ? gettext("This one is heavy.") : event.words;
      this.room.announcer.tell(fill(gettext("%(name)s: %(words)s"), { name, words }));
    } else if (event.type === "words_taken_back" || event.type === "group_words_taken_back") {
      this.room.announcer.hush();
    } else if (event.type === "private_word_said" && event.sender !== view.me.seat) {
      this.room.announcer.tell(fill(gettext("%(name)s, to you alone: %(words)s"), { name: nameOf(view, event.sender), words: event.words }));
    }
    const line = frame.s === "room" ? courseLine(view, event) : null;
    if (line) {
      if (event.type === "joined" && this.#cameInToo(view, frame)) return;
      this.#counter += 1;
      this.#course = [...this.#course, /** @type {Line} */ ({ key: `c${this.#counter}`, at: frame.at, order: 0, kind: "course", words: line, came: event.type === "joined" ? [nameOf(view, event.seat)] : undefined })].slice(-COURSE_KEPT);
      if (event.type !== "joined" && event.type !== "left") this.room.announcer.tell(line);
    }
  }

  /** People who come in one after the other share one line. @param {View} view @param {import("./fold.js").Frame} frame */
  #cameInToo(view, frame) {
    const last = this.#course.at(-1);
    const newest = Math.max(0, ...view.words.slice(-1).map((said) => said.at_ms));
    if (!last?.came || newest > last.at) return false;
    const came = [...last.came.filter((name) => name !== nameOf(view, frame.e.seat)), nameOf(view, frame.e.seat)];
    this.#course = [...this.#course.slice(0, -1), { ...last, at: frame.at, came, words: fill(gettext("%(name)s came in"), { name: listed(came) }) }];
    return true;
  }

  /** Nothing of where one was stays on the page. */
  clear() {
    for (const line of [...this.log.querySelectorAll(":scope > [data-key]")]) line.remove();
    this.#seen = 0;
    this.room.announcer.hush();
  }

  /** @param {View} view */
  render(view) {
    const atEnd = this.#scrolls() ? this.#follows : this.seesEnd();
    this.#later ??= view.meeting.phase !== "waiting" && !view.words.length;
    const lines = this.#lines(view).filter((line) => !this.#pausedAt || line.at <= this.#pausedAt || this.#isMine(line, view));
    show(this.empty, !lines.length);
    keep(this.log, lines, (line) => line.key, (line) => this.#build(line, view), (element, line) => this.#update(element, line, view));
    const here = view.seats.filter(isHere).length;
    write(this.sight, view.within ? gettext("Only your small group can see this") : fill(ngettext("Only you are here to see this", "%(n)s people here can see this", here), { n: here }));
    const fresh = this.#pausedAt ? view.words.filter((said) => said.at_ms > this.#pausedAt && said.seat !== view.me.seat).length : 0;
    this.#pauseLabel(fresh);
    const last = lines.at(-1)?.key ?? "";
    const grew = last !== this.toNew.dataset.last && lines.length > this.#seen;
    // Where the page itself scrolls it moves only when something came, and never under somebody who writes.
    const mine = grew && lines.length > 0 && this.#isMine(/** @type {Line} */ (lines.at(-1)), view);
    if (lines.length && (this.#scrolls() ? atEnd || mine || !this.#seen : grew && (mine || (atEnd && !this.#writes())))) this.#end(this.#seen === 0);
    else if (grew && this.#seen && !this.seesEnd()) show(this.toNew, true);
    this.#where();
    this.toNew.dataset.last = last;
    this.#seen = lines.length;
  }

  /** @param {View} view @returns {Line[]} */
  #lines(view) {
    /** @type {Line[]} */
    const lines = [
      ...view.words.map((said) => /** @type {Line} */ ({ key: `${view.within ? "g" : "s"}${said.id}`, at: said.at_ms, order: 1, kind: "said", said })),
      ...view.private.map((word, at) => /** @type {Line} */ ({ key: `p${word.at_ms}-${word.sender}-${at}`, at: word.at_ms, order: 1, kind: "private", words: word.words, sender: word.sender, to: word.to })),
      ...(view.within ? [] : this.#course),
    ];
    if (this.#later && !view.within) lines.push({ key: "later", at: 0, order: 0, kind: "course", words: gettext("You came later; words said before you came are not shown.") });
    lines.sort((a, b) => a.at - b.at || a.order - b.order || (a.said?.id ?? 0) - (b.said?.id ?? 0));
    this.room.waiting().forEach((command, at) => {
      const to = command.type === "private_word" ? String(command.seat) : undefined;
      lines.push({ key: `w${at}-${command.words}`, at: Infinity, order: 2, kind: "waits", words: String(command.words), to });
    });
    return lines;
  }

  /** @param {Line} line @param {View} view */
  #isMine(line, view) {
    return line.kind === "waits" || line.said?.seat === view.me.seat || line.sender === view.me.seat;
  }

  /** @param {Line} line @param {View} view */
  #build(line, view) {
    if (line.kind === "course") return make("p", { class: "system" }, line.words);
    const element = copy("said");
    const mine = this.#isMine(line, view);
    element.classList.toggle("said--mine", mine && line.kind !== "private");
    element.classList.toggle("said--private", line.kind === "private");
    const time = /** @type {HTMLTimeElement} */ (find("time", element));
    if (Number.isFinite(line.at)) {
      time.dateTime = new Date(line.at).toISOString();
      write(time, clockTime(line.at, this.room.zone));
    } else time.remove();
    if (line.kind === "said") return element;
    write(find("b", element), mine ? gettext("You") : nameOf(view, line.sender ?? null));
    const to = find(".said__to", element);
    if (line.kind === "waits") write(to, gettext("kept here, not sent yet"));
    else write(to, fill(mine ? gettext("to %(name)s, seen by you two only") : gettext("to you, seen by you two only"), { name: nameOf(view, line.to ?? null) }));
    write(find(".said__words", element), line.words ?? "");
    find(".responses", element).remove();
    return element;
  }

  /** @param {HTMLElement} element @param {Line} line @param {View} view */
  #update(element, line, view) {
    if (line.kind === "course") write(element, line.words ?? "");
    const said = line.said;
    if (!said) return;
    const mine = said.seat === view.me.seat;
    write(find("b", element), saidBy(view, said));
    write(find(".wants", element), said.read_by ? fill(gettext("read out by %(name)s"), { name: nameOrYou(view, said.read_by) }) : [wantsWords(said.wants), markWords(said)].filter(Boolean).join(". "));
    const words = find(".said__words", element);
    const note = find(".note", element);
    const folded = Boolean(said.note) || said.heavy;
    if (folded && !note.contains(words)) note.append(words);
    else if (!folded && note.contains(words)) note.after(words);
    show(note, folded);
    write(find("b", note), said.heavy ? gettext("This one is heavy.") : gettext("Content note:"));
    write(find("[data-note-words]", element), said.note);
    element.classList.toggle("said--back", said.taken_back);
    write(words, said.taken_back ? gettext("Taken back") : said.words ?? gettext("These words are no longer kept"));
    const heard = find(".heard", element);
    const told = heardWords(view, said);
    write(heard, told);
    show(heard, Boolean(told));
    const closed = view.meeting.phase === "closed";
    const responses = element.querySelector(".responses");
    if (responses) {
      show(responses, !view.within && !mine && said.seat !== "" && !said.taken_back && !closed);
      for (const button of responses.querySelectorAll("button")) mark(button, "aria-pressed", said.mine === button.value ? "true" : "false");
    }
    show(find("[data-take-back]", element), mine && !said.taken_back);
    this.room.care.feedback(element, said, view);
  }

  /** @param {Event} event */
  #clicked(event) {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("button");
    const id = Number(button?.closest("article")?.dataset.key?.slice(1));
    if (!button || !id) return;
    if (button.hasAttribute("data-take-back")) this.#takeBack(id, button);
    else if (button.getAttribute("aria-pressed") === "false") this.room.ask({ type: "respond", said: id, kind: button.value });
  }

  /** @param {number} id @param {HTMLElement} from */
  async #takeBack(id, from) {
    const view = this.room.view;
    const said = view?.words.find((one) => one.id === id);
    if (!view || !said) return;
    const who = Object.keys(said.answers ?? {});
    const answered = who.length ? gettext("What others answered stays, without your words.") : "";
    const yes = await this.room.asking.question({
      title: gettext("Take your words back?"), quote: `“${said.words}”`, words: [gettext("They go for everyone now."), answered].join(" ").trim(),
      yes: gettext("Take them back"), no: gettext("Leave them"), from,
    });
    if (yes === null) return;
    await this.room.ask({ type: "take_back_words", said: id });
    this.log.focus({ preventScroll: true });
  }

  #togglePause() {
    this.#pausedAt = this.#pausedAt ? 0 : Date.now() + this.room.skew;
    this.room.announcer.paused = Boolean(this.#pausedAt);
    if (this.#pausedAt) this.room.announcer.hush();
    this.room.refresh();
  }

  /** @param {number} fresh */
  #pauseLabel(fresh) {
    mark(this.pause, "aria-pressed", this.#pausedAt ? "true" : "false");
    const label = find("[data-label]", this.pause);
    face(this.pause, this.#pausedAt ? "on" : "pause");
    if (!this.#pausedAt) write(label, gettext("Hold words"));
    else write(label, fresh ? fill(ngettext("Go on, %(n)s new", "Go on, %(n)s new", fresh), { n: fresh }) : gettext("Go on"));
  }

  /** On a wide screen the log scrolls by itself, on a phone the page does. */
  #scrolls() {
    return getComputedStyle(this.log).overflowY !== "visible";
  }

  #scrolled() {
    if (this.#scrolls()) this.#follows = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
    if (this.seesEnd()) {
      show(this.toNew, false);
      this.room.moments.sawPrivate();
    }
    this.#where();
  }

  /** Whether the last line can be read where the reader is now. */
  seesEnd() {
    const last = this.#last()?.getBoundingClientRect();
    if (this.#scrolls() || !last) return this.#follows;
    const dock = document.querySelector(".dock")?.getBoundingClientRect();
    const foot = dock && dock.bottom > innerHeight - 2 ? dock.top : innerHeight;
    const head = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
    return last.height > 0 && last.bottom > head + 24 && last.bottom < foot + NEAR_THE_END / 2;
  }

  /** Say which way the new words are. */
  #where() {
    if (this.toNew.hidden) return;
    const above = !this.#scrolls() && (this.#last()?.getBoundingClientRect().bottom ?? 0) < innerHeight / 2;
    write(this.toNew, above ? gettext("New words above") : gettext("New words below"));
  }

  /** The last line: what stands in the log while it is empty is none. */
  #last() {
    return [...this.log.querySelectorAll(":scope > [data-key]")].at(-1);
  }

  #writes() {
    return document.activeElement instanceof HTMLTextAreaElement || document.activeElement instanceof HTMLInputElement;
  }

  /** Bring the newest private word to the reader. */
  showPrivate() {
    const word = [...this.log.querySelectorAll(".said--private")].at(-1);
    word?.scrollIntoView({ block: "center" });
  }

  /** @param {boolean} [atFirst] a page that has just opened is not moved on a phone */
  #end(atFirst = false) {
    show(this.toNew, false);
    if (this.#scrolls()) this.log.scrollTop = this.log.scrollHeight;
    else if (!atFirst) this.#last()?.scrollIntoView({ block: "center" });
  }
}
