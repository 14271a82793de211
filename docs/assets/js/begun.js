// @ts-check
/** What waits for the first sign of a reader. */
import "./progress/marks.js";
import "./settle.js";
