// The results as Markdown.

import { ratio, summary } from "./measure.js";
import { flopsOfTurns } from "./simd-limit.js";
import { flopsOfStep } from "./workloads.js";

/** Three figures. @param {number} value */
export function figures(value) {
  if (!(value > 0)) return String(value);
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value)));
  const text = value.toFixed(Math.min(digits, 6));
  return value >= 1000 ? text.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : text;
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(share < 0.0995 ? 1 : 0)} %`;
const line = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(" | ")} |`;

/** @param {string} id */
const pad = (id) => id.padEnd(4);

/** Share of the SIMD limit. @param {any} row @param {string} id */
export function fractionOfLimit({ workload, timings }, id) {
  const { map } = workload;
  const flops = flopsOfStep(workload) * (map ? (map.epochs * workload.rows) / workload.batch : 1);
  return ratio(timings.limit.us.map((/** @type {number} */ us) => (us * flops) / flopsOfTurns), timings[id].us).median;
}

/** Microseconds a step; the map in milliseconds for 256 cells. Beside it the spread: half of the middle half. */
export const trainingTable = {
  /** @param {{ name: string }[]} competitors */
  head: (competitors) =>
    [line(["µs a step", ...competitors.map(({ name }) => name), "x plain JS", "x tuned JS", "of native", "of the SIMD limit"]), line(["---", ...competitors.map(() => "--:"), "--:", "--:", "--:", "--:"])].join("\n"),
  /** @param {any} row @param {{ id: string }[]} competitors */
  row(row, competitors) {
    const { workload, timings } = row;
    const scale = workload.map ? 256 / 1000 : 1;
    const cells = competitors.map(({ id }) => {
      if (!timings[id]) return "-";
      const { median, spread } = summary(timings[id].us);
      return `${figures(median * scale)} ±${percent(spread)}`;
    });
    const times = (/** @type {string} */ other) => (timings[other] && timings["step-decay"] ? figures(ratio(timings[other].us, timings["step-decay"].us).median) : "-");
    const native = timings.native ? figures(ratio(timings["step-decay"].us, timings.native.us).median) : "-";
    return line([pad(workload.id) + (workload.map ? " (ms)" : ""), ...cells, times("plain"), times("tuned"), native, percent(fractionOfLimit(row, "step-decay"))]);
  },
};

export const pathTable = {
  head: () => [line(["µs a step", "bare kernel loop", "run(n)", "epoch() each", "run(n) under StepLR", "run(n) over kernel", "epoch() over kernel", "StepLR over kernel"]), line(["---", "--:", "--:", "--:", "--:", "--:", "--:", "--:"])].join("\n"),
  /** @param {any} row */
  row({ workload, timings }) {
    const names = ["kernel", "run", "epoch", "scheduled"];
    const over = (/** @type {string} */ name) => `${((ratio(timings[name].us, timings.kernel.us).median - 1) * 100).toFixed(1)} %`;
    return line([pad(workload.id), ...names.map((name) => figures(summary(timings[name].us).median)), ...names.slice(1).map(over)]);
  },
};
