// @ts-check
/** What this browser holds of the reader beside the memory itself. */
import { ASIDE } from "../store.js";

/** What was typed into practices, when what is due, damaged copies. */
const OURS = /^unmasked-(draft-|due$|set-aside-)/;

/** @typedef {[storage: Storage, key: string, value: string][]} Left */

/** Where damaged copies are. */
export function setAside() {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(ASIDE));
  } catch {
    return []; // storage is blocked
  }
}

/** Forget the copies of before all was erased elsewhere. @param {number} erased */
export function forget(erased) {
  for (const key of setAside()) {
    if (Number(key.slice(ASIDE.length)) <= erased) localStorage.removeItem(key);
  }
}

/** Remove all of it. @returns {Left} what was there, for who takes it back */
export function take() {
  /** @type {Left} */
  const taken = [];
  try {
    for (const storage of [localStorage, sessionStorage]) {
      for (const [key, value] of Object.entries(storage)) {
        if (OURS.test(key)) taken.push([storage, key, value]);
      }
    }
    for (const [storage, key] of taken) storage.removeItem(key);
  } catch {
    // Storage is blocked.
  }
  return taken;
}

/** @param {Left} taken @returns {Left} what is left to be put back */
export function putBack(taken) {
  try {
    for (const [storage, key, value] of taken) storage.setItem(key, value);
  } catch {
    return taken; // full meanwhile
  }
  return [];
}
