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
  /** @type {HTMLElement | null} */
  const part = page.querySelector("[data-script]"); // all that the page is for
  if (part) (await import(`./${part.dataset.script}.js`)).setUp(page);
}

const showProgress = async () =>
  (await import("./progress/marks.js")).show();

/** For who comes back, when there is nothing else to do. */
function whenReturning() {
  try {
    if (localStorage.unmasked) setTimeout(showProgress);
  } catch {
    // Blocked: nothing is remembered.
  }
}

// Material says on `document$` when it has put a new page in place.
const pages = /** @type {any} */ (window).document$;
pages.subscribe(() => {
  const page = document.querySelector(".md-content");
  whenReturning();
  if (page instanceof HTMLElement) enliven(page);
});
document.addEventListener("answered", showProgress);
addEventListener("scroll", showProgress, { once: true });

// At the first sign of a reader, once.
for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) {
  addEventListener(sign, () => import("./settle.js"), { once: true });
}

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
