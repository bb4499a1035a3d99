// @ts-check
/**
 * Saying back what was heard, listening partners, and small roles: what is asked of whom, and who has what.
 * @typedef {import("./fold.js").View} View
 * @typedef {import("./room.js").Room} Room
 */
import { find, keep, make, mark, show, write } from "./dom.js";
import { chair, everybody, holderTime, isHere, nameOf } from "./telling.js";
import { fill, gettext, listed } from "./words-of.js";

/** The small roles, what each is called, and what it asks of somebody. @type {Record<string, {name: () => string, asks: () => string}>} */
export const ROLES = {
  greeter: { name: () => gettext("Greeter"), asks: () => gettext("Says hello to whoever comes in. Somebody may be here for the first time; let everybody arrive in their own time.") },
  timekeeper: { name: () => gettext("Timekeeper"), asks: () => gettext("Keeps an eye on the time and says so softly. Nobody is cut off.") },
  reader: { name: () => gettext("Reader"), asks: () => gettext("Reads out the opening and closing words, the agreement, and a text the group brings.") },
};

/** The roles somebody has, in words. @param {View} view @param {string} seat */
export const rolesOf = (view, seat) => Object.keys(ROLES).filter((role) => view.roles[role] === seat).map((role) => ROLES[role].name());

/** Where saying back is, for the person who looks. @param {View} view @returns {{title: string, words: string} | null} */
export function echoWords(view) {
  const { echo } = view;
  if (!echo) return null;
  const me = view.me.seat;
  const names = { speaker: nameOf(view, echo.speaker), listener: nameOf(view, echo.listener) };
  if (echo.step === "say_back") {
    if (echo.listener === me) return { title: fill(gettext("What did you hear %(speaker)s say?"), names), words: gettext("Say it back in your own words, without advice. Then pass the piece on. You can also pass at once.") };
    if (echo.speaker === me) return { title: fill(gettext("%(listener)s says back what they heard"), names), words: gettext("Afterwards you say whether that is it.") };
    return { title: fill(gettext("%(listener)s says back what they heard from %(speaker)s"), names), words: "" };
  }
  if (echo.speaker === me) return { title: gettext("Is that what you meant?"), words: gettext("Say yes, or take the piece and add what is missing.") };
  return { title: fill(gettext("%(speaker)s says whether that is it"), names), words: "" };
}

/**
 * Who my listening partner is, and what we can do for each other: only what works from where we sit.
 * @param {View} view @returns {{title: string, words: string} | null}
 */
export function partnerWords(view) {
  const { partners, partner_gone, no_partner } = view.me;
  if (no_partner) return { title: gettext("No listening partner today"), words: gettext("You are not drawn, and nobody is told why. You can change your mind.") };
  if (partner_gone) return { title: gettext("You have no listening partner any more today"), words: gettext("There can be many reasons, and none is about you. If partners are drawn again, you can have another.") };
  if (!partners.length) return null;
  const names = listed(partners.map((seat) => nameOf(view, seat)));
  const title = partners.length > 1 ? fill(gettext("Your listening partners today: %(names)s"), { names }) : fill(gettext("Your listening partner today: %(names)s"), { names });
  const together = chair(view, view.me.seat)?.hall && partners.some((seat) => everybody(view).find((one) => one.seat === seat)?.hall);
  const how = together ? gettext("You sit in the same hall: ask once how it is.") : gettext("When they have said something, “I hear you” below it lets them know, and only they see that it was you.");
  return { title, words: [gettext("Listen to each other a little more closely today."), how, gettext("Only you see this, and they see you.")].join(" ") };
}

export class Listening {
  /** @param {HTMLElement} root @param {Room} room */
  constructor(root, room) {
    this.room = room;
    this.echo = find("[data-echo]", root);
    this.partner = find("[data-partner]", root);
    this.roles = find("[data-roles]", root);
    this.list = find("[data-role-list]", this.roles);
    this.draw = root.querySelector("[data-draw-partners]");
    find("[data-confirm]", this.echo).addEventListener("click", () => this.room.ask({ type: "confirm_heard" }));
    find("[data-say-back]", this.echo).addEventListener("click", () => this.room.ask({ type: "offer_to_say_back" }));
    find("[data-no-partner]", this.partner).addEventListener("click", () => this.room.ask({ type: "leave_partner" }));
    find("[data-want-partner]", this.partner).addEventListener("click", () => this.room.ask({ type: "want_partner" }));
    find("[data-tell-time]", this.roles).addEventListener("click", () => this.room.ask({ type: "tell_time" }));
    this.draw?.addEventListener("click", () => this.room.ask({ type: "draw_partners" }));
    this.roles.addEventListener("click", (event) => this.#clicked(event));
  }

  /** @param {View} view @param {number} now */
  render(view, now) {
    const told = echoWords(view);
    const { echo } = view;
    const me = view.me.seat;
    show(this.echo, told !== null && view.meeting.phase === "running");
    write(find("[data-echo-title]", this.echo), told?.title ?? "");
    write(find("[data-echo-words]", this.echo), told?.words ?? "");
    show(find("[data-confirm]", this.echo), echo?.step === "confirm" && echo.speaker === me && view.floor.offered === me);
    const may = echo?.step === "say_back" && view.floor.offered === echo.listener && echo.listener !== me && echo.speaker !== me && !view.leaders;
    show(find("[data-say-back]", this.echo), may);
    const partner = partnerWords(view);
    show(this.partner, partner !== null && view.meeting.phase !== "closed");
    write(find("[data-partner-title]", this.partner), partner?.title ?? "");
    write(find("[data-partner-words]", this.partner), partner?.words ?? "");
    show(find("[data-no-partner]", this.partner), !view.me.no_partner);
    show(find("[data-want-partner]", this.partner), view.me.no_partner);
    if (this.draw) show(this.draw, view.meeting.phase !== "closed");
    this.#roles(view, now);
  }

  /** @param {View} view @param {number} now */
  #roles(view, now) {
    const me = view.me.seat;
    const closed = view.meeting.phase === "closed";
    show(this.roles, !closed);
    const asked = Object.keys(view.me.asked_roles).filter((role) => !view.roles[role]);
    // A question of somebody who leads opens what it is about.
    if (asked.length) mark(this.roles, "open", true);
    keep(this.list, Object.keys(ROLES), (role) => role, (role) => this.#role(role), (item, role) => {
      const holder = view.roles[role];
      const by = view.me.asked_roles[role];
      const here = holder ? (holder === me ? gettext("You have it today.") : fill(gettext("%(name)s has it today."), { name: nameOf(view, holder) })) : by ? fill(gettext("%(name)s asks whether you would."), { name: nameOf(view, by) }) : "";
      write(find("[data-role-who]", item), here);
      show(find("[data-act=take]", item), !holder);
      show(find("[data-act=decline]", item), !holder && Boolean(by));
      show(find("[data-act=put]", item), holder === me || (Boolean(holder) && view.leaders !== null));
      const select = item.querySelector("select");
      if (select) this.#invited(select, view, !holder);
    });
    // Small groups are told their time by themselves, and nobody keeps it for all of them at once.
    const keeps = view.roles.timekeeper === me && view.meeting.phase === "running" && !view.small;
    show(find("[data-keeps-time]", this.roles), keeps);
    if (keeps) write(find("[data-time-words]", this.roles), holderTime(view, now));
  }

  /** @param {string} role */
  #role(role) {
    const button = (/** @type {string} */ act, /** @type {string} */ words) => make("button", { class: "button button--small", type: "button", "data-act": act, "data-role": role }, words, make("span", { class: "unseen" }, `: ${ROLES[role].name()}`));
    const leads = this.room.element.hasAttribute("data-leads");
    const ask = leads ? [make("label", { class: "pick" }, gettext("Ask"), make("span", { class: "unseen" }, `: ${ROLES[role].name()}`), " ", make("select", { "data-invite": role })), button("invite", gettext("Ask them"))] : [];
    return make("li", { class: "role" }, make("b", {}, ROLES[role].name()), " ", make("span", { class: "fine" }, ROLES[role].asks()), " ", make("span", { "data-role-who": true }),
      make("p", { class: "row" }, button("take", gettext("I take it")), button("decline", gettext("No, thank you")), button("put", gettext("Put it down")), ...ask));
  }

  /** Whom a leader can ask. @param {HTMLSelectElement} select @param {View} view @param {boolean} free */
  #invited(select, view, free) {
    const others = view.seats.filter((one) => one.seat !== view.me.seat && isHere(one));
    const names = others.map((one) => one.seat).join();
    show(/** @type {Element} */ (select.closest("label")), free && others.length > 0);
    show(/** @type {Element} */ (select.closest("p")?.querySelector("[data-act=invite]")), free && others.length > 0);
    if (select.dataset.names === names) return;
    const chosen = select.value;
    select.dataset.names = names;
    select.replaceChildren(...others.map((one) => make("option", { value: one.seat }, one.name)));
    if (others.some((one) => one.seat === chosen)) select.value = chosen;
  }

  /** @param {Event} event */
  #clicked(event) {
    const button = event.target instanceof Element ? /** @type {HTMLElement | null} */ (event.target.closest("[data-role][data-act]")) : null;
    if (!button) return;
    const { role, act } = button.dataset;
    if (act === "take") this.room.ask({ type: "take_role", role });
    else if (act === "put") this.room.ask({ type: "put_down_role", role });
    else if (act === "decline") this.room.ask({ type: "decline_role", role });
    else if (act === "invite") {
      const select = /** @type {HTMLSelectElement} */ (find(`[data-invite=${role}]`, this.list));
      if (select.value) this.room.ask({ type: "invite_to_role", seat: select.value, role });
    }
  }
}
