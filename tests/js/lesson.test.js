// The lesson's own parts that need no browser: what presets say of their runs, the range test, the tuning map, races in the link, a reader's own CSV.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, test } from "node:test";
import { init, makeDataset, StepLR, suggest, Trainer } from "step-decay";
import headEn from "../../web/i18n/en.js";
import benchEn from "../../web/i18n/sections/bench.en.js";
import benchZh from "../../web/i18n/sections/bench.zh-CN.js";
import en from "../../web/i18n/sections/lab.en.js";
import zhCN from "../../web/i18n/sections/lab.zh-CN.js";
import walkEn from "../../web/i18n/sections/intuition.en.js";
import walkZh from "../../web/i18n/sections/intuition.zh-CN.js";
import headZh from "../../web/i18n/zh-CN.js";
import * as elementWords from "../../dist/element-words.js";
import { mapFigure as elementMap } from "../../dist/map-figure.js";
import { neighbour } from "../../dist/slider.js";
import { printOf } from "../../web/fingerprint.js";
import { hashOf } from "../../web/own-data.js";
import { parse, properties, propertyOf } from "../../web/properties.js";
import { lanesFigure, startRange, widenBy } from "../../web/sections/lane-figure.js";
import { GAMMAS, mapFigure, readMap, stepSizes } from "../../web/sections/map-figure.js";
import { readOwn, textOf } from "../../web/sections/own-table.js";
import { diagnose, presets } from "../../web/sections/presets.js";
import { createState } from "../../web/state.js";
import { below, factorOf, readRange } from "../../web/sections/range-suggestion.js";
import { kinds, numbersOf, parseRace, rivalOptions } from "../../web/sections/rivals.js";
import { tell } from "../../web/story.js";
import { blindLoss, datasetOf, trainerOptions } from "../../web/trainer-options.js";

before(() => init());

const defaults = Object.fromEntries(properties.map(({ key, initial }) => [key, initial]));

/** @param {object} values that differ from the page's @param {(options: any) => any} [change] */
async function runOf(values, change = (options) => options) {
  const settings = { ...defaults, ...values };
  const trainer = new Trainer(change(trainerOptions(settings, await datasetOf(settings, makeDataset))));
  const records = [];
  for (let t = 0; t < settings.epochs && !records.at(-1)?.diverged; t++) records.push(trainer.epoch());
  trainer.free();
  return records;
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const losses = (records, from, to) => mean(records.slice(from, to).map(({ loss }) => loss));

/** What each preset's sentence claims, measured again by other means. */
const claims = {
  right: (d, run) => losses(run, 45, 50) < 0.25 * losses(run, 0, 1) && d.levels.at(-1).loss < d.levels[0].loss && d.levels.length === 4,
  early: (d, run, right) => Math.abs(losses(run, 20, 25) / losses(run, 45, 50) - 1) < 0.05 && losses(run, 45, 50) > 2 * losses(right, 45, 50),
  late: (d, run, right) => losses(run, 45, 50) < 0.85 * losses(run, 40, 45) && losses(run, 30, 45) > 1.5 * losses(right, 30, 45) && d.high > 1.5 * d.low,
  hard: (d, run, right) => Math.abs(losses(run, 32, 37) / losses(run, 45, 50) - 1) < 0.05 && losses(run, 45, 50) > 1.2 * losses(right, 45, 50),
  soft: (d, run, right) => d.share > 0.8 && losses(run, 40, 50) > 1.5 * losses(right, 40, 50),
  high: (d, run) => run.every(({ loss }) => loss > 0.62),
};

test("each preset's run is told as what the preset is called, and shows it, for every seed from 1 to 20", async (t) => {
  const wrong = Object.fromEntries(Object.keys(presets).map((name) => [name, []]));
  for (let seed = 1; seed <= 20; seed++) {
    const right = await runOf({ ...presets.right, seed });
    for (const [name, preset] of Object.entries(presets)) {
      const run = name === "right" ? right : await runOf({ ...preset, seed });
      const finding = diagnose(run, 2);
      if (finding?.code !== name || !claims[name](finding, run, right)) wrong[name].push(`${seed}: ${finding?.code}`);
      for (const words of [zhCN, en]) {
        const sentence = words[`verdict.${finding?.code}`](finding);
        assert.ok(sentence.length > 20 && !/undefined|NaN|Infinity|\[object/.test(sentence), sentence);
      }
    }
  }
  for (const [name, seeds] of Object.entries(wrong)) {
    t.diagnostic(`${name}: ${20 - seeds.length} of 20 seeds${seeds.length ? `, not ${seeds.join(", ")}` : ""}`);
    assert.deepEqual(seeds, [], name);
  }
});

test("the start of the page is the preset that is just right", () => {
  const { lr, gamma, stepSize } = defaults;
  assert.deepEqual(presets.right, { lr, gamma, stepSize });
});

test("no sentence says what the run does not show, whatever the settings", async () => {
  const wrong = [];
  for (const [i, lr] of [1e-5, 1e-3, 0.01, 0.1, 30].entries())
    for (const gamma of [0, 0.01, 0.1, 0.5, 0.9, 1.2])
      for (const stepSize of [1, 2, 5, 15, 45]) {
        const data = ["spiral", "moons", "xor", "linear"][(i + stepSize) % 4];
        const records = await runOf({ data, lr, gamma, stepSize, epochs: 50, points: 60, seed: i + stepSize });
        const finding = diagnose(records, data === "linear" ? 0 : 2);
        const loss = records.map((record) => record.loss);
        const rose = loss.slice(-10).filter((value, t, part) => t > 0 && value > part[t - 1]).length;
        const shown = {
          high: () => finding.level > 0.9 * finding.blind && finding.far === finding.level > 1.5 * finding.blind && Math.max(...loss) - Math.min(...loss) > 0.02 * loss[0],
          low: () => Math.max(...loss) < 1.1 * loss[0],
          constant: () => new Set(records.map((record) => record.lr)).size === 1 && finding.bounces === rose >= 3,
          soft: () => finding.bounces === rose >= 3 && records.at(-1).lr > 0.6 * lr,
          early: () => finding.stillFrom >= finding.first && (finding.first === 1 || (finding.start - finding.atDrop) / (finding.first - 1) > 0.025 * loss[0]) && loss.slice(finding.stillFrom).every((value) => Math.abs(value / finding.level - 1) < 0.04),
          hard: () => finding.factor <= 0.05 && finding.stillFrom >= finding.first && Math.abs(finding.level / mean(loss.slice(finding.stillFrom)) - 1) < 0.04,
          late: () => finding.after < finding.before && finding.first >= 30,
          right: () => finding.level < 0.5 * loss[0] && records.at(-1).lr < lr,
          plain: () => Math.abs(mean(loss.slice(finding.first, finding.first + finding.span.after)) - finding.after) < 1e-9,
          diverged: () => records.at(-1).diverged,
        }[finding.code];
        const sentences = [zhCN, en].map((words) => words[`verdict.${finding.code}`](finding));
        if (!shown() || sentences.some((sentence) => /undefined|NaN|Infinity|\[object|–/.test(sentence))) wrong.push({ data, lr, gamma, stepSize, code: finding.code, sentences });
      }
  assert.deepEqual(wrong, []);
});

test("a run that diverges, one that never drops and one that is too short are told as such", async () => {
  assert.equal(diagnose(await runOf({ data: "linear", lr: 1e9 }), 0).code, "diverged");
  assert.equal(diagnose(await runOf({ gamma: 1 }), 2).code, "constant");
  assert.equal(diagnose(await runOf({ epochs: 8 }), 2), null);
  assert.equal(diagnose(await runOf({ lr: 1e-6 }), 2).code, "low");
  for (let seed = 1; seed <= 5; seed++)
    for (const change of [{ lr: 1e-7 }, { lr: 1e-5, gamma: 0.1, stepSize: 1 }, { lr: 1e-5, stepSize: 2 }]) assert.equal(diagnose(await runOf({ ...change, seed, points: 200 }), 2).code, "low", JSON.stringify(change));
  assert.equal(diagnose([], 2), null);
});

test("the range test suggests a rate at which the default network learns, for nearly every seed", async (t) => {
  const found = [];
  for (let seed = 1; seed <= 20; seed++) {
    const records = await runOf({ seed, epochs: 60 }, (options) => ({ ...options, optimizer: { ...options.optimizer, lr: 1e-5 }, schedule: { name: "ExponentialLR", gamma: factorOf(1e-5, 10, 60) } }));
    const { code, turn, suggested, smooth } = readRange(records);
    assert.equal(smooth.length, records.length);
    if (code === "FOUND") assert.ok(suggested <= turn.lr / 4 && suggested > turn.lr / 10, `${suggested} for a turn at ${turn.lr}`);
    found.push(suggested);
  }
  t.diagnostic(`suggested: ${found.join(", ")}`);
  assert.ok(found.filter((rate) => rate >= 0.003 && rate <= 0.02).length >= 18, found.join(", "));
});

test("a run at the suggested rate gets as low as the range test did, whatever the data and the optimizer", async () => {
  for (const optimizer of ["SGD", "Adam", "RMSprop"])
    for (const data of ["spiral", "moons", "circles", "xor", "gaussians", "linear", "iris"]) {
      const swept = await runOf({ data, optimizer, epochs: 60 }, (options) => ({ ...options, optimizer: { ...options.optimizer, lr: 1e-5 }, schedule: { name: "ExponentialLR", gamma: factorOf(1e-5, 10, 60) } }));
      const { suggested, lowest } = readRange(swept);
      const records = await runOf({ data, optimizer, lr: suggested });
      assert.ok(losses(records, 45, 50) < lowest.loss + 0.01, `${data} with ${optimizer}: ${losses(records, 45, 50)} at ${suggested}, ${lowest.loss} in the test`);
    }
});

test("a range test without a fall, and one without a turn, say so", () => {
  const points = (losses) => losses.map((loss, i) => ({ lr: 10 ** (i / 10 - 4), loss }));
  assert.equal(readRange(points(Array(40).fill(0.7))).code, "NO_FALL");
  const falling = readRange(points(Array.from({ length: 40 }, (_, i) => 1 - i / 50)));
  assert.deepEqual([falling.code, falling.turn], ["NO_TURN", null]);
  const lost = readRange(points([...Array(10).fill(1), ...Array(10).fill(0.3), ...Array(10).fill(NaN)]));
  assert.deepEqual([lost.code, lost.suggested], ["FOUND", below(10 ** -2 / 4)]);
  for (const [rate, want] of [[0.0153, 0.01], [0.03, 0.03], [0.0299, 0.02], [0.5, 0.5], [0.0099, 0.005], [7, 5], [1e-5, 1e-5]]) assert.equal(below(rate), want);
});

test("dropping where suggest() finds the plateau lowers the validation loss, for nearly every seed", async (t) => {
  let better = 0;
  let all = 0;
  const last = (records) => mean(records.slice(-10).map(({ valLoss }) => valLoss));
  for (let seed = 1; seed <= 20; seed++) {
    const constant = await runOf({ seed, gamma: 1 });
    const { stepSize } = suggest({ loss: constant.map(({ loss }) => loss), valLoss: constant.map(({ valLoss }) => valLoss), lr: constant.map(({ lr }) => lr) });
    if (!stepSize) continue;
    all++;
    if (last(await runOf({ seed, stepSize })) < last(constant)) better++;
  }
  t.diagnostic(`${better} of ${all} runs with a plateau`);
  assert.ok(all >= 15 && better >= 0.9 * all, `${better} of ${all}`);
});

test("step sizes of the map: fifteen at most, ascending, the last without a drop", () => {
  assert.deepEqual(stepSizes(50), [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50]);
  for (const epochs of [1, 2, 7, 49, 51, 200, 2000]) {
    const sizes = stepSizes(epochs);
    assert.ok(sizes.length <= 15 && sizes[0] === 1 && sizes.at(-1) === epochs && sizes.every((size, i) => i === 0 || size > sizes[i - 1]), `${epochs}: ${sizes}`);
  }
});

test("the map finds its best cell and the band, and leaves diverged cells out", () => {
  const sizes = stepSizes(50);
  // A loss that depends on the total decay alone: its band is where gamma^drops is near 1/100.
  const cells = GAMMAS.flatMap((gamma) => sizes.map((stepSize) => ({ gamma, stepSize, loss: 0.01 * (1 + Math.abs(Math.log10(gamma ** Math.floor(49 / stepSize)) + 2)), accuracy: 1, diverged: gamma === 1 && stepSize === 1 })));
  const { best, band, diverged, done } = readMap(cells, 50);
  assert.equal(done, cells.length);
  assert.equal(diverged, 1);
  const decay = (cell) => cell.gamma ** Math.floor(49 / cell.stepSize);
  assert.ok(Math.abs(Math.log10(decay(best)) + 2) < 0.1);
  assert.ok(band.least > 1e-3 && band.most < 0.05, JSON.stringify(band));
  assert.deepEqual([band.diagonal, band.everywhere], [true, false]);
  const shapeOf = (lossOf) => {
    const { band } = readMap(GAMMAS.flatMap((gamma) => sizes.map((stepSize) => ({ gamma, stepSize, loss: lossOf(gamma, stepSize), accuracy: 1, diverged: false }))), 50);
    return [band.diagonal, band.everywhere, band.count];
  };
  assert.deepEqual(shapeOf(() => 0.69), [false, true, 210], "where nothing is learned, there is no band");
  assert.deepEqual(shapeOf((gamma) => (gamma < 0.11 ? 0.1 : 0.5)), [false, false, 45], "rows are no diagonal");
  assert.deepEqual(shapeOf((_, stepSize) => (stepSize === 5 ? 0.1 : 0.5)), [false, false, 14], "a column is none either");
  for (const words of [zhCN, en]) {
    const sentence = (shape) => words["map.summary"]({ best, band: { ...band, ...shape }, diverged: 0, total: 210 });
    assert.match(sentence({}), /斜带|diagonal/);
    for (const shape of [{ diagonal: false }, { diagonal: false, everywhere: true }]) assert.doesNotMatch(sentence(shape), /斜带|diagonal|undefined/);
  }
  assert.deepEqual(readMap(Array(5).fill(null), 50), { done: 0, diverged: 0, best: null, band: null });
  const figure = mapFigure({ cells, sizes, range: [0.01, 1], best, here: { gamma: 0.5, stepSize: 15 }, words: { stepSize: "S", gamma: "γ" } }, {}, 800);
  assert.equal(figure.data[0].z.length, GAMMAS.length);
  assert.equal(figure.data[0].z.at(-1)[0], null, "a diverged cell has no colour");
  assert.deepEqual([figure.data[1].x.length, figure.data[2].x.length, figure.data[3].x, figure.data[4].x], [1, 1, [sizes.indexOf(15)], [sizes.indexOf(15)]]);
});

test("the element's map reads as the page's: the same colours for the same losses, the same marks", () => {
  const sizes = stepSizes(50);
  const cells = GAMMAS.flatMap((gamma) => sizes.map((stepSize) => ({ gamma, stepSize, loss: gamma === 1 ? Infinity : gamma * stepSize, accuracy: 1, diverged: gamma === 1 })));
  const colours = { muted: "rgb(1, 2, 3)" };
  const losses = cells.map(({ loss }) => loss);
  const finite = losses.filter(Number.isFinite);
  const page = mapFigure({ cells, sizes, range: [Math.min(...finite), Math.max(...finite)], best: readMap(cells, 50).best, here: { gamma: 0.5, stepSize: 15 }, words: { stepSize: "S", gamma: "γ" } }, colours, 800);
  const element = elementMap({ columns: sizes, rows: GAMMAS, losses, blind: Infinity, mark: [sizes.indexOf(15), GAMMAS.indexOf(0.5)], words: { column: "S", row: "γ", loss: "loss" } }, colours, 800);
  const [{ showscale, colorbar, ...its }, ...marks] = element.data;
  const [{ showscale: _, ...own }, ...ownMarks] = page.data;
  assert.deepEqual([its, marks], [own, ownMarks]);
  assert.ok(showscale && colorbar.ticktext.length === 3);
  assert.doesNotMatch(colorbar.ticktext.join(), /≥/);
  const bad = elementMap({ columns: [0.1, 1, 10], rows: [5], losses: [0.05, 0.4, 900], blind: Math.log(2), mark: [0, 0], words: { column: "S", row: "γ", loss: "loss" } }, colours, 800).data[0];
  assert.deepEqual([bad.zmin, bad.zmax], [Math.log10(0.05), Math.log10(Math.log(2))], "one bad cell does not take the colours from the others");
  assert.match(bad.colorbar.ticktext[2], /^≥ 0\.69/);
  assert.doesNotMatch(readFileSync("web/lab.css", "utf8"), new RegExp(own.colorscale.map(([, colour]) => colour).join("|")), "the colours stand in one place");
});

test("page and element say the same words for the same thing, in both languages", () => {
  for (const [page, { choices, rivals, figure, ...words }] of [[{ ...headEn, ...benchEn, ...en }, elementWords.en], [{ ...headZh, ...benchZh, ...zhCN }, elementWords.zh]]) {
    const { chart, train, race, map } = figure;
    const same = {
      ...Object.fromEntries(["lr", "gamma", "stepSize", "epochs", "data", "seed"].map((key) => [`property.${key}`, words[key]])),
      ...Object.fromEntries(["spiral", "moons", "circles", "xor", "gaussians", "iris", "digits"].map((key) => [`choice.${key}`, choices[key]])),
      ...Object.fromEntries(["constant", "exponential", "cosine", "plateau"].map((key) => [`race.kind.${key}`, rivals[key]])),
      ...Object.fromEntries(["play", "pause", "again", "step", "reset"].map((key) => [`action.${key}`, words[key]])),
      ...Object.fromEntries(["epoch", "rate", "loss", "trainLoss", "valLoss", "title"].map((key) => [`chart.${key}`, words[key]])),
      "race.own": rivals.step, "property.scale": words.yScale, "readout.valAccuracy": words.valAccuracy, "map.start": words.draw, "job.cancel": words.stop,
      "staircase.cursor": chart.cursor, "staircase.table": chart.table, "staircase.head": chart.head, "training.empty": train.empty, "training.cursor": train.cursor, "training.table": train.table,
      "training.head": train.head.toSpliced(-1, 0, page["training.head"][4]), "race.cursor": race.cursor, "race.table": race.table, "map.table": map.table,
    };
    for (const [key, text] of Object.entries(same)) assert.deepEqual(text, page[key], key);
    const record = { epoch: 49, lr: 0.1, loss: 0.1, valLoss: 0.1, accuracy: 1, valAccuracy: 0.98 };
    assert.ok(words.done(record).endsWith(page["training.done"]({ record }).split(/[:：]/)[1]), words.done(record));
  }
});

test("a race in the link: every kind, in its shortest form, and what is wrong with it", () => {
  const race = (text) => parse(propertyOf("race"), text);
  assert.equal(race(""), "");
  assert.equal(race("constant:,step:0.01:0.1:15"), "constant,step:0.01:0.1:15");
  assert.equal(race("step::0.1"), "step::0.1");
  for (const kind of Object.keys(kinds)) assert.equal(race(kind), kind);
  const refused = { "constant,constant,constant,constant": "RACE", nothing: "UNKNOWN_NAME", __proto__: "UNKNOWN_NAME", "step:x": "NOT_A_NUMBER", "step:0.1:0.5:1.5": "NOT_AN_INTEGER", "step:0.1:0.5:0": "RANGE", "constant:-1": "RANGE", "plateau:0.1:1": "RANGE", "constant:1:2": "RACE", "constant,": "UNKNOWN_NAME" };
  for (const [text, code] of Object.entries(refused)) assert.throws(() => race(text), { name: "RangeError", field: "race", code }, text);
  assert.throws(() => race("__proto__"), { code: "UNKNOWN_NAME" });
  assert.deepEqual(numbersOf(parseRace("step")[0], { lr: 0.3 }), [0.3, 0.1, 10]);
});

test("an arrow key moves a slider's value its way, or not at all: typed values may lie beyond the slider", () => {
  const next = (key, value, steps) => neighbour(propertyOf(key), value, steps);
  assert.deepEqual([next("lr", 0.01, 1), next("lr", 0.01, -1), next("lr", 0.01, 10)], [0.011, 0.0099, 0.1]);
  assert.deepEqual([next("lr", 0, 1), next("lr", 0, -1)], [propertyOf("lr").slider.min, 0]);
  assert.deepEqual([next("mapLr", 0.001, 1), next("mapLr", 0.003, -1), next("mapLr", 0.01, -1)], [0.002, 0.002, 0.009], "as far as dragging goes");
  for (const property of properties.filter(({ slider }) => slider))
    for (const value of [0, 1e-12, 0.3, 1, 1.5, 7, 61, 1e9])
      for (const steps of [-10, -1, 1, 10]) {
        const moved = neighbour(property, value, steps);
        assert.ok(Number.isFinite(moved) && (moved - value) * steps >= 0, `${property.key} ${value} ${steps}: ${moved}`);
      }
});

test("sentences are true where sliders end", () => {
  const walk = { shown: 150, done: true, over: 30, large: 3.84, small: 5.04, step: 3.84, rate: 0.2, start: 40 };
  for (const [words, held] of [[walkEn, /never dropped/], [walkZh, /一次也没降/]]) {
    assert.match(words["walk.summary"]({ ...walk, held: true }), held);
    assert.doesNotMatch(words["walk.summary"]({ ...walk, step: 3, held: false }), held);
  }
  const gammas = { first: 25, span: 5, after: [0.0844, 0.0985], end: [0.08, 0.07], rates: [0.01, 0.002], frozen: false };
  assert.doesNotMatch(en["gammas.done"](gammas), /stays ahead/);
  assert.match(en["gammas.done"]({ ...gammas, after: [0.1, 0.05] }), /stays ahead/);
  assert.doesNotMatch(zhCN["gammas.done"](gammas), /也是/);
  const race = { epoch: 3, order: [{ name: "A", loss: 1 }], diverged: [], done: true, which: "loss" };
  for (const words of [en, zhCN]) assert.doesNotMatch(words["race.summary"](race), /five|五/);
  for (const words of [en, zhCN]) assert.match(words["race.summary"]({ ...race, epoch: 5 }), /five|五/);
  const record = { epoch: 0, loss: 0.658, lr: 0.01 };
  for (const words of [benchEn, benchZh]) assert.equal(words["training.begin"]({ record, first: record }).match(/0\.658/g).length, 1);
  const still = Array.from({ length: 30 }, (_, epoch) => ({ epoch, loss: 0.691 - 1e-6 * epoch, lr: epoch < 15 ? 1e-7 : 5e-8 }));
  assert.deepEqual(tell(still, [], { epochs: 30, diverged: false, done: true }).map(([key]) => key), ["training.done"]);
  for (const words of [elementWords.en, elementWords.zh]) {
    assert.match(words.raceDone(["A", "B"], 0.04), /level|同样/);
    assert.doesNotMatch(words.raceReady(["A"]), /same|同样/);
  }
});

test("the loss of blind guessing is what the best constant answer costs", async () => {
  assert.equal(blindLoss({ layers: [2, 4], data: { y: [0, 1, 2, 3], classes: 4 } }), Math.log(4));
  assert.equal(blindLoss({ layers: [2, 2], data: { y: [1, 10, 3, 30] } }), (1 + 100) / 2, "each output around its own mean");
  for (const y of [[5, 5], [0, 0]]) assert.equal(blindLoss({ layers: [1, 1], data: { y } }), 1);
  assert.equal(blindLoss({ layers: [1, 1], data: { y: [0, 0], classes: 1 } }), 1);
  const values = { ...defaults, data: "linear" };
  const options = trainerOptions(values, await datasetOf(values, makeDataset));
  const constant = new Trainer({ ...options, validation: 0, data: { ...options.data, x: new Float32Array(options.data.x.length) }, normalize: "none", layers: [options.layers[0], options.layers.at(-1)], optimizer: { name: "SGD", lr: 0.5 }, schedule: null, batchSize: 2 ** 20 });
  assert.ok(Math.abs(constant.run(100).loss / blindLoss(options) - 1) < 1e-5, "what a network comes to that sees nothing");
  constant.free();
});

test("every rival trains, from the same network and on the same batches", async () => {
  const values = { ...defaults, epochs: 3, points: 60, batchSize: 8 };
  const base = trainerOptions(values, await datasetOf(values, makeDataset));
  const weights = Object.keys(kinds).map((kind) => {
    const trainer = new Trainer(rivalOptions(base, parseRace(kind)[0], values));
    const start = [...trainer.weights()];
    assert.ok(Number.isFinite(trainer.run(3).loss), kind);
    trainer.free();
    return start;
  });
  for (const start of weights) assert.deepEqual(start, weights[0]);
});

test("the figure of a race keeps its axes while points come in, and keeps drops when it thins", () => {
  const record = (epoch, lr, loss) => ({ epoch, lr, loss, valLoss: loss, accuracy: 1, valAccuracy: 1, diverged: false });
  const records = Array.from({ length: 3000 }, (_, t) => record(t, t < 1500 ? 0.1 : 0.01, t === 1499 ? 0.5 : 0.4));
  const range = widenBy(startRange(2), records, 0, "loss", 10);
  assert.deepEqual(range, startRange(2));
  const { data, layout } = lanesFigure({ lanes: [{ name: "a", look: 0, records }], epochs: 3000, lossRange: range, column: "loss", classes: 2, words: {} }, {}, 400);
  assert.ok(data[0].x.length < 1000 && data[0].x.includes(1500) && data[0].x.includes(1501));
  assert.deepEqual(layout.xaxis.range, [0, 3000]);
  assert.ok(layout.yaxis.domain[0] > layout.yaxis3.domain[1] && layout.yaxis3.domain[0] > layout.yaxis2.domain[1]);
  assert.deepEqual(widenBy(range, [record(0, 1, 1e30)], 0, "loss", 10), [range[0], 10], "what has left for the sky does not squeeze the rest");
});

test("a link is judged as a whole, and key by key only where that fails; a problem names the key and the text that were read", () => {
  const state = createState({}, ({ lr, gamma, stepSize, epochs }) => void new StepLR({ lr, gamma, stepSize }).at(epochs));
  const load = (search) => state.load(search).map(({ code, field, text }) => [code, field, text]);
  for (const [key, text] of [["epochs", "5"], ["stepSize", "1"], ["gamma", "1e60"]]) state.set(key, text);
  const link = state.query();
  assert.deepEqual(load(link), [], `the page's own link: ${link}`);
  assert.equal(state.query(), link);
  for (const order of ["?gamma=1e60&stepSize=1&epochs=5", "?stepSize=1&gamma=1e60&epochs=5"]) assert.deepEqual(load(order), [], order);
  assert.deepEqual(load("?gamma=5&stepSize=1&epochs=2000&batchSize=8"), [["OVERFLOW", "epochs", "2000"]]);
  assert.deepEqual([state.values.gamma, state.values.stepSize, state.values.epochs, state.values.batchSize], [5, 1, 50, 8], "the rest of the link holds");
  assert.deepEqual(load("?lr=-1&race=step:x&epochs=zz&nothing=1&gamma=0.5"), [["RANGE", "lr", "-1"], ["NOT_A_NUMBER", "race", "step:x"], ["NOT_A_NUMBER", "epochs", "zz"]]);
  assert.deepEqual(load("?edits=5:0.1,5:0.2&gamma=2"), [["EDITS_TWICE", "edits", "5:0.1,5:0.2"]]);
});

test("who is beyond a limit is told that limit, be it ever so wide; others are told the limits that people come near", () => {
  for (const [value, min, max, english, chinese] of [[1e20, 1, 2 ** 53 - 1, "at least 1 and at most 9007199254740991", "不小于 1，不大于 9007199254740991"], [0, 1, 2 ** 53 - 1, "at least 1.", "不小于 1。"], [3000, 1, 2000, "at least 1 and at most 2000", "不小于 1，不大于 2000"]])
    for (const [words, wanted] of [[headEn, english], [headZh, chinese]]) {
      const element = words === headEn ? elementWords.en : elementWords.zh;
      assert.ok(words["problem.RANGE"]({ value, min, max }).includes(wanted), wanted);
      assert.ok(element.problem({ code: "RANGE", attribute: "step-size", text: String(value), value, min, max }).includes(wanted), wanted);
    }
});

test("the hash of own data changes with any number or label, and only then", () => {
  const data = { x: Float32Array.of(1, 2, 3, 4), y: Int32Array.of(0, 1), features: 2 };
  assert.match(hashOf(data), /^[0-9a-f]{8}$/);
  assert.equal(hashOf({ ...data, x: data.x.slice() }), hashOf(data));
  assert.notEqual(hashOf({ ...data, x: Float32Array.of(1, 2, 3, 5) }), hashOf(data));
  assert.notEqual(hashOf({ ...data, y: Int32Array.of(1, 0) }), hashOf(data));
});

test("a reader's own table: names of classes, numbers to predict, and what is refused", async () => {
  const table = (line, rows = 12) => Array.from({ length: rows }, (_, i) => line(i)).join("\n");
  const named = readOwn(table((i) => `${i};${i % 3};${i % 2 ? "no" : "yes"}`));
  assert.deepEqual([named.classes, named.features, named.classNames], [2, 2, ["no", "yes"]]);
  assert.equal(readOwn(table((i) => `${i},${i % 3}.0`)).classes, 3, "whole numbers, few of them: classes");
  for (const price of [(i) => 1000 + 2.5 * i, (i) => 7 * i]) {
    const { y, classes } = readOwn(`area,price\n${table((i) => `${i},${price(i)}`, 40)}`);
    assert.equal(classes, undefined);
    assert.ok(Math.abs(mean([...y])) < 1e-6 && Math.abs(mean([...y].map((value) => value * value)) - 1) < 1e-6, "in standard deviations from the mean");
  }
  const refused = [
    ["", "CSV_EMPTY"],
    ["a,b\n", "CSV_EMPTY"],
    ...[",", "|", " ", "，"].map((between) => [table((i) => (between === "," ? i : `${i}${between}${i % 2}`)), "CSV_ONE_COLUMN"]),
    [`# of 2026\n${table((i) => `${i},${i % 2}`)}`, "CSV_ONE_COLUMN"],
    [table((i) => `${i},x`), "CSV_CLASS_COUNT"],
    [table((i) => `${i},name${i}`, 30), "CSV_CLASS_COUNT"],
    [table((i) => `${i},name${i}`, 1500), "CSV_CLASSES"],
    [table((i) => `${i},1.5`), "CSV_FLAT"],
    [table((i) => `${i},${i % 2}`, 9), "CSV_ROWS"],
    [table((i) => `${i},${i % 2}`, 5001), "CSV_ROWS"],
    [table((i) => `${"1,".repeat(65)}${i % 2}`), "CSV_FEATURES"],
  ];
  for (const [text, code] of refused) assert.throws(() => readOwn(text), { name: "RangeError", field: "csv", code }, text.slice(0, 40));
  for (const rows of [40, 1500]) assert.throws(() => readOwn(table((i) => `${i},${i === 7 ? "seven" : i / 3}`, rows)), { code: "CSV_CELL", line: 8, column: 2 }, "a number that is none has a place");
  for (const words of [zhCN, en]) for (const [, code] of refused) assert.ok(`own.${code}` in words, code);
});

test("a file's bytes as text, in the encodings of spreadsheets", async () => {
  const text = async (...bytes) => textOf(new Blob(bytes));
  assert.equal(await text("1,红\n"), "1,红\n");
  assert.equal(await text("\uFEFF1,红"), "1,红");
  assert.equal(await text(Uint8Array.of(0x31, 0x2c, 0xba, 0xec)), "1,红");
  assert.equal(await text(Buffer.from("\uFEFF1,红", "utf16le")), "1,红");
  assert.equal(await text(Buffer.from("\uFEFF1,红", "utf16le").swap16()), "1,红");
  assert.equal(await text(), "");
  await assert.rejects(text(new Uint8Array(4_000_001)), { code: "CSV_SIZE", max: 4 });
});

test("the fingerprint names a run: its settings, its losses, not how many epochs are to come", async () => {
  const values = { ...defaults, points: 60, epochs: 4, batchSize: 8 };
  const records = await runOf(values);
  const print = printOf(values, records);
  assert.match(print, /^([0-9a-f]{4}-){2}[0-9a-f]{4}$/);
  assert.equal(printOf({ ...values, epochs: 9, lang: "en", theme: "dark" }, await runOf({ ...values, epochs: 9 }).then((more) => more.slice(0, 4))), print);
  assert.notEqual(printOf({ ...values, seed: 8 }, records), print);
  assert.notEqual(printOf(values, records.slice(0, 3)), print);
  assert.notEqual(printOf(values, records.with(2, { ...records[2], loss: records[2].loss * (1 + 2 ** -52) })), print, "the last bit of one loss");
});

test("both languages of these sections have the same words, and every word is used", () => {
  assert.deepEqual(Object.keys(zhCN).sort(), Object.keys(en).sort());
  assert.deepEqual(readFileSync("web/i18n/sections/lab.en.js", "utf8").match(/[\u4e00-\u9fff]/g), null);
  const sources = ["train", "race", "progress", "own-panel", "job", "range-test", "plateau", "gammas", "map"].map((name) => readFileSync(`web/sections/${name}.js`, "utf8")).join("\n");
  const composed = /^(preset|verdict|race\.kind|race\.field|own|advice|range|gammas|plateau|after|map)\./;
  assert.deepEqual(Object.keys(zhCN).filter((key) => !composed.test(key) && !sources.includes(`"${key}"`)), []);
  for (const name of Object.keys(presets)) for (const key of [`preset.${name}`, `preset.${name}.watch`, `verdict.${name}`]) assert.ok(key in zhCN, key);
});

test("the clearest change of a run is the largest one, up or down", () => {
  const at = (from, to) => [...Array(20).fill([0.01, 1]), ...Array(20).fill([0.002, from]), ...Array(20).fill([0.05, to])].map(([lr, loss], epoch) => ({ epoch, lr, loss, valLoss: loss, accuracy: 1, valAccuracy: 1, diverged: false }));
  const clearest = (records) => tell(records, [], { epochs: 60, diverged: false, done: true }).find(([key]) => key === "training.best")?.[1].drop.epoch;
  assert.equal(clearest(at(0.4, 8)), 40);
  assert.equal(clearest(at(0.04, 0.7)), 20);
  assert.equal(clearest(at(0, 0)), 20);
});
