// The staircase of the first view: light enough to stand before Plotly has loaded. It is the picture of step-decay/svg, drawn anew at every change.

import { StepLR } from "step-decay";
import { scheduleSvg } from "step-decay/svg";
import { createFigure } from "../figure.js";
import { formatRate } from "../format.js";
import { t } from "../i18n.js";

const SIZE = { width: 600, height: 350, left: 66, right: 20, top: 46, bottom: 46 }; // those of src/js/svg.js

/** @param {import("../controls.js").State} state */
export function createFirst(state) {
  let width = 0;
  let schedule = new StepLR(pick(state.values));
  let phases = schedule.phases(state.values.epochs);

  const inner = () => width - SIZE.left - SIZE.right;
  const phaseAt = (/** @type {number} */ epoch) => /** @type {typeof phases[number]} */ (phases.find(({ to }) => epoch <= to));
  const figure = createFigure(
    "first",
    {
      count: () => state.values.epochs,
      text: (epoch) => t("staircase.point", { epoch, k: phaseAt(epoch).k, rate: phaseAt(epoch).lr }),
      place: (epoch) => ({ x: SIZE.left + (epoch / state.values.epochs) * inner() }),
      nearest: (x) => Math.max(0, Math.min(state.values.epochs - 1, Math.floor(((x - SIZE.left) / inner()) * state.values.epochs))),
      span: () => ({ top: SIZE.top, bottom: SIZE.height - SIZE.bottom }),
    },
    "staircase",
  );
  new ResizeObserver(() => {
    if (Math.min(SIZE.width, figure.frame.clientWidth) !== width) draw();
  }).observe(figure.frame);

  function draw() {
    width = Math.max(200, Math.min(SIZE.width, figure.frame.clientWidth));
    figure.plot.innerHTML = scheduleSvg(schedule, { epochs: state.values.epochs, lang: state.values.lang, width, height: SIZE.height, theme: "inherit", title: t("chart.title") });
  }

  return {
    refresh() {
      schedule = new StepLR(pick(state.values));
      phases = schedule.phases(state.values.epochs);
      const rates = phases.map((phase) => phase.lr).filter((rate, i, all) => i === 0 || rate !== all[i - 1]);
      figure.summarize(t("staircase.summary", { epochs: state.values.epochs, rates, first: phases[1]?.from }));
      figure.tabulate(() => phases.map(({ k, from, to, lr }) => [k, from === to ? from : `${from}–${to}`, formatRate(lr)]));
      draw();
      figure.refresh();
    },
  };
}

/** @param {Record<string, any>} values */
const pick = ({ lr, gamma, stepSize }) => ({ lr, gamma, stepSize });
