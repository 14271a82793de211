// @ts-check
/** What Material 9.8 leaves unnamed or out of the keyboard's reach. */

/** @param {Document} page */
export function repair(page) {
  page.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  page.querySelectorAll(".md-code__nav").forEach((nav, i) => {
    nav.setAttribute("aria-label", `Code block ${i + 1}`);
  });
  const wide = ".md-typeset__scrollwrap, .formula--display";
  new Set(page.querySelectorAll(wide)).forEach(reachable);
}

/**
 * Lets the arrow keys scroll what is wider than the page.
 * @param {Element} box
 */
function reachable(box) {
  if (box.scrollWidth > box.clientWidth) {
    box.setAttribute("tabindex", "0");
  } else {
    box.removeAttribute("tabindex");
  }
}
