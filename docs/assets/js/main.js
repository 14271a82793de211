// @ts-check
/**
 * Brings a page to life, after the first load and after every instant
 * navigation. Pages are complete without it.
 */
import { repair } from "./a11y.js";

/** @param {HTMLElement} page */
async function enliven(page) {
  repair(document);
  if (page.querySelector("figure.plot")) {
    (await import("./figures.js")).watch(page);
  }
  if (page.querySelector(".quiz")) {
    (await import("./quiz.js")).setUp(page);
  }
  if (page.querySelector(".lesson-head")) {
    (await import("./tutor/box.js")).setUp(page);
  }
  if (page.querySelector(".cell")) {
    (await import("./practice.js")).setUp(page);
  }
  if (page.querySelector("[data-your-data]")) {
    (await import("./data/near.js")).setUp(page);
  }
}

// Material says on `document$` when it has put a new page in place.
const pages = /** @type {any} */ (window).document$;
pages.subscribe(() => {
  const page = document.querySelector(".md-content");
  if (page instanceof HTMLElement) enliven(page);
});

// At the first sign of a reader, once.
for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) {
  addEventListener(sign, () => import("./settle.js"), { once: true });
}

// Who follows a link to a place needs the true heights at once.
addEventListener(
  "click",
  ({ target }) => {
    if (/** @type {Element} */ (target).closest("a[href*='#']")) {
      document.documentElement.classList.remove("lazy");
    }
  },
  true,
);

// When all else is there.
addEventListener("load", async () => {
  (await import("./offline/register.js")).register();
  // Who has signed in to sync asked for it on every page.
  if (isSynced()) (await import("./data/sync.js")).start();
});

function isSynced() {
  try {
    return localStorage.getItem("unmasked-sync");
  } catch {
    return null; // storage is blocked
  }
}
