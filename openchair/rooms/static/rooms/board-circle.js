// @ts-check
/**
 * The circle and the floor as the hall reads them from its chairs.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./fold.js").Seat} Seat
 */
import { Circle } from "./circle.js";
import { nextUp, stateOf } from "./telling.js";
import { fill, gettext, ngettext } from "./words-of.js";

/** How long, as one says it across a table. @param {number} ms @param {number} soft */
export function heldWords(ms, soft) {
  const minutes = Math.round(ms / 60_000);
  const held = minutes < 1 ? gettext("less than a minute") : fill(ngettext("about %(n)s minute", "about %(n)s minutes", minutes), { n: minutes });
  if (soft < 60_000) return held;
  const usual = Math.round(soft / 60_000);
  return fill(ngettext("%(held)s of %(n)s minute", "%(held)s of %(n)s minutes", usual), { held, n: usual });
}

/** The circle as the hall sees it. */
export class BoardCircle extends Circle {
  /** @type {{seat: string, passed: boolean}[]} */
  spoke = [];

  /** @param {View} view @param {Seat} one */
  state(view, one) {
    const spoke = this.spoke.filter((other) => other.seat === one.seat).at(-1);
    const plain = { ...view, me: { ...view.me, seat: "" } };
    const known = stateOf(plain, one);
    if (one.place !== "inside" || view.floor.holder === one.seat || view.floor.offered === one.seat) return known;
    if (spoke) return spoke.passed ? gettext("Passed") : gettext("Spoke");
    if (nextUp(view)[0] === one.seat) return gettext("Next");
    return known || (one.hall ? "" : gettext("Online"));
  }
}
