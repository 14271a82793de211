// @ts-check
/**
 * Keeps the memories of a reader's devices the same.
 *
 * One file at the provider holds a memory. A round gets it, merges it, and puts
 * the result back on the condition that nobody has written meanwhile; else it
 * begins again. Because merging loses nothing and does not care for order, no
 * more is needed: what is answered offline waits in this browser.
 */
import { empty, merge } from "../memory.js";
import { read } from "../repair.js";
import { add, all, onChange } from "../store.js";
import * as account from "./account.js";
import { admit, NEWER, Refused } from "./admit.js";
import { forget } from "./left.js";
import { compare, list } from "./news.js";

/** @typedef {import("../memory.js").Memory} Memory */
/**
 * @typedef {"off" | "busy" | "done" | "waiting" | "held" | "refused" | "failed"} State
 */

/** By this begun.js knows whether to begin. */
const FLAG = "unmasked-sync";
const FOLDER = "/unmasked/";
const FILE = `${FOLDER}progress.json`;
const JSON_TYPE = "application/json; charset=UTF-8";
/** Milliseconds: answers come in threes, and a server is not to be stormed. */
const SOON = 1_500;
const LATER = 60_000;

/** @type {{state: State, user: string, why: string}} */
let now = { state: "off", user: "", why: "" };
/** @type {Set<(status: typeof now) => void>} */
const listeners = new Set();
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;
let running = false;
let again = false;
let begun = false;
/** Up to when all was erased as this page was opened. */
let settled = 0;

export const status = () => now;

/** @param {(status: typeof now) => void} listener */
export function onStatus(listener) {
  listeners.add(listener);
}

/** @param {Partial<typeof now>} change */
function set(change) {
  now = { ...now, why: "", ...change };
  listeners.forEach((listener) => listener(now));
}

/** Begin, if somebody is signed in, and go on until they sign out. */
export async function start() {
  const remote = await account.remote();
  if (!remote) return;
  localStorage.setItem(FLAG, "on");
  set({ state: "busy", user: remote.userAddress ?? "" });
  if (!begun) {
    begun = true;
    onChange(() => plan(SOON));
    // What was erased can be taken back until the reader leaves the page.
    /** @type {any} */ (window).document$.subscribe(() => {
      if (all().erased > settled) plan(0);
      settled = all().erased;
    });
    addEventListener("online", () => plan(0));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") plan(0);
    });
  }
  await round();
}

export async function stop() {
  clearTimeout(timer);
  localStorage.removeItem(FLAG);
  await account.signOut();
  set({ state: "off", user: "" });
}

/** @param {number} wait */
function plan(wait) {
  again = running;
  clearTimeout(timer);
  if (now.state !== "off") timer = setTimeout(round, wait);
}

/** One round; never two at a time. */
export async function round() {
  if (running || now.state === "off") return;
  if (!localStorage.getItem(FLAG)) return set({ state: "off", user: "" });
  running = true;
  again = false;
  const came = await outcome();
  running = false;
  // Whoever signed out meanwhile wants to hear no more of it.
  if (status().state === "off") return;
  set(came);
  plan(again ? SOON : LATER);
}

/** @returns {Promise<Partial<typeof now>>} */
async function outcome() {
  try {
    if (all().erased > settled) return { state: "held" };
    await exchange();
    return { state: "done" };
  } catch (error) {
    if (error === SIGNED_OUT) return { state: "refused" };
    if (!(error instanceof Refused)) return { state: "waiting" }; // no network
    return { state: "failed", why: error.message };
  }
}

const SIGNED_OUT = new Error("signed out");

async function exchange() {
  const remote = await account.remote();
  if (!remote) throw SIGNED_OUT;
  for (let tries = 0; tries < 5; tries += 1) {
    const got = known(await remote.get(FILE));
    const theirs = await memoryOf(remote, got);
    settled = Math.max(settled, theirs.erased);
    if (theirs.erased > all().erased) forget(theirs.erased);
    if (list(compare(all(), theirs)) || theirs.erased > all().erased) add(theirs);
    const mine = merge(all(), theirs);
    const same = !list(compare(theirs, mine)) && mine.erased === theirs.erased;
    if (same && got.statusCode === 200) return;
    if (mine.erased > theirs.erased) await forgetThere(remote, mine.erased);
    const only = got.revision
      ? { ifMatch: got.revision }
      : { ifNoneMatch: "*" };
    const put = await remote.put(FILE, JSON.stringify(mine), JSON_TYPE, only);
    if (known(put).statusCode !== 412) return;
  }
  throw new Refused("Other devices write all the time. It is tried again.");
}

/** @typedef {NonNullable<Awaited<ReturnType<typeof account.remote>>>} Remote */

/**
 * Forget the damaged files that were set aside at the provider.
 * @param {Remote} remote
 * @param {number} erased
 */
async function forgetThere(remote, erased) {
  const { body } = known(await remote.get(FOLDER));
  for (const name of Object.keys(body ?? {})) {
    const copy = /^damaged-(\d+)\.json$/.exec(name);
    if (copy && Number(copy[1]) <= erased) {
      known(await remote.delete(FOLDER + name, {}));
    }
  }
}

/**
 * @template {{statusCode: number}} Answer
 * @param {Answer} answer
 */
function known(answer) {
  const { statusCode } = answer;
  if (statusCode === 401 || statusCode === 403) throw SIGNED_OUT;
  if (statusCode === 507) throw new Refused("There is no room left at it.");
  if ([200, 201, 204, 404, 412].includes(statusCode)) return answer;
  throw new Refused(`It answered with the error ${statusCode}.`);
}

/**
 * What the provider holds. A damaged file is set aside there, and what can be
 * read of it is kept.
 * @param {Remote} remote
 * @param {{statusCode: number, body?: string}} got
 * @returns {Promise<Memory>}
 */
async function memoryOf(remote, { statusCode, body = "" }) {
  if (statusCode !== 200) return empty();
  let parsed;
  try {
    parsed = JSON.parse(body);
    return admit(parsed, "");
  } catch (error) {
    if (error instanceof Refused && error.message === NEWER) throw error;
    const copy = `${FOLDER}damaged-${Date.now()}.json`;
    known(await remote.put(copy, body, JSON_TYPE, {}));
    return read(parsed).memory;
  }
}
