// @ts-check
/** The elements of the tutor's panel, before anything is asked. */
import { make } from "../dom.js";

export const NAME = "Ask about this lesson";

/** @typedef {ReturnType<typeof form>} Form */

export function form() {
  const input = make("input", {
    type: "search",
    id: "tutor-question",
    autocomplete: "off",
    required: true,
  });
  const label = make("label", { htmlFor: input.id }, NAME);
  const ask = make("button", { className: "md-button" }, "Ask");
  const form = make("form", {}, label, make("div", {}, input, ask));
  const status = make("p", { className: "tutor__status" });
  status.setAttribute("role", "status");
  const places = make("ol", {});
  const everywhere = make(
    "button",
    { type: "button", className: "tutor__everywhere", hidden: true },
    "Search the whole site for this",
  );
  const about = make("p", { className: "tutor__about" });
  const panel = make(
    "div",
    { className: "tutor__panel md-typeset", hidden: true },
    form,
    status,
    places,
    everywhere,
    about,
  );
  return { panel, form, input, status, places, everywhere, about };
}

/**
 * The panel's style sheet. Only now, because most readers never ask.
 * @param {HTMLElement} box
 */
export async function dress(box) {
  const href = new URL("../../css/tutor.css", import.meta.url).href;
  const link = make("link", { rel: "stylesheet", href });
  const loaded = new Promise((done) => {
    link.onload = link.onerror = done;
  });
  box.append(link);
  await loaded;
}
