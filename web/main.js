// The page: puts the state, the controls, the figures and the worker together.

import { init, makeDataset, StepLR } from "step-decay";
import { connect } from "step-decay/remote";
import { workerUrl } from "./assets.js";
import { loadPlotly } from "./charts.js";
import { createControl, element } from "./controls.js";
import { copies } from "./copy.js";
import { createBoundary } from "./figures/boundary.js";
import { createStaircase } from "./figures/staircase.js";
import { createTraining } from "./figures/training.js";
import { hasText, problemText, setLanguage, t } from "./i18n.js";
import { parseEdits, properties, takesMomentum } from "./properties.js";
import { createLesson } from "./lesson.js";
import { createLight } from "./light.js";
import { createReadout } from "./readout.js";
import { createRun } from "./run.js";
import { createState } from "./state.js";
import { applyTheme, isDark, onSystemTheme } from "./theme.js";
import { datasetOf, trainerOptions } from "./trainer-options.js";
import { createTransport } from "./transport.js";

const BAR = ["lr", "gamma", "stepSize"];
const MORE = ["points", "noise", "seed", "validation", "layers", "activation", "optimizer", "momentum", "batchSize", "speed"];
const GENERATED_ONLY = ["points", "noise"];
const SETTLE_MS = 120; // a slider that is being moved starts one run, not fifty
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

const byId = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const trainingKeys = new Set(properties.filter(({ training }) => training).map(({ key }) => key));

async function main() {
  await Promise.all([init(), setLanguage(document.documentElement.lang)]);
  const state = createState({}, ({ lr, gamma, stepSize }) => void new StepLR({ lr, gamma, stepSize }));

  /** @type {Record<string, ReturnType<typeof createControl>>} */
  const controls = {};
  const place = (/** @type {Element} */ parent, /** @type {string} */ key, look = {}) => {
    controls[key] = createControl(state, key, look);
    parent.append(controls[key].root);
  };

  /** @type {ReturnType<typeof createRun> | null} */
  let run = null;
  /** The first view's staircase: a still picture until the code of the live one has come. @type {ReturnType<typeof import("./figures/first.js").createFirst> | null} */
  let first = null;
  const staircase = createStaircase(state, () => run);
  const boundary = createBoundary();
  const training = createTraining(state, () => run);
  const readout = createReadout(byId("readout"), () => run);
  /** @type {import("step-decay/remote").Remote | null} */
  let remote = null;
  const lesson = createLesson({ state, run: () => run, remote: () => remote, restart });
  const transport = createTransport(state, { run: () => run, rateAt: training.rateAt, restart });

  for (const key of BAR) place(byId("numbers"), key, { slim: true });
  for (const key of ["epochs", "scale", "compare"]) place(staircase.tools, key);
  const resetAll = element("button", { type: "button", class: "reset-all" });
  resetAll.addEventListener("click", () => {
    for (const key of [...BAR, "epochs"]) {
      state.set(key, String(state.defaults[key]));
      controls[key].tell(null);
    }
    state.save();
  });
  staircase.tools.append(resetAll);
  place(byId("data"), "data");
  for (const key of MORE) place(/** @type {Element} */ (byId("more").querySelector(".controls")), key);

  byId("embed").addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // the frame's own page, in a tab of its own
    event.preventDefault();
    const { href } = /** @type {HTMLAnchorElement} */ (event.currentTarget);
    import("./embed-panel.js").then(({ openEmbedPanel }) => openEmbedPanel(state)).catch(() => location.assign(href));
  });
  createLight();
  const copyLink = copies(byId("copy-link"), () => location.origin + location.pathname + state.query() + location.hash, () => t("action.link"));

  /** What the link leaves out for a lesson: sections by id, controls by key. */
  function leaveOut() {
    const hidden = state.values.hide.split(",");
    for (const node of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("main > section[id], #numbers, [data-key], [data-hide]")))
      node.classList.toggle("left-out", hidden.includes(node.id || node.dataset.key || node.dataset.hide || "-"));
  }

  /** Shows a problem beside the control it belongs to, else under the figures. @param {any} error */
  function tell(error) {
    const key = String(error.field ?? "").replace(/^.*\./, "").replace(/\[.*$/, "");
    const control = controls[key];
    const text = state.values[key] === undefined ? undefined : String(state.values[key]);
    if (control) control.tell(error, text);
    else byId("run-problem").textContent = hasText(`problem.${error.code}`) ? problemText(error) : t("problem.worker", { message: error.message });
  }

  /** Whether the next run is to play: an overtaken start must not forget that the reader was watching one. */
  let playNext = false;

  /** A new run with the settings of now. */
  async function start() {
    const values = state.values;
    if (!run) return;
    run.pause();
    try {
      const dataset = await datasetOf(values, makeDataset);
      if (values !== state.values) return;
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
      if (!opened) return;
      if (playNext) run.play();
    } catch (error) {
      tell(error);
    }
    playNext = false;
  }

  function showRun() {
    boundary.show(run?.outputs ?? null, (run?.records.length ?? 0) > 0);
    training.refresh();
    if (staircase.followsRun()) staircase.refresh();
  }

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let settling;
  function startSoon() {
    byId("run-problem").textContent = "";
    playNext ||= run?.playing ?? false;
    run?.pause();
    clearTimeout(settling);
    settling = setTimeout(start, SETTLE_MS);
  }

  /** @param {{ play: boolean }} then */
  function restart({ play }) {
    byId("run-problem").textContent = "";
    clearTimeout(settling);
    playNext = play;
    void start();
  }

  function refreshWords() {
    for (const link of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-lang]"))) {
      if (link.dataset.lang === state.values.lang) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    const more = /** @type {HTMLElement} */ (byId("more").querySelector("summary"));
    more.textContent = t("control.more");
    resetAll.textContent = t("control.resetAll");
    copyLink();
    byId("embed").setAttribute("aria-label", t("control.embed"));
    document.querySelector("nav")?.setAttribute("aria-label", t("control.nav"));
  }

  function refreshTheme() {
    applyTheme(state.values.theme);
    byId("theme").textContent = t(isDark(state.values.theme) ? "control.theme.light" : "control.theme.dark");
  }

  function refreshAll() {
    refreshWords();
    refreshTheme();
    refreshControls();
    first?.refresh();
    staircase.refresh();
    training.refresh();
    boundary.refresh();
    readout.refresh();
    transport.refresh();
    lesson.refresh(null);
  }

  function refreshControls() {
    leaveOut();
    const real = ["iris", "digits", "own"].includes(state.values.data);
    for (const [key, control] of Object.entries(controls)) {
      control.refresh();
      control.root.hidden = (GENERATED_ONLY.includes(key) && real) || (key === "momentum" && !takesMomentum(state.values.optimizer));
    }
  }

  state.onChange((changed) => {
    byId("embed").setAttribute("href", `embed.html${state.query()}`);
    run?.setSpeed(reducedMotion.matches ? "fast" : state.values.speed);
    if (changed.has("lang")) return void setLanguage(state.values.lang).then(refreshAll);
    if (changed.has("theme")) return refreshAll();
    refreshControls();
    const drawn = ["lr", "gamma", "stepSize", "epochs"].some((key) => changed.has(key));
    if (drawn) first?.refresh();
    if (drawn || changed.has("scale") || changed.has("compare")) staircase.refresh();
    lesson.refresh(changed);
    const keys = [...changed].filter((key) => trainingKeys.has(key));
    if (keys.length === 0) return;
    if (keys.length === 1 && keys[0] === "epochs" && run && run.records.length <= state.values.epochs) run.extend(state.values.epochs);
    else if (!(keys.length === 1 && keys[0] === "edits" && transport.editing)) startSoon();
    training.refresh();
    transport.refresh();
  });

  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll("[data-lang]")))
    link.addEventListener("click", (event) => {
      event.preventDefault();
      state.set("lang", /** @type {string} */ (link.dataset.lang));
      state.save();
    });
  byId("theme").addEventListener("click", () => {
    state.set("theme", isDark(state.values.theme) ? "light" : "dark");
    state.save();
  });
  onSystemTheme(() => state.values.theme === "auto" && refreshAll());
  const follow = () => {
    for (const control of Object.values(controls)) control.tell(null);
    for (const problem of state.load(location.search)) {
      if (controls[problem.field ?? ""]) controls[problem.field ?? ""].tell(problem, String(problem.value));
      else tell(problem);
    }
  };
  addEventListener("popstate", follow);

  follow();
  await setLanguage(state.values.lang);
  refreshAll();
  void import("./figures/first.js").then(({ createFirst }) => {
    first = createFirst(state);
    first.refresh();
  });
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
        lesson.frame();
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
    await start();
    document.documentElement.dataset.ready = remote.kind;
    void lesson.start();
  } catch (error) {
    tell(error);
  }
}

void main();
