// @ts-check
/** What waits for the first sign of a reader. */
import { stored } from "./main.js";
import "./progress/marks.js";
import { watch } from "./progress/visits.js";
import "./settle.js";

watch();
// Who has signed in to sync asked for it on every page.
if (stored("unmasked-sync")) import("./data/sync.js").then((m) => m.start());
