// @ts-check
/**
 * Small groups on the tap board: a proposal as tables to be read across the hall, and while they are open, who sits
 * where and how long still. What the room told stays here without a line.
 *
 * Everybody in the hall sees the tablet: only what was asked for on it is shown, and nobody is moved by hand here,
 * because a place that is not available would be one in front of all. Leaders do that on their own page.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./socket.js").Command} Command
 * @typedef {import("./socket.js").Answer} Answer
 * @typedef {{key: string, title: string, names: string[], mixed: string}} Table
 */
import { Arrangement, leftWords, mixedWords, place, placed, planWords } from "./arrangement.js";
import { find, keep, make, mark, show, write } from "./dom.js";
import { groupTime } from "./small-groups.js";
import { isHere, LEADS, nameOf, part } from "./telling.js";
import { fill, gettext, listed, ngettext, timeLeft } from "./words-of.js";

export class BoardTables {
  #plan = new Arrangement();
  /** Asked here, and the proposal there was before. @type {{before: unknown} | null} */
  #asked = null;
  #asking = false;
  #seed = 0;
  /** The round of small groups a proposal was for; 0 before any is open. */
  #round = 0;
  /** @type {View | null} */
  #view = null;

  /**
   * @param {HTMLElement} root
   * @param {{ask: (command: Command) => Promise<Answer>, changed: () => void}} board `ask` says a no on the board
   */
  constructor(root, board) {
    this.board = board;
    this.circle = find("[data-circle]", root);
    this.tables = find("[data-tables]", root);
    this.shows = find("[data-tables-shows]", root);
    this.form = /** @type {HTMLFormElement} */ (find("[data-tables-ask]", root));
    this.free = find("[data-tables-free]", this.tables);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#seed = 0;
      this.#ask();
    });
    root.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {string} name */
  #field(name) {
    return Number(/** @type {HTMLInputElement} */ (find(`[name=${name}]`, this.form)).value);
  }

  /** @param {View} view @param {number} now @param {boolean} up whether the line is */
  render(view, now, up) {
    this.#view = view;
    const { small } = view;
    const running = view.meeting.phase === "running";
    if (this.#asked && view.me.proposed !== this.#asked.before) {
      this.#plan.take(view.me.proposed);
      this.#asked = null;
    }
    if (!running || (small?.round ?? 0) !== this.#round) {
      this.#round = small?.round ?? 0;
      this.#plan.done();
      this.#asking = false;
    }
    const proposes = this.#plan.open;
    show(this.shows, running && !small);
    mark(this.shows, "aria-expanded", this.#asking ? "true" : "false");
    show(this.form, this.#asking && !proposes);
    show(this.tables, proposes || small !== null);
    show(this.circle, !proposes && !small);
    if (!proposes && !small) return;
    write(find("[data-tables-title]", this.tables), proposes ? gettext("Small groups: a proposal") : gettext("Small groups"));
    write(find("[data-tables-time]", this.tables), proposes || !small ? "" : small.back_ms ? groupTime(view, now) : timeLeft(small.ends_ms - now));
    write(find("[data-tables-words]", this.tables), proposes ? this.#proposed(view) : small?.asks ?? "");
    this.#list(proposes ? this.#planned(view) : this.#seated(view));
    this.#loose(view, proposes);
    for (const button of this.tables.querySelectorAll("[data-plan]")) show(button, proposes && (this.#plan.plan.length > 0 || !button.matches("[data-plan=open]")));
    for (const button of this.tables.querySelectorAll("button:not([data-plan=away])")) mark(button, "aria-disabled", up ? null : "true");
    write(find("[data-plan=open]", this.tables), small ? gettext("Place them so") : gettext("Open these groups"));
    show(find("[data-tables-note]", this.tables), !proposes);
  }

  /** @param {View} view */
  #proposed(view) {
    const { plan, left } = this.#plan;
    const words = view.me.proposed && (plan.length || !left.length) ? planWords(plan, view.me.proposed) : "";
    return [words, leftWords(view, left), left.length ? gettext("That is done on a leader's own page.") : ""].filter(Boolean).join(" ");
  }

  /** @param {View} view @returns {Table[]} */
  #planned(view) {
    const { plan } = this.#plan;
    const { moves } = placed(plan, view.small ?? { ...EMPTY });
    return plan.map(({ seats, lead }) => table(view, moves[seats[0]], seats, lead));
  }

  /** @param {View} view @returns {Table[]} */
  #seated(view) {
    return (view.small?.groups ?? []).map(({ number, members, lead }) => table(view, number, members, lead));
  }

  /** @param {Table[]} tables */
  #list(tables) {
    keep(find("[data-tables-list]", this.tables), tables, ({ key }) => key, () => make("li", { class: "tap__table" }, make("h3", {}), make("ul", {}), make("p", { class: "fine" })), (element, { title, names, mixed }) => {
      write(find("h3", element), title);
      keep(find("ul", element), names, (name) => name, () => make("li"), (item, name) => write(item, name));
      write(find(".fine", element), mixed);
      show(find(".fine", element), Boolean(mixed));
    });
  }

  /** Who came while groups are open, and sits nowhere yet. @param {View} view @param {boolean} proposes */
  #loose(view, proposes) {
    const seated = new Set((view.small?.groups ?? []).flatMap(({ members }) => members));
    const free = view.seats.filter((one) => isHere(one) && !LEADS.has(one.part) && !seated.has(one.seat));
    show(this.free, view.small !== null && !proposes && free.length > 0);
    write(find("p", this.free), fill(ngettext("%(names)s sits at no table yet.", "%(names)s sit at no table yet.", free.length), { names: listed(free.map((one) => one.name)) }));
  }

  async #ask() {
    this.#asked = { before: this.#view?.me.proposed ?? null };
    const size = this.#field("size");
    const answer = await this.board.ask({ type: "ask_small_groups", size, seed: this.#seed });
    if (!answer.ok) this.#asked = null;
  }

  async #open() {
    const view = this.#view;
    if (!view) return;
    const { plan } = this.#plan;
    // A part in twos brings what it asks; else people at a table need no words from here.
    const asks = view.meeting.kind === "pairs" ? part(view)?.prompt ?? "" : "";
    const ask = (/** @type {Command} */ command) => this.board.ask(command);
    const answer = view.small ? await place(ask, plan, view.small) : await ask({ type: "open_small_groups", groups: plan, minutes: this.#field("minutes"), asks });
    if (answer.ok) this.#plan.done();
    this.board.changed();
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    if (button === this.shows) {
      this.#asking = !this.#asking;
      this.board.changed();
      if (this.#asking) /** @type {HTMLElement} */ (find("[name=size]", this.form)).focus();
    } else if (button.matches("[data-plan=open]")) this.#open();
    else if (button.matches("[data-plan=again]")) {
      this.#seed += 1;
      this.#ask();
    } else if (button.matches("[data-plan=away]")) {
      this.#plan.done();
      this.#asking = false;
      this.board.changed();
    } else if (button.matches("[data-tables-place]")) this.#ask();
  }
}

/** No groups run yet: the first is number one. */
const EMPTY = { round: 0, asks: "", opened_ms: 0, ends_ms: 0, back_ms: 0, told: [], groups: [], mine: null };

/** One table as the hall reads it. @param {View} view @param {number} number @param {string[]} seats @param {string | null} lead @returns {Table} */
function table(view, number, seats, lead) {
  const hall = view.seats.some((one) => seats.includes(one.seat) && one.hall);
  const title = fill(hall ? gettext("Table %(n)s") : gettext("Online, group %(n)s"), { n: number });
  const names = seats.map((seat) => (seat === lead ? fill(gettext("%(name)s (leads)"), { name: nameOf(view, seat) }) : nameOf(view, seat)));
  return { key: `${number}`, title, names, mixed: mixedWords(view, seats) };
}
