// @ts-check
/**
 * Small groups for those who lead: ask the house for a proposal, change it by hand, open it; then everything at a
 * glance: who sits where, who calls, the time; go there, say a word to all, bring everybody back.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold/parts.js").SmallGroup} SmallGroup
 * @typedef {import("./room.js").Room} Room
 * @typedef {import("./arrangement.js").Planned} Planned
 */
import { Arrangement, leftWords, mixedWords, place, planWords } from "./arrangement.js";
import { find, keep, make, mark, show, write } from "./dom.js";
import { isHere, LEADS, nameOf, part } from "./telling.js";
import { groupName } from "./within.js";
import { fill, gettext, listed, ngettext } from "./words-of.js";

export class GroupsConsole {
  #tables = new Arrangement();
  #seed = 0;
  #part = -1;

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.panel = /** @type {HTMLElement} */ (find("[data-panel=groups]", root));
    this.form = /** @type {HTMLFormElement} */ (find("[data-groups-ask]", this.panel));
    this.plan = find("[data-groups-plan]", this.panel);
    this.open = find("[data-groups-open]", this.panel);
    this.says = find("[data-groups-says]", this.panel);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#seed = 0;
      this.#ask();
    });
    this.panel.addEventListener("click", (event) => this.#clicked(event));
    const tell = /** @type {HTMLFormElement} */ (find("[data-groups-tell]", this.panel));
    tell.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#tellAll(tell);
    });
  }

  /** @param {string} name */
  #field(name) {
    return /** @type {HTMLInputElement} */ (find(`[name=${name}]`, this.form));
  }

  async #ask() {
    const answer = await this.room.ask({ type: "ask_small_groups", size: Number(this.#field("size").value), seed: this.#seed }, { quietly: true });
    this.#say(answer.ok ? "" : answer.words);
  }

  /** @param {string} words */
  #say(words) {
    write(this.says, words);
    show(this.says, Boolean(words));
  }

  /** @param {View} view the whole view */
  render(view) {
    show(this.panel, view.leaders !== null && (view.meeting.phase === "running" || view.small !== null));
    this.#pairs(view);
    const proposed = view.me.proposed;
    this.#tables.take(proposed);
    show(this.form, !view.small);
    show(this.open, view.small !== null);
    show(this.plan, this.#tables.open);
    if (proposed && this.#tables.open) this.#proposal(view, proposed);
    if (view.small) this.#running(view);
  }

  /** A part for pairs asks for them by itself, with what the part asks. @param {View} view */
  #pairs(view) {
    const running = part(view);
    const index = view.meeting.index ?? -1;
    if (view.meeting.kind !== "pairs" || view.small || index === this.#part || !running) return;
    this.#part = index;
    this.#field("size").value = "2";
    this.#field("minutes").value = String(Math.max(1, Math.round(running.minutes * 0.6)));
    this.#field("asks").value = running.prompt;
    /** @type {HTMLDetailsElement} */ (find("details", this.panel)).open = true;
    this.#seed = 0;
    this.#ask();
  }

  /** @param {View} view @param {import("./arrangement.js").Proposed} proposed */
  #proposal(view, proposed) {
    const { plan, left } = this.#tables;
    write(find("[data-plan-words]", this.plan), plan.length || !left.length ? planWords(plan, proposed) : "");
    keep(find("[data-plan-groups]", this.plan), plan.map((group, at) => ({ group, at })), ({ at }) => String(at), ({ at }) => make("li", { class: "table-of" }, make("p", { class: "table-of__people" }), make("label", { class: "pick" }, gettext("Leads:") + " ", make("select", {})), make("p", { class: "fine" }), make("button", { type: "button", class: "button button--small", "data-put": at })), (element, { group }) => this.#table(element, group, view));
    const loose = find("[data-plan-left]", this.plan);
    show(loose, left.length > 0);
    write(find("p", loose), leftWords(view, left));
    this.#names(find(".table-of__people", loose), left, view);
    show(find("[data-plan-open]", this.plan), plan.length > 0);
    write(find("[data-plan-open]", this.plan), view.small ? gettext("Place them so") : gettext("Open these groups"));
  }

  /** @param {HTMLElement} place @param {string[]} seats @param {View} view */
  #names(place, seats, view) {
    keep(place, seats, (seat) => seat, (seat) => make("button", { type: "button", class: "button button--small", "data-swap": seat }), (button, seat) => {
      write(button, nameOf(view, seat));
      mark(button, "aria-pressed", seat === this.#tables.chosen ? "true" : "false");
    });
  }

  /** @param {HTMLElement} element @param {Planned} group @param {View} view */
  #table(element, group, view) {
    const { chosen } = this.#tables;
    this.#names(find(".table-of__people", element), group.seats, view);
    const mixed = mixedWords(view, group.seats);
    write(find(".fine", element), mixed);
    show(find(".fine", element), Boolean(mixed));
    const put = find("[data-put]", element);
    show(put, chosen !== null && !group.seats.includes(chosen));
    write(put, chosen ? fill(gettext("Put %(name)s here"), { name: nameOf(view, chosen) }) : "");
    const select = /** @type {HTMLSelectElement} */ (find("select", element));
    keep(select, group.seats, (seat) => seat, (seat) => make("option", { value: seat }), (option, seat) => write(option, nameOf(view, seat)));
    select.value = group.lead ?? group.seats[0] ?? "";
    select.onchange = () => {
      group.lead = select.value;
    };
  }

  /** @param {View} view */
  #running(view) {
    const small = /** @type {import("./fold/parts.js").Small} */ (view.small);
    keep(find("[data-groups-list]", this.open), small.groups, (group) => String(group.number), (group) => make("li", { class: "table-of" }, make("h3", {}), make("p", {}), make("p", { class: "table-of__call" }), make("div", { class: "row" }, make("button", { type: "button", class: "button button--small", "data-visit": group.number }))), (element, group) => this.#group(element, group, view));
    const placed = new Set(small.groups.flatMap((group) => group.members));
    const free = view.seats.filter((one) => isHere(one) && !LEADS.has(one.part) && !placed.has(one.seat));
    const loose = find("[data-groups-free]", this.open);
    write(find("p", loose), fill(ngettext("%(names)s is in no group.", "%(names)s are in no group.", free.length), { names: listed(free.map((one) => one.name)) }));
    show(loose, free.length > 0);
  }

  /** @param {HTMLElement} element @param {SmallGroup} group @param {View} view */
  #group(element, group, view) {
    write(find("h3", element), groupName(group.number));
    const names = group.members.map((seat) => {
      const one = view.seats.find((other) => other.seat === seat);
      const name = nameOf(view, seat);
      if (one && !one.line) return fill(gettext("%(name)s (line dropped)"), { name });
      if (one?.place === "out") return fill(gettext("%(name)s (stepped out)"), { name });
      return seat === group.lead ? fill(gettext("%(name)s (leads)"), { name }) : name;
    });
    write(find("p", element), listed(names));
    const calls = (view.leaders?.calls ?? []).filter((call) => call.leader === null && group.members.includes(call.seat));
    const visits = group.visitors.includes(view.me.seat);
    const others = group.visitors.filter((seat) => seat !== view.me.seat).map((seat) => nameOf(view, seat));
    const words = [
      calls.length ? fill(gettext("%(names)s calls you."), { names: listed(calls.map((call) => nameOf(view, call.seat))) }) : "",
      others.length ? fill(gettext("%(names)s is there."), { names: listed(others) }) : "",
    ].filter(Boolean).join(" ");
    write(find(".table-of__call", element), words);
    mark(element, "data-calls", calls.length > 0);
    const visit = find("[data-visit]", element);
    write(visit, visits ? gettext("Leave this group again") : fill(gettext("Visit group %(n)s"), { n: group.number }));
    mark(visit, "aria-pressed", visits ? "true" : "false");
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const seat = button.dataset.swap ?? this.#tables.chosen ?? "";
    if (button.dataset.swap) this.#change(this.#tables.choose(seat), seat);
    else if (button.dataset.put) this.#change(this.#tables.put(Number(button.dataset.put)), seat);
    else if (button.dataset.visit) this.#visit(Number(button.dataset.visit), button.getAttribute("aria-pressed") === "true");
    else if (button.hasAttribute("data-plan-open")) this.#openPlan();
    else if (button.hasAttribute("data-plan-again")) {
      this.#seed += 1;
      this.#ask();
    } else if (button.hasAttribute("data-groups-place")) this.#ask();
    else if (button.hasAttribute("data-groups-more")) this.room.ask({ type: "extend_small_groups", minutes: 2 });
    else if (button.hasAttribute("data-groups-back")) this.room.ask({ type: "bring_back", seconds: 60 });
  }

  /** What was changed by hand stands, if the house has these people available there. @param {Planned[] | null} changed @param {string} seat that was chosen */
  async #change(changed, seat) {
    if (changed) {
      const answer = await this.room.ask({ type: "check_places", groups: changed }, { quietly: true });
      if (answer.ok) this.#tables.plan = changed;
      this.#say(answer.ok ? "" : answer.words);
    }
    this.room.refresh(true);
    /** @type {HTMLElement | null} */ (this.plan.querySelector(`[data-swap="${CSS.escape(seat)}"]`))?.focus();
  }

  async #openPlan() {
    const view = this.room.full;
    if (!view) return;
    const ask = (/** @type {import("./socket.js").Command} */ command) => this.room.ask(command, { quietly: true });
    const { plan } = this.#tables;
    const answer = view.small ? await place(ask, plan, view.small) : await ask({ type: "open_small_groups", groups: plan, minutes: Number(this.#field("minutes").value), asks: this.#field("asks").value.trim() });
    this.#say(answer.ok || answer.code === "already" ? "" : answer.words);
    if (answer.ok) {
      this.#tables.done();
      this.room.refresh(true);
      /** @type {HTMLElement} */ (find("summary", this.panel)).focus();
    }
  }

  /** @param {number} number @param {boolean} there */
  async #visit(number, there) {
    const view = this.room.full;
    if (there) {
      await this.room.ask({ type: "end_visit" });
      return;
    }
    const answer = await this.room.ask({ type: "visit_group", number });
    const members = view?.small?.groups.find((group) => group.number === number)?.members ?? [];
    const called = (view?.leaders?.calls ?? []).filter((call) => call.leader === null && members.includes(call.seat));
    if (answer.ok) for (const call of called) await this.room.ask({ type: "go_to", seat: call.seat }, { quietly: true });
  }

  /** @param {HTMLFormElement} form */
  async #tellAll(form) {
    const field = /** @type {HTMLInputElement} */ (find("input", form));
    const words = field.value.trim();
    if (!words) return field.focus();
    const answer = await this.room.ask({ type: "tell_groups", words }, { quietly: true });
    if (answer.ok) field.value = "";
    this.#say(answer.ok ? gettext("Said to all groups.") : answer.words);
  }
}
