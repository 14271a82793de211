// @ts-check
/** Python in a worker, so that the page never freezes. */

const PACKAGES = ["numpy", "autograd", "unmasked"];
const BURST = 40; // messages at once; then one in `PAUSE` milliseconds
const PAUSE = 40;

/** @type {Promise<(...job: string[]) => string> | undefined} */
let python;

/**
 * Tell how much has come in, whoever asked for it, and what did not come:
 * Pyodide would wait for it without a word.
 */
function watchFetch() {
  const plainly = self.fetch;
  let loaded = 0;
  self.fetch = async (...request) => {
    try {
      const answer = await plainly(...request);
      if (!answer.ok) throw new Error(`${answer.status}: ${answer.url}`);
      const counter = new TransformStream({
        transform(chunk, out) {
          loaded += chunk.byteLength;
          postMessage({ loaded });
          out.enqueue(chunk);
        },
      });
      return new Response(answer.body?.pipeThrough(counter), answer);
    } catch (error) {
      postMessage({ failed: String(error) });
      throw error;
    }
  };
}

let pending = "";
let allowance = BURST;
let last = 0;

/**
 * Hand over what is printed, but never drown the page in messages.
 * @param {string} text
 */
function print(text) {
  pending += text;
  const now = performance.now();
  allowance = Math.min(BURST, allowance + (now - last) / PAUSE);
  last = now;
  if (allowance >= 1) flush();
}

function flush() {
  if (pending) postMessage({ printed: pending });
  pending = "";
  allowance -= 1;
}

/** @param {string} lock */
async function boot(lock) {
  watchFetch();
  const base = new URL("./", lock).href;
  const { loadPyodide } = await import(`${base}pyodide.mjs`);
  /** @type {string[]} */
  const complaints = [];
  const py = await loadPyodide({ indexURL: base, lockFileURL: lock });
  await py.loadPackage(PACKAGES, {
    messageCallback() {},
    errorCallback: (/** @type {string} */ text) => complaints.push(text),
  });
  try {
    const session = py.pyimport("in_page.session");
    const draw = (/** @type {string} */ figure) => {
      flush();
      postMessage({ figure });
    };
    return session.in_browser(print, draw);
  } catch (error) {
    // a file that is missing, or not the one that the lock names
    throw new Error([...complaints, error].join("\n"));
  }
}

// What did not come has been told; what waited for it need not say it again.
self.addEventListener("unhandledrejection", (event) => event.preventDefault());

self.onmessage = async ({ data }) => {
  const { lock, page, text, practice, code } = data;
  try {
    python ??= boot(lock);
    const run = await python;
    postMessage({ ready: true });
    const result = run(page, text, practice, code);
    flush();
    postMessage({ result });
  } catch (error) {
    postMessage({ failed: String(error) });
  }
};
