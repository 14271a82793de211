// @ts-check
/** Draws the figures anew when a reader changes the palette. */
import { drawn, layout, library } from "./figures.js";
import { near } from "./main.js";

/** @type {WeakSet<HTMLElement>} */
const waiting = new WeakSet();

/** In the reader's colors, each when it comes near: all at once take seconds. */
export function recolor() {
  for (const element of drawn.keys()) {
    if (waiting.has(element)) continue;
    waiting.add(element);
    near([element]).then(() => paint(element));
  }
}

/** @param {HTMLElement} element */
async function paint(element) {
  const [plotly, templates] = await library();
  waiting.delete(element);
  const target = element.querySelector(".plot__drawing");
  const figure = drawn.get(element);
  if (!target || !figure) return; // of the page before
  await plotly.react(target, figure.data, layout(figure, templates));
  if (element.querySelector(".plot__controls")) {
    (await import("./figure-controls.js")).choose(element);
  }
}
