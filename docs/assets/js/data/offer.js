// @ts-check
/** Asks whether what a link carries shall be added. */
import { make } from "../dom.js";
import { all } from "../store.js";
import { Refused } from "./admit.js";
import { join } from "./files.js";
import { compare, holds, list, stays } from "./news.js";
import { unpack } from "./pack.js";

/** @type {HTMLDialogElement | undefined} */
let asking;
/** What it is asked about; empty if nothing. */
let carried = "";

// Who goes to another page has not answered.
/** @type {any} */ (window).document$.subscribe(() => {
  if (!document.querySelector("[data-your-data]")) asking?.close();
});

/** @param {string} packed */
export async function offer(packed) {
  // Material may put the page in place anew while it is asked.
  if (carried === packed) return;
  carried = packed;
  const memory = await unpack(packed).catch((error) => {
    if (error instanceof Refused) return error;
    throw error;
  });
  if (carried !== packed) return; // another link was opened meanwhile
  const title = make("h2", { id: "data-offer" }, "Progress from another device");
  const text = make("p", {});
  const said = make("p", {});
  said.setAttribute("role", "status");
  const yes = make("button", { type: "button" }, "Add it");
  const no = make("button", { type: "button" }, "Leave it");
  yes.className = no.className = "md-button";
  yes.classList.add("md-button--primary");
  const buttons = make("div", { className: "data__buttons" }, yes, no);
  const dialog = make("dialog", {}, title, text, said, buttons);
  dialog.className = "data__offer md-typeset";
  dialog.setAttribute("aria-labelledby", title.id);
  const done = (/** @type {string} */ what) => {
    said.textContent = what;
    yes.remove();
    no.textContent = "OK";
    no.focus();
  };
  no.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (carried === packed) carried = "";
    // It would ask again, and stay in the list of what was visited.
    const { hash, pathname, search } = location;
    if (!hash.endsWith(packed)) return;
    history.replaceState(history.state, "", pathname + search);
  });
  asking?.close();
  asking = dialog;
  document.body.append(dialog);
  dialog.showModal();
  if (memory instanceof Refused) {
    return done(`${memory.message} Nothing has changed.`);
  }
  text.textContent = `The link that you opened holds ${holds(memory)}.`;
  const news = compare(all(), memory);
  const adds = list(news);
  if (!adds) return done(`This browser knows all of it.${stays(news)}`);
  said.textContent =
    `New here: ${adds}.${stays(news)} What this browser remembers is kept.`;
  yes.addEventListener("click", () => done(join(memory)));
}
