// A race: up to four schedules on the same network, the same seed, the same batches; one axis of epochs, and the planes they divide side by side.

import { makeDataset } from "step-decay";
import { setUpFigure } from "step-decay/parts";
import { createChart } from "../charts.js";
import { element } from "../controls.js";
import { createPlane, guessAt, squareAround, withGrid } from "../figures/plane.js";
import { formatMeasure, formatPercent, formatRate } from "../format.js";
import { fingerprint, settingsOf } from "../fingerprint.js";
import { problemText, t } from "../i18n.js";
import { parseEdits, properties, readNumber } from "../properties.js";
import { datasetOf, trainerOptions } from "../trainer-options.js";
import { labWorker } from "./lab-worker.js";
import { DASHES, lanesFigure, startRange, widenBy } from "./lane-figure.js";
import { nextFrame, openLanes } from "./lanes.js";
import { createProgress } from "./progress.js";
import { kinds, MOST_RIVALS, numbersOf, parseRace, rivalOptions, writeRace } from "./rivals.js";

const CELLS = 36; // answers across and down, of each plane
const LOOK_MS = 250; // between two looks at the planes
const SPEEDS = /** @type {Record<string, number>} */ ({ slow: 4, normal: 12, fast: Infinity }); // epochs a second
const SYMBOLS = /** @type {Record<string, string>} */ ({ lr: "α₀", gamma: "γ", stepSize: "S" });
const SKY = 20; // times the first loss: what goes beyond does not widen the axis

const training = properties.filter((row) => row.training).map(({ key }) => key);
const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");

/** @param {HTMLElement} root @param {import("../lesson.js").Page} page */
export function createRace(root, page) {
  const { state } = page;
  const rivals = () => parseRace(state.values.race);

  /** The page's staircase first, then its rivals. */
  const names = () => [t("race.own"), ...rivals().map((rival) => t(`race.kind.${rival.kind}`))].map((name, i, all) => (all.indexOf(name) === i && all.lastIndexOf(name) === i ? name : `${name} ${i + 1}`));
  const numbers = () => [[state.values.lr, state.values.gamma, state.values.stepSize], ...rivals().map((rival) => numbersOf(rival, /** @type {any} */ (state.values)))];
  /** A lane in one line: "step decay, α₀ 0.01, γ 0.5, S 15". @param {number} i */
  const described = (i) => {
    const { fields } = kinds[i === 0 ? "step" : rivals()[i - 1].kind];
    return [names()[i], ...numbers()[i].map((number, k) => `${SYMBOLS[fields[k].key] ?? t(`race.field.${fields[k].key}`)} ${formatRate(number)}`)].join(t("list.comma"));
  };

  // --- what is raced
  /** @type {Awaited<ReturnType<typeof openLanes>> | null} */
  let run = null;
  let playing = false;
  let busy = false;
  let epochs = 0;
  let classes = 2;
  /** @type {any} */
  let dataset = null;
  /** @type {import("../figures/plane.js").Square | null} */
  let square = null;
  /** @type {[number, number]} */
  let lossRange = [0.01, 1];
  /** @type {number[]} */
  let seen = [];
  let lookedAt = -Infinity;
  let attempt = 0;

  // --- its parts
  const list = element("ol", { class: "rivals" });
  const add = element("button", { type: "button", class: "quiet", id: "race-add" });
  const problem = element("p", { class: "problem", role: "alert", id: "race-problem" });
  const play = element("button", { type: "button", class: "play", id: "race-play" });
  const again = element("button", { type: "button", id: "race-restart" });
  const progressRow = element("div", { class: "running steady", id: "race-progress" });
  const progress = createProgress(progressRow, { counts: true });
  const measures = element("select", { id: "race-measure" }, element("option", { value: "loss" }), element("option", { value: "valLoss" }));
  const measureLabel = element("label", { for: "race-measure" });
  const chartRoot = element("figure", { class: "figure", id: "race" }, element("div", { class: "frame" }));
  const planesRoot = element("figure", { class: "figure", id: "planes" }, element("div", { class: "frame" }));
  const told = element("p", { class: "visually-hidden", role: "status" });
  root.append(list, add, problem, element("div", { class: "transport" }, play, again, element("span", { class: "measure" }, measureLabel, measures)), progressRow, chartRoot, planesRoot, told);

  const records = (/** @type {number} */ i) => run?.lanes[i]?.records ?? [];
  const longest = () => Math.max(0, ...(run?.lanes ?? []).map((lane) => lane.records.length));
  const column = () => state.values.raceLoss;
  const figure = setUpFigure(
    chartRoot,
    "race",
    () => ({ name: t("race.name"), cursor: t("race.cursor"), empty: t("training.empty"), table: t("race.table"), head: [t("chart.epoch"), ...names().flatMap((name) => [t("race.head.rate", { name }), t("race.head.loss", { name }), t("race.head.accuracy", { name })])] }),
    {
      count: longest,
      text: (index) => t("race.point", { epoch: index, lanes: names().flatMap((name, i) => (records(i)[index] ? [{ name, loss: records(i)[index][/** @type {"loss"} */ (column())], rate: records(i)[index].lr }] : [])) }),
      place: (index) => {
        const x = chart.toPixel(index + 1);
        return x === null ? null : { x };
      },
      nearest: (x) => Math.max(0, Math.min(longest() - 1, Math.round(chart.toEpoch(x)) - 1)),
      span: () => chart.span(),
    },
  );
  const chart = createChart(
    figure.plot,
    (colours, width) =>
      lanesFigure(
        {
          lanes: names().map((name, i) => ({ name, look: i, records: records(i) })),
          epochs: epochs || state.values.epochs,
          lossRange,
          column: column(),
          classes,
          words: { epoch: t("chart.epoch"), rate: t("chart.rate"), loss: t(column() === "loss" ? "chart.trainLoss" : "chart.valLoss"), accuracy: t("race.accuracy") },
        },
        colours,
        width,
      ),
    figure.refresh,
  );

  const planes = Array.from({ length: MOST_RIVALS + 1 }, () => {
    const canvas = element("canvas");
    const caption = element("span");
    return { box: element("div", { class: "plane" }, canvas, caption), canvas, caption, painter: createPlane(canvas, CELLS) };
  });
  const planesFigure = setUpFigure(
    planesRoot,
    "planes",
    () => ({ name: t("planes.name"), cursor: t("planes.cursor"), empty: t("training.empty"), table: t("planes.table"), head: [t("planes.head.lane"), t("planes.head.wrong"), t("planes.head.accuracy")] }),
    {
      count: () => (square && run ? run.lanes.length : 0),
      text: (index) => t("planes.point", { name: names()[index], wrong: wrongOf(index), total: dataset.y.length }),
      place: (index) => ({ x: planes[index].box.offsetLeft + planes[index].canvas.offsetWidth / 2, y: planes[index].box.offsetTop + planes[index].canvas.offsetHeight / 2 }),
      nearest: (x, y) => planes.slice(0, run?.lanes.length).reduce((best, { box }, i) => (x >= box.offsetLeft && y >= box.offsetTop ? i : best), 0),
    },
  );
  planesFigure.plot.classList.add("planes");
  planesFigure.plot.append(...planes.map(({ box }) => box));
  new ResizeObserver(drawPlanes).observe(planesFigure.frame);

  /** Samples that a lane's network takes for another class. @param {number} index */
  function wrongOf(index) {
    const outputs = run?.lanes[index].outputs;
    if (!outputs) return 0;
    let wrong = 0;
    for (let i = 0; i < dataset.y.length; i++) if (guessAt(outputs, CELLS * CELLS + i, dataset.classes) !== dataset.y[i]) wrong++;
    return wrong;
  }

  function drawPlanes() {
    planesRoot.hidden = !square || !run;
    if (!square || !run) return;
    const count = run.lanes.length;
    planes.forEach(({ box }, i) => (box.hidden = i >= count));
    const width = planesFigure.frame.clientWidth;
    if (!width) return;
    const columns = width < 560 ? 2 : Math.max(count, 3);
    const size = Math.floor((width - 16 * (columns - 1)) / columns);
    for (let i = 0; i < count; i++) planes[i].painter.draw(dataset, square, run.lanes[i].outputs, size);
  }

  // --- running
  /** Opens the lanes for the settings of now. @returns {Promise<boolean>} whether they stand */
  async function open() {
    const mine = ++attempt;
    close();
    problem.textContent = "";
    const values = state.values;
    try {
      const data = await datasetOf(values, makeDataset);
      const base = trainerOptions(values, data);
      const specs = [{ options: base, edits: parseEdits(values.edits) }, ...rivals().map((rival) => ({ options: rivalOptions(base, rival, /** @type {any} */ (values)) }))];
      const around = squareAround(/** @type {any} */ (data));
      const watch = around ? withGrid(data.x, around, CELLS) : null;
      const opened = await openLanes(await labWorker(), specs, watch ? { watch, outputCount: (watch.length / data.features) * (data.classes ?? 1) } : null);
      if (mine !== attempt) {
        opened.close();
        return false;
      }
      run = opened;
      [dataset, square, epochs, classes] = [data, around, values.epochs, data.classes ?? 0];
      chartRoot.classList.toggle("two-rows", classes < 2);
      lossRange = startRange(classes);
      seen = specs.map(() => 0);
      refreshRun(true);
      return true;
    } catch (/** @type {any} */ error) {
      if (mine === attempt) problem.textContent = problemText(error);
      return false;
    }
  }

  function close() {
    playing = false;
    run?.close();
    run = null;
  }

  async function start() {
    if (await open()) go();
  }

  function go() {
    if (playing || !run) return;
    playing = true;
    refreshTransport();
    void loop(run);
  }

  /** @param {NonNullable<typeof run>} mine */
  async function loop(mine) {
    if (busy) return;
    busy = true;
    let askedAt = performance.now();
    try {
      while (playing && run === mine && !mine.done(epochs)) {
        await nextFrame();
        const now = performance.now();
        const speed = SPEEDS[reducedMotion.matches ? "fast" : state.values.speed];
        const due = speed === Infinity ? 8 : Math.min(8, Math.floor(((now - askedAt) * speed) / 1000));
        if (due < 1) continue;
        askedAt = now;
        const looking = now - lookedAt > LOOK_MS;
        if (looking) lookedAt = now;
        await mine.advance(epochs, speed === Infinity ? due : 1, looking);
        if (run === mine && !reducedMotion.matches) refreshRun(looking);
      }
      if (run === mine && mine.done(epochs)) {
        playing = false;
        if (square) await mine.look();
        refreshRun(true);
        told.textContent = sentence();
      }
    } catch (/** @type {any} */ error) {
      if (run === mine) problem.textContent = t("problem.worker", { message: error.message });
      playing = false;
    } finally {
      busy = false;
      refreshTransport();
    }
    if (playing && run && run !== mine) void loop(run);
  }

  play.addEventListener("click", () => {
    if (playing) {
      playing = false;
      refreshTransport();
    } else if (!run || run.done(epochs)) void start();
    else go();
  });
  again.addEventListener("click", () => void open());
  measures.addEventListener("change", () => {
    state.set("raceLoss", measures.value);
    state.save();
  });
  add.addEventListener("click", () => {
    const used = new Set(rivals().map(({ kind }) => kind));
    const kind = Object.keys(kinds).find((name) => !used.has(name)) ?? "step";
    change([...rivals(), { kind, numbers: kinds[kind].fields.map(() => null) }]);
    /** @type {HTMLElement | null} */ (list.querySelector("li:last-child select"))?.focus();
  });

  /** @param {import("./rivals.js").Rival[]} next */
  function change(next) {
    try {
      state.set("race", writeRace(next));
      state.save();
      problem.textContent = "";
      return true;
    } catch (/** @type {any} */ error) {
      problem.textContent = problemText(error);
      return false;
    }
  }

  // --- showing
  /** What the race shows now. */
  function sentence() {
    const key = /** @type {"loss" | "valLoss"} */ (column());
    const shown = names().flatMap((name, i) => (records(i).length ? [{ name, loss: mean(records(i), key), diverged: run?.lanes[i].diverged ?? false, accuracy: records(i)[records(i).length - 1].valAccuracy }] : []));
    if (!shown.length) return t("race.ready", { count: rivals().length + 1, epochs: state.values.epochs });
    const order = shown.filter(({ diverged }) => !diverged).sort((a, b) => a.loss - b.loss);
    return t("race.summary", { epoch: longest(), epochs, order, diverged: shown.filter(({ diverged }) => diverged), done: run?.done(epochs) ?? false, which: key });
  }

  /** The fingerprint of the whole race: what all lanes trained with, and every loss of theirs. */
  const print = () =>
    fingerprint(
      names().flatMap((_, i) => records(i)),
      [...settingsOf(state.values), `epochs=${epochs}`, ...rivals().map((rival, i) => [rival.kind, ...numbers()[i + 1]].join(":"))].join("&"),
    );

  /** @param {boolean} looked whether the planes changed */
  function refreshRun(looked) {
    run?.lanes.forEach((lane, i) => {
      const first = lane.records[0]?.[/** @type {"loss"} */ (column())] ?? 1;
      lossRange = widenBy(lossRange, lane.records, seen[i], column(), SKY * Math.max(first, Math.log(Math.max(2, classes))));
      seen[i] = lane.records.length;
    });
    figure.summarize(sentence());
    figure.tabulate(() =>
      Array.from({ length: longest() }, (_, epoch) => [epoch, ...names().flatMap((_, i) => { const record = records(i)[epoch]; return record ? [formatRate(record.lr), formatMeasure(record[/** @type {"loss"} */ (column())]), formatPercent(record.valAccuracy)] : ["–", "–", "–"]; })]),
    );
    figure.refresh();
    chart.draw();
    refreshNumbers();
    refreshTransport();
    if (looked) refreshPlanes();
  }

  function refreshPlanes() {
    drawPlanes();
    if (!square || !run) return;
    const wrong = run.lanes.map((_, i) => wrongOf(i));
    names().forEach((name, i) => (planes[i].caption.textContent = t("planes.caption", { name, wrong: wrong[i] })));
    planesFigure.summarize(t(longest() ? "planes.summary" : "planes.untrained", { lanes: names().map((name, i) => ({ name, wrong: wrong[i] })), total: dataset.y.length }));
    planesFigure.tabulate(() => names().map((name, i) => [name, wrong[i], formatPercent(1 - wrong[i] / dataset.y.length)]));
    planesFigure.refresh();
  }

  function refreshNumbers() {
    [...list.children].forEach((row, i) => {
      const record = records(i)[records(i).length - 1];
      const text = !record ? "" : run?.lanes[i].diverged ? t("race.diverged", { epoch: record.epoch }) : t("race.now", { loss: record[/** @type {"loss"} */ (column())], accuracy: record.valAccuracy });
      /** @type {HTMLElement} */ (row.querySelector(".now")).textContent = text;
    });
  }

  function refreshTransport() {
    const ended = Boolean(run?.done(epochs));
    play.textContent = t(playing ? "action.pause" : ended ? "race.again" : run && longest() ? "race.go" : "race.start");
    play.classList.toggle("playing", playing);
    again.textContent = t("action.reset");
    again.disabled = !run || longest() === 0;
    progress.refresh({ done: !run ? 0 : ended ? longest() : run.progress(epochs), total: epochs, running: playing, ended, print });
  }

  /** The rivals as rows that can be edited. */
  function refreshList() {
    const rows = [null, ...rivals()];
    const focus = /** @type {HTMLElement | null} */ (document.activeElement)?.id;
    list.replaceChildren(
      ...rows.map((rival, i) => {
        const swatch = element("span", { class: `lane-swatch lane-${i} ${DASHES[i]}`, "aria-hidden": "true" });
        const now = element("span", { class: "now" });
        if (!rival) return element("li", {}, swatch, element("span", { class: "lane-name" }, described(0)), now);
        const select = element("select", { id: `rival-${i}`, "aria-label": t("race.pick", { number: i }) }, ...Object.keys(kinds).map((kind) => element("option", { value: kind }, t(`race.kind.${kind}`))));
        select.value = rival.kind;
        select.addEventListener("change", () => change(rivals().map((other, k) => (k === i - 1 ? { kind: select.value, numbers: kinds[select.value].fields.map((_, n) => (n === 0 ? other.numbers[0] : null)) } : other))));
        const filled = numbersOf(rival, /** @type {any} */ (state.values));
        const fields = kinds[rival.kind].fields.map(({ key }, n) => {
          const label = SYMBOLS[key] ?? t(`race.field.${key}`);
          const input = element("input", { type: "text", inputmode: "decimal", autocomplete: "off", id: `rival-${i}-${key}`, placeholder: formatRate(filled[n]) });
          input.value = rival.numbers[n] === null ? "" : String(rival.numbers[n]);
          input.addEventListener("change", () => {
            const typed = input.value.trim() === "" ? null : readNumber(input.value);
            const right = change(rivals().map((other, k) => (k === i - 1 ? { ...other, numbers: other.numbers.map((number, m) => (m === n ? typed : number)) } : other)));
            input.setAttribute("aria-invalid", String(!right));
          });
          return element("label", { class: "rival-field" }, element("span", {}, label), input);
        });
        const remove = element("button", { type: "button", class: "reset", "aria-label": t("race.remove", { name: names()[i] }), title: t("race.remove", { name: names()[i] }) }, "×");
        remove.addEventListener("click", () => {
          change(rivals().filter((_, k) => k !== i - 1));
          add.focus();
        });
        return element("li", {}, swatch, select, element("span", { class: "rival-fields" }, ...fields), remove, now);
      }),
    );
    if (focus?.startsWith("rival-")) document.getElementById(focus)?.focus();
    add.hidden = rivals().length >= MOST_RIVALS;
    refreshNumbers();
  }

  return {
    start,
    /** @param {ReadonlySet<string> | null} changed */
    refresh(changed) {
      if (!changed || changed.has("race") || training.some((key) => changed.has(key))) {
        if (changed) {
          attempt++;
          close();
          lossRange = startRange(classes);
          [seen, epochs] = [[], state.values.epochs];
        }
        refreshList();
      }
      if (changed?.has("raceLoss")) {
        seen = seen.map(() => 0);
        lossRange = startRange(classes);
      }
      add.textContent = t("race.add");
      measureLabel.textContent = t("property.raceLoss");
      const [trainOption, validOption] = measures.options;
      [trainOption.textContent, validOption.textContent] = [t("chart.trainLoss"), t("chart.valLoss")];
      measures.value = column();
      refreshRun(true);
      planesRoot.hidden = !square || !run;
    },
  };
}

/** The mean over the last five epochs: a single epoch of a noisy run is luck. @param {readonly any[]} records @param {"loss" | "valLoss"} key */
function mean(records, key) {
  const part = records.slice(-5);
  return part.reduce((sum, record) => sum + record[key], 0) / part.length;
}
