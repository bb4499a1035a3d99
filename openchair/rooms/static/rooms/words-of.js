// @ts-check
/**
 * The house's own words, translated. The catalogue is a script the server renders before any module runs;
 * where it is missing (a test in node), the words stand as they are written here.
 */

/** @type {any} */
const catalogue = globalThis;

/** One phrase in the reader's language. @type {(phrase: string) => string} */
export const gettext = (phrase) => (catalogue.gettext ? catalogue.gettext(phrase) : phrase);

/** A phrase that depends on a number. @type {(one: string, many: string, count: number) => string} */
export const ngettext = (one, many, count) =>
  catalogue.ngettext ? catalogue.ngettext(one, many, count) : count === 1 ? one : many;

/**
 * Put names and numbers into a phrase: `fill("%(name)s leads", { name })`.
 * @param {string} phrase
 * @param {Record<string, string | number>} values
 */
export function fill(phrase, values) {
  return phrase.replace(/%\((\w+)\)s/g, (whole, key) => (key in values ? String(values[key]) : whole));
}

/** The language of the page. */
const language = () => globalThis.document?.documentElement.lang || "en";

/** "Tove, Wren and Sorrel", in the reader's language. @param {string[]} names */
export function listed(names) {
  if (!("ListFormat" in Intl)) return names.join(", ");
  return new Intl.ListFormat(language(), { style: "long", type: "conjunction" }).format(names);
}

/**
 * The time of day where the reader is.
 * @param {number} ms
 * @param {string} [zone]
 */
export function clockTime(ms, zone) {
  return new Intl.DateTimeFormat(language(), { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone || undefined }).format(ms);
}

/** The name of the reader's time zone, as said beside a time. @param {number} ms @param {string} [zone] */
export function zoneName(ms, zone) {
  const parts = new Intl.DateTimeFormat(language(), { timeZone: zone || undefined, timeZoneName: "long" }).formatToParts(ms);
  return parts.find((part) => part.type === "timeZoneName")?.value ?? zone ?? "";
}

/**
 * Time that is left, told as one tells it across a table: no seconds, no countdown.
 * @param {number} ms
 */
export function timeLeft(ms) {
  const minutes = Math.round(ms / 60000);
  if (minutes >= 1) return fill(ngettext("About %(n)s minute left", "About %(n)s minutes left", minutes), { n: minutes });
  if (ms > 0) return gettext("Less than a minute left");
  return gettext("The time is up, and nobody is cut off");
}
