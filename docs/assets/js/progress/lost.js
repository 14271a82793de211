// @ts-check
import { make } from "../dom.js";

/**
 * Says that the outline of the course is not there, or not one.
 * @param {HTMLElement} place
 * @param {unknown} error
 */
export function tell(place, error) {
  console.warn(error);
  const text =
    "The outline of the course could not be loaded. Your answers are safe; " +
    "reload this page when you are online.";
  place.replaceChildren(make("p", {}, text));
}
