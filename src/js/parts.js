// What the page and the element are both made of: settings, numbers in words, runs, figures. Made for these two; it may change in any release.
/** @typedef {import("./properties.js").Property} Property */
/** @typedef {import("./figure.js").Readings} Readings */

export { drawChart } from "./charts.js";
export { element } from "./dom.js";
export { attributesOf, defaults as elementDefaults, queryOf } from "./element-schema.js";
export { setUpFigure } from "./figure.js";
export { axis, common, plainTicks, raceFigure, rateRange, staircaseFigure, steps, trainingFigure, widen } from "./figures.js";
export { formatMeasure, formatPercent, formatRate } from "./format.js";
export { MAP_COLOURS, mapTraces } from "./map-figure.js";
export { formatEdits, parse, parseEdits, parseWidths, properties, propertyOf, readNumber, takesMomentum } from "./properties.js";
export { changesOf, plannedRates } from "./rates.js";
export { blindLoss, datasetOf, trainerOptions } from "./run-options.js";
export { createRun } from "./run.js";
export { fromSlider, neighbour, SLIDER_STEPS, toSlider } from "./slider.js";
export { thin } from "./thin.js";
