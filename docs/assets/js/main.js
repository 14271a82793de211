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
  for (const part of page.querySelectorAll("[data-script]")) {
    const { script } = /** @type {HTMLElement} */ (part).dataset;
    (await import(`./${script}.js`)).setUp(page);
  }
}

/** @param {string} key */
function stored(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is blocked
  }
}

// Read before the quizzes write: who comes back sees at once how far it was.
const returning = stored("unmasked");

// Material says on `document$` when it has put a new page in place.
const pages = /** @type {any} */ (window).document$;
pages.subscribe(() => {
  const page = document.querySelector(".md-content");
  if (page instanceof HTMLElement) enliven(page);
});

// At the first sign of a reader, once.
for (const sign of ["pointermove", "pointerdown", "keydown", "scroll"]) {
  addEventListener(sign, () => import("./begun.js"), { once: true });
}

// When all else is there.
addEventListener("load", async () => {
  if (returning) import("./progress/marks.js");
  (await import("./offline/register.js")).register();
  // Who has signed in to sync asked for it on every page.
  if (stored("unmasked-sync")) (await import("./data/sync.js")).start();
});
