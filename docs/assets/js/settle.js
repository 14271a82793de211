// @ts-check
/**
 * Lays out, a bit at a time, what site.css leaves until it comes near, so that
 * by the time a reader goes back or forth everything has its true height. It
 * runs once, when it is imported.
 */

const SLICE = 4; // ms, and no frame is late
const soon = window.requestIdleCallback ?? setTimeout;
const blocks = [...document.querySelectorAll(".md-content__inner > *")];

soon(function slice() {
  const end = performance.now() + SLICE;
  while (blocks.length && performance.now() < end) {
    const block = /** @type {HTMLElement} */ (blocks.shift());
    block.style.contentVisibility = "visible";
    block.getBoundingClientRect();
  }
  if (blocks.length) soon(slice);
  // From now on, and on the pages to come.
  else document.documentElement.classList.remove("lazy");
});
