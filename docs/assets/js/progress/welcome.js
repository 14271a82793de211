// @ts-check
/** The page of one's progress before anything is there to be shown. */
import { make } from "../dom.js";
import { pagesOf } from "./course.js";
import { button } from "./dashboard.js";

/** @param {import("./course.js").Course} course */
export function welcome(course) {
  const pages = pagesOf(course);
  const first = pages.find(({ number }) => number);
  const asking = pages.find(({ leads }) => Object.keys(leads).length);
  const text =
    "Nothing here yet. Lessons ask as they go. Once you answer, this page " +
    "shows what is done, what was hard and where that is taught, and the " +
    "review brings questions back before you forget.";
  const links = [];
  if (asking) links.push(button(asking, "Find out where to start", "quiz"));
  if (first && first !== asking) {
    links.push(button(first, "To the first lesson"));
  }
  return make(
    "div",
    { className: "dashboard__card" },
    make("p", {}, text),
    make("p", {}, ...links),
  );
}
