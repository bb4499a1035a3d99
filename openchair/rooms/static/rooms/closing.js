// @ts-check
/**
 * What a part of the agenda asks of each person: the script that is read out, last time's commitments, the mood on
 * arrival, and at the end what one takes away, a commitment, the mood and two nameless answers.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { find, keep, make, mark, show, write } from "./dom.js";
import { chair, everybody, isHere, LEADS, nameOf, part } from "./telling.js";
import { fill, gettext, listed, ngettext } from "./words-of.js";

/** Which panels a kind of part shows; the script, if there is one, comes before them. @type {Record<string, string[]>} */
const PANELS = {
  commitments: ["commitments"],
  mood_check_in: ["mood_in"],
  closing_commitments: ["take_away", "commitment"],
  check_out: ["mood_out", "pulses"],
};
const AFTER = ["take_away", "commitment", "mood_out", "pulses"];

const MOODS = () => [gettext("Very low"), gettext("Low"), gettext("In between"), gettext("Okay"), gettext("Good")];

/** @type {Record<string, () => string>} */
const OUTCOMES = {
  done: () => gettext("done"),
  part: () => gettext("in part"),
  not_this_time: () => gettext("not this time"),
};

export class PartPanel {
  /** @type {number | null | undefined} */
  #index;
  /** @type {Set<string>} */
  #stayNameless = new Set();

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.panel = /** @type {HTMLDetailsElement} */ (find("[data-part]", root));
    this.body = /** @type {HTMLElement} */ (find(".part__body", this.panel));
    /** @type {Map<string, HTMLElement>} */
    this.panels = new Map();
    for (const element of this.body.querySelectorAll("[data-for]")) if (element instanceof HTMLElement) this.panels.set(element.dataset.for ?? "", element);
    this.body.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submitted(/** @type {SubmitEvent} */ (event));
    });
    this.body.addEventListener("click", (event) => this.#clicked(event));
    this.body.addEventListener("change", () => this.#saysWho());
  }

  /** @param {View} view */
  render(view) {
    const { phase, index } = view.meeting;
    const segment = part(view);
    const shown = phase === "closed" ? AFTER : phase === "waiting" ? [] : PANELS[segment?.kind ?? ""] ?? [];
    const script = phase === "closed" || phase === "waiting" ? [] : segment?.script ?? [];
    const reads = script.length > 0 || (phase !== "closed" && phase !== "waiting" && segment?.kind === "reading");
    for (const [name, element] of this.panels) show(element, name === "script" ? reads : shown.includes(name));
    show(this.panel, shown.length > 0 || reads);
    if (this.#index !== index) {
      this.#index = index;
      // Whoever leads needs the room; only what they read out stands open at once where the window is low.
      this.panel.open = !view.leaders || (reads && (view.roles.reader ?? view.meeting.lead) === view.me.seat) || !matchMedia("(min-width: 64rem) and (max-height: 58rem)").matches;
      this.#toTop();
    }
    write(find("[data-part-title]", this.panel), segment?.title ?? "");
    this.#script(view, script);
    this.#commitments(view);
    this.#moods(view);
    this.#closing(view);
    for (const form of this.body.querySelectorAll("[data-form=pulse]")) this.#pulse(/** @type {HTMLElement} */ (form), view);
  }

  /** A new part begins at its top. Where the page scrolls, it moves only if the part is what is being read. */
  #toTop() {
    this.panel.scrollTop = 0;
    this.body.scrollTop = 0;
    const { top, bottom } = this.panel.getBoundingClientRect();
    const bar = document.querySelector(".bar")?.getBoundingClientRect().bottom ?? 0;
    if (top < bar && bottom > bar && getComputedStyle(this.panel).overflowY === "visible") this.panel.scrollIntoView({ block: "start" });
  }

  /** @param {View} view @param {string[]} script */
  #script(view, script) {
    const lead = view.roles.reader ?? view.meeting.lead;
    const name = nameOf(view, lead);
    const mine = lead === view.me.seat;
    const along = mine ? gettext("Please read this out.") : fill(gettext("%(name)s reads this out. You can read along."), { name });
    // A text that the group brings does not stand here.
    const brought = mine ? gettext("You read tonight, from the text your group has chosen. Take your time.") : fill(gettext("%(name)s reads tonight. There is nothing to do but listen."), { name });
    write(find("[data-reader]", this.body), script.length ? along : brought);
    keep(find("[data-script]", this.body), script.map((words, at) => ({ words, at })), ({ at, words }) => `${at}-${words.length}`, ({ words }) => make("p", {}, words), (element, { words }) => write(element, words));
  }

  /** @param {View} view */
  #commitments(view) {
    const form = /** @type {HTMLElement} */ (this.panels.get("commitments"));
    const mine = chair(view, view.me.seat);
    const words = find("[data-last-words]", form);
    if (mine?.last_commitment) write(words, mine.last_commitment);
    const had = Boolean(words.textContent?.trim());
    show(find("[data-last]", form), had);
    show(find("[data-last-none]", form), !had);
    for (const button of form.querySelectorAll("button")) mark(button, "aria-pressed", mine?.reported === button.value ? "true" : "false");
    settle(form, mine?.reported ? gettext("Thank you for telling.") : "");
    const others = view.seats.filter((one) => one.seat !== view.me.seat && one.last_commitment && isHere(one));
    keep(find("[data-others]", form), others, (one) => one.seat, (one) => make("li", {}, make("b", {}, one.name), " ", make("span", { class: "voice" }), make("small", { class: "soft" })), (element, one) => {
      write(find("span", element), one.last_commitment ?? "");
      write(find("small", element), one.reported ? ` ${OUTCOMES[one.reported]()}` : "");
    });
  }

  /** @param {View} view */
  #moods(view) {
    for (const moment of /** @type {const} */ (["in", "out"])) {
      const form = /** @type {HTMLElement} */ (this.panels.get(`mood_${moment}`));
      const mood = view.me.mood[moment];
      settle(form, mood ? fill(gettext("Kept for you: %(mood)s. You can change it."), { mood: MOODS()[mood - 1] }) : "");
      const chosen = form.querySelector("input:checked");
      if (mood && !chosen) /** @type {HTMLInputElement} */ (find(`input[value="${mood}"]`, form)).checked = true;
    }
    const came = view.me.mood.in;
    write(find("[data-came-in]", this.body), came ? fill(gettext("You came in with: %(mood)s. Both are yours to know."), { mood: MOODS()[came - 1].toLocaleLowerCase() }) : "");
  }

  /** @param {View} view */
  #closing(view) {
    const take = /** @type {HTMLElement} */ (this.panels.get("take_away"));
    settle(take, view.me.take_away ? fill(gettext("Kept for you alone: %(words)s"), { words: view.me.take_away }) : "");
    show(find("[value=say]", take), view.meeting.phase !== "closed");
    const form = /** @type {HTMLElement} */ (this.panels.get("commitment"));
    const made = view.me.commitment;
    const witness = made?.witness ? fill(gettext("%(name)s is asked to be your witness."), { name: nameOf(view, made.witness) }) : "";
    settle(form, made ? [fill(gettext("Yours until next time: %(words)s"), { words: made.words }), witness].filter(Boolean).join(" ") : "");
    const select = /** @type {HTMLSelectElement} */ (find("select", form));
    const others = view.seats.filter((one) => one.seat !== view.me.seat && isHere(one));
    const names = others.map((one) => one.seat).join();
    if (select.dataset.names !== names) {
      const chosen = select.value;
      select.dataset.names = names;
      select.replaceChildren(make("option", { value: "" }, gettext("nobody")), ...others.map((one) => make("option", { value: one.seat }, one.name)));
      if (others.some((one) => one.seat === chosen)) select.value = chosen;
    }
    this.#saysWho();
    keep(find("[data-witness]", form), view.me.witness_for, (one) => `${one.seat}-${one.words}`, (one) => make("li", {}, fill(gettext("%(name)s asks you to be a witness:"), { name: nameOf(view, one.seat) }), " ", make("span", { class: "voice" }, one.words)));
  }

  /** The button says who will know. */
  #saysWho() {
    const form = /** @type {HTMLElement} */ (this.panels.get("commitment"));
    const select = /** @type {HTMLSelectElement} */ (find("select", form));
    const shared = /** @type {HTMLInputElement} */ (find("[name=shared]", form)).checked;
    const name = select.value ? select.selectedOptions[0]?.textContent ?? "" : "";
    write(find("[data-commit]", form), shared ? gettext("Say it to the group") : name ? fill(gettext("Tell only %(name)s"), { name }) : gettext("Keep it to myself"));
  }

  /** @param {HTMLElement} form @param {View} view */
  #pulse(form, view) {
    const question = form.dataset.question ?? "";
    const state = view.me.pulses[question];
    // Whoever leads reads it, all of them: the question names them, so that nobody is promised less.
    const leaders = everybody(view).filter((one) => LEADS.has(one.part) && one.seat !== view.me.seat).map((one) => one.name);
    const names = listed(leaders);
    const asks = state === "low" && leaders.length > 0 && !this.#stayNameless.has(question);
    /** @type {HTMLFieldSetElement} */ (find("fieldset", form)).disabled = Boolean(state);
    show(find("[type=submit]", form), !state);
    show(find("[data-low]", form), asks);
    if (asks) write(find("[data-low-words]", form), fill(gettext("Thank you for saying so. May %(names)s know it was you? Only then can they come to you about it."), { names }));
    const settled = state === "named" ? fill(ngettext("%(names)s has been told that it was you, and nobody else.", "%(names)s have been told that it was you, and nobody else.", leaders.length), { names }) : state && !asks ? gettext("Given, without your name.") : "";
    settle(form, settled);
  }

  /** @param {SubmitEvent} event */
  async #submitted(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const chosen = /** @type {HTMLInputElement | null} */ (form.querySelector("input[type=radio]:checked"));
    switch (form.dataset.form) {
      case "mood":
        if (chosen) await this.room.ask({ type: "give_mood", mood: Number(chosen.value), moment: form.dataset.moment });
        break;
      case "pulse":
        if (chosen) await this.room.ask({ type: "give_pulse", question: form.dataset.question, value: Number(chosen.value) });
        break;
      case "take_away":
        await this.#takeAway(form, event.submitter?.getAttribute("value") === "say");
        break;
      case "commit": {
        const words = /** @type {HTMLTextAreaElement} */ (find("textarea", form)).value.trim();
        const witness = /** @type {HTMLSelectElement} */ (find("select", form)).value || null;
        if (words) await this.room.ask({ type: "commit", words, witness, shared: /** @type {HTMLInputElement} */ (find("[name=shared]", form)).checked });
        break;
      }
    }
    this.room.refresh(true);
    const answer = find("[data-answer]", form);
    if (!answer.hasAttribute("hidden")) answer.scrollIntoView({ block: "nearest" });
  }

  /** @param {HTMLFormElement} form @param {boolean} aloud */
  async #takeAway(form, aloud) {
    const field = /** @type {HTMLTextAreaElement} */ (find("textarea", form));
    const words = field.value.trim();
    if (!words) return field.focus();
    if (aloud) {
      this.room.composer.offer(words);
      settle(form, gettext("It waits in the field below. Say it when the piece comes, or not."));
    } else await this.room.ask({ type: "keep_take_away", words });
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || !this.room.view) return;
    const form = /** @type {HTMLElement | null} */ (button.closest("[data-form]"));
    if (button.closest("[data-outcomes]")) this.room.ask({ type: "report_commitment", outcome: button.value });
    else if (button.hasAttribute("data-name-it")) this.room.ask({ type: "name_low_pulse", question: form?.dataset.question });
    else if (button.hasAttribute("data-stay-nameless")) {
      this.#stayNameless.add(form?.dataset.question ?? "");
      this.room.refresh();
    }
  }
}

/** Say what was done where it was done. @param {Element} form @param {string} words */
function settle(form, words) {
  const place = find("[data-answer]", form);
  write(find("span", place), words);
  show(place, Boolean(words));
}
