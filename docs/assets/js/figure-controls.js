// @ts-check
/**
 * The menus and sliders of a figure as the browser's own: Plotly's can be
 * worked by neither a keyboard nor a screen reader. A step does what it says,
 * `Plotly[method](figure, ...args)`.
 */

/** @typedef {{label: string, method: string, args: any[]}} Step */

/**
 * @param {HTMLElement} element the figure
 * @param {HTMLElement} target what Plotly drew in
 * @param {any} plotly
 * @param {Record<string, any>} layout as the author wrote it
 */
export function addControls(element, target, plotly, layout) {
  const bar = document.createElement("div");
  bar.className = "plot__controls";
  for (const { name, buttons, active = 0 } of layout.updatemenus ?? []) {
    const menu = document.createElement("select");
    menu.append(
      ...buttons.map((/** @type {Step} */ step) => new Option(step.label)),
    );
    menu.selectedIndex = active;
    bar.append(labeled(name ?? "Show", menu));
    follow(menu, () => buttons[menu.selectedIndex]);
  }
  for (const { name, steps, active = 0, currentvalue } of layout.sliders ??
    []) {
    const slider = document.createElement("input");
    slider.type = "range";
    slider.max = String(steps.length - 1);
    slider.value = String(active);
    const label = labeled(name ?? currentvalue?.prefix?.trim() ?? "", slider);
    const said = document.createElement("span");
    label.insertBefore(said, slider);
    const step = () => steps[slider.valueAsNumber];
    const say = () => {
      said.textContent = step().label;
      slider.setAttribute("aria-valuetext", step().label);
    };
    say();
    slider.addEventListener("input", say);
    bar.append(label);
    follow(slider, step);
  }
  element.prepend(bar);

  /** @param {HTMLElement} control @param {() => Step} chosen */
  function follow(control, chosen) {
    control.addEventListener("input", () => {
      const { method, args } = chosen();
      plotly[method](target, ...args);
    });
  }
}

/**
 * After the figure was drawn anew, say again what was chosen.
 * @param {HTMLElement} element the figure
 */
export function choose(element) {
  element
    .querySelectorAll(".plot__controls :is(select, input)")
    .forEach((control) => control.dispatchEvent(new Event("input")));
}

/** @param {string} name @param {HTMLElement} control */
function labeled(name, control) {
  control.setAttribute("aria-label", name);
  const label = document.createElement("label");
  label.append(`${name} `, control);
  return label;
}
