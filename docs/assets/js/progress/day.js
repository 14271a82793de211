// @ts-check

/**
 * A day as a reader says it.
 * @param {number} at
 */
export function dayOf(at, now = Date.now()) {
  const midnight = (/** @type {number} */ time) =>
    new Date(time).setHours(0, 0, 0, 0);
  const days = Math.round((midnight(at) - midnight(now)) / 864e5);
  if (days <= 0) return "today";
  if (days === 1) return "tomorrow";
  const options = /** @type {Intl.DateTimeFormatOptions} */ (
    days < 7 ? { weekday: "long" } : { day: "numeric", month: "long" }
  );
  return `on ${new Intl.DateTimeFormat("en-US", options).format(at)}`;
}
