// The tuning map as Plotly's figure, plain data: what every map shows, for page and element alike, and the element's own.

import { axis, common } from "./figures.js";
import { formatMeasure, formatRate } from "./format.js";

const MAP = { height: 380, margin: { l: 58, r: 12, t: 12, b: 44 } };

/** Colours of a tuning map from low to high loss: Viridis, the other way round. */
export const MAP_COLOURS = ["#fde725", "#b5de2b", "#6ece58", "#35b779", "#1f9e89", "#26828e", "#31688e", "#3e4989", "#482878", "#440154"];

/** What every tuning map shows: cells by their loss, bright where it is low, a cross where the training diverged, a star on the lowest, a ring around the settings in use.
 * @param {{ z: (number | null)[][], range: [number, number], lost: readonly [number, number][], best: readonly [number, number] | null, here: readonly [number, number] | null }} map
 *   z: log10 of losses, row by row, null where there is none; range: the losses that the colours span; places: column and row @param {any} colours */
export function mapTraces({ z, range, lost, best, here }, colours) {
  const marks = (/** @type {readonly (readonly [number, number] | null)[]} */ places, /** @type {object} */ marker) => {
    const known = places.filter((place) => place !== null);
    return { type: "scatter", mode: "markers", x: known.map(([column]) => column), y: known.map(([, row]) => row), marker, hoverinfo: "skip" };
  };
  return [
    { type: "heatmap", z, zmin: Math.log10(range[0]), zmax: Math.log10(range[1]), colorscale: MAP_COLOURS.map((colour, i) => [i / (MAP_COLOURS.length - 1), colour]), xgap: 1, ygap: 1, zsmooth: false, hoverinfo: "skip", showscale: false },
    marks(lost, { symbol: "x-thin-open", size: 9, color: colours.muted, line: { width: 1.5, color: colours.muted } }),
    marks([best], { symbol: "star", size: 13, color: "#ffffff", line: { width: 1, color: "#212529" } }),
    marks([here], { symbol: "circle-open", size: 17, color: "#212529", line: { width: 5 } }),
    marks([here], { symbol: "circle-open", size: 17, color: "#ffffff", line: { width: 2 } }),
  ];
}

/** The element's tuning map: the final loss of a training for each pair of settings.
 * @param {{ columns: number[], rows: number[], losses: (number | null)[], blind: number, mark: [number, number], words: { column: string, row: string, loss: string } }} map
 *   losses: row by row; null while unknown, Infinity where the training diverged; blind: the loss of guessing, beyond which all is one colour; mark: column and row of the settings in use @param {any} colours @param {number} width */
export function mapFigure({ columns, rows, losses, blind, mark, words }, colours, width) {
  const place = (/** @type {number} */ index) => /** @type {[number, number]} */ ([index % columns.length, Math.floor(index / columns.length)]);
  const known = losses.flatMap((loss) => (loss !== null && loss < Infinity ? [Math.max(loss, 1e-9)] : []));
  const [low, high] = [Math.min(...known), Math.max(...known)];
  /** @type {[number, number]} */
  const range = known.length ? [low, Math.max(Math.min(high, blind), 2 * low)] : [0.1, 1];
  const ticks = (/** @type {number[]} */ values, /** @type {number} */ most) => {
    const every = Math.ceil(values.length / most);
    const tickvals = values.map((_, i) => i).filter((i) => i % every === 0);
    return { type: "linear", tickvals, tickangle: 0, ticktext: tickvals.map((i) => formatRate(values[i])), range: [-0.5, values.length - 0.5], showgrid: false };
  };
  const [cells, ...marks] = mapTraces(
    {
      z: rows.map((_, row) => columns.map((_, column) => {
        const loss = losses[row * columns.length + column];
        return loss === null || loss === Infinity ? null : Math.log10(Math.max(loss, 1e-9));
      })),
      range,
      lost: losses.flatMap((loss, i) => (loss === Infinity ? [place(i)] : [])),
      best: known.length ? place(losses.findIndex((loss) => loss !== null && loss <= low)) : null,
      here: mark,
    },
    colours,
  );
  const tickvals = known.length ? [range[0], Math.sqrt(range[0] * range[1]), range[1]] : [];
  const ticktext = tickvals.map((loss, i) => (i === 2 && high > range[1] ? `≥ ${formatMeasure(loss)}` : formatMeasure(loss)));
  return {
    data: [{ ...cells, showscale: true, colorbar: { title: { text: words.loss, side: "right" }, thickness: 12, outlinewidth: 0, tickvals: tickvals.map(Math.log10), ticktext } }, ...marks],
    layout: {
      ...common(colours),
      width,
      height: MAP.height,
      margin: MAP.margin,
      xaxis: { ...axis(colours), title: { text: words.column, standoff: 6 }, ...ticks(columns, width < 480 ? 3 : 6) },
      yaxis: { ...axis(colours), title: { text: words.row, standoff: 4 }, ...ticks(rows, 8) },
    },
  };
}
