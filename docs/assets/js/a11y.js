// @ts-check
/** What Material 9.8 leaves unnamed or out of the keyboard's reach. */

const WIDE = ".md-typeset__scrollwrap, .formula--display, pre > code";

/** Lets the arrow keys scroll what is wider than the page. */
const widths = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) {
      target.setAttribute("tabindex", "0");
    } else {
      target.removeAttribute("tabindex");
    }
  }
});

/** @param {Document} page */
export function repair(page) {
  page.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  page.querySelectorAll(".md-code__nav").forEach((nav, i) => {
    nav.setAttribute("aria-label", `Code block ${i + 1}`);
  });
  widths.disconnect();
  page.querySelectorAll(WIDE).forEach((box) => widths.observe(box));
}
