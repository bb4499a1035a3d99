// @ts-check
/**
 * Beside the room of those who lead: one hint at most, the mix of the group, and rings over past weeks. Asked for now
 * and then by itself; nothing of it goes through the room, and nobody else's page loads it.
 * @typedef {import("../rooms/room.js").Room} Room
 * @typedef {{hint: null | {kind: string, reason: string, say: string}, too_early: string, mix: string, quiet: string, over_weeks: Record<string, number>}} Known
 */
import { find, make, mark, show, write } from "../rooms/dom.js";
import { LEADS, nameOf } from "../rooms/telling.js";
import { mayOpenRound } from "../rooms/ways.js";

const EVERY = 20_000;
/** The way to share the floor that a hint speaks of. @type {Record<string, string>} */
const OPENS = { waited_long: "round", uneven: "round", dominance: "timed_round" };

class Beside {
  /** @type {Known | null} */
  #known = null;
  #weeks = false;

  /** @param {HTMLElement} panel @param {Room} room */
  constructor(panel, room) {
    this.panel = panel;
    this.room = room;
    this.ring = find("[data-hint-ring]", panel);
    find("[data-hint-use]", panel).addEventListener("click", () => this.#use());
    find("[data-hint-aside]", panel).addEventListener("click", () => this.#aside());
    this.opens = /** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-hint-opens]")]);
    for (const button of this.opens) button.addEventListener("click", () => this.#open(button.dataset.hintOpens ?? ""));
    this.ring.addEventListener("click", () => this.#turn());
    setInterval(() => this.#ask(), EVERY);
    document.addEventListener("visibilitychange", () => this.#ask());
    const first = setInterval(() => {
      // Before the room has shown itself there is nothing to stand beside.
      if (!room.full?.leaders) return;
      clearInterval(first);
      this.#ask();
    }, 500);
  }

  async #ask() {
    if (document.hidden || !this.room.full?.leaders || this.room.full.meeting.phase === "closed") return;
    const answer = await fetch(this.panel.dataset.beside ?? "", { headers: { Accept: "application/json" } }).catch(() => null);
    // Nothing runs yet, or the line is away: the next time will tell.
    this.#known = answer?.ok ? await answer.json() : null;
    this.#render();
  }

  #render() {
    const known = this.#known;
    const hint = known?.hint ?? null;
    show(this.panel, known !== null && Boolean(hint || known.too_early || known.mix || known.quiet));
    mark(this.panel, "data-has-hint", hint !== null);
    if (!known) return;
    write(find("[data-hint-reason]", this.panel), hint?.reason ?? known.too_early);
    show(find("[data-hint-say]", this.panel), hint !== null);
    write(find("[data-hint-words]", this.panel), hint?.say ?? "");
    for (const button of this.opens) show(button, OPENS[hint?.kind ?? ""] === button.dataset.hintOpens && this.room.full !== null && mayOpenRound(this.room.full));
    write(find("[data-hint-mix]", this.panel), known.mix);
    write(find("[data-hint-quiet]", this.panel), known.quiet);
    const some = Object.keys(known.over_weeks).length > 0;
    show(find("[data-hint-weeks]", this.panel), some);
    if (!some && this.#weeks) this.#turn();
    this.#table(known.over_weeks);
  }

  #use() {
    const words = this.#known?.hint?.say;
    if (words) this.room.composer.offer(words);
  }

  /** What the hint speaks of begins; then it has done what it is for. @param {string} kind */
  async #open(kind) {
    const answer = await this.room.sharing.openRound(kind);
    if (answer.ok || answer.code === "already") this.#aside();
  }

  async #aside() {
    const hint = this.#known?.hint;
    if (!hint) return;
    await this.room.ask({ type: "put_hint_aside", kind: hint.kind }, { quietly: true });
    this.#known = this.#known && { ...this.#known, hint: null };
    this.#render();
    find("[data-log]").focus({ preventScroll: true });
    this.#ask();
  }

  #turn() {
    this.#weeks = !this.#weeks;
    mark(this.ring, "aria-pressed", String(this.#weeks));
    show(find("[data-hint-table]", this.panel), this.#weeks);
    this.room.circle.over(this.#weeks ? (this.#known?.over_weeks ?? {}) : null);
    this.room.refresh(true);
  }

  /** @param {Record<string, number>} parts */
  #table(parts) {
    const view = this.room.full;
    if (!view) return;
    const rows = view.seats.filter((one) => !LEADS.has(one.part)).map((one) =>
      make("tr", {}, make("th", { scope: "row" }, nameOf(view, one.seat)), make("td", {}, one.seat in parts ? `${Math.round(parts[one.seat] * 100)}%` : (this.panel.dataset.notShown ?? ""))));
    find("[data-hint-table] tbody", this.panel).replaceChildren(...rows);
  }
}

const panel = document.querySelector("[data-beside]");
await customElements.whenDefined("live-room");
const room = await /** @type {{ready?: Promise<Room>} | null} */ (/** @type {unknown} */ (document.querySelector("live-room")))?.ready;
if (panel instanceof HTMLElement && room) new Beside(panel, room);
