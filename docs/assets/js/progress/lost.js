// @ts-check
import { make } from "../dom.js";

const SCRIPTS = new URL("../", import.meta.url).href;

/**
 * Says that the outline of the course is not there, or not one.
 * @param {HTMLElement} place
 * @param {unknown} error
 */
export function tell(place, error) {
  console.warn(error);
  // Scripts out of a cache may be older than the outline. The page that is
  // loaded next has them as they are now.
  for (const { name } of performance.getEntriesByType("resource")) {
    if (!name.startsWith(SCRIPTS)) continue;
    fetch(name, { cache: "reload" }).catch(console.warn);
  }
  const text =
    "The outline of the course could not be loaded. Your answers are safe; " +
    "reload this page when you are online.";
  place.replaceChildren(make("p", {}, text));
}
