// @ts-check
/** Draws the figures anew when a reader changes the palette. */
import { drawn, layout, library } from "./figures.js";

/** In the reader's colors, with the figures of the page in view. */
export async function recolor() {
  const [plotly, templates] = await library();
  for (const [element, figure] of drawn) {
    const target = element.querySelector(".plot__drawing");
    if (!target) continue;
    await plotly.react(target, figure.data, layout(figure, templates));
    if (element.querySelector(".plot__controls")) {
      (await import("./figure-controls.js")).choose(element);
    }
  }
}
