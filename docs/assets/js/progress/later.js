// @ts-check
/** What a change and a click will need, if the network is gone by then. */
import "./redraw.js";
import "./schedule.js";
import "./sections.js";
