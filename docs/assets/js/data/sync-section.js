// @ts-check
/** What sync is, before anybody asks for it. */
import { make } from "../dom.js";
import { button, section } from "./section.js";

/** What comes back from signing in. */
const SIGNED = /^#(.*&)?(access_token|error)=/;
/** Set while somebody is signed in. */
const SYNCED = "unmasked-sync";

/** @param {HTMLElement} box */
export function sync(box) {
  const open = button("Sign in to sync across devices");
  const { part, said } = section(
    box,
    "Sync across devices",
    "Without signing in, nothing is sent to anybody. With an account at a " +
      "provider of remoteStorage, your devices can share what they remember. " +
      "Your provider's page asks for your password, and whether Unmasked may " +
      "use one folder. Your answers then lie there as well, in a file that " +
      "you and your provider can read.",
    open,
  );
  const more = "What remoteStorage is, and who offers it";
  const link = make("a", { href: "https://remotestorage.io/" }, more);
  part.querySelector("p")?.after(make("p", {}, link));
  const way = make("div", { className: "data__way" });
  part.append(way);
  const show = async (/** @type {URLSearchParams | undefined} */ answer) => {
    open.remove();
    await (await import("./account-box.js")).show(way, said, answer);
  };
  open.addEventListener("click", async () => {
    await show(undefined);
    part.querySelector("input")?.focus();
  });
  if (SIGNED.test(location.hash)) {
    const answer = new URLSearchParams(location.hash.slice(1));
    leave(); // it is a key to the reader's folder
    show(answer);
  } else if (kept(SYNCED)) show(undefined);
}

/** @param {string} key */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is blocked
  }
}

/** Take out of the address what it brought along. */
function leave() {
  const { pathname, search } = location;
  history.replaceState(history.state, "", pathname + search);
}
