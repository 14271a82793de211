// @ts-check
/** Lets what is visited be read offline; `sw.js` does the work. */

const LINK = "link[rel=manifest]";
const WORKER = new URL("../../../sw.js", import.meta.url);

export async function register() {
  const workers = navigator.serviceWorker;
  if (!workers) return; // an old browser, or an address that is not secure
  if (!document.querySelector(LINK)) {
    // A preview at an address where a site was: it must not see the old one.
    const registered = await workers.getRegistration(WORKER);
    await registered?.unregister();
    return;
  }
  const { connection } = /** @type {any} */ (navigator);
  if (connection?.saveData) return;
  try {
    await workers.register(WORKER, { updateViaCache: "none" });
    const { active } = await workers.ready;
    const used = performance.getEntriesByType("resource");
    active?.postMessage([location.href, ...used.map(({ name }) => name)]);
  } catch {
    // Private windows and full disks refuse. The page works as well without.
  }
}
