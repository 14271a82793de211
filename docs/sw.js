// @ts-check
/// <reference lib="webworker" />
/**
 * Keeps what the reader has visited, so that it can be read offline.
 *
 * The build writes a list of all files with their digests. Every file is kept
 * under its path and digest, and only if it has that digest: nothing of another
 * version of the site ever gets in. Pages come from the network while there is
 * one. If the network has a newer site, a page that is loaded whole becomes
 * part of that: it gets everything from the network. Pages that were opened
 * before keep their version until they are closed.
 *
 * @typedef {object} List
 * @property {Record<string, string>} files the digest of each file
 * @property {string[]} shell what every page needs
 * @property {Record<string, string[]>} parts what else belongs to a page
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (
  /** @type {unknown} */ (self)
);
const VERSION = "development"; // the build puts a digest of the list here
const { scope } = worker.registration;
const LIST = `${scope}offline-${VERSION}.json`;
// A host may have other sites below other paths.
const CACHE = `offline ${scope}`;

/** @type {Promise<List> | undefined} */
let reading;

function list() {
  reading ??= caches
    .open(CACHE)
    .then((cache) => cache.match(LIST))
    .then((kept) => kept ?? fetch(LIST))
    .then((response) => response.json());
  reading.catch(() => (reading = undefined));
  return reading;
}

/**
 * Where a file is kept.
 * @param {string} path
 * @param {List} list
 */
function key(path, { files }) {
  return new URL(`${path}?${files[path]}`, scope).href;
}

/**
 * A file from the network, and whether it is of this version.
 * @param {string} path
 */
async function get(path) {
  // "no-cache" asks whether what the browser holds is still right.
  const address = scope + path.replace(/(^|\/)index\.html$/, "$1");
  const response = await fetch(address, { cache: "no-cache" });
  const bytes = await response.clone().arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const hex = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0"));
  const { files } = await list();
  return { response, ours: hex.join("").startsWith(files[path]) };
}

/** @param {string} path */
async function kept(path) {
  const cache = await caches.open(CACHE);
  return cache.match(key(path, await list()));
}

/**
 * @param {string} path
 * @param {Response} response
 */
async function keep(path, response) {
  const cache = await caches.open(CACHE);
  await cache.put(key(path, await list()), response);
}

/**
 * Keep files that are not kept yet.
 * @param {Iterable<string>} paths
 */
async function keepAll(paths) {
  await Promise.all(
    Array.from(new Set(paths), async (path) => {
      if (await kept(path)) return;
      const { response, ours } = await get(path);
      if (!ours) throw new Error(`${path} is not of version ${VERSION}`);
      await keep(path, response);
    }),
  );
}

/**
 * A page and what belongs to it.
 * @param {string} path
 */
async function keepPage(path) {
  const { parts } = await list();
  await keepAll([path, ...(parts[path] ?? [])]);
}

// Installing fails if anything is missing or of another version, as while a
// site is being replaced. Then the version before stays in charge.
worker.addEventListener("install", (event) => event.waitUntil(install()));

async function install() {
  const response = await fetch(LIST, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${LIST}: ${response.status}`);
  const cache = await caches.open(CACHE);
  await cache.put(LIST, response);
  const { shell, parts } = await list();
  // What was kept of the version before is kept of this one.
  const before = (await cache.keys()).map(({ url }) => pathOf(url) ?? "");
  const pages = before.filter((path) => path in parts);
  await keepAll([...shell, ...pages.flatMap((page) => [page, ...parts[page]])]);
}

// Happens when no page of the version before is open any more.
worker.addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  const cache = await caches.open(CACHE);
  const now = await list();
  const current = new Set(Object.keys(now.files).map((path) => key(path, now)));
  const first = (await cache.keys()).every(
    ({ url }) => url === LIST || current.has(url),
  );
  for (const { url } of await cache.keys()) {
    if (url !== LIST && !current.has(url)) await cache.delete(url);
  }
  if (first) await worker.clients.claim();
}

// A page that was there before its worker tells what it has loaded.
worker.addEventListener("message", (event) => {
  const paths = event.data.map(pathOf).filter(Boolean);
  event.waitUntil(
    list().then(({ files, parts }) =>
      Promise.allSettled(
        paths
          .filter((/** @type {string} */ path) => path in files)
          .map((/** @type {string} */ path) =>
            path in parts ? keepPage(path) : keepAll([path]),
          ),
      ),
    ),
  );
});

worker.addEventListener("fetch", (event) => {
  const path = event.request.method === "GET" && pathOf(event.request.url);
  if (typeof path === "string") event.respondWith(answer(event, path));
});

/**
 * The file behind an address of this site.
 * @param {string} url
 */
function pathOf(url) {
  if (!url.startsWith(scope)) return undefined;
  const path = decodeURIComponent(url.slice(scope.length).split(/[?#]/)[0]);
  return path.replace(/(^|\/)$/, "$1index.html");
}

/**
 * @param {FetchEvent} event
 * @param {string} path
 */
async function answer(event, path) {
  const { request } = event;
  const whole = request.mode === "navigate";
  const { files } = await list();
  if (!whole && (await isNewer(event.clientId))) {
    return fetch(request, { cache: "no-cache" }); // not what is left of before
  }
  if (!(path in files)) {
    return whole ? fetch(request).catch(unkept) : fetch(request);
  }
  if (!path.endsWith(".html")) return (await kept(path)) ?? asset(path);
  let got;
  try {
    got = await get(path);
  } catch {
    return (await kept(path)) ?? (whole ? unkept() : Response.error());
  }
  if (got.ours) {
    event.waitUntil(
      keep(path, got.response.clone()).then(() => keepPage(path)).catch(full),
    );
    return got.response;
  }
  if (!got.response.ok) return (await kept(path)) ?? got.response;
  event.waitUntil(worker.registration.update().catch(() => {}));
  // A page that takes in another without being left must not take in a newer.
  if (!whole) return Response.error();
  await setNewer(event.resultingClientId);
  return got.response;
}

/** @param {string} path */
async function asset(path) {
  const { response, ours } = await get(path);
  if (!ours) return Response.error();
  await keep(path, response.clone()).catch(full);
  return response;
}

async function unkept() {
  const page = await kept("offline.html");
  const html = (await page?.text())?.replace(
    "<head>",
    `<head><base href="${scope}">`,
  );
  const headers = { "Content-Type": "text/html" };
  return html ? new Response(html, { headers }) : Response.error();
}

/** No room is no reason to answer less. */
function full() {}

/** Where it is noted that a page is of a newer version. @param {string} id */
const note = (id) => `${scope}?newer=${id}`;

/** @param {string} id */
async function isNewer(id) {
  const cache = await caches.open(CACHE);
  return Boolean(await cache.match(note(id)));
}

/** @param {string} id */
async function setNewer(id) {
  const cache = await caches.open(CACHE);
  await cache.put(note(id), new Response());
}
