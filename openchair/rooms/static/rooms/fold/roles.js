// @ts-check
/**
 * Small roles, as openchair/rooms/core/view/roles.py folds them.
 * @typedef {import("./parts.js").View} View
 * @typedef {import("./parts.js").Rules} Rules
 */
import { changeMe } from "./parts.js";

/** @param {View} view @param {string} role @returns {View} */
function notAsked(view, role) {
  const { [role]: _gone, ...asked } = view.me.asked_roles;
  return changeMe(view, { asked_roles: asked });
}

/** Whoever leaves for today puts down what they had. @param {View} view @param {string} seat @returns {View} */
export const withoutRoles = (view, seat) => ({ ...view, roles: Object.fromEntries(Object.entries(view.roles).filter(([, holder]) => holder !== seat)) });

/** @type {Rules} */
export const OF_ROOM = {
  role_taken: (view, { seat, role }) => ({ ...(seat === view.me.seat ? notAsked(view, role) : view), roles: { ...view.roles, [role]: seat } }),
  role_put_down: (view, { role }) => ({ ...view, roles: Object.fromEntries(Object.entries(view.roles).filter(([name]) => name !== role)) }),
};

/** @type {Rules} */
export const OF_PERSON = {
  role_invited: (view, { role, by }) => changeMe(view, { asked_roles: { ...view.me.asked_roles, [role]: by } }),
  role_declined: (view, { role }) => notAsked(view, role),
};
