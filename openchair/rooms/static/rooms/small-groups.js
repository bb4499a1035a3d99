// @ts-check
/**
 * Being in a small group: with whom, who leads it, how long, what leaders said to all; and the draft that stays one's
 * own when everybody is called back.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { find, keep, make, show, write } from "./dom.js";
import { nameOf } from "./telling.js";
import { myGroup } from "./within.js";
import { fill, gettext, listed, ngettext } from "./words-of.js";

const GENTLY = 2 * 60_000;

/** With whom, and who leads, in one sentence or two. @param {View} view the whole view */
export function withWhom(view) {
  const group = myGroup(view);
  if (!group) return "";
  const others = group.members.filter((seat) => seat !== view.me.seat).map((seat) => nameOf(view, seat));
  const visits = group.visitors.includes(view.me.seat);
  const first = fill(visits ? gettext("You visit %(names)s; they see that you are here.") : gettext("You are with %(names)s."), { names: listed(others) });
  const lead = group.lead === view.me.seat ? gettext("You lead.") : fill(gettext("%(name)s leads."), { name: nameOf(view, group.lead) });
  const guests = group.visitors.filter((seat) => seat !== view.me.seat).map((seat) => nameOf(view, seat));
  return [first, lead, guests.length ? fill(ngettext("%(names)s is visiting you.", "%(names)s are visiting you.", guests.length), { names: listed(guests) }) : ""].filter(Boolean).join(" ");
}

/** How long it still goes on, told as one tells it. @param {View} view @param {number} now */
export function groupTime(view, now) {
  const small = view.small;
  if (!small) return "";
  if (small.back_ms) {
    const seconds = Math.max(0, Math.ceil((small.back_ms - now) / 10_000) * 10);
    const when = seconds ? fill(gettext("Everybody comes back in about %(n)s seconds."), { n: seconds }) : gettext("Everybody comes back now.");
    return `${when} ${gettext("What you have not said yet stays yours.")}`;
  }
  const minutes = Math.round((small.ends_ms - now) / 60_000);
  if (small.ends_ms - now <= GENTLY) return gettext("Two minutes left, or a little less. Come to an end in your own time.");
  return fill(ngettext("%(n)s minute.", "%(n)s minutes.", minutes), { n: minutes });
}

export class SmallGroups {
  #told = "";
  /** Words half written for a group that is over: nobody but the writer sees them. */
  #draft = "";

  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.strip = find("[data-small]");
    this.words = find("[data-small-words]", this.strip);
    this.said = find("[data-small-told]", this.strip);
    this.hands = find("[data-small-hand-on]", this.strip);
    this.kept = find("[data-kept-draft]", root);
    find("[data-kept-use]", this.kept).addEventListener("click", () => this.#use());
    find("[data-kept-drop]", this.kept).addEventListener("click", () => this.#drop());
  }

  /** Somebody's place changed: told calmly, and what was half written goes to nobody else. @param {View | null} before @param {View} view */
  moved(before, view) {
    const was = before?.small?.mine?.stream ?? "";
    const is = view.small?.mine?.stream ?? "";
    if (!before || was === is) return;
    const text = this.room.composer.text;
    if (text.value.trim()) {
      this.keep(text.value.trim());
      text.value = "";
      this.room.drafts.keep("");
    }
    this.room.words.clear();
    this.room.announcer.tell(is ? [withWhom(view), groupTime(view, Date.now() + this.room.skew)].join(" ") : gettext("You are back with everybody."));
  }

  /** Keep words for their writer alone, beside the field. @param {string} words */
  keep(words) {
    this.#draft = [this.#draft, words].filter(Boolean).join("\n");
    this.room.refresh();
  }

  /** @param {View} view the whole view */
  render(view) {
    this.tick(view, Date.now() + this.room.skew);
    show(this.kept, Boolean(this.#draft));
    write(find("[data-kept-words]", this.kept), this.#draft);
    const group = myGroup(view);
    const others = group && (group.lead === view.me.seat) ? group.members.filter((seat) => seat !== view.me.seat) : [];
    show(/** @type {Element} */ (this.hands.parentElement), others.length > 0);
    keep(this.hands, others, (seat) => seat, (seat) => {
      const button = make("button", { type: "button", class: "button button--small" });
      button.addEventListener("click", () => this.room.ask({ type: "hand_on_group", seat }));
      return button;
    }, (button, seat) => write(button, fill(gettext("Let %(name)s lead"), { name: nameOf(view, seat) })));
  }

  /** @param {View} view @param {number} now */
  tick(view, now) {
    const small = view.small;
    show(this.strip, Boolean(small));
    if (!small) return;
    const time = groupTime(view, now);
    const place = small.mine ? withWhom(view) : view.leaders ? gettext("Small groups are open.") : gettext("The others are in small groups. You are here with those who lead until everybody is back.");
    write(this.words, `${place} ${time}`);
    const last = small.told.at(-1);
    const words = last ? fill(gettext("%(name)s, to all groups: %(words)s"), { name: nameOf(view, last.seat), words: last.words }) : "";
    write(this.said, words);
    show(this.said, Boolean(words));
    // Told aloud when it is news: two minutes left, everybody is called, more time was given.
    const news = small.back_ms ? `back ${small.back_ms}` : small.ends_ms - now <= GENTLY ? `soon ${small.ends_ms}` : `on ${small.ends_ms}`;
    if (this.#told && news !== this.#told) this.room.announcer.tell(time);
    this.#told = news;
  }

  #use() {
    const words = this.#draft;
    this.#draft = "";
    this.room.composer.offer(words);
    this.room.refresh(true);
  }

  #drop() {
    this.#draft = "";
    this.room.refresh(true);
    this.room.composer.text.focus();
  }
}
