// @ts-check
/**
 * The values of a figure by keyboard: Tab to the figure, then the arrows go
 * from point to point, and up and down from curve to curve (in a heatmap, from
 * row to row). What a mouse would show is shown, and said to a screen reader.
 */

/**
 * @param {HTMLElement} element the figure
 * @param {any} target what Plotly drew in
 * @param {any} plotly
 */
export function makeReachable(element, target, plotly) {
  const image = element.querySelector("img");
  const finding = image?.alt ?? "The figure that your code drew.";
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  element.append(said);
  target.tabIndex = 0;
  target.setAttribute("role", "img");
  target.setAttribute("aria-label", `${finding} Arrow keys read values.`);

  /** @type {{curve: number, row: number, point: number} | null} */
  let at = null;
  target.addEventListener("blur", () => {
    plotly.Fx.unhover(target);
    at = null;
  });
  target.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const step = /** @type {Record<string, [number, number]>} */ ({
      ArrowLeft: [-1, 0],
      ArrowRight: [1, 0],
      ArrowUp: [0, 1],
      ArrowDown: [0, -1],
    })[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    at = at
      ? moved(target._fullData, at, step)
      : { curve: 0, row: 0, point: 0 };
    const trace = target._fullData[at.curve];
    const pointNumber = trace.z ? [at.row, at.point] : at.point;
    plotly.Fx.hover(target, [{ curveNumber: at.curve, pointNumber }]);
    said.textContent = inWords(trace, at);
  });
}

/**
 * @param {any[]} traces
 * @param {{curve: number, row: number, point: number}} at
 * @param {[number, number]} step
 */
function moved(traces, at, [across, along]) {
  const trace = traces[at.curve];
  const { curve, row } = at;
  const next = trace.z
    ? { curve, row: clamp(row + along, trace.z.length) }
    : { curve: clamp(curve - along, traces.length), row };
  const points = trace.z ? trace.z[next.row] : traces[next.curve].y;
  return { ...next, point: clamp(at.point + across, points.length) };
}

/** @param {number} index @param {number} length */
function clamp(index, length) {
  return Math.max(0, Math.min(index, length - 1));
}

/**
 * @param {any} trace
 * @param {{row: number, point: number}} at
 */
function inWords(trace, { row, point }) {
  const x = trace.x?.[point] ?? point;
  if (trace.z) return `${trace.y?.[row] ?? row}, ${x}: ${trace.z[row][point]}`;
  const name = trace.showlegend === false ? "" : `${trace.name}, `;
  return `${name}${x}: ${trace.y[point]}`;
}
