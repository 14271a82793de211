// @ts-check
/** "Your data": what is remembered, and how it goes elsewhere. */
import { make } from "../dom.js";
import { all, onChange } from "../store.js";
import { copies, devices } from "./carry.js";
import { sync } from "./sync-section.js";

/** The progress in a link. */
const CARRIED = /^#data=(.+)$/;

/**
 * @param {HTMLElement} page
 * @param {string} hash What the address brought along.
 */
export function setUp(page, hash) {
  carried(hash);
  const box = page.querySelector("[data-your-data]:not([data-ready])");
  if (!(box instanceof HTMLElement)) return;
  box.dataset.ready = "";
  const href = new URL("../../css/data.css", import.meta.url).href;
  box.append(make("link", { rel: "stylesheet", href }));
  box.append(make("p", { className: "data__holds" }));
  copies(box);
  devices(box);
  sync(box);
  show(box);
}

/** @param {ParentNode} box */
function show(box) {
  const line = box.querySelector(".data__holds");
  if (!line) return;
  const { answers, practices } = all();
  const known = Object.keys(answers).length + Object.keys(practices).length;
  line.textContent = known
    ? `This browser remembers ${plural(answers, "answer")} and ` +
      `${plural(practices, "practice")} of yours.`
    : "This browser remembers nothing of you yet.";
}

onChange(() => show(document));

/** @param {object} entries @param {string} one */
function plural(entries, one) {
  const n = Object.keys(entries).length;
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}

/** @param {string} hash */
async function carried(hash) {
  const data = CARRIED.exec(hash);
  if (data) (await import("./offer.js")).offer(data[1]);
}
