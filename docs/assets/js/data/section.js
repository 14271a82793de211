// @ts-check
import { make } from "../dom.js";

/**
 * A section with its buttons and a line for what came of them.
 * @param {HTMLElement} box
 * @param {string} title
 * @param {string} text
 * @param {HTMLElement[]} buttons
 */
export function section(box, title, text, ...buttons) {
  const said = make("p", { className: "data__said" });
  said.setAttribute("role", "status");
  const part = make(
    "section",
    { className: "data__part" },
    make("h3", {}, title),
    make("p", {}, text),
    make("div", { className: "data__buttons" }, ...buttons),
    said,
  );
  box.append(part);
  return { part, said };
}

/** @param {string} label */
export function button(label) {
  return make("button", { type: "button", className: "md-button" }, label);
}
