// @ts-check
/**
 * Lays out, a bit at a time, what site.css leaves until it comes near, so that
 * by the time a reader goes back or forth everything has its true height. Who
 * follows a link to a place before that has it all laid out at once. Runs once,
 * when it is imported.
 */
import { reach, repair, WIDE } from "./a11y.js";

const BLOCKS = ".md-content__inner > *, .cell > :is(.highlight, .output)";
const SLICE = 4; // ms, and no frame is late
const soon = window.requestIdleCallback ?? setTimeout;
const blocks = [...document.querySelectorAll(BLOCKS)];

// From now on, and on the pages to come.
function settled() {
  document.documentElement.classList.remove("lazy");
  repair(document);
}

soon(function slice() {
  const end = performance.now() + SLICE;
  while (blocks.length && performance.now() < end) {
    const block = /** @type {HTMLElement} */ (blocks.shift());
    block.style.contentVisibility = "visible";
    block.getBoundingClientRect();
    // What is too wide shows only now.
    if (block.matches(WIDE)) reach(block);
    block.querySelectorAll(WIDE).forEach(reach);
  }
  if (blocks.length) soon(slice);
  else settled();
});

// An address with a place, of a page that had none, was followed by guesses.
if (location.hash && document.querySelector(".lazy")) {
  settled();
  document.querySelector(":target")?.scrollIntoView();
}

// A formula is as wide as its font, and its box does not tell.
document.fonts.addEventListener("loadingdone", () =>
  document.querySelectorAll(WIDE).forEach(reach),
);

addEventListener(
  "click",
  ({ target }) => {
    if (/** @type {Element} */ (target).closest("a[href*='#']")) settled();
  },
  true,
);
