// @ts-check
/**
 * Who has the floor in the hall and who comes next, in words as large as a room.
 * @typedef {import("./fold.js").View} View
 */
import { heldWords } from "./board-circle.js";
import { find, keep, make, mark, show, write } from "./dom.js";
import { echoWords } from "./listening.js";
import { nameOf, nextUp, softTime } from "./telling.js";
import { fill, gettext } from "./words-of.js";

/** @param {HTMLElement} element @param {View} view @param {number} now */
export function showFloor(element, view, now) {
  const { holder, offered, since_ms, silence_ms } = view.floor;
  const since = silence_ms ?? since_ms;
  const who = view.small ? gettext("At the tables") : silence_ms !== null ? gettext("Silence") : holder ? nameOf(view, holder) : offered ? nameOf(view, offered) : gettext("Nobody yet");
  write(find("[data-floor-what]", element), view.small ? gettext("Small groups") : silence_ms !== null ? gettext("A moment together") : holder ? gettext("Has the floor") : offered ? gettext("The piece lies before") : gettext("The floor"));
  write(find("[data-floor-who]", element), who);
  const echo = echoWords({ ...view, me: { ...view.me, seat: "" } });
  write(find("[data-floor-echo]", element), echo?.title ?? "");
  show(find("[data-floor-echo]", element), echo !== null);
  const soft = softTime(view);
  const held = holder || silence_ms !== null ? Math.max(0, now - since) : 0;
  write(find("[data-floor-time]", element), holder || silence_ms !== null ? heldWords(held, soft) : "");
  mark(find("[data-floor-arc]", element), "stroke-dasharray", `${(Math.min(1, held / (soft || 300_000)) * 100).toFixed(1)} 100`);
}

/** Who spoke in this part, who does, and who is next. @param {HTMLElement} element @param {View} view @param {{seat: string, passed: boolean}[]} spoke */
export function showOrder(element, view, spoke) {
  const { holder } = view.floor;
  const done = spoke.filter((one) => one.seat !== holder);
  const rows = [
    ...done.map((one, at) => ({ key: `d${at}`, words: one.passed ? fill(gettext("%(name)s passed"), { name: nameOf(view, one.seat) }) : nameOf(view, one.seat), done: true, now: false })),
    ...(holder ? [{ key: "now", words: fill(gettext("%(name)s, now"), { name: nameOf(view, holder) }), done: false, now: true }] : []),
    ...nextUp(view).map((seat) => ({ key: seat, words: nameOf(view, seat), done: false, now: false })),
  ];
  show(find("[data-order-part]", element), rows.length > 0);
  keep(find("[data-order]", element), rows, (row) => row.key, () => make("li"), (item, row) => {
    write(item, row.words);
    mark(item, "data-done", row.done);
    mark(item, "aria-current", row.now ? "step" : null);
  });
}
