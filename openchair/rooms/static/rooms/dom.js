// @ts-check
/** Small hands for the page. Words from people only ever enter it as text. */

/**
 * The one element for a selector; a page without it is a mistake of ours and says so.
 * @template {Element} T
 * @param {string} selector
 * @param {ParentNode} [within]
 * @returns {T}
 */
export function find(selector, within = document) {
  const found = within.querySelector(selector);
  if (!found) throw new Error(`The page lacks ${selector}`);
  return /** @type {T} */ (found);
}

/**
 * Build an element: attributes by name (`true` sets it empty, `false` and `null` leave it out), then what is in it.
 * @param {string} tag
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {...(Node | string | null | undefined)} inside
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...inside) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) mark(element, name, value);
  for (const part of inside) if (part !== null && part !== undefined) element.append(part);
  return element;
}

/**
 * Set or take away an attribute, touching the page only when something changes.
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function mark(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else {
    const text = value === true ? "" : String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Put words in an element, only when they differ: a live region is not told twice. @param {Element} element @param {string} text */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * A place that is read out and not seen. It stands in a closed root, so that words which are on the page once are
 * also found, selected and translated once.
 * @param {HTMLElement} host
 * @returns {(words: string) => void}
 */
export function aloud(host) {
  const region = make("p", { "aria-live": "polite" });
  host.attachShadow({ mode: "closed" }).append(region);
  return (words) => write(region, words);
}

/** Show or hide. @param {Element} element @param {boolean} shown */
export const show = (element, shown) => mark(element, "hidden", !shown);

/**
 * The first element of a `<template>` in the page, copied.
 * @param {string} name
 * @returns {HTMLElement}
 */
export function copy(name) {
  const template = /** @type {HTMLTemplateElement} */ (find(`template[data-piece="${name}"]`));
  return /** @type {HTMLElement} */ (document.importNode(template.content, true).firstElementChild);
}

/** An icon of the house by its name, taken from the sheet the page names. @param {string} name */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.classList.add("icon");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector("[data-icons]")?.getAttribute("data-icons") ?? ""}#${name}`);
  svg.append(use);
  return svg;
}

/** Change the icon of a button. @param {Element} button @param {string} name */
export function face(button, name) {
  const use = button.querySelector("use");
  if (use) mark(use, "href", (use.getAttribute("href") ?? "").replace(/#.*$/, `#${name}`));
}

/**
 * Keep a list of elements in step with a list of things: kept where the key is the same, so that focus and
 * open details stay, made where it is new, dropped where it is gone.
 * @template T
 * @param {Element} parent
 * @param {T[]} things
 * @param {(thing: T) => string} key
 * @param {(thing: T) => HTMLElement} build
 * @param {(element: HTMLElement, thing: T) => void} [update]
 */
export function keep(parent, things, key, build, update) {
  /** @type {Map<string, HTMLElement>} */
  const before = new Map();
  for (const child of parent.children) {
    if (child instanceof HTMLElement && child.dataset.key !== undefined) before.set(child.dataset.key, child);
  }
  /** @type {Element | null} */
  let previous = null;
  for (const thing of things) {
    const name = key(thing);
    let element = before.get(name);
    before.delete(name);
    if (!element) {
      element = build(thing);
      element.dataset.key = name;
    }
    update?.(element, thing);
    /** @type {Element | null} */
    const next = previous ? previous.nextElementSibling : parent.firstElementChild;
    if (next !== element) parent.insertBefore(element, next);
    previous = element;
  }
  for (const gone of before.values()) gone.remove();
}
