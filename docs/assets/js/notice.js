// @ts-check
/** Says, once, what is wrong with the memory of this browser. */
import { make } from "./dom.js";

const SAYS = {
  blocked:
    "This browser does not let the site remember anything. Your answers are " +
    "kept until you close this tab.",
  full:
    "The memory that this browser gives the site is full. What you answered " +
    "before is kept; what you answer now is forgotten when you close this tab.",
  damaged:
    "Part of what this browser remembered of your answers was damaged. What " +
    "could be read is kept, and a copy of all of it stays in this browser.",
  newer:
    "A newer version of this site has written your progress. It is left as " +
    "it is; reload the page to get that version.",
};
/** @type {Set<string>} */
const told = new Set();

/** @param {"" | keyof typeof SAYS} trouble */
export function tell(trouble) {
  if (!trouble || told.has(trouble)) return;
  told.add(trouble);
  const text = make("p", {}, SAYS[trouble]);
  const close = make("button", { type: "button", className: "md-button" }, "OK");
  const box = make("div", { className: "notice" }, text, close);
  box.setAttribute("role", "alert");
  close.addEventListener("click", () => box.remove());
  document.body.append(box);
}
