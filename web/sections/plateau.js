// S: a run at one constant rate, the plateaus that suggest() finds in its validation loss, and the same run with a drop there.

import { suggest } from "step-decay";
import { setUpFigure } from "step-decay/parts";
import { createChart } from "../charts.js";
import { element } from "../controls.js";
import { hasText, join, t } from "../i18n.js";
import { createJob } from "./job.js";
import { labWorker } from "./lab-worker.js";
import { lanesFigure, startRange, widenBy } from "./lane-figure.js";
import { openLanes, runToEnd } from "./lanes.js";
import { dependsOn, laneRows, refreshesTrial, trialOptions, trialProblem } from "./trial.js";

const SKY = 5;
const LAST = 10; // epochs at the end that are compared
const keys = dependsOn("gamma", "stepSize", "edits");

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function createPlateau(root, page) {
  const { state } = page;
  /** @type {{ records: any[] }[]} the constant run, and the one with drops */
  let lanes = [];
  /** @type {import("step-decay").Suggestion | null} */
  let found = null;
  let gamma = 0.5;
  let epochs = 0;
  let sky = 1;
  /** @type {[number, number]} */
  let lossRange = [0.01, 1];
  let seen = [0, 0];

  const problem = element("p", { class: "problem", role: "alert" });
  const tell = (/** @type {any} */ error) => void (problem.textContent = trialProblem(error));
  const job = createJob("plateau", watch, { stopped: refreshFigure, figure: () => figureRoot, problem: tell });
  const after = createJob("after", compare, { stopped: refreshFigure, figure: () => figureRoot, problem: tell });
  const use = element("button", { type: "button", class: "quiet", id: "plateau-use", hidden: true });
  const figureRoot = element("figure", { class: "figure", id: "plateau" }, element("div", { class: "frame" }));
  const legend = element("p", { class: "legend", hidden: true });
  root.append(element("div", { class: "job-row" }, job.root, after.root, use), problem, legend, figureRoot);

  const names = () => [t("plateau.constant"), t("plateau.stepped")];
  const figure = setUpFigure(
    figureRoot,
    "plateau",
    () => ({ name: t("plateau.name"), cursor: t("plateau.cursor"), empty: t("training.empty"), table: t("plateau.table"), head: [t("chart.epoch"), ...lanes.flatMap((_, i) => [t("race.head.rate", { name: names()[i] }), t("race.head.loss", { name: names()[i] })])] }),
    {
      count: () => lanes[0]?.records.length ?? 0,
      text: (index) => t("race.point", { epoch: index, lanes: lanes.flatMap(({ records }, i) => (records[index] ? [{ name: names()[i], loss: records[index].valLoss, rate: records[index].lr }] : [])) }),
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
        {
          lanes: lanes.map(({ records }, i) => ({ name: names()[i], look: i, records })),
          epochs: epochs || state.values.epochs,
          lossRange,
          column: "valLoss",
          bands: found?.plateaus ?? [],
          marks: found?.stepSize ? [{ at: found.stepSize, text: `S = ${found.stepSize}` }] : [],
          words: { epoch: t("chart.epoch"), rate: t("chart.rate"), loss: t("chart.valLoss"), accuracy: "" },
        },
        colours,
        width,
      ),
    figure.refresh,
  );

  /** @param {object | undefined} schedule @param {number} lane @param {AbortSignal} signal @param {(share: number) => void} report */
  async function train(schedule, lane, signal, report) {
    problem.textContent = "";
    const { options, classes } = await trialOptions(state.values);
    epochs = state.values.epochs;
    if (lane === 0) {
      lossRange = startRange(classes);
      sky = SKY * (lossRange[1] / 2);
    }
    seen[lane] = 0;
    const run = await openLanes(await labWorker(), [{ options: { ...options, schedule } }]);
    lanes = [...lanes.slice(0, lane), run.lanes[0]];
    try {
      await runToEnd(run, epochs, signal, (share) => {
        refreshFigure();
        report(share);
      });
    } finally {
      run.close();
    }
  }

  /** @param {AbortSignal} signal @param {(share: number) => void} report */
  async function watch(signal, report) {
    forget();
    await train(undefined, 0, signal, report);
    const { records } = lanes[0];
    found = suggest({ loss: records.map(({ loss }) => loss), valLoss: records.map(({ valLoss }) => valLoss), lr: records.map(({ lr }) => lr) });
    after.forget();
    refreshFigure();
  }

  /** @param {AbortSignal} signal @param {(share: number) => void} report */
  async function compare(signal, report) {
    gamma = state.values.gamma < 1 ? state.values.gamma : 0.5;
    await train({ name: "StepLR", stepSize: found?.stepSize, gamma }, 1, signal, report);
    refreshFigure();
  }

  use.addEventListener("click", () => {
    state.set("stepSize", String(found?.stepSize));
    state.save();
  });

  function forget() {
    after.stop();
    [lanes, found, seen] = [[], null, [0, 0]];
    refreshFigure();
  }

  /** What suggest() says, in the reader's language. */
  const advice = () => join((found?.advice ?? []).map((item) => (hasText(`advice.${item.code}`) ? t(`advice.${item.code}`, { ...item, plateau: found?.plateaus.find(({ from }) => from === item.epoch), best: found?.best }) : item.reason)));

  function sentence() {
    if (!lanes[0]?.records.length) return t("plateau.ready", { rate: state.values.lr, epochs: state.values.epochs });
    if (!found) return t("plateau.running", { epoch: lanes[0].records.length });
    const stepped = lanes[1]?.records;
    if (!stepped || stepped.length < epochs || lanes[0].records.length < LAST) return advice();
    return join([advice(), t("plateau.compared", { stepSize: found.stepSize, gamma, before: mean(lanes[0].records), after: mean(stepped), last: LAST })]);
  }

  function refreshFigure() {
    lanes.forEach(({ records }, i) => {
      lossRange = widenBy(lossRange, records, seen[i], "valLoss", sky);
      seen[i] = records.length;
    });
    const stepSize = found?.stepSize;
    after.root.hidden = !stepSize || job.running;
    use.hidden = !stepSize || job.running || after.running;
    use.disabled = state.values.stepSize === stepSize;
    if (stepSize) use.textContent = t(use.disabled ? "plateau.used" : "plateau.use", { stepSize });
    legend.hidden = lanes.length < 2;
    legend.replaceChildren(...lanes.map((_, i) => element("span", {}, element("span", { class: `lane-swatch lane-${i} ${["solid", "dash"][i]}`, "aria-hidden": "true" }), names()[i])));
    figure.summarize(sentence());
    figure.tabulate(() => laneRows(lanes, "valLoss"));
    figure.refresh();
    chart.draw();
  }

  return refreshesTrial({
    keys,
    sets: ["stepSize"],
    job,
    forget,
    redraw() {
      after.refresh();
      refreshFigure();
    },
  });
}

/** @param {readonly any[]} records */
const mean = (records) => records.slice(-LAST).reduce((sum, { valLoss }) => sum + valLoss, 0) / LAST;
