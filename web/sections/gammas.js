// γ: a small drop against a hard one, all else alike.

import { setUpFigure } from "step-decay/parts";
import { createChart } from "../charts.js";
import { element } from "../controls.js";
import { t } from "../i18n.js";
import { createJob } from "./job.js";
import { labWorker } from "./lab-worker.js";
import { lanesFigure, startRange, widenBy } from "./lane-figure.js";
import { openLanes, runToEnd } from "./lanes.js";
import { dependsOn, laneRows, refreshesTrial, trialOptions, trialProblem } from "./trial.js";

const PAIR = [0.5, 0.1];
const SKY = 5;
const SPAN = 5; // epochs that are averaged
const STILL = 0.04; // of its mean: a loss that moves less has stopped
const keys = dependsOn("gamma", "edits");

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function createGammas(root, page) {
  const { state } = page;
  /** @type {{ records: any[] }[]} */
  let lanes = [];
  let done = false;
  let epochs = 0;
  let sky = 1;
  /** @type {[number, number]} */
  let lossRange = [0.01, 1];
  let seen = [0, 0];

  const problem = element("p", { class: "problem", role: "alert" });
  const job = createJob("gammas", race, { stopped: refreshFigure, figure: () => figureRoot, problem: (error) => (problem.textContent = trialProblem(error)) });
  const uses = PAIR.map((gamma) => {
    const button = element("button", { type: "button", class: "quiet", hidden: true });
    button.addEventListener("click", () => {
      state.set("gamma", String(gamma));
      state.save();
    });
    return button;
  });
  const legend = element("p", { class: "legend" }, ...PAIR.map((gamma, i) => element("span", {}, element("span", { class: `lane-swatch lane-${i} ${["solid", "dash"][i]}`, "aria-hidden": "true" }), `γ = ${gamma}`)));
  const figureRoot = element("figure", { class: "figure", id: "gammas" }, element("div", { class: "frame" }));
  root.append(element("div", { class: "job-row" }, job.root, ...uses), problem, legend, figureRoot);

  const names = PAIR.map((gamma) => `γ = ${gamma}`);
  const figure = setUpFigure(
    figureRoot,
    "gammas",
    () => ({ name: t("gammas.name"), cursor: t("gammas.cursor"), empty: t("training.empty"), table: t("gammas.table"), head: [t("chart.epoch"), ...names.flatMap((name) => [t("race.head.rate", { name }), t("race.head.loss", { name })])] }),
    {
      count: () => Math.max(0, ...lanes.map(({ records }) => records.length)),
      text: (index) => t("race.point", { epoch: index, lanes: lanes.flatMap(({ records }, i) => (records[index] ? [{ name: names[i], loss: records[index].loss, rate: records[index].lr }] : [])) }),
      place: (index) => {
        const x = chart.toPixel(index + 1);
        return x === null ? null : { x };
      },
      nearest: (x) => Math.max(0, Math.round(chart.toEpoch(x)) - 1),
      span: () => chart.span(),
    },
  );
  const chart = createChart(
    figure.plot,
    (colours, width) =>
      lanesFigure(
        { lanes: PAIR.map((_, i) => ({ name: names[i], look: i, records: lanes[i]?.records ?? [] })), epochs: epochs || state.values.epochs, lossRange, column: "loss", words: { epoch: t("chart.epoch"), rate: t("chart.rate"), loss: t("chart.trainLoss"), accuracy: "" } },
        colours,
        width,
      ),
    figure.refresh,
  );

  /** @param {AbortSignal} signal @param {(share: number) => void} report */
  async function race(signal, report) {
    forget();
    problem.textContent = "";
    const { options, classes } = await trialOptions(state.values);
    epochs = state.values.epochs;
    lossRange = startRange(classes);
    sky = SKY * (lossRange[1] / 2);
    const run = await openLanes(await labWorker(), PAIR.map((gamma) => ({ options: { ...options, schedule: { ...options.schedule, gamma } } })));
    lanes = run.lanes;
    try {
      await runToEnd(run, epochs, signal, (share) => {
        refreshFigure();
        report(share);
      });
      done = true;
    } finally {
      run.close();
    }
    refreshFigure();
  }

  function forget() {
    [lanes, done, seen] = [[], false, [0, 0]];
  }

  function sentence() {
    if (!lanes[0]?.records.length) return t("gammas.ready", { rate: state.values.lr, stepSize: state.values.stepSize });
    const { stepSize } = state.values;
    if (!done) return t("gammas.running", { epoch: lanes[0].records.length });
    if (lanes.some(({ records }) => records[records.length - 1].diverged)) return t("gammas.diverged");
    if (stepSize >= epochs) return t("gammas.noDrop", { stepSize, epochs });
    const span = Math.min(SPAN, stepSize, epochs - stepSize);
    const after = lanes.map(({ records }) => mean(records, stepSize, stepSize + span));
    const end = lanes.map(({ records }) => mean(records, epochs - Math.min(SPAN, epochs), epochs));
    const rates = lanes.map(({ records }) => records[epochs - 1].lr);
    const last = lanes[1].records.slice(-2 * SPAN).map(({ loss }) => loss);
    const frozen = Math.max(...last) - Math.min(...last) < STILL * end[1];
    return t("gammas.done", { first: stepSize, span, after, end, rates, frozen });
  }

  function refreshFigure() {
    lanes.forEach(({ records }, i) => {
      lossRange = widenBy(lossRange, records, seen[i], "loss", sky);
      seen[i] = records.length;
    });
    uses.forEach((button, i) => {
      button.hidden = !done || job.running;
      button.disabled = state.values.gamma === PAIR[i];
      button.textContent = t(button.disabled ? "gammas.used" : "gammas.use", { gamma: PAIR[i] });
    });
    figure.summarize(sentence());
    figure.tabulate(() => laneRows(lanes, "loss"));
    figure.refresh();
    chart.draw();
  }

  return refreshesTrial({ keys, sets: ["gamma"], job, forget, redraw: refreshFigure });
}

/** @param {readonly any[]} records @param {number} from @param {number} to not included */
const mean = (records, from, to) => records.slice(from, to).reduce((sum, { loss }) => sum + loss, 0) / (to - from);
