// @ts-check
/** Remembers where in a lesson somebody is reading. */
import { empty } from "../memory.js";
import { add, all } from "../store.js";
import { pathOf } from "./course.js";

// Reading a section takes longer than scrolling past it.
const PAUSE = 1200;
const LINE = 0.4; // of the screen's height: what is above has been reached

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

export function watch() {
  addEventListener("scroll", later, { passive: true });
  if (scrollY) later();
}

function later() {
  clearTimeout(timer);
  timer = setTimeout(note, PAUSE);
}

function note() {
  const article = document.querySelector(".lesson-head")?.closest("article");
  if (!article) return;
  let reached = "";
  for (const heading of article.querySelectorAll("h2[id], h3[id]")) {
    if (heading.getBoundingClientRect().top > innerHeight * LINE) break;
    reached = `#${heading.id}`;
  }
  const page = pathOf();
  const before = Object.entries(all().visits).sort((a, b) => b[1].at - a[1].at);
  const [last, visit] = before[0] ?? [];
  if (last === page && visit?.hash === reached) return;
  const at = Math.max(Date.now(), all().erased + 1);
  add({ ...empty(), visits: { [page]: { at, hash: reached } } });
}
