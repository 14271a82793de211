// @ts-check
/** What waits for the first sign of a reader. */
import "./progress/marks.js";
import { watch } from "./progress/visits.js";
import "./settle.js";

watch();
