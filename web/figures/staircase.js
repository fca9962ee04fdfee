// The tutorial's chart: the rate of every epoch, as it is set.

import { StepLR } from "step-decay";
import { createChart, staircaseFigure } from "../charts.js";
import { createFigure } from "../figure.js";
import { formatRate } from "../format.js";
import { t } from "../i18n.js";

/** @param {import("../controls.js").State} state */
export function createStaircase(state) {
  /** @type {{ from: number, to: number, lr: number, k: number }[]} */
  let phases = [];
  let epochs = 0;

  const phaseAt = (/** @type {number} */ epoch) => /** @type {typeof phases[number]} */ (phases.find(({ to }) => epoch <= to));
  const figure = createFigure("staircase", {
    count: () => epochs,
    text: (epoch) => t("staircase.point", { epoch, k: phaseAt(epoch).k, rate: phaseAt(epoch).lr }),
    place: (epoch) => {
      const x = chart.toPixel(epoch);
      return x === null ? null : { x };
    },
    nearest: (x) => Math.max(0, Math.min(epochs - 1, Math.floor(chart.toEpoch(x)))),
    span: () => chart.span(),
  });
  const chart = createChart(
    figure.plot,
    (colours, width) =>
      staircaseFigure(
        {
          x: [...phases.map(({ from }) => from), epochs],
          y: [...phases.map(({ lr }) => lr), phases[phases.length - 1].lr],
          epochs,
          words: { title: t("chart.title"), epoch: t("chart.epoch"), rate: t("chart.rate") },
        },
        colours,
        width,
      ),
    figure.refresh,
  );

  return {
    tools: figure.tools,
    /** Reads the schedule again and redraws. */
    refresh() {
      const { lr, gamma, stepSize } = state.values;
      epochs = state.values.epochs;
      phases = new StepLR({ lr, gamma, stepSize }).phases(epochs);
      const rates = phases.map((phase) => phase.lr).filter((rate, i, all) => i === 0 || rate !== all[i - 1]);
      figure.summarize(t("staircase.summary", { epochs, rates, first: phases[1]?.from }));
      figure.tabulate(() => phases.map(({ k, from, to, lr }) => [k, from === to ? from : `${from}–${to}`, formatRate(lr)]));
      figure.refresh();
      chart.draw();
    },
  };
}
