// α₀: one run whose rate rises by the same factor at every epoch, and where its loss turns up.

import { plainTicks, setUpFigure, widen } from "step-decay/parts";
import { createChart } from "../charts.js";
import { element } from "../controls.js";
import { formatMeasure, formatRate } from "../format.js";
import { t } from "../i18n.js";
import { createJob } from "./job.js";
import { labWorker } from "./lab-worker.js";
import { openLanes, runToEnd } from "./lanes.js";
import { rangeFigure } from "./map-figure.js";
import { factorOf, readRange } from "./range-suggestion.js";
import { dependsOn, refreshesTrial, trialOptions, trialProblem } from "./trial.js";

const LIMITS = /** @type {[number, number]} */ ([1e-5, 10]);
const EPOCHS = 60;
const SKY = 5; // times the loss of blind guessing: the axis ends there
const keys = dependsOn("lr", "gamma", "stepSize", "epochs", "edits");

/** A Trainer's options for the test. @param {any} options */
export const rangeOptions = (options) => ({ ...options, optimizer: { ...options.optimizer, lr: LIMITS[0] }, schedule: { name: "ExponentialLR", gamma: factorOf(...LIMITS, EPOCHS) } });

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function createRangeTest(root, page) {
  const { state } = page;
  /** @type {{ lr: number, loss: number }[]} */
  let points = [];
  /** @type {import("./range-suggestion.js").RangeResult | null} */
  let result = null;
  /** @type {[number, number]} */
  let lossRange = [0.1, 5];

  const job = createJob("range", test, { stopped: refreshFigure, figure: () => figureRoot, problem: (error) => (problem.textContent = trialProblem(error)) });
  const use = element("button", { type: "button", class: "quiet", id: "range-use", hidden: true });
  const problem = element("p", { class: "problem", role: "alert" });
  const figureRoot = element("figure", { class: "figure", id: "range" }, element("div", { class: "frame" }));
  root.append(element("div", { class: "job-row" }, job.root, use), problem, figureRoot);
  const figure = setUpFigure(
    figureRoot,
    "range",
    () => ({ name: t("range.name"), cursor: t("range.cursor"), empty: t("training.empty"), table: t("range.table"), head: [t("chart.rate"), t("chart.trainLoss")] }),
    {
      count: () => points.length,
      text: (index) => t("range.point", points[index]),
      place: (index) => {
        const x = chart.toPixel(Math.log10(points[index].lr));
        return x === null ? null : { x };
      },
      nearest: (x) => nearest(points.map(({ lr }) => Math.log10(lr)), chart.toEpoch(x)),
      span: () => chart.span(),
    },
  );
  const chart = createChart(
    figure.plot,
    (colours, width) =>
      rangeFigure({ points, smooth: result?.smooth ?? [], limits: LIMITS, lossRange, ticks: plainTicks(lossRange), turn: result?.turn ?? null, suggested: result?.suggested ?? null, words: { rate: t("chart.rate"), loss: t("chart.trainLoss"), turn: t("range.turn") } }, colours, width),
    figure.refresh,
  );

  /** @param {AbortSignal} signal @param {(share: number) => void} report */
  async function test(signal, report) {
    [points, result] = [[], null];
    problem.textContent = "";
    const { options, blind } = await trialOptions(state.values);
    lossRange = widen([blind, blind], [blind / 5, SKY * blind]);
    refreshFigure();
    const run = await openLanes(await labWorker(), [{ options: rangeOptions(options) }]);
    const show = () => {
      points = run.lanes[0].records.map(({ lr, loss }) => ({ lr, loss }));
      lossRange = widen(lossRange, points.map(({ loss }) => Math.min(loss, lossRange[1])));
      refreshFigure();
    };
    try {
      await runToEnd(run, EPOCHS, signal, (share) => {
        show();
        report(share);
      });
      show();
      result = readRange(points);
    } finally {
      run.close();
    }
    refreshFigure();
  }

  use.addEventListener("click", () => {
    state.set("lr", String(result?.suggested));
    state.save();
  });

  function refreshFigure() {
    use.hidden = !result?.suggested || job.running;
    use.disabled = result?.suggested === state.values.lr;
    if (result?.suggested) use.textContent = t(use.disabled ? "range.used" : "range.use", { rate: result.suggested });
    figure.summarize(result ? t(`range.${result.code}`, result) : points.length ? t("range.running", { rate: points[points.length - 1].lr }) : t("range.ready", { from: LIMITS[0], to: LIMITS[1], epochs: EPOCHS }));
    figure.tabulate(() => points.map(({ lr, loss }) => [formatRate(lr), formatMeasure(loss)]));
    figure.refresh();
    chart.draw();
  }

  return refreshesTrial({
    keys,
    sets: ["lr"],
    job,
    forget() {
      [points, result] = [[], null];
    },
    redraw: refreshFigure,
  });
}

/** @param {number[]} values ascending @param {number} at */
const nearest = (values, at) => values.reduce((best, value, i) => (Math.abs(value - at) < Math.abs(values[best] - at) ? i : best), 0);
