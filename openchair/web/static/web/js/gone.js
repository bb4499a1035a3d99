// @ts-check
// Runs before anything is drawn. Whoever left quickly in this tab and is taken back by the back button sees nothing
// of this house: the page gives way to the harmless one again. Coming on purpose, by a link or an address, ends that.
(() => {
  const KEY = "openchair left for";

  /** Where this tab was left for, if it was. */
  function leftFor() {
    try {
      return sessionStorage.getItem(KEY);
    } catch {
      return null; // a browser that keeps nothing has nothing to go by
    }
  }

  /** @param {string} address */
  function giveWay(address) {
    document.documentElement.hidden = true;
    location.replace(address);
  }

  const address = leftFor();
  const [arrival] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  if (address && arrival?.type === "back_forward") giveWay(address);
  else if (address) sessionStorage.removeItem(KEY);
  addEventListener("pageshow", (event) => {
    const kept = leftFor();
    if (event.persisted && kept) giveWay(kept);
  });
})();
