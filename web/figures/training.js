// Losses over the staircase: what the schedule does to a real run.

import { createChart, trainingFigure, widen } from "../charts.js";
import { createFigure } from "../figure.js";
import { formatMeasure, formatPercent, formatRate } from "../format.js";
import { join, t } from "../i18n.js";
import { changesOf, plannedRates } from "../rates.js";
import { tell } from "../story.js";

/** @param {import("../controls.js").State} state @param {() => ReturnType<typeof import("../run.js").createRun> | null} currentRun null until the worker stands */
export function createTraining(state, currentRun) {
  /** @type {[number, number]} */
  let lossRange = [0.05, 1];
  /** @type {Float64Array} */
  let plan = new Float64Array(0);
  /** @type {Readonly<Record<string, any>> | null} the values that `plan` was made of */
  let planned = null;
  let seen = 0; // records that lossRange holds
  let sentence = "";

  const records = () => currentRun()?.records ?? [];
  /** What the chart shows: as it was at the last refresh(), for a redraw of other cause (another width) is no reason to show more. @type {readonly import("step-decay/remote").EpochRecord[]} */
  let shown = [];
  const figure = createFigure("training", {
    count: () => records().length,
    text: (index) => t("training.point", { record: records()[index] }),
    place: (index) => {
      const x = chart.toPixel(index + 1);
      return x === null ? null : { x };
    },
    nearest: (x) => Math.round(chart.toEpoch(x)) - 1,
    span: () => chart.span(),
  });
  const chart = createChart(
    figure.plot,
    (colours, width) =>
      trainingFigure(
        {
          records: shown,
          plan,
          epochs: state.values.epochs,
          lossRange,
          words: { epoch: t("chart.epoch"), rate: t("chart.rate"), loss: t("chart.loss"), trainLoss: t("chart.trainLoss"), valLoss: t("chart.valLoss") },
        },
        colours,
        width,
      ),
    figure.refresh,
  );

  function refresh() {
    const run = currentRun();
    if (planned !== state.values) plan = plannedRates((planned = state.values));
    for (; seen < records().length; seen++) lossRange = widen(lossRange, [records()[seen].loss, records()[seen].valLoss]);
    const sentences = tell(records(), changesOf(plan), { epochs: state.values.epochs, diverged: run?.diverged ?? false, done: run?.done ?? false });
    sentence = join(sentences.map(([key, data]) => t(key, data)));
    figure.summarize(sentence);
    shown = records().slice();
    figure.tabulate(() =>
      records().map(({ epoch, lr, loss, valLoss, accuracy, valAccuracy }) => [epoch, formatRate(lr), formatMeasure(loss), formatMeasure(valLoss), formatPercent(accuracy), formatPercent(valAccuracy)]),
    );
    figure.refresh();
    chart.draw();
  }

  return {
    refresh,
    /** The sentence under the figure. */
    summary: () => sentence,
    /** A new run: the loss axis starts where an untrained network stands. @param {number} classes 0 for a regression */
    restart(classes) {
      const start = classes > 1 ? Math.log(classes) : 1;
      seen = 0;
      lossRange = widen([start, start], [start / 60, 2 * start]);
    },
    /** The rate of an epoch to come, drops and edits included. @param {number} epoch */
    rateAt: (epoch) => plan[epoch],
  };
}
