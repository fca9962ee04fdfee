// The four views of the element. Each draws one figure and answers what the element asks: readings, a sentence, a table, CSV; and plays, if there is something to play.

import { makeDataset } from "./dataset.js";
import { rivalSchedule, rivalsOf } from "./element-schema.js";
import { raceFigure, staircaseFigure, trainingFigure, widen } from "./figures.js";
import { formatMeasure, formatPercent, formatRate } from "./format.js";
import { mapFigure } from "./map-figure.js";
import { changesOf } from "./rates.js";
import { blindLoss, datasetOf, trainerOptions } from "./run-options.js";
import { createRun } from "./run.js";
import { createScheduler, StepLR } from "./schedule.js";
import { sentence } from "./svg.js";

/** @typedef {import("./protocol.js").EpochRecord} EpochRecord */
/** @typedef {import("./element-words.js").Words} Words */
/** @typedef {{ toPixel: (epoch: number) => number | null, toEpoch: (x: number) => number, toPixelY: (value: number) => number | null, toValue: (y: number) => number, span: () => { top: number, bottom: number } }} Chart */
/** What a view knows of its element.
 * @typedef {{ values: Readonly<Record<string, any>>, speed: () => string, words: () => Words, lang: () => "zh-CN" | "en", chart: () => Chart, remote: () => Promise<import("./remote.js").Remote>,
 *   emit: (type: string, detail: object) => void, refresh: () => void, fail: (error: unknown) => void, reduced: () => boolean }} Lab */
/** @typedef {{ name: string, colour?: string, dash?: string }} Entry of the legend */
/** @typedef {object} View
 * @property {(colours: any, width: number) => { data: any[], layout: any }} build
 * @property {import("./figure.js").Readings} readings
 * @property {() => string} summary
 * @property {() => (string | number)[][]} rows
 * @property {() => string[]} values of the legend's entries
 * @property {() => string} csv
 * @property {boolean} playable
 * @property {() => boolean} playing
 * @property {() => boolean} done
 * @property {() => boolean} begun
 * @property {() => Promise<void>} play also while it plays, upon which it goes on at the speed of now
 * @property {() => void} pause
 * @property {(epochs: number) => Promise<void>} step
 * @property {() => void} reset
 * @property {() => void} close ends what it has running */

const DASHES = ["solid", "dot", "dash", "dashdot"];
const FALLING = ["step", "plateau"]; // the others go down a little at every epoch
const MEAN = 5; // epochs on either side of a drop that are averaged

const still = { playable: false, playing: () => false, done: () => false, begun: () => false, play: async () => {}, pause() {}, step: async () => {}, reset() {}, close() {} };

/** What the legend of a view names; it stands before the view does, so that nothing moves when that comes. @param {Readonly<Record<string, any>>} values @param {Words} words @returns {Entry[]} */
export function legendOf({ view, compare }, words) {
  if (view === "race") return rivalsOf(compare).map((name, i) => ({ name: words.rivals[name], colour: `--lane-${i}`, dash: DASHES[i] }));
  if (view === "train") return [{ name: words.epoch }, { name: words.rate, colour: "--rate" }, { name: words.trainLoss, colour: "--train" }, { name: words.valLoss, colour: "--valid" }];
  return [];
}

/** The rates of a contestant; null where they follow from its losses. @param {string} name @param {Readonly<Record<string, any>>} values @throws {RangeError} a rate that overflows */
function planOf(name, values) {
  const { lr, epochs } = values;
  const schedule = rivalSchedule(name, values);
  if (!schedule) return new Float64Array(epochs).fill(lr);
  return schedule.name === "ReduceLROnPlateau" ? null : createScheduler({ lr }, schedule).values(epochs);
}

const contestantsOf = (/** @type {Readonly<Record<string, any>>} */ { view, compare }) => (view === "race" ? rivalsOf(compare) : ["step"]);

/** The pairs of the tuning map. @param {Readonly<Record<string, any>>} values */
function gridOf({ lr, stepSize, epochs }) {
  const own = Math.min(stepSize, epochs);
  return {
    own,
    columns: Array.from({ length: 11 }, (_, i) => Number((lr * 2 ** (i - 5)).toPrecision(2))),
    rows: [...new Set(Array.from({ length: 11 }, (_, i) => Math.round(own * 1.5 ** (i - 5))).filter((size) => size >= 1 && size <= epochs))],
  };
}

/** Asks for every rate that a view is to use, and for the one after the last epoch, which a trainer asks for too. @param {Readonly<Record<string, any>>} values @throws {RangeError} one that overflows */
export function checkRates(values) {
  const { columns, rows } = gridOf(values);
  const most = values.view === "map" ? { lr: Math.max(...columns), stepSize: Math.min(...rows) } : {};
  for (const name of contestantsOf(values)) planOf(name, { ...values, ...most, epochs: values.epochs + 1 });
}

/** @param {Lab} lab @returns {View} */
export const createView = (lab) => (lab.values.view === "map" ? mapView(lab) : lab.values.view === "chart" ? chartView(lab) : lanesView(lab, lab.values.view === "race"));

/** The schedule itself. @param {Lab} lab @returns {View} */
function chartView({ values, words, lang, chart }) {
  const { epochs, yScale } = values;
  const schedule = new StepLR({ lr: values.lr, stepSize: values.stepSize, gamma: values.gamma });
  const phases = schedule.phases(epochs);
  const phaseAt = (/** @type {number} */ epoch) => /** @type {typeof phases[number]} */ (phases.find(({ to }) => epoch <= to));
  return {
    ...still,
    build: (colours, width) =>
      staircaseFigure(
        /** @type {any} */ ({ x: [...phases.map(({ from }) => from), epochs], y: [...phases.map(({ lr }) => lr), phases[phases.length - 1].lr], epochs, scale: yScale, words: { title: words().title, epoch: words().epoch, rate: words().rate } }),
        colours,
        width,
      ),
    readings: {
      count: () => epochs,
      text: (epoch) => words().point(epoch, phaseAt(epoch).lr),
      place: (epoch) => at(chart().toPixel(epoch)),
      nearest: (x) => Math.max(0, Math.min(epochs - 1, Math.floor(chart().toEpoch(x)))),
      span: () => chart().span(),
    },
    summary: () => sentence(phases, epochs, lang()),
    rows: () => phases.map(({ k, from, to, lr }) => [k, from === to ? from : `${from}–${to}`, formatRate(lr)]),
    values: () => [],
    csv: () => `epoch,lr\n${Array.from(schedule.values(epochs), (lr, t) => `${t},${lr}\n`).join("")}`,
  };
}

/** One network under the schedule, or several from the same seed under one schedule each. @param {Lab} lab @param {boolean} race @returns {View} */
function lanesView(lab, race) {
  const { values, words, chart } = lab;
  const { epochs } = values;
  const lanes = contestantsOf(values).map((name, i) => ({
    name,
    schedule: rivalSchedule(name, values),
    plan: planOf(name, values),
    colour: i,
    dash: DASHES[i],
    run: /** @type {ReturnType<typeof createRun> | null} */ (null),
    told: 0,
  }));
  /** @type {Promise<void> | null} */
  let opening = null;
  let closed = false;
  let asked = 0; // wishes to play or not: the last one counts
  let resets = 0;
  let ended = false;
  let seen = 0;
  /** @type {[number, number]} */
  let lossRange = [0.01, 2];

  const recordsOf = (/** @type {typeof lanes[number]} */ lane) => lane.run?.records ?? [];
  const label = (/** @type {string} */ name) => words().rivals[name];
  const done = () => lanes.every(({ run }) => run?.done);
  const playing = () => lanes.some(({ run }) => run?.playing);

  async function open() {
    const mine = resets;
    const remote = await lab.remote();
    const dataset = await datasetOf(values, /** @type {any} */ (makeDataset));
    const start = dataset.classes ? Math.log(dataset.classes) : 1;
    lossRange = widen([start, start], [start / 60, 2 * start]);
    const base = trainerOptions(values, dataset);
    await Promise.all(lanes.map(async (lane) => {
      const run = createRun(remote, { frame, state: lab.refresh, problem: lab.fail });
      await run.open({ options: { ...base, schedule: lane.schedule }, edits: [], watch: null, outputCount: 0, epochs, adopt() {} });
      if (closed || mine !== resets) return run.close();
      lane.run = run;
    }));
  }

  /** Tells every new record, and the end once. */
  function frame() {
    if (closed) return;
    for (const lane of lanes)
      for (; lane.told < recordsOf(lane).length; lane.told++) {
        const record = recordsOf(lane)[lane.told];
        const before = recordsOf(lane)[lane.told - 1];
        const dropped = Boolean(before && record.lr < before.lr && FALLING.includes(lane.name));
        lossRange = widen(lossRange, race ? [record.loss] : [record.loss, record.valLoss]);
        seen++;
        if (dropped) lab.emit("lab-drop", { schedule: lane.name, epoch: record.epoch, lr: record.lr, from: before.lr });
        lab.emit("lab-epoch", { schedule: lane.name, ...record, dropped });
      }
    if (done() && seen && !ended) {
      ended = true;
      lab.emit("lab-done", { runs: lanes.map((lane) => ({ schedule: lane.name, ...recordsOf(lane)[recordsOf(lane).length - 1], diverged: lane.run?.diverged ?? false })) });
    }
    if (!lab.reduced() || !playing() || done()) lab.refresh();
  }

  const opened = () => (opening ??= open().catch((error) => {
    opening = null;
    throw error;
  }));

  function trainSummary() {
    const records = recordsOf(lanes[0]);
    const last = records[records.length - 1];
    if (!last) return words().ready(epochs, changesOf(/** @type {Float64Array} */ (lanes[0].plan))[0]);
    if (lanes[0].run?.diverged) return words().diverged(last.epoch);
    const drop = lastDrop(records);
    const told = drop ? words().dropped(drop) : words().going(last);
    return done() ? [words().done(last), drop ? told : ""].filter(Boolean).join(lab.lang() === "en" ? " " : "") : told;
  }

  function raceSummary() {
    if (!seen) return words().raceReady(lanes.map(({ name }) => label(name)));
    if (!done()) return words().going(/** @type {EpochRecord} */ (recordsOf(lanes[0]).at(-1)));
    const ends = lanes.map((lane) => ({ name: lane.name, loss: lane.run?.diverged ? Infinity : /** @type {EpochRecord} */ (recordsOf(lane).at(-1)).loss }));
    const least = Math.min(...ends.map(({ loss }) => loss));
    return words().raceDone(ends.filter(({ loss }) => loss === least).map(({ name }) => label(name)), least);
  }

  const count = () => lanes.reduce((most, lane) => Math.max(most, recordsOf(lane).length), 0);
  return {
    playable: true,
    build: (colours, width) => {
      const names = { epoch: words().epoch, rate: words().rate, loss: words().loss, trainLoss: words().trainLoss, valLoss: words().valLoss };
      if (!race) return trainingFigure({ records: recordsOf(lanes[0]), plan: /** @type {Float64Array} */ (lanes[0].plan), epochs, lossRange, words: names }, colours, width);
      return raceFigure({ lanes: lanes.map((lane) => ({ name: label(lane.name), records: recordsOf(lane), plan: lane.plan, colour: colours.lanes[lane.colour], dash: lane.dash })), epochs, lossRange, words: names }, colours, width);
    },
    readings: {
      count,
      text: (index) =>
        race
          ? `${words().epoch} ${index} · ${lanes.flatMap((lane) => (recordsOf(lane)[index] ? [words().laneReading(label(lane.name), recordsOf(lane)[index].loss)] : [])).join(" · ")}`
          : words().record(recordsOf(lanes[0])[index]),
      place: (index) => at(chart().toPixel(index + 1)),
      nearest: (x) => Math.round(chart().toEpoch(x)) - 1,
      span: () => chart().span(),
    },
    summary: () => (race ? raceSummary() : trainSummary()),
    rows: () =>
      race
        ? lanes.map((lane) => [label(lane.name), recordsOf(lane).length, ...cells(recordsOf(lane).at(-1))])
        : recordsOf(lanes[0]).map((record) => [record.epoch, ...cells(record)]),
    values: () => {
      if (race) return lanes.map((lane) => text(recordsOf(lane).at(-1)?.loss, formatMeasure));
      const records = recordsOf(lanes[0]);
      const last = records.at(-1);
      return [`${records.length} / ${epochs}`, text(last?.lr, formatRate), text(last?.loss, formatMeasure), text(last?.valLoss, formatMeasure)];
    },
    csv: () => `schedule,epoch,lr,loss,valLoss,accuracy,valAccuracy\n${lanes.flatMap((lane) => recordsOf(lane).map((r) => `${lane.name},${[r.epoch, r.lr, r.loss, r.valLoss, r.accuracy, r.valAccuracy].map((value) => (Number.isNaN(value) ? "" : value)).join(",")}\n`)).join("")}`,
    playing,
    done: () => Boolean(seen && done()),
    begun: () => seen > 0,
    async play() {
      const mine = ++asked;
      await opened();
      if (closed || mine !== asked) return;
      for (const { run } of lanes) {
        run?.setSpeed(lab.reduced() ? "fast" : lab.speed());
        run?.play();
      }
    },
    pause() {
      asked++;
      for (const { run } of lanes) run?.pause();
    },
    async step(n) {
      await opened();
      for (let i = 0; i < n && !done() && !closed; i++) await Promise.all(lanes.map(({ run }) => run?.step()));
    },
    reset() {
      asked++;
      resets++;
      for (const lane of lanes) {
        lane.run?.close();
        lane.run = null;
        lane.told = 0;
      }
      opening = null;
      ended = false;
      seen = 0;
      lab.refresh();
    },
    close() {
      closed = true;
      for (const { run } of lanes) run?.close();
    },
  };
}

/** @param {EpochRecord | undefined} record */
const cells = (record) => (record ? [formatRate(record.lr), formatMeasure(record.loss), formatMeasure(record.valLoss), formatPercent(record.valAccuracy)] : ["–", "–", "–", "–"]);

/** @param {number | undefined} value @param {(value: number) => string} format */
const text = (value, format) => (value === undefined ? "–" : format(value));

/** The last change of rate with the mean training loss before and after it. @param {readonly EpochRecord[]} records */
function lastDrop(records) {
  const changes = changesOf(records.map(({ lr }) => lr));
  const epoch = changes.at(-1);
  if (epoch === undefined || records.length - epoch < 2) return null;
  const mean = (/** @type {number} */ from, /** @type {number} */ to) => records.slice(from, to).reduce((sum, { loss }) => sum + loss, 0) / (to - from);
  return { epoch, rate: records[epoch].lr, before: mean(Math.max(changes.at(-2) ?? 0, epoch - MEAN), epoch), after: mean(Math.max(epoch, records.length - MEAN), records.length) };
}

/** A training for each pair of initial rate and step size around the settings. @param {Lab} lab @returns {View} */
function mapView(lab) {
  const { values, words, chart } = lab;
  const { own, columns, rows } = gridOf(values);
  const total = columns.length * rows.length;
  /** @type {(number | null)[]} */
  let losses = new Array(total).fill(null);
  let trained = 0;
  let blind = 1;
  /** @type {AbortController | null} */
  let going = null;
  let asked = 0; // wishes to play or not: the last one counts

  const settings = (/** @type {number} */ index) => ({ lr: columns[index % columns.length], stepSize: rows[Math.floor(index / columns.length)] });
  const best = () => losses.reduce((/** @type {number} */ least, loss, i) => (loss !== null && loss < (losses[least] ?? Infinity) ? i : least), 0);
  const stop = () => {
    asked++;
    going?.abort();
    going = null;
  };

  return {
    playable: true,
    build: (colours, width) => mapFigure({ columns, rows, losses, blind, mark: [5, rows.indexOf(own)], words: { column: words().lr, row: words().stepSize, loss: words().valLoss } }, colours, width),
    readings: {
      count: () => total,
      text: (index) => words().cell(settings(index).lr, settings(index).stepSize, losses[index]),
      place: (index) => {
        const [x, y] = [chart().toPixel(index % columns.length), chart().toPixelY(Math.floor(index / columns.length))];
        return x === null || y === null ? null : { x, y };
      },
      nearest: (x, y) => {
        const inside = (/** @type {number} */ at, /** @type {number} */ length) => Math.max(0, Math.min(length - 1, Math.round(at)));
        return inside(chart().toValue(y), rows.length) * columns.length + inside(chart().toEpoch(x), columns.length);
      },
    },
    summary: () => {
      if (!trained) return words().mapReady(total);
      if (trained < total) return words().mapGoing(trained, total);
      const { lr, stepSize } = settings(best());
      return words().mapDone(lr, stepSize, losses[best()] ?? NaN);
    },
    rows: () => losses.map((loss, i) => [formatRate(settings(i).lr), settings(i).stepSize, loss === null ? "–" : Number.isFinite(loss) ? formatMeasure(loss) : "∞"]),
    values: () => [],
    csv: () => `lr,stepSize,valLoss\n${losses.map((loss, i) => `${settings(i).lr},${settings(i).stepSize},${loss ?? ""}\n`).join("")}`,
    playing: () => going !== null,
    done: () => trained === total,
    begun: () => trained > 0,
    async play() {
      if (going || trained === total) return;
      const mine = ++asked;
      const dataset = await datasetOf(values, /** @type {any} */ (makeDataset));
      if (mine !== asked) return;
      const options = trainerOptions(values, dataset);
      blind = blindLoss(options);
      const control = (going = new AbortController());
      losses = new Array(total).fill(null);
      trained = 0;
      lab.refresh();
      try {
        await lab.remote(); // where no worker starts, neither do those of a sweep
        const { sweep } = await import("./training.js");
        await sweep(/** @type {any} */ ({
          ...options,
          epochs: values.epochs,
          grid: { stepSize: rows, lr: columns },
          signal: control.signal,
          onResult: (/** @type {any} */ { index, valLoss, diverged }) => {
            if (control.signal.aborted) return;
            losses[index] = diverged || !Number.isFinite(valLoss) ? Infinity : valLoss;
            trained++;
            if (!lab.reduced()) lab.refresh();
          },
        }));
        going = null;
        lab.emit("lab-done", { ...settings(best()), valLoss: losses[best()], cells: total });
      } catch (error) {
        if (!control.signal.aborted) throw error;
      } finally {
        if (going === control) going = null;
        lab.refresh();
      }
    },
    pause() {
      stop();
      lab.refresh();
    },
    step: async () => {},
    reset() {
      stop();
      losses = new Array(total).fill(null);
      trained = 0;
      lab.refresh();
    },
    close: stop,
  };
}

/** @param {number | null} x */
const at = (x) => (x === null ? null : { x });
