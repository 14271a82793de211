// @ts-check
/**
 * Draws `figure.plot` with Plotly: the library is loaded once, when the first
 * figure comes near the screen. Where it cannot be, the still picture stays.
 */

/** @typedef {{data: any[], layout: Record<string, any>}} Figure */
/** @typedef {{light: object, dark: object}} Templates */

const LIBRARY = new URL("../vendor/plotly-cartesian.min.js", import.meta.url);
const TEMPLATES = new URL("../figure-template.json", import.meta.url);
const NEAR = "300px";

/** @type {Promise<[any, Templates]> | undefined} */
let loading;
/** @type {Map<HTMLElement, Figure>} */
export const drawn = new Map();
/** @type {WeakSet<HTMLElement>} */
const waiting = new WeakSet();
/** @type {IntersectionObserver | undefined} */
let near;

/** @returns {Promise<any>} */
function script() {
  return new Promise((resolve, reject) => {
    const tag = document.createElement("script");
    tag.src = LIBRARY.href;
    tag.onload = () => {
      keepRules();
      resolve(/** @type {any} */ (window).Plotly);
    };
    tag.onerror = () => reject(new Error(`cannot load ${LIBRARY}`));
    document.head.append(tag);
  });
}

/**
 * Plotly writes its rules into the head, once, and a followed link takes from
 * there what the next page does not bring.
 */
function keepRules() {
  const style = document.getElementById("plotly.js-style-global");
  if (!(style instanceof HTMLStyleElement) || !style.sheet) return;
  const rules = [...style.sheet.cssRules].map(({ cssText }) => cssText);
  style.textContent = rules.join(""); // as text they outlive the move
  document.body.append(style);
}

/** Plotly and the house template, or a rejection that a later call retries. */
export function library() {
  loading ??= Promise.all([
    script(),
    fetch(TEMPLATES).then((answer) => answer.json()),
  ]);
  loading.catch(() => (loading = undefined));
  return loading;
}

/**
 * The author's layout, in the reader's colors and to the reader's width.
 * @param {Figure} figure
 * @param {Templates} templates
 */
export function layout(figure, templates) {
  const dark = document.body.dataset.mdColorScheme === "slate";
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // figure-controls.js puts the browser's own in the place of the last two.
  const { width, sliders, updatemenus, ...rest } = figure.layout;
  return {
    ...rest,
    template: dark ? templates.dark : templates.light,
    autosize: true,
    ...(still && { transition: { duration: 0 } }),
  };
}

/** @param {HTMLElement} element */
async function draw(element) {
  /** @type {HTMLImageElement | null} */
  const still = element.querySelector("img.plot__still");
  if (!still || waiting.has(element)) return;
  waiting.add(element);
  const data = fetch(still.src.replace(/svg$/, "json"));
  await put(element, data.then((answer) => answer.json()));
}

/**
 * Draw a figure into the box of a `figure.plot`.
 * @param {HTMLElement} element
 * @param {Figure | Promise<Figure>} data
 */
export async function put(element, data) {
  const target = document.createElement("div");
  target.className = "plot__drawing";
  try {
    const [[plotly, templates], figure] = await Promise.all([library(), data]);
    drawn.set(element, figure);
    element.querySelector(".plot__box")?.append(target);
    const looks = layout(figure, templates);
    const options = { responsive: true, displayModeBar: false };
    await plotly.newPlot(target, figure.data, looks, options);
    element.dataset.state = "drawn";
    const { makeReachable } = await import("./figure-keys.js");
    makeReachable(element, target, plotly);
    if (figure.layout.sliders || figure.layout.updatemenus) {
      const { addControls } = await import("./figure-controls.js");
      addControls(element, target, plotly, figure.layout);
    }
  } catch (error) {
    target.remove();
    drawn.delete(element);
    waiting.delete(element);
    element.dataset.state = "failed";
    console.warn(error);
  }
}

/**
 * Draw the figures of a page as they come near.
 * @param {HTMLElement} page
 */
export function setUp(page) {
  near?.disconnect();
  near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near?.unobserve(target);
        draw(/** @type {HTMLElement} */ (target));
      }
    },
    { rootMargin: NEAR },
  );
  for (const element of drawn.keys()) {
    if (!element.isConnected) drawn.delete(element); // of the page before
  }
  page.querySelectorAll("figure.plot").forEach((e) => near?.observe(e));
}

new MutationObserver(async () => {
  if (drawn.size) (await import("./figure-colors.js")).recolor();
}).observe(document.body, {
  attributeFilter: ["data-md-color-scheme"],
});
