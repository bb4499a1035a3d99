// @ts-check
/**
 * The circle: chairs, piece, prompt, time left, agenda and who comes next. The page says who has the floor;
 * the style sheet counts the chairs and places them.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Seat} Seat
 */
import { copy, find, keep, make, mark, show, write } from "./dom.js";
import { aroundTheTable, chair, hasFloor, isHere, LEADS, legendWords, listeners, nameOf, nextUp, partName, promptOf, shares, shareWords, slotWords, stateOf } from "./telling.js";
import { rolesOf } from "./listening.js";
import { fill, gettext, timeLeft } from "./words-of.js";

/** The angle nearest to `from` that points where `to` points: the piece takes the short way round. @param {number} from @param {number} to */
export function shortWay(from, to) {
  return from + ((((to - from) % 360) + 540) % 360) - 180;
}

/** How many rem of height a circle needs to be read, with the names around it. */
const LOWEST = 24;

export class Circle {
  /** @type {number | null} */
  #angle = null;
  #shown = "";
  /** @type {Record<string, number> | null} */
  #parts = null;

  /**
   * @param {HTMLElement} root
   * @param {{choose?: (seat: string) => void}} [acts] leaders tap a chair
   */
  constructor(root, acts = {}) {
    this.acts = acts;
    this.circle = /** @type {HTMLElement} */ (find("[data-circle]", root));
    this.seats = /** @type {HTMLElement} */ (find("[data-seats]", root));
    this.segment = find("[data-segment]", root);
    this.prompt = find("[data-prompt]", root);
    this.left = find("[data-left]", root);
    this.arc = find("[data-arc]", root);
    this.agenda = root.querySelector("[data-agenda]");
    this.queue = root.querySelector("[data-queue]");
    this.legend = root.querySelector("[data-legend]");
    const space = root.querySelector("[data-circle-space]");
    if (space) new ResizeObserver(() => this.#fit(space)).observe(space);
  }

  /** Where the window is too low for a circle that can be read, the seats stand in a strip. @param {Element} space */
  #fit(space) {
    mark(this.circle, "data-strip", getComputedStyle(space).containerType === "size" && space.clientHeight < LOWEST * parseFloat(getComputedStyle(document.documentElement).fontSize));
  }

  /** @param {View} view @param {number} now */
  render(view, now) {
    const around = aroundTheTable(view);
    keep(this.seats, around, (one) => one.seat, () => this.#chair(), (element, one) => this.#update(element, one, view, now));
    this.#movePiece(view, around);
    this.middle(view);
    if (this.agenda) this.#agenda(this.agenda, view);
    if (this.queue) this.#queue(this.queue, view);
    this.tick(view, now);
  }

  /** Only the time: an arc and words, never a countdown. @param {View} view @param {number} now */
  tick(view, now) {
    const { phase, part_starts_ms: from, part_ends_ms: to, paused_ms: rests } = view.meeting;
    const at = phase === "paused" && rests ? rests : now;
    const share = phase === "waiting" || phase === "closed" || to <= from ? 0 : Math.min(1, Math.max(0, (to - at) / (to - from)));
    mark(this.arc, "stroke-dasharray", `${(share * 100).toFixed(1)} 100`);
    write(this.left, phase === "running" ? timeLeft(to - at) : phase === "paused" ? gettext("Time rests") : "");
    if (!view.leaders) return;
    const share_of = this.#shares(view, now);
    if (this.legend) write(this.legend, legendWords(share_of, this.#parts !== null));
    for (const element of this.seats.children) {
      if (element instanceof HTMLElement && element.dataset.key) this.#ring(element, element.dataset.key, share_of, view);
    }
  }

  #chair() {
    const element = copy("seat");
    if (!this.acts.choose) return element;
    // For leaders every chair is a button: what can be done with it stands beside the circle.
    const button = make("button", { type: "button", class: "seat__tap" }, ...element.childNodes);
    button.addEventListener("click", () => this.acts.choose?.(element.dataset.key ?? ""));
    element.append(button);
    return element;
  }

  /** @param {HTMLElement} element @param {Seat} one @param {View} view @param {number} now */
  #update(element, one, view, now) {
    const sits = isHere(one);
    mark(element, "data-leads", LEADS.has(one.part) && sits);
    mark(element, "data-hall", one.hall && sits);
    mark(element, "data-floor", view.floor.holder === one.seat);
    mark(element, "data-offered", view.floor.offered === one.seat);
    const mine = one.seat === view.me.seat;
    mark(element, "data-you", mine);
    const empty = one.place === "absent" || one.place === "gone";
    mark(element, "data-door", one.place === "door" || (mine && empty));
    mark(element, "data-away", empty && !mine);
    mark(element, "data-out", one.place === "out" || (sits && !one.line && !one.hall && one.seat !== view.me.seat));
    write(find("[data-letter]", element), empty && !mine ? "" : [...one.name][0] ?? "");
    write(find(".seat__name", element), one.name);
    const share = view.leaders ? this.#shares(view, now) : null;
    if (!share || !this.#ringed(share, view, one) || this.#says(view, one)) write(find(".seat__state", element), this.state(view, one));
    const turn = nextUp(view).indexOf(one.seat);
    const number = find("[data-turn-number]", element);
    const raised = turn >= 0 && !view.round;
    show(number, raised);
    if (raised && number.getAttribute("data-n") !== String(turn + 1)) {
      mark(number, "data-n", turn + 1);
      number.replaceChildren(make("span", { class: "unseen" }, gettext("Hand raised, number") + " "), String(turn + 1));
    }
    if (share) this.#ring(element, one.seat, share, view);
  }

  /** The small line under a name: what is going on, or how this person is spoken of. @param {View} view @param {Seat} one */
  state(view, one) {
    const roles = rolesOf(view, one.seat);
    return roles.length && isHere(one) ? [stateOf(view, one), ...roles].filter(Boolean).join(", ") : stateOf(view, one) || one.pronouns;
  }

  /** Leaders read shares where members read "leads": only what changes the turn comes before them. @param {View} view @param {Seat} one */
  #says(view, one) {
    return one.place === "out" || (!one.line && !one.hall) || view.floor.holder === one.seat || view.floor.offered === one.seat;
  }

  /** Let the rings tell of past weeks, as parts of an even share, or of this meeting again. @param {Record<string, number> | null} parts */
  over(parts) {
    this.#parts = parts;
  }

  /** @param {View} view @param {number} now @returns {import("./telling.js").Shares} */
  #shares(view, now) {
    const parts = this.#parts;
    if (!parts) return shares(view, now);
    const even = 1 / Math.max(1, view.seats.filter((one) => !LEADS.has(one.part)).length);
    // Only those are shown who let it be seen.
    return { told: "shares", even, led: 0, of: (seat) => (seat in parts ? parts[seat] * even : null) };
  }

  /** Whether a chair has a ring now. @param {import("./telling.js").Shares} share @param {View} view @param {Seat} one */
  #ringed(share, view, one) {
    return isHere(one) && !LEADS.has(one.part) && share.told === "shares" && share.of(one.seat) !== null;
  }

  /** @param {HTMLElement} element @param {string} seat @param {import("./telling.js").Shares} share @param {View} view */
  #ring(element, seat, share, view) {
    const one = chair(view, seat);
    let svg = element.querySelector(".seat__share");
    if (!one || !this.#ringed(share, view, one)) {
      svg?.remove();
      mark(element, "data-quiet", false);
      return;
    }
    if (!svg) {
      svg = copy("share");
      find(".seat__chair", element).prepend(svg);
    }
    const held = share.of(seat) ?? 0;
    // A full ring stands for three even shares, so that the tick of an even share stands at the same place on every chair.
    const full = share.even * 3 || 1;
    mark(find(".held", svg), "stroke-dasharray", held ? `${Math.min(100, (held / full) * 100).toFixed(1)} 100` : "0 100");
    find(".held", svg).toggleAttribute("data-none", !held);
    mark(find(".even", svg), "d", TICK);
    mark(element, "data-quiet", !held);
    if (!this.#says(view, one)) write(find(".seat__state", element), one.way === "speak" ? shareWords(held, share.even) : stateOf(view, one));
  }

  /** @param {View} view @param {Seat[]} around */
  #movePiece(view, around) {
    const at = view.floor.holder ?? view.floor.offered;
    const index = around.findIndex((one) => one.seat === at);
    mark(this.circle, "data-piece", index >= 0 ? "seat" : hasFloor(view) ? "table" : "none");
    if (index < 0) return;
    const target = (index / around.length) * 360 + 180;
    this.#angle = this.#angle === null ? target : shortWay(this.#angle, target);
    this.circle.style.setProperty("--floor-angle", `${this.#angle}deg`);
    if (at && at !== this.#shown) this.#bringIntoView(at);
    this.#shown = at ?? "";
  }

  /** On a strip the one who speaks is brought into view; the page itself does not move. @param {string} seat */
  #bringIntoView(seat) {
    const element = this.seats.querySelector(`[data-key="${CSS.escape(seat)}"]`);
    if (!(element instanceof HTMLElement) || this.seats.scrollWidth <= this.seats.clientWidth) return;
    this.seats.scrollTo({ left: element.offsetLeft - this.seats.clientWidth / 2 + element.offsetWidth / 2 });
  }

  /** What stands on the table. @param {View} view */
  middle(view) {
    const { phase } = view.meeting;
    if (phase === "waiting") {
      write(this.segment, gettext("We begin soon"));
      write(this.prompt, view.meeting.lead ? fill(gettext("%(name)s will begin"), { name: view.meeting.lead === view.me.seat ? gettext("You") : nameOf(view, view.meeting.lead) }) : gettext("Come in and settle down"));
      if (view.meeting.lead === view.me.seat) write(this.prompt, gettext("Begin when you are ready"));
    } else if (phase === "closed") {
      write(this.segment, "");
      write(this.prompt, gettext("The piece is back on the table"));
    } else {
      const quiet = view.aftercare !== null && phase === "running";
      const asked = quiet ? gettext("Breathe. The piece rests.") : (view.question?.open ? view.question.words : view.other_views) || promptOf(view);
      write(this.segment, phase === "paused" ? gettext("A pause") : quiet ? gettext("A quiet moment") : view.question?.open ? gettext("Everybody writes") : view.other_views ? gettext("Another view") : partName(view));
      write(this.prompt, asked || partName(view));
      show(this.segment, asked !== "" || phase === "paused");
    }
    if (view.floor.silence_ms !== null) write(this.prompt, gettext("A moment of silence"));
    mark(this.prompt, "data-long", (this.prompt.textContent?.length ?? 0) > 56);
  }

  /** @param {Element} agenda @param {View} view */
  #agenda(agenda, view) {
    const { segments, index } = view.meeting;
    mark(agenda, "data-many", segments.length > 5);
    keep(agenda, segments.map((segment, at) => ({ segment, at })), ({ at }) => String(at), ({ segment }) => {
      const item = make("li", { "data-min": segment.minutes }, make("b", {}, segment.title), make("span", {}));
      // Each part is as long as its minutes.
      item.style.flexGrow = String(Math.max(2, segment.minutes));
      return item;
    }, (item, { segment, at }) => {
      const now = at === index;
      mark(item, "data-done", index !== null && at < index);
      mark(item, "aria-current", now ? "step" : null);
      mark(item, "data-near", index === null ? at < 3 : at === index || at === index + 1);
      write(find("span", item), fill(now ? gettext("%(n)s min, now") : gettext("%(n)s min"), { n: segment.minutes }));
    });
  }

  /** @param {Element} queue @param {View} view */
  #queue(queue, view) {
    const next = nextUp(view).slice(0, 3);
    const words = next.map((seat) => `${seat === view.me.seat ? "you" : seat}`).join("|");
    const listen = listeners(view);
    const key = `${words}/${listen}/${view.round ? view.round.seconds + 1 : 0}/${hasFloor(view)}/${view.meeting.phase}/${view.floor.holder ?? view.floor.offered ?? ""}`;
    if (queue.getAttribute("data-key") === key) return;
    mark(queue, "data-key", key);
    queue.replaceChildren();
    if (next.length) {
      const line = make("span", {}, gettext("Next:") + " ");
      next.forEach((seat, at) => {
        if (at) line.append(", " + gettext("then") + " ");
        line.append(make("b", {}, seat === view.me.seat ? gettext("you") : nameOf(view, seat)));
      });
      queue.append(line);
    } else if (hasFloor(view) && !view.floor.holder && !view.floor.offered) {
      queue.append(make("span", {}, view.leaders ? gettext("The piece lies on the table. Nobody has a hand up.") : gettext("The piece lies on the table. Raise your hand if you would like it.")));
    }
    const slot = slotWords(view);
    if (slot) queue.append(make("span", {}, slot));
    if (listen) queue.append(make("span", {}, listen));
  }
}

/** The tick of an even share: a third of the way round, because a full ring stands for three even shares. */
const TICK = (() => {
  const turn = (2 * Math.PI) / 3;
  const point = (/** @type {number} */ out) => `${(50 + out * Math.sin(turn)).toFixed(1)} ${(50 - out * Math.cos(turn)).toFixed(1)}`;
  return `M${point(39)}L${point(53)}`;
})();
