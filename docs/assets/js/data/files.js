// @ts-check
/** Saving to a file and adding from one, as the reader sees it. */
import { download } from "./download.js";
import { add, all, trouble } from "../store.js";
import { Refused } from "./admit.js";
import { read, write } from "./file.js";
import { compare, keeping, list, stays } from "./news.js";

/** @typedef {import("../memory.js").Memory} Memory */

/** @param {HTMLElement} said */
export function save(said) {
  const { name, text } = write(all(), new Date());
  download(name, text);
  said.textContent = `Saved as ${name}.`;
}

/**
 * @param {File} file
 * @param {HTMLElement} said
 */
export async function take(file, said) {
  let memory;
  try {
    memory = await read(file);
  } catch (error) {
    const why = error instanceof Refused ? error.message : "It cannot be read.";
    said.textContent = `${file.name} was not added. ${why} Nothing has changed.`;
    return;
  }
  said.textContent = `From ${file.name}: ${join(memory)}`;
}

/**
 * Add a memory to what is here; what came of it.
 * @param {Memory} memory
 */
export function join(memory) {
  const news = compare(all(), memory);
  add(keeping(memory));
  const came = list(news);
  const said = (came ? `${came} came in.` : "nothing new.") + stays(news);
  return trouble() && trouble() !== "damaged"
    ? `${said} But this browser cannot keep it: save it to a file before ` +
        "you close this tab."
    : said;
}
