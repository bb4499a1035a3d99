// @ts-check
// Two offers that only a browser can make: where I am, when somebody presses for it, and the clock of this device.
// Neither goes anywhere but into the form, whose address everybody sees; a place is rounded to about a kilometre first.

/** @param {number} degrees */
const rounded = (degrees) => degrees.toFixed(2);

class NearMe extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const said = this.querySelector("[role=status]");
    const field = this.closest("form")?.elements.namedItem("near");
    if (!button || !said || !(field instanceof HTMLInputElement) || !("geolocation" in navigator)) return;
    this.hidden = false;
    button.addEventListener("click", () => {
      said.textContent = this.dataset.waiting ?? "";
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          field.value = `${rounded(coords.latitude)}, ${rounded(coords.longitude)}`;
          said.textContent = this.dataset.done ?? "";
        },
        () => {
          said.textContent = this.dataset.refused ?? "";
        },
        { enableHighAccuracy: false, timeout: 20_000, maximumAge: 600_000 },
      );
    });
  }
}

class MyClock extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    const field = this.closest("form")?.elements.namedItem("zone");
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!button || !(field instanceof HTMLSelectElement)) return;
    if (field.value === zone || ![...field.options].some((option) => option.value === zone)) return;
    button.textContent = (this.dataset.words ?? "").replace("ZONE", zone.replaceAll("_", " "));
    this.hidden = false;
    button.addEventListener("click", () => {
      field.value = zone;
      field.form?.requestSubmit();
    });
  }
}

customElements.define("near-me", NearMe);
customElements.define("my-clock", MyClock);
