// @ts-check
// "About to be signed out": two minutes before, in words, once; one key is enough to stay. Pages say how long a person
// may be idle in <html data-idle>; a page with a live meeting leaves it out, because being there counts.
const BEFORE = 120;

/** When to show the notice, in milliseconds from now; the pure part, so that a test can ask it. */
export function noticeAfter(/** @type {number} */ idleSeconds) {
  return Math.max(0, idleSeconds - BEFORE) * 1000;
}

class StillThere extends HTMLElement {
  connectedCallback() {
    this.idle = Number(this.dataset.idle);
    this.stay = /** @type {HTMLFormElement | null} */ (this.querySelector("form[data-stay]"));
    this.last = Date.now();
    this.stay?.addEventListener("submit", (event) => {
      event.preventDefault();
      this.keep();
    });
    this.onKey = (/** @type {KeyboardEvent} */ event) => {
      if (this.hidden || event.key === "Escape" || event.key === "Tab" || event.metaKey || event.ctrlKey || event.altKey) return;
      if (event.target instanceof Element && event.target.closest("a, button") && event.key === "Enter") return;
      this.keep();
    };
    document.addEventListener("keydown", this.onKey);
    this.tick = setInterval(() => this.look(), 5000);
  }

  disconnectedCallback() {
    clearInterval(this.tick);
    if (this.onKey) document.removeEventListener("keydown", this.onKey);
  }

  look() {
    const away = Date.now() - this.last;
    if (away >= this.idle * 1000) location.reload();
    else if (away >= noticeAfter(this.idle) && this.hidden) this.hidden = false;
  }

  async keep() {
    if (!this.stay) return;
    const answer = await fetch(this.stay.action, { method: "POST", body: new FormData(this.stay), redirect: "manual" });
    if (!answer.ok) location.reload();
    this.last = Date.now();
    this.hidden = true;
  }
}
customElements.define("still-there", StillThere);
