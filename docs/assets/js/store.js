// @ts-check
/**
 * Keeps the reader's memory in this browser, and all of its tabs of one mind.
 *
 * One entry of localStorage holds everything. Before each write the entry is
 * read and merged, because another tab may have written since. Where storage
 * is blocked, full or damaged the page works as well; `trouble()` says what is
 * lost, and what cannot be read is set aside under a key of its own.
 */
import { empty, merge, SCHEMA, tryOf } from "./memory.js";
import { read } from "./repair.js";

/** @typedef {import("./memory.js").Memory} Memory */
/** @typedef {import("./memory.js").Last} Last */
/** @typedef {"" | "blocked" | "full" | "damaged" | "newer"} Trouble */

const KEY = "unmasked";
export const ASIDE = "unmasked-set-aside-";

let memory = empty();
/** @type {Trouble} */
let wrong = "";
/** @type {Set<() => void>} */
const listeners = new Set();

/** Take over what is stored; whether it may be written. */
function load() {
  let raw;
  try {
    raw = localStorage.getItem(KEY);
  } catch {
    wrong = "blocked";
    return false;
  }
  if (raw === null) return true;
  try {
    const stored = JSON.parse(raw);
    if (stored?.schema > SCHEMA) {
      // A newer version of the site wrote this; it is not ours to overwrite.
      wrong = "newer";
      return false;
    }
    const { memory: kept, whole } = read(stored);
    // Erasing is the one thing that can be taken back, here or in another tab.
    memory = merge({ ...memory, erased: 0 }, kept);
    return whole || setAside(raw);
  } catch {
    return setAside(raw);
  }
}

/**
 * Keep a damaged entry before it is overwritten; whether that succeeded.
 * @param {string} raw
 */
function setAside(raw) {
  wrong = "damaged";
  try {
    const kept = Object.keys(localStorage).filter((k) => k.startsWith(ASIDE));
    if (!kept.some((key) => localStorage.getItem(key) === raw)) {
      localStorage.setItem(ASIDE + Date.now(), raw);
    }
    return true;
  } catch {
    return false;
  }
}

function write() {
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
    if (wrong === "full") wrong = "";
  } catch {
    wrong = "full";
  }
}

/** What is wrong with the storage, if anything. */
export function trouble() {
  return wrong;
}

/** All that is remembered; not to be changed. */
export function all() {
  return memory;
}

/** @param {string} id */
export function recall(id) {
  return memory.answers[id]?.last;
}

/**
 * @param {string} id
 * @param {Omit<Last, "at">} attempt
 */
export function remember(id, attempt) {
  const before = memory.answers[id]?.last.at ?? 0;
  const at = Math.max(Date.now(), before + 1, memory.erased + 1);
  const tries = [tryOf(at, attempt.verdict)];
  const last = { at, ...attempt };
  add({ ...empty(), answers: { [id]: { tries, last } } });
}

/** @param {string} name */
export function recallPractice(name) {
  return memory.practices[name];
}

/**
 * Merge something into the memory: answers, a file, another device.
 * @param {Memory} more
 * @param {{erased?: number}} changes to take back that all was erased
 */
export function add(more, changes = {}) {
  const may = load();
  memory = merge({ ...memory, ...changes }, more);
  if (may) write();
  listeners.forEach((listener) => listener());
}

/** The number by which this reader's options are shuffled. */
export function seed() {
  if (!memory.seed) {
    memory.seed = Math.random().toString(36).slice(2);
    if (load()) write();
  }
  return memory.seed;
}

/**
 * Call back whenever the memory changes, here or in another tab.
 * @param {() => void} listener
 */
export function onChange(listener) {
  listeners.add(listener);
}

addEventListener("storage", ({ key }) => {
  if (key !== KEY && key !== null) return;
  load();
  listeners.forEach((listener) => listener());
});

load();
