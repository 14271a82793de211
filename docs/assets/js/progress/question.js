// @ts-check
/** Takes a question out of its lesson, to be asked on another page. */
import { address } from "./course.js";

/** @typedef {import("./course.js").Page} Page */

const parser = new DOMParser();
/** @type {Map<string, Promise<Document>>} */
const pages = new Map();

/** @param {string} url @returns {Promise<Document>} */
function load(url) {
  const known = pages.get(url);
  if (known) return known;
  const loading = fetch(url).then(async (answer) => {
    if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
    return parser.parseFromString(await answer.text(), "text/html");
  });
  loading.catch(() => pages.delete(url)); // a later call tries again
  pages.set(url, loading);
  return loading;
}

/**
 * The question as its lesson has it, without a form yet; nothing if the lesson
 * cannot be had or does not ask it any more.
 * @param {Page} page
 * @param {string} id
 */
export async function question({ page }, id) {
  const url = address(page);
  const lesson = await load(url).catch(() => undefined);
  const found = lesson?.getElementById(`quiz-${id}`);
  if (!lesson || !found) return undefined;
  const quiz = /** @type {HTMLElement} */ (document.importNode(found, true));
  delete quiz.dataset.group;
  quiz.dataset.alone = ""; // it is counted here in another way
  // The build draws the sign of a root once on a page.
  for (const use of quiz.querySelectorAll("use")) {
    const target = use.getAttribute("xlink:href")?.slice(1) ?? "";
    const path = lesson.getElementById(target);
    if (path) use.replaceWith(document.importNode(path, true));
  }
  const drawn = quiz.querySelectorAll("path[id]");
  drawn.forEach((path) => path.removeAttribute("id"));
  // Links and pictures are relative to the lesson.
  for (const name of ["href", "src"]) {
    for (const element of quiz.querySelectorAll(`[${name}]`)) {
      const value = element.getAttribute(name) ?? "";
      element.setAttribute(name, new URL(value, url).href);
    }
  }
  return quiz;
}
