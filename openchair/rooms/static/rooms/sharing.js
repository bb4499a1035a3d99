// @ts-check
/**
 * What everybody writes before anybody speaks, and the invitation to another view: what is asked, the own answer, and
 * for leaders how it begins and ends.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { find, mark, show, write } from "./dom.js";
import { Drafts } from "./drafts.js";
import { isHere, part, partName } from "./telling.js";
import { mayOpenRound } from "./ways.js";
import { fill, gettext, ngettext } from "./words-of.js";

export class Sharing {
  /** The question that the field belongs to, and its draft on this device. */
  #number = 0;
  /** @type {Drafts | null} */
  #drafts = null;
  /** The prompt that was last put into the leaders' field. */
  #offered = "";

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.asked = /** @type {HTMLElement} */ (find("[data-asked]", root));
    this.form = /** @type {HTMLFormElement} */ (find("[data-asked-form]", this.asked));
    this.text = /** @type {HTMLTextAreaElement} */ (find("textarea", this.form));
    this.answer = find("[data-answer]", this.form);
    this.views = find("[data-other-views]", root);
    this.ways = root.querySelector("[data-panel=ways]");
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.text.addEventListener("input", () => this.#drafts?.keep(this.text.value));
    find("[data-reveal]", this.asked).addEventListener("click", () => this.#reveal());
    find("[data-put-away]", this.asked).addEventListener("click", (event) => this.#putAway(/** @type {HTMLElement} */ (event.target)));
    find("[data-end-views]", this.views).addEventListener("click", () => this.room.ask({ type: "end_other_views" }));
    this.ways?.querySelector("[data-end-round]")?.addEventListener("click", (event) => {
      if (/** @type {Element} */ (event.currentTarget).getAttribute("aria-disabled") !== "true") this.room.ask({ type: "end_way" });
    });
    for (const form of root.querySelectorAll("form[data-way]")) {
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        this.#begin(/** @type {HTMLFormElement} */ (form), /** @type {SubmitEvent} */ (event));
      });
    }
  }

  /** @param {View} view */
  render(view) {
    const { question } = view;
    show(this.asked, question !== null);
    if (question) this.#question(view, question);
    else this.#number = 0;
    show(this.views, view.other_views !== null);
    write(find("[data-other-views-words]", this.views), view.other_views ?? "");
    show(find("[data-end-views]", this.views), view.leaders !== null);
    if (this.ways) this.#ways(view, this.ways);
  }

  /** @param {View} view @param {NonNullable<View["question"]>} question */
  #question(view, question) {
    if (this.#number !== question.number) this.#begins(question);
    write(find("[data-asked-words]", this.asked), question.words);
    const how = question.nameless
      ? gettext("Everybody writes for themselves. Then all is shown at once, in a shuffled order and without names. Who wrote what is kept nowhere.")
      : gettext("Everybody writes for themselves. Then all is shown at once, in a shuffled order, each with its name.");
    write(find("[data-asked-how]", this.asked), question.open ? how : gettext("All is open now: you find it among the words."));
    const late = !question.open && !question.nameless && question.mine === null;
    show(this.form, question.open || late);
    write(find("[type=submit]", this.form), late ? gettext("Add it, marked as later") : question.mine === null ? gettext("Keep it until all is shown") : gettext("Keep it as it is now"));
    const kept = question.open && question.mine !== null;
    write(find("span", this.answer), kept ? gettext("Kept. Nobody sees it yet, nor that you wrote; you can change it until all is shown.") : "");
    show(this.answer, kept && this.text.value.trim() === question.mine);
    show(find("[data-asked-lead]", this.asked), view.leaders !== null);
    if (!view.leaders) return;
    const here = view.seats.filter(isHere).length;
    const { written } = view.leaders;
    const told = fill(ngettext("%(n)s of %(here)s here has written. Nobody sees who.", "%(n)s of %(here)s here have written. Nobody sees who.", written), { n: written, here });
    write(find("[data-asked-count]", this.asked), question.open ? told : "");
    show(find("[data-reveal]", this.asked), question.open);
  }

  /** A new question begins with an empty field, or with what this person wrote to it before. @param {NonNullable<View["question"]>} question */
  #begins(question) {
    this.#number = question.number;
    const drafts = new Drafts(`${this.room.element.dataset.socket} question ${question.number}`);
    this.#drafts = drafts;
    this.text.value = question.mine ?? "";
    drafts.kept().then((kept) => {
      if (kept && this.#drafts === drafts && this.text.value === (question.mine ?? "")) this.text.value = kept;
    });
  }

  async #submit() {
    const words = this.text.value.trim();
    const drafts = this.#drafts;
    if (!words) return this.text.focus();
    const answer = await this.room.ask({ type: "write_answer", question: this.#number, words });
    if (answer.ok || answer.code === "already") drafts?.keep("");
  }

  async #reveal() {
    const answer = await this.room.ask({ type: "reveal_answers", question: this.#number });
    if (answer.ok) /** @type {HTMLElement} */ (find("[data-log]")).focus({ preventScroll: true });
  }

  /** @param {HTMLElement} from */
  async #putAway(from) {
    const { question, leaders } = this.room.view ?? {};
    if (question?.open && leaders?.written) {
      const yes = await this.room.asking.question({
        title: gettext("Put the question away?"), words: gettext("Nothing of what was written will be shown to anybody."),
        yes: gettext("Put it away"), no: gettext("Leave it"), from,
      });
      if (yes === null) return;
    }
    this.room.ask({ type: "put_question_away", question: this.#number });
  }

  /** What leaders can begin; the field offers what the part asks, until somebody writes into it. @param {View} view @param {Element} ways */
  #ways(view, ways) {
    show(ways, view.leaders !== null && view.meeting.phase !== "closed");
    const prompt = part(view)?.prompt ?? "";
    const field = /** @type {HTMLTextAreaElement} */ (find("[data-way=write] textarea", ways));
    if (prompt !== this.#offered && (field.value === this.#offered || !field.value)) field.value = prompt;
    this.#offered = prompt;
    const running = view.meeting.phase === "running";
    const free = view.floor.holder === null && view.floor.offered === null;
    mark(find("[data-way=write] [type=submit]", ways), "aria-disabled", running && free && !view.question?.open ? null : "true");
    show(find("[data-way-waits]", ways), running && !free);
    mark(find("[data-way=views] [type=submit]", ways), "aria-disabled", running ? null : "true");
    for (const button of ways.querySelectorAll("[data-way=round] [type=submit]")) mark(button, "aria-disabled", mayOpenRound(view) ? null : "true");
    const opened = running && view.inner !== null && !view.small;
    show(find("[data-round-goes]", ways), opened);
    write(find("[data-round-words]", ways), opened ? fill(gettext("%(part)s goes on. Then the part goes on as before."), { part: partName(view) }) : "");
    mark(find("[data-end-round]", ways), "aria-disabled", view.question?.open || view.aftercare !== null ? "true" : null);
  }

  /** Let the piece go round once inside this part. @param {string} kind @param {string} [prompt] */
  openRound(kind, prompt = "") {
    return this.room.ask({ type: "open_way", kind, prompt });
  }

  /** @param {HTMLFormElement} form @param {SubmitEvent} event */
  async #begin(form, event) {
    const button = /** @type {HTMLElement} */ (event.submitter ?? find("[type=submit]", form));
    const field = /** @type {HTMLTextAreaElement} */ (find("textarea", form));
    const words = field.value.trim();
    if (button.getAttribute("aria-disabled") === "true") return;
    if (form.dataset.way === "round") {
      const answer = await this.openRound(button.getAttribute("value") ?? "round", words);
      if (answer.ok) field.value = "";
      return;
    }
    if (!words) return field.focus();
    if (form.dataset.way === "views") {
      await this.room.ask({ type: "invite_other_views", words });
      return;
    }
    const nameless = /** @type {HTMLInputElement} */ (find("[name=nameless]", form)).checked;
    const answer = await this.room.ask({ type: "ask_to_write", words, nameless });
    if (answer.ok) /** @type {HTMLElement} */ (find("[data-asked-words]", this.asked)).focus();
  }
}
