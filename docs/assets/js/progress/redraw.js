// @ts-check

/**
 * Draw anew: what was opened stays open, and the keyboard where it was.
 * @param {HTMLElement} place
 * @param {Element[]} drawing
 */
export function redraw(place, drawing) {
  const focused = place.querySelector(":focus");
  const held = focused && keyOf(focused);
  const open = [...place.querySelectorAll("details[open]")].map(({ id }) => id);
  place.replaceChildren(...drawing);
  for (const id of open) {
    const folded = document.getElementById(id);
    folded?.toggleAttribute("open", true);
    folded?.dispatchEvent(new Event("toggle")); // its own comes too late
  }
  /** @type {NodeListOf<HTMLElement>} */
  const reachable = place.querySelectorAll("summary, a");
  const again = held && [...reachable].find((e) => keyOf(e) === held);
  if (again) again.focus({ preventScroll: true });
}

/** What is the same of an element in every drawing. @param {Element} element */
function keyOf(element) {
  return [element.closest("details")?.id, element.getAttribute("href")].join();
}
