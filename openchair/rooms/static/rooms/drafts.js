// @ts-check
/**
 * A draft outlives a reload, sealed: the key cannot be taken out of the browser, and "Leave quickly" and signing
 * out forget the database (its name begins with the product's). Where there is no such store, the draft lives in
 * the page alone.
 */

const DATABASE = "openchair-drafts";

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("kept");
    request.onsuccess = () => {
      // Forgetting must not wait for this page.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

/**
 * @template T
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function within(mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const request = work(database.transaction("kept", mode).objectStore("kept"));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } finally {
    database.close();
  }
}

async function key() {
  const kept = await within("readonly", (store) => store.get("key"));
  if (kept) return /** @type {CryptoKey} */ (kept);
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  await within("readwrite", (store) => store.put(made, "key"));
  return made;
}

/** @param {string} meeting @param {string} [stream] */
export const draftName = (meeting, stream = "") => (stream ? `draft ${meeting} ${stream}` : `draft ${meeting}`);

export class Drafts {
  #next = "";
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #later;

  /** @param {string} meeting */
  constructor(meeting) {
    this.meeting = meeting;
    this.name = draftName(meeting);
  }

  /** Where one writes now: each small group keeps its own, and none of it is found anywhere else. @param {string} stream empty in the plenary */
  within(stream) {
    if (this.#later !== undefined) this.keepNow(this.#next);
    this.name = draftName(this.meeting, stream);
  }

  /** Keep what is being written; an empty draft is forgotten. @param {string} words */
  keep(words) {
    this.#next = words;
    clearTimeout(this.#later);
    this.#later = setTimeout(() => this.keepNow(words), words ? 400 : 0);
  }

  /** Keep something at once, and know that it is kept. @param {string} words */
  async keepNow(words) {
    this.#next = words;
    this.#unkept();
    await this.#write(this.name, words).catch(() => this.#unkept());
  }

  /** What was being written here before, if this device kept it. @returns {Promise<string>} */
  async kept() {
    const { name } = this;
    try {
      const sealed = await within("readonly", (store) => store.get(name));
      if (!sealed) return "";
      const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await key(), sealed.bytes);
      return new TextDecoder().decode(plain);
    } catch {
      this.#unkept();
      return "";
    }
  }

  /** @param {string} name the one that held when it was written: a small group may be over a moment later @param {string} words */
  async #write(name, words) {
    if (!words) {
      await within("readwrite", (store) => store.delete(name));
      return;
    }
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), new TextEncoder().encode(words));
    await within("readwrite", (store) => store.put({ iv, bytes }, name));
  }

  /** A private window or a full device keeps nothing; the draft then lives in the page alone, as in any form. */
  #unkept() {
    clearTimeout(this.#later);
    this.#later = undefined;
  }
}
