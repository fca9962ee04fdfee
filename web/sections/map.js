// The tuning map: a training for every γ and S, in the background, cell by cell; a cell can be read and taken over.

import { sweep } from "step-decay";
import { MAP_COLOURS, setUpFigure, widen } from "step-decay/parts";
import { workerUrl } from "../assets.js";
import { createChart } from "../charts.js";
import { createControl, element } from "../controls.js";
import { formatMeasure } from "../format.js";
import { t } from "../i18n.js";
import { createJob } from "./job.js";
import { GAMMAS, mapFigure, readMap, stepSizes } from "./map-figure.js";
import { dependsOn, refreshesTrial, trialOptions, trialProblem } from "./trial.js";

const SHOWN_MS = 150; // between two looks at what has come in
const keys = [...dependsOn("lr", "gamma", "stepSize", "edits"), "mapLr"];

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function createMap(root, page) {
  const { state } = page;
  /** @type {import("./map-figure.js").Cell[]} null where it is not known yet */
  let cells = [];
  /** @type {number[]} */
  let sizes = stepSizes(state.values.epochs);
  let epochs = state.values.epochs;
  /** @type {[number, number]} */
  let range = [0.02, 1];
  let loaded = "";

  const job = createJob("map", trainCells, { stopped: refreshFigure, figure: () => figureRoot, problem: (error) => (problem.textContent = trialProblem(error)) });
  const rate = createControl(state, "mapLr");
  const problem = element("p", { class: "problem", role: "alert" });
  const told = element("p", { class: "told", role: "status" });
  const play = element("button", { type: "button", class: "quiet", id: "map-play", hidden: true });
  const figureRoot = element("figure", { class: "figure", id: "map" }, element("div", { class: "frame" }));
  root.append(element("div", { class: "job-row" }, rate.root, job.root), problem, figureRoot);

  const columns = () => sizes.length;
  const cellAt = (/** @type {number} */ index) => ({ gamma: GAMMAS[Math.floor(index / columns())], stepSize: sizes[index % columns()] });
  const figure = setUpFigure(
    figureRoot,
    "map",
    () => ({ name: t("map.name"), cursor: t("map.cursor"), empty: t("training.empty"), table: t("map.table"), head: ["γ \\ S", ...sizes.map(String)] }),
    {
      count: () => GAMMAS.length * columns(),
      text: (index) => t(!cells[index] ? "map.unknown" : cells[index].diverged ? "map.lost" : "map.point", { ...cellAt(index), ...cells[index] }),
      place: (index) => {
        const [x, y] = [chart.toPixel(index % columns()), chart.toPixelY(Math.floor(index / columns()))];
        return x === null || y === null ? null : { x, y };
      },
      nearest: (x, y) => inside(Math.round(chart.toValue(y)), GAMMAS.length) * columns() + inside(Math.round(chart.toEpoch(x)), columns()),
      keys: (key, at) => {
        const from = Math.max(0, at);
        const [row, column] = [Math.floor(from / columns()), from % columns()];
        return { ArrowRight: row * columns() + inside(column + 1, columns()), ArrowLeft: row * columns() + inside(column - 1, columns()), ArrowUp: inside(row + 1, GAMMAS.length) * columns() + column, ArrowDown: inside(row - 1, GAMMAS.length) * columns() + column }[key];
      },
      choose: take,
    },
  );
  const [low, high] = [element("span"), element("span")];
  const scaleName = element("span");
  const bar = element("span", { class: "scale-bar", "aria-hidden": "true" });
  bar.style.background = `linear-gradient(90deg, ${MAP_COLOURS})`; // by script, which the page's policy allows: the colours stand in one place
  const key = element("p", { class: "scale" }, scaleName, low, bar, high);
  figure.tools.append(key, told, play);
  const chart = createChart(
    figure.plot,
    (colours, width) =>
      mapFigure(
        { cells, sizes, range, best: readMap(cells, epochs).best, here: state.values.lr === state.values.mapLr ? { gamma: state.values.gamma, stepSize: state.values.stepSize } : null, words: { stepSize: t("map.stepSize"), gamma: t("map.gamma") } },
        colours,
        width,
      ),
    figure.refresh,
  );

  /** @param {AbortSignal} signal @param {(share: number) => void} report */
  async function trainCells(signal, report) {
    forget();
    problem.textContent = "";
    const values = state.values;
    const { options, blind } = await trialOptions(values);
    ({ epochs } = values);
    range = widen([blind, blind], [blind / 25]);
    let shownAt = -Infinity;
    await sweep({
      ...options,
      optimizer: { ...options.optimizer, lr: values.mapLr },
      grid: { gamma: GAMMAS, stepSize: sizes },
      epochs,
      signal,
      workerUrl,
      workerType: "module",
      workers: Math.max(1, Math.min(8, navigator.hardwareConcurrency - 1)),
      onResult({ index, valLoss, valAccuracy, diverged }, { done, total }) {
        cells[index] = { ...cellAt(index), loss: valLoss, accuracy: valAccuracy, diverged: diverged || !Number.isFinite(valLoss) };
        if (!cells[index].diverged) range = widen(range, [Math.min(valLoss, blind)]); // worse than blind is all one colour
        report(done / total);
        if (performance.now() - shownAt < SHOWN_MS) return;
        shownAt = performance.now();
        refreshFigure();
      },
    });
    refreshFigure();
  }

  /** Takes a cell's setting over. @param {number} index */
  function take(index) {
    const { gamma, stepSize } = cellAt(index);
    for (const [key, value] of Object.entries({ lr: state.values.mapLr, gamma, stepSize, edits: "" })) state.set(key, String(value));
    state.save();
    loaded = t("map.loaded", { lr: state.values.mapLr, gamma, stepSize });
    refreshFigure();
  }

  play.addEventListener("click", () => {
    page.restart({ play: true });
    document.getElementById("train")?.querySelector(".lab")?.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth" });
    document.getElementById("play")?.focus({ preventScroll: true });
  });

  function forget() {
    epochs = state.values.epochs;
    sizes = stepSizes(epochs);
    cells = Array(GAMMAS.length * sizes.length).fill(null);
    loaded = "";
  }

  function refreshFigure() {
    const map = readMap(cells, epochs);
    told.textContent = loaded;
    play.hidden = !loaded;
    play.textContent = t("map.play");
    const total = GAMMAS.length * columns();
    scaleName.textContent = t("chart.valLoss");
    const worse = cells.some((cell) => cell && !cell.diverged && cell.loss > range[1]);
    [low.textContent, high.textContent] = [formatMeasure(range[0]), `${worse ? "≥ " : ""}${formatMeasure(range[1])}`];
    figure.summarize(map.done === 0 ? t("map.ready", { total, epochs, lr: state.values.mapLr }) : t(map.done < total ? "map.running" : "map.summary", { ...map, total, epochs, stopped: !job.running }));
    figure.tabulate(() => GAMMAS.map((gamma, g) => [gamma, ...sizes.map((_, s) => { const cell = cells[g * columns() + s]; return !cell ? "–" : cell.diverged ? t("map.lostShort") : formatMeasure(cell.loss); })]));
    figure.refresh();
    chart.draw();
  }

  forget();
  return refreshesTrial({
    keys,
    sets: ["lr", "gamma", "stepSize"],
    job,
    forget,
    redraw(changed) {
      if (!changed) loaded = "";
      rate.refresh();
      refreshFigure();
    },
  });
}

/** @param {number} index @param {number} count */
const inside = (index, count) => Math.max(0, Math.min(count - 1, index));
