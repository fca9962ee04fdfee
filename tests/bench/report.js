// The results as tables: on the console while they come in, and as Markdown.

import { quantile, ratio, summary } from "./measure.js";
import { flopsOfTurns } from "./simd-limit.js";
import { flopsOfStep } from "./workloads.js";

/** @typedef {{ workload: import("./workloads.js").Workload, timings: Record<string, import("./measure.js").Timing>, losses: Record<string, { before: number, after: number }>, absent: Record<string, string> }} Row */
/** @typedef {{ id: string, name: string, note?: string }} Column */

/** Three figures, thousands apart. @param {number} value */
export function figures(value) {
  if (!(value > 0)) return String(value);
  const text = value.toFixed(Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(value)))));
  return value >= 1000 ? text.replace(/\B(?=(\d{3})+(?!\d))/g, ",") : text;
}

const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)} %`;
const line = (/** @type {(string | number)[]} */ cells) => `| ${cells.join(" | ")} |`;
const head = (/** @type {string[]} */ names) => `${line(names)}\n${line(names.map((_, i) => (i ? "--:" : "---")))}`;
const times = (/** @type {number} */ value) => `${figures(value)} x`;

/** Two competitors in the rounds that both have: how many times b's time a takes. @param {Row} row @param {string} a @param {string} b */
const compare = ({ timings }, a, b) => (timings[a] && timings[b] ? ratio(timings[a].us, timings[b].us).median : NaN);

/** The quicker of tfjs's two backends. @param {Row} row */
export const bestTfjs = (row) => {
  const there = ["tfjs-cpu", "tfjs-wasm"].filter((id) => row.timings[id]);
  return there.sort((a, b) => quantile(row.timings[a].us, 0.5) - quantile(row.timings[b].us, 0.5))[0] ?? "tfjs-cpu";
};

/** GFLOP/s of the limit: its quickest slice, because it is a property of the machine. @param {Row} row */
const limit = ({ timings }) => flopsOfTurns / Math.min(...timings.limit.us) / 1000;

/** Share of the SIMD limit. @param {Row} row @param {string} id */
export function shareOfLimit(row, id) {
  const { map, rows, batch } = row.workload;
  if (!row.timings[id]) return NaN;
  const steps = map ? (map.epochs * rows) / batch : 1;
  return (flopsOfStep(row.workload) * steps) / quantile(row.timings[id].us, 0.5) / 1000 / limit(row);
}

/** Microseconds a step, or milliseconds for the 256 trainings of the map. @param {Row} row @param {string} id */
const time = ({ workload, timings }, id) => {
  if (!timings[id]) return "-";
  const { median, spread } = summary(timings[id].us);
  return `${figures(median * (workload.map ? 256 / 1000 : 1))} ±${percent(spread)}`;
};

const label = (/** @type {Row} */ { workload }) => (workload.map ? "map, ms" : `${workload.id}, µs`);
const orDash = (/** @type {number} */ value, /** @type {(value: number) => string} */ show) => (value > 0 ? show(value) : "-");

/** Times, and in the last columns what the targets are about. */
export const timesTable = {
  head: (/** @type {Column[]} */ columns) => head(["", ...columns.map(({ name }) => name), "plain JS / ours", "tuned JS / ours", "ours / native", "of SIMD limit"]),
  row: (/** @type {Row} */ row, /** @type {Column[]} */ columns) =>
    line([
      label(row),
      ...columns.map(({ id }) => time(row, id)),
      ...["plain", "tuned"].map((id) => orDash(compare(row, id, "step-decay"), times)),
      orDash(compare(row, "step-decay", "native"), figures),
      percent(shareOfLimit(row, "step-decay")),
    ]),
};

/** How many times longer the others take. */
const ratiosTable = {
  head: () => head(["step-decay against", "plain JS", "tuned JS", "tfjs (best backend)", "brain.js", "ConvNetJS", "PyTorch", "native C", "of the SIMD limit", "native, of it", "limit, GFLOP/s"]),
  row: (/** @type {Row} */ row) =>
    line([
      row.workload.id,
      ...["plain", "tuned", bestTfjs(row), "brain", "convnetjs", "pytorch", "native"].map((id) => orDash(compare(row, id, "step-decay"), times)),
      ...["step-decay", "native"].map((id) => orDash(shareOfLimit(row, id), percent)),
      limit(row).toFixed(1),
    ]),
};

/** What lanes and workers add on the map. Empty while there is no sweep(). @param {Row} row */
export const mapTable = (row) =>
  row.timings["sweep-1"]
    ? [
        head(["map by sweep()", "against plain JS", "against Trainer by Trainer", "against one worker"]),
        ...[1, 2].map((workers) => {
          const ratios = ["plain", "step-decay", "sweep-1"].map((id) => times(compare(row, id, `sweep-${workers}`)));
          return line([`${workers} worker${workers > 1 ? "s" : ""}`, ...ratios]);
        }),
        line(["the loop of the SIMD limit on two threads, against one", "-", "-", times(compare(row, "limit", "limit-2"))]),
      ].join("\n")
    : "";

export const pathTable = {
  head: () => head(["", "bare kernel loop", "run(n)", "epoch() each", "run(n), StepLR", "run(n) over kernel", "epoch() over kernel", "StepLR over kernel"]),
  row: (/** @type {Row} */ row) => {
    const over = (/** @type {string} */ id) => `${((compare(row, id, "kernel") - 1) * 100).toFixed(1)} %`;
    return line([label(row), ...["kernel", "run", "epoch", "scheduled"].map((id) => time(row, id)), ...["run", "epoch", "scheduled"].map(over)]);
  },
};

/** @param {{ stepSize: number, gamma: number, timings: Row["timings"] }[]} rows */
export const schedulesTable = (rows) => [
  head(["a million rates, ms", "values(1e6)", "filling an array with precomputed doubles", "the formula in JavaScript", "values(1e6) / filling"]),
  ...rows.map(({ stepSize, gamma, timings }) => {
    const ms = ["values", "fill", "formula"].map((name) => figures(quantile(timings[name].us, 0.5) / 1000));
    return line([`StepLR, stepSize ${stepSize}, gamma ${gamma}`, ...ms, times(ratio(timings.values.us, timings.fill.us).median)]);
  }),
].join("\n");

const kB = (/** @type {number} */ bytes) => (bytes / 1000).toFixed(1);

/** @param {{ name: string, raw: number, gzip: number, brotli: number }[]} rows */
export const sizesTable = (rows) => [head(["kB", "raw", "gzip", "brotli"]), ...rows.map(({ name, raw, gzip, brotli }) => line([name, kB(raw), kB(gzip), kB(brotli)]))].join("\n");

/** @param {Record<string, number[]>} start @param {Column[]} columns */
export const startTable = (start, columns) =>
  [
    head(["import to the end of the first epoch", "ms"]),
    ...Object.entries(start).map(([id, ms]) => line([columns.find((column) => column.id === id)?.name ?? id, `${figures(summary(ms).median)} ±${percent(summary(ms).spread)}`])),
  ].join("\n");

/** @param {{ cells: number, ms: number[][], firstMs: number[], limits: [number[], number[]], rssMiB: number }[]} rows */
export const sweepTable = (rows) => {
  const us = (/** @type {number[]} */ ms) => `${figures(1000 * summary(ms).median)} ±${percent(summary(ms).spread)}`;
  const typical = (rows.find(({ cells }) => cells === 256) ?? rows[0]).ms[0];
  return [
    head(["cells", "µs a cell, 1 worker", "against 256 cells", "of a slice's first call", "2 workers", "against one worker", "SIMD limit on two threads, against one", "memory of the process, MiB"]),
    ...rows.map(({ cells, ms: [one, two], firstMs, limits, rssMiB }) => line([cells, us(one), times(ratio(one, typical).median), us(firstMs), us(two), times(ratio(one, two).median), times(ratio(...limits).median), rssMiB])),
  ].join("\n");
};

/** The whole report. @param {any} result @param {Column[]} columns */
export function markdown({ machine, how, loadBefore, loadAfter, training, path, schedules, sweep, sizes, start }, columns) {
  const { versions, ...about } = machine;
  const section = (/** @type {string} */ title, /** @type {unknown[] | Record<string, unknown> | undefined} */ rows, /** @type {() => string} */ body) =>
    rows && Object.keys(rows).length ? `## ${title}\n\n${body()}\n` : "";
  return [
    "# Results of the benchmark\n",
    `${about.processor}, ${about.cores} cores, ${about.memoryGiB} GiB, ${about.system}; load ${loadBefore} before, ${loadAfter} after. ${about.date}, commit ${about.commit}.`,
    `Node ${about.node} (V8 ${about.v8}), ${[about.clang, about.emcc, ...Object.entries(versions).map(([name, version]) => `${name} ${version}`)].filter(Boolean).join(", ")}.`,
    `${how.rounds} rounds of slices of ${how.sliceMs} ms; medians, ± half of the middle half. What is measured and how: README.md beside the benchmark.\n`,
    section("Training", training, () =>
      [
        training.map((/** @type {Row} */ { workload }) => `- ${workload.id}: ${workload.title}`).join("\n"),
        "",
        head(["", ...columns.map(({ name }) => name)]),
        ...training.map((/** @type {Row} */ row) => line([label(row), ...columns.map(({ id }) => time(row, id))])),
        "",
        ...columns.map(({ name, note }) => (note ? `${name}: ${note}.` : "")).filter(Boolean),
        "",
        "How many times step-decay's time the others take, round by round; a network's size decides, there is no one ratio:\n",
        ratiosTable.head(),
        ...training.map(ratiosTable.row),
        "",
        ...training.map(mapTable).filter(Boolean),
      ].join("\n"),
    ),
    section("Public path", path, () => [pathTable.head(), ...path.map(pathTable.row)].join("\n")),
    section("Schedules in bulk", schedules, () => schedulesTable(schedules)),
    section("sweep()", sweep, () => sweepTable(sweep)),
    section("Size", sizes, () => sizesTable(sizes)),
    section("Start", start, () => startTable(start, columns)),
  ].join("\n");
}
