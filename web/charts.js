// The only file of the page that knows Plotly: loads it when it is first needed.

import { drawChart } from "step-decay/parts";
import { plotlyUrl } from "./assets.js";
import { palette } from "./theme.js";

export { staircaseFigure, trainingFigure, widen } from "step-decay/parts";

/** @type {Promise<any> | undefined} */
let loading;

/** @returns {Promise<any>} */
export function loadPlotly() {
  loading ??= import(plotlyUrl).then((module) => module.default);
  return loading;
}

/** A chart in an element; main.js tells the reader when Plotly does not come.
 * @param {HTMLElement} root @param {(colours: any, width: number) => { data: any[], layout: any }} build @param {() => void} drawn called after each drawing */
export const createChart = (root, build, drawn) =>
  drawChart(root, { load: loadPlotly, colours: () => ({ ...palette(), font: getComputedStyle(document.body).fontFamily }), build, drawn });
