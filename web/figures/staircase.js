// The tutorial's chart: the rate of every epoch, as it is set, and where the reader asks for it another schedule over it.

import { StepLR } from "step-decay";
import { createChart, staircaseFigure } from "../charts.js";
import { createFigure } from "../figure.js";
import { formatRate } from "../format.js";
import { headOf, join, t } from "../i18n.js";

/** @type {typeof import("../overlays.js").overlay | null} loaded when a comparison is first asked for */
let overlay = null;

/** @param {import("../controls.js").State} state @param {() => ReturnType<typeof import("../run.js").createRun> | null} currentRun */
export function createStaircase(state, currentRun) {
  /** @type {{ from: number, to: number, lr: number, k: number }[]} */
  let phases = [];
  /** @type {import("../overlays.js").Overlay | null} */
  let other = null;
  let epochs = 0;

  const phaseAt = (/** @type {number} */ epoch) => /** @type {typeof phases[number]} */ (phases.find(({ to }) => epoch <= to));
  const figure = createFigure("staircase", {
    count: () => epochs,
    text: (epoch) => {
      const own = t("staircase.point", { epoch, k: Math.floor(epoch / state.values.stepSize), rate: phaseAt(epoch).lr });
      return other ? t("staircase.both", { own, name: state.values.compare, rate: other.rates[epoch] }) : own;
    },
    place: (epoch) => {
      const x = chart.toPixel(epoch);
      return x === null ? null : { x };
    },
    nearest: (x) => Math.max(0, Math.min(epochs - 1, Math.floor(chart.toEpoch(x)))),
    span: () => chart.span(),
  }, "staircase", () => [...headOf("staircase.head"), ...(other ? [state.values.compare] : [])]);
  const chart = createChart(
    figure.plot,
    (colours, width) =>
      staircaseFigure(
        {
          x: [...phases.map(({ from }) => from), epochs],
          y: [...phases.map(({ lr }) => lr), phases[phases.length - 1].lr],
          epochs,
          scale: state.values.scale,
          other: other ? { name: state.values.compare, rates: other.rates } : undefined,
          words: { title: t("chart.title"), epoch: t("chart.epoch"), rate: t("chart.rate") },
        },
        colours,
        width,
      ),
    figure.refresh,
  );

  /** What the other schedule does, beside this one. */
  function comparison() {
    const { compare } = state.values;
    if (compare === "none") return "";
    if (!overlay) return "";
    if (!other) return t("compare.noRun");
    const last = epochs - 1;
    const { rates } = other;
    const count = (/** @type {(share: number) => boolean} */ test) => rates.reduce((sum, rate, epoch) => sum + Number(test(rate / phaseAt(epoch).lr)), 0);
    return t("compare.summary", { name: compare, options: other.options, last, own: phaseAt(last).lr, rate: other.rates[last], lower: count((share) => share < 1 - 1e-9), higher: count((share) => share > 1 + 1e-9), cuts: other.cuts });
  }

  return {
    tools: figure.tools,
    /** Whether the run on screen is part of the picture. */
    followsRun: () => state.values.compare === "ReduceLROnPlateau",
    refresh,
  };

  /** Reads the schedule again and redraws. */
  function refresh() {
    const { lr, gamma, stepSize, compare } = state.values;
    epochs = state.values.epochs;
    phases = new StepLR({ lr, gamma, stepSize }).phases(epochs);
    if (compare !== "none" && !overlay)
      void import("../overlays.js").then((module) => {
        overlay = module.overlay;
        refresh();
      });
    other = compare === "none" || !overlay ? null : overlay(compare, { lr, gamma, stepSize, epochs }, currentRun()?.records ?? []);
    const rates = phases.map((phase) => phase.lr).filter((rate, i, all) => i === 0 || rate !== all[i - 1]);
    figure.summarize(join([t("staircase.summary", { epochs, rates, first: phases[1]?.from }), comparison()]));
    figure.tabulate(() => phases.map(({ k, from, to, lr }) => [k, from === to ? from : `${from}–${to}`, formatRate(lr), ...(other ? [span(other.rates, from, to)] : [])]));
    figure.refresh();
    chart.draw();
  }
}

/** The first and last rate of some epochs. @param {ArrayLike<number>} rates @param {number} from @param {number} to */
const span = (rates, from, to) => (rates[from] === rates[to] ? formatRate(rates[from]) : `${formatRate(rates[from])} → ${formatRate(rates[to])}`);
