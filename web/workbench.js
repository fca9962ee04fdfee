// The run and what shows it: the chart and its comparisons, the controls of the training, the curves, the boundary. Loaded when a section that needs it comes near.

import { makeDataset } from "step-decay";
import { connect } from "step-decay/remote";
import { workerUrl } from "./assets.js";
import { loadPlotly } from "./charts.js";
import { element } from "./controls.js";
import { createBoundary } from "./figures/boundary.js";
import { createStaircase } from "./figures/staircase.js";
import { createTraining } from "./figures/training.js";
import { t } from "./i18n.js";
import { parseEdits, properties, takesMomentum } from "./properties.js";
import { createReadout } from "./readout.js";
import { createRun } from "./run.js";
import { datasetOf, trainerOptions } from "./trainer-options.js";
import { createTransport } from "./transport.js";

export const words = { "zh-CN": () => import("./i18n/sections/bench.zh-CN.js"), en: () => import("./i18n/sections/bench.en.js") };

const RESET = ["lr", "gamma", "stepSize", "epochs"];
const MORE = ["points", "noise", "seed", "validation", "layers", "activation", "optimizer", "momentum", "batchSize", "speed"];
const GENERATED_ONLY = ["points", "noise"];
const SETTLE_MS = 120; // a slider that is being moved starts one run, not fifty
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const trainingKeys = new Set(properties.filter(({ training }) => training).map(({ key }) => key));

/** @param {{ state: import("./controls.js").State, controls: Record<string, ReturnType<typeof import("./controls.js").createControl>>, place: (parent: Element, key: string) => void,
 *   tell: (error: any) => void, frame: () => void }} page controls: all there are, by key; place: adds one of them; frame: the run has new records, or is another */
export function createWorkbench({ state, controls, place, tell, frame }) {
  /** @type {ReturnType<typeof createRun> | null} */
  let run = null;
  /** @type {import("step-decay/remote").Remote | null} */
  let remote = null;
  const staircase = createStaircase(state, () => run);
  const boundary = createBoundary();
  const training = createTraining(state, () => run);
  const readout = createReadout(byId("readout"), () => run);
  const transport = createTransport(state, { run: () => run, coming: () => coming, rateAt: training.rateAt, restart });

  for (const key of ["epochs", "scale", "compare"]) place(staircase.tools, key);
  const resetAll = element("button", { type: "button", class: "reset-all" });
  resetAll.addEventListener("click", () => {
    for (const key of RESET) {
      state.set(key, String(state.defaults[key]));
      controls[key].tell(null);
    }
    state.save();
  });
  staircase.tools.append(resetAll);
  place(byId("data"), "data");
  for (const key of MORE) place(/** @type {Element} */ (byId("more").querySelector(".controls")), key);

  /** The run that is to take this one's place, while its settings settle and until the worker has it; with what the reader wants of it. A later one overtakes it.
   * @type {{ play: boolean, step: boolean } | null} */
  let coming = null;

  /** A new run with the settings of now. */
  async function open() {
    const values = state.values;
    const mine = coming;
    if (!run || !mine) return;
    try {
      const dataset = await datasetOf(values, makeDataset);
      if (mine !== coming) return;
      const { watch, adopt } = boundary.prepare(/** @type {any} */ (dataset));
      const options = trainerOptions(values, dataset);
      const outputCount = (watch.length / dataset.features) * /** @type {number} */ (options.layers.at(-1));
      const opened = await run.open({
        options,
        edits: parseEdits(values.edits),
        watch,
        outputCount,
        epochs: values.epochs,
        adopt() {
          adopt();
          training.restart(dataset.classes ?? 0);
        },
      });
      if (!opened || mine !== coming) return;
      coming = null;
      run.extend(state.values.epochs); // they may have changed meanwhile
      if (mine.play) run.play();
      else if (mine.step) void run.step();
    } catch (error) {
      if (coming && mine !== coming) return;
      coming = null;
      tell(error);
      transport.refresh();
    }
  }

  function showRun() {
    boundary.show(run?.outputs ?? null, (run?.records.length ?? 0) > 0);
    training.refresh();
    if (staircase.followsRun()) staircase.refresh();
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  function openSoon() {
    byId("run-problem").textContent = "";
    coming = { play: coming?.play ?? run?.playing ?? false, step: coming?.step ?? false };
    run?.pause();
    clearTimeout(settling);
    settling = setTimeout(open, SETTLE_MS);
  }

  /** @param {{ play: boolean }} then */
  function restart({ play }) {
    byId("run-problem").textContent = "";
    coming = { play, step: false };
    run?.pause();
    clearTimeout(settling);
    void open();
  }

  /** Controls that would do nothing now are put away. */
  function hideIdle() {
    const real = ["iris", "digits", "own"].includes(state.values.data);
    for (const key of GENERATED_ONLY) controls[key].root.hidden = real;
    controls.momentum.root.hidden = !takesMomentum(state.values.optimizer);
  }

  return {
    run: () => run,
    remote: () => remote,
    restart,

    /** Everything: another language or theme. */
    refresh() {
      /** @type {HTMLElement} */ (byId("more").querySelector("summary")).textContent = t("control.more");
      resetAll.textContent = t("control.resetAll");
      hideIdle();
      staircase.refresh();
      training.refresh();
      boundary.refresh();
      readout.refresh();
      transport.refresh();
    },

    /** The picture after a change of state. @param {ReadonlySet<string>} changed */
    change(changed) {
      run?.setSpeed(reducedMotion.matches ? "fast" : state.values.speed);
      hideIdle();
      if (["lr", "gamma", "stepSize", "epochs", "scale", "compare"].some((key) => changed.has(key))) staircase.refresh();
    },

    /** The run after a change of state. @param {ReadonlySet<string>} changed */
    follow(changed) {
      const keys = [...changed].filter((key) => trainingKeys.has(key));
      if (keys.length === 0) return;
      const only = keys.length === 1 ? keys[0] : null;
      if (!(only === "epochs" && run?.extend(state.values.epochs)) && !(only === "edits" && transport.editing)) openSoon();
      training.refresh();
      transport.refresh();
    },

    /** Loads Plotly, starts the worker and opens the first run. */
    async start() {
      loadPlotly().catch(() => {
        for (const id of ["staircase", "training"]) byId(id).querySelector(".plot")?.append(t("problem.plotly"));
      });
      try {
        remote = await connect({ workerUrl, workerType: "module" });
        run = createRun(remote, {
          frame() {
            readout.refresh();
            transport.refresh();
            if (!reducedMotion.matches || !run?.playing || run.done) showRun();
            frame();
          },
          state() {
            if (!run?.playing) showRun();
            transport.refresh();
            readout.refresh();
            byId("status").textContent = run?.done ? training.summary() : transport.status();
          },
          problem: tell,
        });
        run.setSpeed(reducedMotion.matches ? "fast" : state.values.speed);
        coming ??= { play: false, step: false };
        clearTimeout(settling);
        await open();
        document.documentElement.dataset.ready = remote.kind;
      } catch (error) {
        tell(error);
      }
    },
  };
}
