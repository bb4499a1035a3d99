// @ts-check
// Lets the piece take the short way round the table. CSS alone turns from seat 9 to seat 0 through all the others; this
// keeps one running angle instead and moves it by the smaller difference.

/** The angle nearest to `from` that points the same way as `to`, in degrees. */
export function shortWay(/** @type {number} */ from, /** @type {number} */ to) {
  const turn = ((((to - from) % 360) + 540) % 360) - 180;
  return from + turn;
}

/** Follow who has the floor in one circle. */
export function follow(/** @type {HTMLElement} */ circle) {
  /** @type {number | null} */
  let angle = null;
  const look = () => {
    const seats = [...circle.querySelectorAll(".seat")];
    const floor = seats.findIndex((seat) => seat.hasAttribute("data-floor"));
    if (floor < 0) return;
    const target = (floor / seats.length) * 360 + 180;
    angle = angle === null ? target : shortWay(angle, target);
    circle.style.setProperty("--floor-angle", `${angle}deg`);
  };
  look();
  const observer = new MutationObserver(look);
  observer.observe(circle, { subtree: true, childList: true, attributeFilter: ["data-floor"] });
  return observer;
}

for (const circle of document.querySelectorAll(".circle")) if (circle instanceof HTMLElement) follow(circle);
