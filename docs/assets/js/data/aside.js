// @ts-check
/** Damaged copies that were set aside, for whoever wants to mend them. */
import { make } from "../dom.js";
import { ASIDE } from "../store.js";
import { download } from "./download.js";

/**
 * @param {string[]} keys where they are
 * @param {HTMLElement} part
 */
export function show(keys, part) {
  const list = make("ul", {});
  for (const key of keys.sort()) {
    const date = new Date(Number(key.slice(ASIDE.length)));
    const when = date.toLocaleString("en", {
      dateStyle: "long",
      timeStyle: "short",
    });
    const get = make("button", { type: "button" }, `copy of ${when}`);
    get.className = "data__link";
    get.addEventListener("click", () => {
      const day = date.toISOString().slice(0, 10);
      const name = `unmasked-damaged-${day}.json`;
      download(name, localStorage.getItem(key) ?? "");
    });
    list.append(make("li", {}, get));
  }
  const why =
    "Part of what this browser remembered was damaged once. What could be " +
    "read was kept. All of it was set aside, to be downloaded:";
  part.append(make("div", { className: "data__aside" }, why, list));
}
