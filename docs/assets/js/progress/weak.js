// @ts-check
/** What was missed, by the concept that it tests, and where that is taught. */
import { make } from "../dom.js";
import { all } from "../store.js";
import { weakest } from "./counts.js";
import { address } from "./course.js";

/** @typedef {import("./course.js").Course} Course */
/** @typedef {import("./course.js").Section} Section */

const SHOWN = 6;

/** @param {Course} course */
export function weak(course) {
  const lines = weakest(all(), course).map(line);
  if (!lines.length) return [];
  const title = make("h2", {}, "To look at again");
  const text = "Concepts whose questions you last missed, the largest share first.";
  const list = make("ul", { className: "weak" }, ...lines.slice(0, SHOWN));
  const parts = [title, make("p", {}, text), list];
  const more = lines.slice(SHOWN);
  if (!more.length) return parts;
  const summary = make("summary", {}, `${more.length} more`);
  const rest = make("ul", { className: "weak" }, ...more);
  return [...parts, make("details", { id: "weak-more" }, summary, rest)];
}

/** @param {import("./counts.js").Concept} concept */
function line({ name, answered, missed }) {
  const entry = name.toLowerCase().replaceAll(" ", "-");
  const href = address("reference/glossary/", entry);
  const text = `${missed.length} of ${answered} missed. `;
  const said = make("span", { className: "dashboard__said" }, text);
  /** @type {Section | undefined} */
  let before;
  for (const { page, section, id } of missed) {
    if (section !== before) {
      const href = address(page.page, section.anchor);
      const place = `${page.number ?? page.title} ${section.title}`;
      said.append(before ? "; " : "", make("a", { href }, place), ": question");
    }
    const href = address(page.page, `quiz-${id}`);
    const number = `${section.questions.indexOf(id) + 1}`;
    said.append(section === before ? ", " : " ", make("a", { href }, number));
    before = section;
  }
  return make("li", {}, make("a", { href }, name), said);
}
