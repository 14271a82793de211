// @ts-check
/** The progress as codes for a camera, each a link with a part of it. */
import { generate } from "../../vendor/lean-qr.min.js";
import { make } from "../dom.js";
import { all } from "../store.js";
import { PAGE } from "./link.js";
import { packed } from "./parts.js";

/**
 * Larger codes are too fine for the camera of a phone: this one is 117 squares
 * wide. With the least correction it holds 1273 bytes.
 */
const VERSION = 25;
const HOLDS = 1273;
/** Nobody wants to scan more. */
const MOST = 6;
const MARGIN = 4;

/**
 * @param {HTMLElement} way
 * @param {HTMLElement} said
 */
export async function show(way, said) {
  const parts = await packed(all(), HOLDS - PAGE.length, MOST);
  if (!parts.length) {
    way.replaceChildren();
    said.textContent =
      `This is more than ${MOST} codes can hold. Make a link, or save a file.`;
    return;
  }
  const many = parts.length;
  const frame = make("div", { className: "data__code" });
  const back = make("button", { type: "button", className: "md-button" }, "Back");
  const next = make("button", { type: "button", className: "md-button" }, "Next");
  let at = 0;
  const turn = (/** @type {number} */ step) => {
    at += step;
    back.disabled = at === 0;
    next.disabled = at === many - 1;
    const name = many === 1 ? "Code" : `Code ${at + 1} of ${many}`;
    frame.replaceChildren(draw(PAGE + parts[at], `${name} with your progress`));
    said.textContent = many === 1
      ? "Point the other device's camera at it, and open the link."
      : `${name}. Scan each; the order does not matter.`;
  };
  back.addEventListener("click", () => turn(-1));
  next.addEventListener("click", () => turn(1));
  const turns = make("div", { className: "data__buttons" }, back, next);
  way.replaceChildren(frame, ...(many > 1 ? [turns] : []));
  turn(0);
}

/**
 * @param {string} text
 * @param {string} name
 */
function draw(text, name) {
  const code = generate(text, { maxVersion: VERSION });
  const side = code.size + 2 * MARGIN;
  let dark = "";
  for (let y = 0; y < code.size; y += 1) {
    for (let x = 0; x < code.size; x += 1) {
      let end = x;
      while (code.get(end, y)) end += 1;
      if (end > x) dark += `M${x + MARGIN} ${y + MARGIN}h${end - x}v1H${x + MARGIN}z`;
      x = end;
    }
  }
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${side} ${side}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", name);
  const path = document.createElementNS(svg.namespaceURI ?? "", "path");
  path.setAttribute("d", dark);
  svg.append(path);
  return svg;
}
