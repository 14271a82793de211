// @ts-check
/** What Material 9.8 leaves unnamed or out of the keyboard's reach. */

export const WIDE = ".md-typeset__scrollwrap, .formula--display, pre > code";

/**
 * Lets the arrow keys scroll what is wider than the page.
 * @param {Element} box
 */
export function reach(box) {
  if (box.scrollWidth > box.clientWidth) box.setAttribute("tabindex", "0");
  else box.removeAttribute("tabindex");
}

const widths = new ResizeObserver((entries) =>
  entries.forEach(({ target }) => reach(target)),
);

// A code block that comes on the screen gets a bar with one button, which is no
// part of the page to go to; and on a touch screen it gets out of reach.
/** @type {any} */ (window).component$.subscribe(
  (/** @type {{ref: Element}} */ { ref }) => {
    if (!ref.matches(WIDE)) return;
    reach(ref);
    ref.previousElementSibling?.setAttribute("role", "none");
  },
);

/** @param {Document} page */
export function repair(page) {
  page.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  // A section with a page of its own is labelled by an empty arrow.
  page.querySelectorAll(".md-nav__container + nav").forEach((nav) => {
    nav.removeAttribute("aria-labelledby");
    nav.setAttribute(
      "aria-label",
      nav.previousElementSibling?.textContent?.trim() ?? "",
    );
  });
  widths.disconnect();
  page.querySelectorAll(WIDE).forEach((box) => widths.observe(box));
}
