// @ts-check
/** Says below the diagnostic which page to read first. */
import { make } from "../dom.js";
import { all } from "../store.js";
import { address, course, nameOf } from "./course.js";
import { firstToRead } from "./diagnostic.js";

/** @param {Element} box below the last question */
export async function recommend(box) {
  const page = firstToRead(all(), await course());
  const before = box.nextElementSibling;
  if (before?.matches(".quiz-start")) before.remove();
  if (!page) return;
  const link = make("a", { href: address(page.page) }, nameOf(page));
  box.after(make("p", { className: "quiz-start" }, "Read first: ", link));
}
