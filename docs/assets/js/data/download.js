// @ts-check
import { make } from "../dom.js";

/**
 * Let the reader save a text as a file.
 * @param {string} name
 * @param {string} text
 */
export function download(name, text) {
  const blob = new Blob([text], { type: "application/json" });
  const href = URL.createObjectURL(blob);
  make("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
