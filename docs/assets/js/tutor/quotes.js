// @ts-check
/** Shows a place: its words in the panel, and where it stands on the page. */
import { make } from "../dom.js";

/** @typedef {import("./types.js").Place} Place */

// Where `scripts/course/passages.py` found them.
const BLOCKS = {
  text: "p, li, tbody tr, figcaption",
  answer: "details.question, .misconception",
  term: "abbr",
};
const MARK = "tutor-mark";

/**
 * The place's element, or the heading before it if the page has changed.
 * @param {Place} place
 * @param {Element} article
 */
export function find(place, article) {
  const blocks = [...article.querySelectorAll(BLOCKS[place.kind])];
  return (
    blocks.find((block) => squeeze(block.textContent).startsWith(place.start)) ??
    article.querySelector(`#${CSS.escape(place.section)}`)
  );
}

/** @param {string | null} text */
function squeeze(text) {
  return (text ?? "").split(/\s+/).filter(Boolean).join(" ");
}

/**
 * A copy of what stands there, formulas and all.
 * @param {Place} place
 * @param {Element} article
 */
export function quote(place, article) {
  const text = make("blockquote", {});
  const found = find(place, article);
  if (place.kind === "term" || !found) {
    text.append(place.text);
  } else if (place.kind === "answer") {
    const paragraphs = found.querySelectorAll("p:not(.admonition-title)");
    text.append(...[...paragraphs].slice(0, 2).map(copy));
  } else if (found.matches("tr")) {
    [...found.children].forEach((cell, i) => {
      text.append(i ? " · " : "", ...copy(cell).childNodes);
    });
  } else {
    text.append(...copy(found).childNodes);
  }
  return text;
}

/** @param {Element} element */
function copy(element) {
  const copied = /** @type {Element} */ (element.cloneNode(true));
  for (const part of [copied, ...copied.querySelectorAll("*")]) {
    part.removeAttribute("id");
    part.removeAttribute("tabindex");
  }
  return copied;
}

/**
 * Scrolls to a place, marks it and puts the focus there.
 * @param {Place} place
 * @param {Element} article
 */
export function show(place, article) {
  const found = find(place, article);
  if (!(found instanceof HTMLElement)) return;
  for (const marked of article.querySelectorAll(`.${MARK}`)) {
    marked.classList.remove(MARK);
  }
  for (
    let details = found.closest("details");
    details;
    details = details.parentElement?.closest("details") ?? null
  ) {
    details.open = true;
  }
  found.classList.add(MARK);
  found.tabIndex = -1;
  found.focus({ preventScroll: true });
  found.scrollIntoView({ block: "center" });
}
