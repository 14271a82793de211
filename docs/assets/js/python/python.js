// @ts-check
/**
 * One Python for all cells, in a worker, loaded by the first run. A loop that
 * never ends cannot be talked to: Stop ends the worker, and with it all that
 * the cells have defined.
 */

/**
 * @typedef {object} Hooks
 * @property {(bytes: number) => void} onLoad
 * @property {() => void} onReady
 * @property {(text: string) => void} onPrint
 * @property {(figure: import("../figures.js").Figure) => void} onFigure
 */
/** @typedef {{error: string, passed: boolean, trouble: string}} Result */

const ASSETS = new URL("../../", import.meta.url);
const STOPPED =
  "Stopped. What the cells had defined is gone; the next run starts afresh.";
const AT_HOME =
  "Python could not be loaded. Run it on your machine: the notebook is at " +
  "the top of the page.";

/** @type {Worker | undefined} */
let worker;
/** @type {((result: Result) => void) | undefined} */
let settle;

/**
 * Run what a reader wrote; never rejects.
 * @param {{page: string, python: string, practice: string, code: string}} job
 * @param {Hooks} hooks
 * @returns {Promise<Result>}
 */
export async function run(job, hooks) {
  /** @type {Promise<Result>} */
  const result = new Promise((resolve) => (settle = resolve));
  try {
    const answer = await fetch(new URL(`practice/${job.page}`, ASSETS));
    if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`);
    const text = await answer.text();
    if (!settle) return result; // stopped meanwhile
    worker ??= new Worker(new URL("./worker.js", import.meta.url), {
      type: "module",
    });
    worker.onmessage = ({ data }) => hear(data, hooks);
    worker.onerror = (event) => fail(event.message);
    const lock = new URL(`pyodide/${job.python}`, ASSETS).href;
    worker.postMessage({ ...job, lock, text });
  } catch (error) {
    fail(error);
  }
  return result;
}

/** End whatever is running. */
export function stop() {
  worker?.terminate();
  worker = undefined;
  finish({ error: "", passed: false, trouble: STOPPED });
}

/** @param {unknown} why */
function fail(why) {
  console.warn(why);
  worker?.terminate();
  worker = undefined;
  finish({ error: "", passed: false, trouble: AT_HOME });
}

/** @param {Result} result */
function finish(result) {
  settle?.(result);
  settle = undefined;
}

/**
 * @param {Record<string, any>} said by the worker
 * @param {Hooks} hooks
 */
function hear(said, hooks) {
  if ("loaded" in said) hooks.onLoad(said.loaded);
  if ("ready" in said) hooks.onReady();
  if ("printed" in said) hooks.onPrint(said.printed);
  if ("figure" in said) hooks.onFigure(JSON.parse(said.figure));
  if ("failed" in said) fail(said.failed);
  if ("result" in said) finish({ trouble: "", ...JSON.parse(said.result) });
}
