// @ts-check
/**
 * The leaders among themselves: their own words, the lead that is handed on, and what one can say to one chair.
 * @typedef {import("../fold.js").View} View
 * @typedef {import("../room.js").Room} Room
 */
import { find, keep, make, show, write } from "../dom.js";
import { Drafts } from "../drafts.js";
import { isHere, LEADS, nameOf } from "../telling.js";
import { clockTime, fill, gettext, listed, ngettext } from "../words-of.js";
import { ChairDesk } from "./chair.js";
import { isShut, lockWords } from "./lock.js";

export class Desk {
  /** When the last word of another was shown while the panel stood open. */
  #read = -1;
  #told = 0;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.aside = /** @type {HTMLElement} */ (find("[data-panel=asides]", root));
    this.folded = /** @type {HTMLDetailsElement} */ (find("details", this.aside));
    this.log = find("[data-asides]", this.aside);
    this.form = /** @type {HTMLFormElement} */ (find("form", this.aside));
    this.field = /** @type {HTMLTextAreaElement} */ (find("textarea", this.form));
    this.no = find("[data-asides-no]", this.form);
    this.lead = /** @type {HTMLElement} */ (find("[data-panel=handing]", root));
    this.chair = new ChairDesk(root, room);
    this.lock = /** @type {HTMLElement} */ (find("[data-lock]", root));
    this.lockWords = find("[data-lock-words]", root);
    this.lock.addEventListener("click", () => this.room.ask({ type: this.#isShut() ? "unlock_door" : "lock_door" }));
    this.drafts = new Drafts(`${root.dataset.socket} leaders`);
    this.drafts.kept().then((kept) => {
      if (kept && !this.field.value) this.field.value = kept;
    });
    this.field.addEventListener("input", () => this.drafts.keep(this.field.value));
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#say();
    });
    this.folded.addEventListener("toggle", () => this.room.refresh(true));
    find("[data-lead-yes]", this.lead).addEventListener("click", () => this.#answer("accept_lead"));
    find("[data-lead-no]", this.lead).addEventListener("click", () => this.#answer("put_back_lead"));
  }

  /** @param {View} view */
  render(view) {
    this.#asides(view);
    this.#lead(view);
    this.chair.render(view);
    write(find("[data-label]", this.lock), this.#isShut() ? gettext("Unlock the door") : gettext("Lock the door"));
    write(this.lockWords, lockWords(view, this.#now(), this.room.zone));
  }

  #now() {
    return Date.now() + this.room.skew;
  }

  #isShut() {
    return this.room.full !== null && isShut(this.room.full, this.#now());
  }

  // --- words among the leaders ---------------------------------------------------------------------------
  /** @param {View} view */
  #asides(view) {
    const asides = view.leaders?.asides ?? [];
    const others = view.seats.filter((one) => LEADS.has(one.part) && one.seat !== view.me.seat);
    show(this.aside, others.length > 0 || asides.length > 0);
    const names = others.map((one) => one.name);
    write(find("[data-asides-title]", this.aside), names.length ? fill(gettext("You and %(names)s"), { names: listed(names) }) : gettext("Among the leaders"));
    write(find("[data-asides-label]", this.form), names.length ? fill(gettext("Write to %(names)s"), { names: listed(names) }) : gettext("Write to the other leaders"));
    const here = others.filter(isHere).map((one) => one.name);
    write(find("[data-asides-here]", this.aside), here.length ? "" : gettext("Nobody else who leads is here now. It waits for them."));
    const theirs = asides.filter((one) => one.seat !== view.me.seat);
    // On loading the page, what came since one's own last word counts as new.
    if (this.#read < 0) this.#read = asides.findLast((one) => one.seat === view.me.seat)?.at_ms ?? 0;
    const fresh = theirs.filter((one) => one.at_ms > this.#read);
    const last = theirs.at(-1);
    if (last && last.at_ms > Math.max(this.#told, this.#read)) {
      this.#told = last.at_ms;
      this.room.announcer.tell(fill(gettext("%(name)s, to the leaders: %(words)s"), { name: nameOf(view, last.seat), words: last.words }));
    }
    const grew = this.log.children.length !== asides.length;
    keep(this.log, asides, (one) => `${one.at_ms}-${one.seat}`, (one) => make("p", {}, make("b", {}, one.seat === view.me.seat ? gettext("You") : nameOf(view, one.seat)), " ", make("small", { class: "soft" }, clockTime(one.at_ms, this.room.zone)), make("q", {}, one.words)));
    if (this.folded.open) {
      this.#read = last?.at_ms ?? this.#read;
      if (grew) this.log.scrollTop = this.log.scrollHeight;
    }
    const unread = this.folded.open ? 0 : fresh.length;
    const mark = find("[data-asides-new]", this.aside);
    write(mark, unread ? fill(ngettext("%(n)s new", "%(n)s new", unread), { n: unread }) : "");
    show(mark, unread > 0);
  }

  async #say() {
    const words = this.field.value.trim();
    write(this.no, "");
    if (!words) return this.field.focus();
    this.field.value = "";
    this.drafts.keep("");
    const answer = await this.room.ask({ type: "tell_leaders", words }, { quietly: true });
    if (answer.ok) return;
    this.field.value = this.field.value ? `${words}\n${this.field.value}` : words;
    this.drafts.keep(this.field.value);
    write(this.no, fill(gettext("%(why)s Your words are still here."), { why: answer.words }));
  }

  // --- the lead ---------------------------------------------------------------------------------------------
  /** @param {View} view */
  #lead(view) {
    const offer = view.leaders?.lead_offer ?? null;
    const stood = this.lead.contains(document.activeElement);
    show(this.lead, offer !== null);
    if (!offer) {
      if (stood) this.room.focusSeat(view.meeting.lead ?? view.me.seat);
      return;
    }
    const by = nameOf(view, offer.by);
    const to = nameOf(view, offer.to);
    const mine = offer.to === view.me.seat;
    const title = mine ? fill(gettext("%(name)s offers you the lead"), { name: by }) : offer.by === view.me.seat ? fill(gettext("You offer %(name)s the lead"), { name: to }) : fill(gettext("%(by)s offers %(to)s the lead"), { by, to });
    const heading = find("[data-handing-title]", this.lead);
    if (heading.textContent !== title) this.room.announcer.tell(title);
    write(heading, title);
    write(find("[data-handing-words]", this.lead), mine ? gettext("Everybody will see that you lead from here. The turns stay as they are.") : fill(gettext("Until %(name)s accepts, everything stays as it is."), { name: to }));
    const no = find("[data-lead-no]", this.lead);
    write(no, mine ? fill(gettext("Leave it with %(name)s"), { name: by }) : gettext("Take the offer back"));
    show(find("[data-lead-yes]", this.lead), mine);
    show(no, mine || offer.by === view.me.seat);
  }

  /** @param {"accept_lead" | "put_back_lead"} type */
  #answer(type) {
    this.room.ask({ type });
  }
}
