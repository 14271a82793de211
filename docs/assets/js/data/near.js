// @ts-check
/** Fetches "Your data" when it is near the screen, or the address asks. */

import { near } from "../main.js";

/** Progress in a link, or what comes back from signing in. */
const BRINGS = /^#(.*&)?(data|access_token|error)=/;

/**
 * @param {HTMLElement} page
 * @param {{ hash: string }} address With what it brings: just after a scroll
 *   Material writes the place there instead.
 */
export function setUp(page, { hash } = location) {
  const box = page.querySelector("[data-your-data]");
  if (!box) return;
  const open = async () => (await import("./panel.js")).setUp(page, hash);
  if (BRINGS.test(hash)) open();
  near([box]).then(open);
}

// A link that is opened where the page is open already loads no page.
addEventListener("hashchange", ({ newURL }) => {
  const page = document.querySelector(".md-content");
  const opened = new URL(newURL);
  if (page instanceof HTMLElement && BRINGS.test(opened.hash)) {
    setUp(page, opened);
  }
});
