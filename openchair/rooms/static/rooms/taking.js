// @ts-check
/**
 * Taking the piece from whoever speaks. Words that were cut off do not come back, so whoever leads is asked first;
 * where nobody speaks, nothing is asked.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { nameOf } from "./telling.js";
import { fill, gettext } from "./words-of.js";

/** Whether the turn of somebody else may end now. @param {Room} room @param {string} holder @param {string} yes @param {HTMLElement} from */
async function mayEnd(room, holder, yes, from) {
  const view = room.full;
  if (!view) return false;
  const name = nameOf(view, holder);
  const answer = await room.asking.question({
    title: fill(gettext("%(name)s is speaking"), { name }),
    words: fill(gettext("This ends their turn now. You can also wait until %(name)s passes the piece on."), { name }),
    yes, no: gettext("Wait"), from,
  });
  return answer !== null;
}

/** Who else than the one who asks has the floor. @param {View} view */
const another = (view) => (view.floor.holder !== null && view.floor.holder !== view.me.seat ? view.floor.holder : null);

/** Give somebody the piece, oneself as well. @param {Room} room @param {View} view @param {string} seat @param {HTMLElement} from @returns {Promise<boolean>} whether it was done */
export async function givePiece(room, view, seat, from) {
  const holder = another(view);
  if (holder !== null) {
    const yes = seat === view.me.seat ? gettext("Take the piece now") : fill(gettext("Give %(name)s the piece now"), { name: nameOf(view, seat) });
    if (!(await mayEnd(room, holder, yes, from))) return false;
    const now = room.full && another(room.full);
    // Somebody else speaks by now: about them nothing was asked.
    if (now && now !== holder) return givePiece(room, /** @type {View} */ (room.full), seat, from);
  }
  return (await room.ask({ type: "give_piece", seat })).ok;
}

/** Put the piece back on the table. @param {Room} room @param {View} view @param {HTMLElement} from @returns {Promise<boolean>} whether it was done */
export async function takeBackPiece(room, view, from) {
  const holder = another(view);
  if (holder !== null) {
    if (!(await mayEnd(room, holder, gettext("Put the piece back now"), from))) return false;
    // Whoever had the floor may have passed it on meanwhile: about anybody else nothing was asked.
    if (room.full?.floor.holder !== holder) return false;
  }
  return (await room.ask({ type: "take_back_piece" })).ok;
}
