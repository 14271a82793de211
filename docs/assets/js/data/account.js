// @ts-check
/**
 * The reader's remoteStorage account: signed in to, and kept until signed out.
 *
 * Its library would take what stands behind the # of any address for an
 * answer of a provider. It is not shown the address; only who signs in here,
 * in this tab, is signed in by what comes back.
 */
import RemoteStorage from "../../vendor/remotestoragejs.min.js";

const PAGE = new URL("../../../progress/", import.meta.url);
const ASKED = "unmasked-sign-in";

let shown = PAGE;
RemoteStorage.Authorize.getLocation = () => shown;

const storage = new RemoteStorage({
  cache: false, // the memory of this browser is the copy
  disableFeatures: ["Dropbox", "GoogleDrive"],
});
storage.access.claim("unmasked", "rw");

/** @type {(error: Error) => void} */
let fail = () => {};
storage.on("error", (error) => fail(error));

/** Settled once it is known whether somebody is signed in. */
const ready = new Promise((resolve) => storage.on("features-loaded", resolve));

/** The connection, if somebody is signed in. */
export async function remote() {
  await ready;
  return storage.remote.connected ? storage.remote : undefined;
}

/**
 * Go to the page of the provider; fails if there is none.
 * @param {string} address
 * @returns {Promise<never>}
 */
export async function signIn(address) {
  await ready;
  const secret = crypto.randomUUID();
  sessionStorage.setItem(ASKED, secret);
  shown = new URL(`#${secret}`, PAGE);
  return new Promise((_, reject) => {
    fail = reject;
    storage.connect(address);
  });
}

/**
 * Take what the provider's page sent back.
 * @param {URLSearchParams} answer
 * @returns {Promise<"in" | "denied" | "not asked">}
 */
export async function signedIn(answer) {
  await ready;
  const secret = sessionStorage.getItem(ASKED);
  sessionStorage.removeItem(ASKED);
  if (!secret) return "not asked";
  if (answer.has("error")) return "denied";
  const token = answer.get("access_token");
  if (answer.get("state") !== secret || !token) return "not asked";
  storage.remote.configure({ token });
  return "in";
}

export async function signOut() {
  await ready;
  storage.disconnect();
}
