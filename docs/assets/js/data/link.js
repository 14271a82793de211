// @ts-check
/** The progress as a link, ready to be copied. */
import { make } from "../dom.js";
import { all } from "../store.js";
import { pack } from "./pack.js";

/** What some messengers cut off. */
const LONG = 4_000;

/** The page that takes progress over, with room for it. */
export const PAGE = `${new URL("../../../progress/", import.meta.url)}#data=`;

/**
 * @param {HTMLElement} way
 * @param {HTMLElement} said
 */
export async function show(way, said) {
  const value = PAGE + (await pack(all()));
  const className = "data__field";
  const field = make("input", { value, readOnly: true, className });
  field.setAttribute("aria-label", "Link with your progress");
  const copy = make("button", { type: "button", className: "md-button" }, "Copy");
  way.replaceChildren(make("div", { className: "data__copy" }, field, copy));
  field.addEventListener("focus", () => field.select());
  field.focus();
  const long = value.length > LONG;
  said.textContent =
    `The link is ready. It has ${value.length.toLocaleString("en")} signs` +
    (long ? ", and some messengers cut off links of that length." : ".");
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(value);
      said.textContent = "Copied.";
    } catch {
      field.select();
      said.textContent = "This browser lets nobody copy: press Ctrl+C or ⌘C.";
    }
  });
}
