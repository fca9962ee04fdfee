// The chart for the README: each workload a line, each competitor a dot at its speed as a multiple of plain JavaScript's, on a logarithmic axis.

import { ratio } from "./measure.js";
import { bestTfjs, figures } from "./report.js";

/** @typedef {import("./report.js").Row} Row */

/** Colours that are told apart on white and on black. @type {{ name: string, colour: string, id: (row: Row) => string }[]} */
const SERIES = [
  { name: "brain.js", colour: "#b07aa1", id: () => "brain" },
  { name: "ConvNetJS", colour: "#9c755f", id: () => "convnetjs" },
  { name: "tfjs", colour: "#f28e2b", id: bestTfjs },
  { name: "PyTorch", colour: "#e15759", id: () => "pytorch" },
  { name: "tuned JS", colour: "#8c8c8c", id: () => "tuned" },
  { name: "native C", colour: "#59a14f", id: () => "native" },
  { name: "step-decay", colour: "#3b82f6", id: () => "step-decay" },
];
const [LEFT, RIGHT, TOP, STEP, WIDTH] = [160, 90, 64, 34, 760];
const [LEAST, MOST] = [1 / 128, 64];

const x = (/** @type {number} */ value) => LEFT + ((WIDTH - LEFT - RIGHT) * Math.log(value / LEAST)) / Math.log(MOST / LEAST);
const short = (/** @type {Row["workload"]} */ { id, layers, activation, map }) => (map ? "map of 256 trainings" : `${id}  ${layers.join("-")}${layers.length > 2 ? ` ${activation}` : ""}`);

/** @param {Row[]} rows */
export function chart(rows) {
  const bottom = TOP + STEP * rows.length;
  const ticks = [1 / 64, 1 / 16, 1 / 4, 1, 4, 16, 64];
  const tickName = (/** @type {number} */ value) => (value < 1 ? `1/${1 / value}` : String(value));
  const legend = [...SERIES].reverse().map(({ name, colour }, i) => `<circle cx="${26 + i * 104}" cy="40" r="5" fill="${colour}"/><text x="${36 + i * 104}" y="44">${name}</text>`);
  const grid = ticks.map(
    (value) => `<line x1="${x(value).toFixed(1)}" x2="${x(value).toFixed(1)}" y1="${TOP - 8}" y2="${bottom - 8}" class="${value === 1 ? "one" : "grid"}"/><text x="${x(value).toFixed(1)}" y="${bottom + 10}" text-anchor="middle">${tickName(value)}</text>`,
  );
  const lines = rows.map((row, r) => {
    const y = TOP + STEP * r + 10;
    const dots = SERIES.flatMap(({ name, colour, id }) => {
      const timing = row.timings[id(row)];
      if (!timing || !row.timings.plain) return [];
      const speed = ratio(row.timings.plain.us, timing.us).median;
      const at = x(Math.min(MOST, Math.max(LEAST, speed))).toFixed(1);
      const ours = name === "step-decay";
      const dot = `<circle cx="${at}" cy="${y}" r="${ours ? 7 : 5}" fill="${colour}"${ours ? "" : ' fill-opacity=".85"'}><title>${name}: ${figures(speed)} x plain JavaScript</title></circle>`;
      return ours ? [dot, `<text x="${WIDTH - 14}" y="${y + 4}" text-anchor="end" class="ours">${figures(speed)} x</text>`] : [dot];
    });
    return `<text x="${LEFT - 14}" y="${y + 4}" text-anchor="end">${short(row.workload)}</text><line x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}" class="grid"/>${dots.join("")}`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${bottom + 36}" width="${WIDTH}" role="img" aria-label="Training speed of step-decay and others as multiples of plain JavaScript, by workload">
<style>text{font:12px system-ui,sans-serif;fill:#444}.title{font-weight:600;font-size:13px}.ours{font-weight:600}.grid{stroke:#8884}.one{stroke:#888}@media(prefers-color-scheme:dark){text{fill:#ccc}}</style>
<text x="14" y="18" class="title">Training steps a second, as a multiple of plain JavaScript (logarithmic; right is faster)</text>
${legend.join("\n")}
${grid.join("\n")}
${lines.join("\n")}
<text x="${x(1).toFixed(1)}" y="${bottom + 28}" text-anchor="middle">plain JavaScript = 1</text>
</svg>
`;
}
