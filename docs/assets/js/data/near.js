// @ts-check
/** Fetches "Your data" when it is near the screen, or the address asks. */

import { near } from "../main.js";

/** Progress in a link, or what comes back from signing in. */
const BRINGS = /^#(.*&)?(data|access_token|error)=/;

/** @param {HTMLElement} page */
export function setUp(page) {
  const box = page.querySelector("[data-your-data]");
  if (!box) return;
  const open = async () => (await import("./panel.js")).setUp(page);
  if (BRINGS.test(location.hash)) open();
  near([box]).then(open);
}

// A link that is opened where the page is open already loads no page.
addEventListener("hashchange", () => {
  const page = document.querySelector(".md-content");
  if (page instanceof HTMLElement && BRINGS.test(location.hash)) setUp(page);
});
