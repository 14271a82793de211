// @ts-check
/** Signing in and out, and how it stands, as the reader sees it. */
import { make } from "../dom.js";
import { trouble } from "../store.js";

const SAYS = {
  off: "",
  busy: "Syncing …",
  done: "Up to date.",
  waiting:
    "Your provider cannot be reached. What you answer is kept here, and sent " +
    "as soon as it can be.",
  held:
    "What you erased can be taken back until you leave this page; then it is " +
    "erased at your provider as well.",
  refused: "Your provider does not accept this sign-in any more. Sign in again.",
  failed: "Your provider was reached, but not all went well.",
};
const BACK = {
  denied: "You did not allow it. Nothing was connected, and nothing sent.",
  "not asked": "That belongs to no sign-in of this tab, and was not taken.",
};

/** @param {string} label */
const button = (label) =>
  make("button", { type: "button", className: "md-button" }, label);

/**
 * Show the form, or how it stands.
 * @param {HTMLElement} way
 * @param {HTMLElement} said
 * @param {URLSearchParams} [answer] what the provider's page sent back
 */
export async function show(way, said, answer) {
  if (trouble() === "blocked") {
    said.textContent =
      "This browser lets the site remember nothing, so it could not stay " +
      "signed in. Use a link or a file.";
    return;
  }
  const sync = await import("./sync.js");
  const account = await import("./account.js");
  const back = answer && (await account.signedIn(answer));
  const draw = () => {
    if (!way.isConnected) return;
    const { state, user, why } = sync.status();
    // What is there already stays, and with it the focus.
    if (way.dataset.user !== user) {
      way.dataset.user = user;
      way.replaceChildren(user ? signedIn() : form());
    }
    const text = user ? `${user}: ${SAYS[state]} ${why}`.trim() : "";
    if (user && said.textContent !== text) said.textContent = text;
  };
  const signedIn = () => {
    const now = button("Sync now");
    const out = button("Disconnect");
    now.addEventListener("click", () => {
      said.textContent = SAYS.busy;
      sync.round().then(draw);
    });
    out.addEventListener("click", async () => {
      await sync.stop();
      said.textContent =
        "Disconnected. What this browser remembers stays here; what your " +
        "provider holds stays there.";
    });
    return make("div", { className: "data__buttons" }, now, out);
  };
  const form = () => signInForm(account, said);
  sync.onStatus(draw);
  await sync.start();
  draw();
  if (back && back !== "in") said.textContent = BACK[back];
}

/**
 * @param {typeof import("./account.js")} account
 * @param {HTMLElement} said
 */
function signInForm(account, said) {
  const input = make("input", { id: "data-address", className: "data__field" });
  input.autocomplete = "username";
  input.inputMode = "email";
  input.placeholder = "you@provider.example";
  const go = make("button", { className: "md-button" }, "Sign in");
  const label = make("label", { htmlFor: input.id }, "Your remoteStorage address");
  const row = make("div", { className: "data__copy" }, input, go);
  const form = make("form", {}, label, row);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const address = input.value.trim();
    if (!/^[^@\s]+@[^@\s]+$/.test(address)) {
      said.textContent = "An address has the form you@provider.example.";
      input.focus();
      return;
    }
    said.textContent = "Looking for your provider …";
    go.disabled = true;
    try {
      await account.signIn(address);
    } catch {
      go.disabled = false;
      said.textContent =
        `No remoteStorage account was found at ${address}. Look at the ` +
        "address, and whether you are online.";
      input.focus();
    }
  });
  return form;
}
