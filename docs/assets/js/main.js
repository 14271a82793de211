// @ts-check
/**
 * Brings a page to life, after the first load and after every instant
 * navigation. Pages are complete without it.
 */
import { repair } from "./a11y.js";

/** What waits until it comes near, or until there is a reader; its script. */
const PARTS = {
  "figure.plot": "figures",
  ".quiz": "quiz",
  ".cell": "practice",
  ".lesson-head": "tutor/box",
  "[data-dashboard]": "progress/dashboard",
  "[data-erase]": "progress/erase",
  "[data-review]": "progress/review",
  "[data-your-data]": "data/near",
};
const SIGNS =
  "pointermove pointerdown keydown focusin scroll hashchange".split(" ");

/** The first sign of a reader; to follow a link to a place is one. */
export const sign = new Promise((resolve) => {
  for (const kind of SIGNS) addEventListener(kind, resolve, { once: true });
  if (location.hash) resolve(0);
});
sign.then(() => import("./begun.js"));

/**
 * When one of these comes near the screen.
 * @param {Iterable<Element>} parts
 */
export function near(parts) {
  return new Promise((resolve) => {
    const seen = new IntersectionObserver(
      (entries) => {
        if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
        seen.disconnect();
        resolve(0);
      },
      { rootMargin: "300px" },
    );
    for (const part of parts) seen.observe(part);
  });
}

/** @param {HTMLElement} page */
function enliven(page) {
  repair(document);
  for (const [parts, script] of Object.entries(PARTS)) {
    const found = page.querySelectorAll(parts);
    if (!found.length) continue;
    Promise.race([sign, near(found)]).then(async () => {
      if (page.isConnected) (await import(`./${script}.js`)).setUp(page);
    });
  }
}

/** @param {string} key */
export function stored(key) {
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
let first = true;
/** Whether the reader has followed a link to this page. */
export let followed = false;
pages.subscribe(() => {
  followed = !first;
  first = false;
  const page = document.querySelector(".md-content");
  if (page instanceof HTMLElement) enliven(page);
});

// Paper shows the stills, which wait until they are wanted.
addEventListener("beforeprint", () => {
  document.querySelectorAll("img.plot__still").forEach((image) => {
    /** @type {HTMLImageElement} */ (image).loading = "eager";
  });
});

// When all else is there.
addEventListener("load", async () => {
  if (returning) import("./progress/marks.js");
  (await import("./offline/register.js")).register();
});
