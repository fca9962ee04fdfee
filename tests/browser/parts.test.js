// The parts of the page that need no browser: numbers in words, thinning, typed values, the two languages.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { counted, formatMeasure, formatPercent, formatRate } from "../../web/format.js";
import en from "../../web/i18n/en.js";
import benchEn from "../../web/i18n/sections/bench.en.js";
import benchZhCN from "../../web/i18n/sections/bench.zh-CN.js";
import codeEn from "../../web/i18n/sections/code.en.js";
import exampleEn from "../../web/i18n/sections/example.en.js";
import formulaEn from "../../web/i18n/sections/formula.en.js";
import insideEn from "../../web/i18n/sections/inside.en.js";
import labEn from "../../web/i18n/sections/lab.en.js";
import zhCN from "../../web/i18n/zh-CN.js";
import { parse, properties, propertyOf } from "../../web/properties.js";
import { thin } from "../../web/thin.js";

/** Words of the first view, and of the run and its figures. */
const [english, chinese] = [{ ...en, ...benchEn }, { ...zhCN, ...benchZhCN }];

test("rates are written as people write them", () => {
  const cases = [[0.01, "0.01"], [0.0025, "0.0025"], [0.00125, "0.00125"], [0.1 * 0.1, "0.01"], [1, "1"], [0.0001, "0.0001"], [0.000005859375, "5.86×10⁻⁶"], [1e-12, "10⁻¹²"], [0, "0"]];
  for (const [rate, text] of cases) assert.equal(formatRate(rate), text);
});

test("measures have three digits, and a missing one is a dash", () => {
  const cases = [[0.6931, "0.693"], [0.0365, "0.0365"], [2.302585, "2.30"], [123.456, "123"], [0.00001234, "1.2×10⁻⁵"], [NaN, "–"], [Infinity, "Infinity"]];
  for (const [value, text] of cases) assert.equal(formatMeasure(value), text);
  assert.equal(formatPercent(0.985), "98.5%");
  assert.equal(formatPercent(NaN), "–");
});

test("thinning keeps the extremes of every column, the ends, and the drops", () => {
  const y = Float64Array.from({ length: 10_000 }, (_, i) => Math.sin(i) * (i === 5555 ? 40 : 1));
  const kept = thin(y, 200, [1499, 1500]);
  assert.ok(kept.length <= 2 * 200 + 4, `${kept.length} points`);
  for (const index of [0, 1499, 1500, 5555, 9999]) assert.ok(kept.includes(index), `${index}`);
  assert.deepEqual(kept, [...kept].sort((a, b) => a - b));
  assert.equal(Math.max(...kept.map((i) => y[i])), Math.max(...y));
  assert.deepEqual(thin([3, 1, 2], 200), [0, 1, 2], "few points stay as they are");
});

test("one of a thing is singular in English, and so is its verb", () => {
  assert.deepEqual([0, 1, 2].map((count) => counted(count, "epoch")), ["0 epochs", "1 epoch", "2 epochs"]);
  const words = { ...english, ...codeEn, ...exampleEn, ...formulaEn, ...insideEn, ...labEn };
  const record = { epoch: 0, lr: 0.01, loss: 1, valLoss: 1, valAccuracy: 1 };
  const rates = { lr: 0.01, gamma: 0.5, rate: 0.005 };
  const one = [
    ["staircase.summary", { epochs: 1, rates: [0.01] }, "The rate stays at 0.01 for the one epoch."],
    ["staircase.point", { epoch: 15, k: 1, rate: 0.005 }, "after 1 change,"],
    ["unit.epoch", { value: 1 }, "epoch"],
    ["unit.sample", { value: 1 }, "sample"],
    ["anatomy.summary", { epoch: 20, k: 1, stepSize: 15, ...rates }, "1 whole step of 15 fits, so"],
    ["example.live", { ...rates, stepSize: 1, epochs: 1 }, "S = 1, 1 epoch"],
    ["example.sentence", { ...rates, stepSize: 1, epochs: 1 }, "no drop in 1 epoch."],
    ["compare.summary", { name: "LinearLR", last: 1, own: 1, rate: 1, lower: 0, higher: 1 }, "above step decay in 1 epoch and"],
    ["training.ready", { epochs: 1, drops: [] }, "train for 1 epoch at"],
    ["training.dropped", { epoch: 1, rate: 1, before: 1, after: 1, span: { before: 1, after: 2 } }, "over the epoch before,"],
    ["training.done", { record }, "1 epoch trained:"],
    ["code.everyBatch", { batches: 1 }, "once an epoch"],
    ["code.note.order", { stepSize: 1, epochs: 1, wrong: 1 }, "1 epoch here has the wrong rate"],
    ["code.note.batch", { batches: 2, stepSize: 2, gamma: 0.5, wrong: 1, last: { epoch: 1, shown: "0.5", wanted: "1" } }, "2 batches an epoch are 1 drop an epoch. 1 epoch has the wrong rate"],
    ["code.note.print", { first: { epoch: 1, shown: "0.5", wanted: "1" }, wrong: 1 }, "(1 line differs)"],
    ["code.note.optax", { batches: 1 }, "a single update"],
    ["inside.same", { epochs: 1 }, "of 1 epoch agree"],
    ["race.ready", { count: 1, epochs: 1 }, "1 schedule on the same network, with the same seed and the same batches, for 1 epoch each"],
    ["race.summary", { epoch: 1, order: [{ name: "a", loss: 1 }], diverged: [], done: false, which: "loss" }, "After 1 epoch, mean"],
    ["plateau.ready", { rate: 1, epochs: 1 }, "train for 1 epoch at"],
    ["plateau.running", { epoch: 1 }, "1 epoch trained."],
    ["plateau.compared", { stepSize: 1, gamma: 1, before: 1, after: 1, last: 5 }, "every epoch, the rate"],
    ["advice.TOO_SHORT", { epoch: 1 }, "1 epoch is too few"],
    ["gammas.running", { epoch: 1 }, "1 epoch trained."],
    ["gammas.noDrop", { stepSize: 1, epochs: 1 }, "within 1 epoch:"],
    ["map.ready", { total: 9, epochs: 1, lr: 1 }, "for 1 epoch each"],
  ];
  for (const [key, data, wanted] of one) assert.ok(words[key](data).includes(wanted), `${key}: ${words[key](data)}`);
  const many = [
    ["staircase.summary", { epochs: 2, rates: [0.01] }, "for all 2 epochs."],
    ["anatomy.summary", { epoch: 5, k: 0, stepSize: 15, ...rates }, "0 whole steps of 15 fit, so"],
    ["training.dropped", { epoch: 5, rate: 1, before: 1, after: 1, span: { before: 5, after: 2 } }, "over the 5 epochs before,"],
    ["unit.epoch", { value: 15 }, "epochs"],
  ];
  for (const [key, data, wanted] of many) assert.ok(words[key](data).includes(wanted), `${key}: ${words[key](data)}`);
});

test("each property's start passes its own check and comes back from the link", () => {
  for (const property of properties) assert.deepEqual(parse(property, String(property.initial)), property.initial, property.key);
});

test("a value outside its row is refused with a code and its limits", () => {
  const refused = (key, text, details) => assert.throws(() => parse(propertyOf(key), text), { field: key, ...details });
  refused("epochs", "0", { code: "RANGE", min: 1, max: 2000 });
  refused("epochs", "1.5", { code: "NOT_AN_INTEGER" });
  refused("lr", "1e999", { code: "NOT_A_NUMBER" });
  refused("data", "moon", { code: "UNKNOWN_NAME" });
  refused("layers", "16,,x", { code: "WIDTHS" });
  refused("layers", "8,8,8,8,8", { code: "TOO_MANY_LAYERS" });
  for (const text of ["0x10", "0b1", " ", "Infinity", "1_000", "1e", "."]) for (const key of ["lr", "epochs"]) refused(key, text, { code: "NOT_A_NUMBER" });
  for (const text of ["3:-1", "5:", ":0.1", ":", "5", "5:0.1:zz", "5:0.1:", "5:0x10", "5:0.1,", ",", " ", "1.5:0.1", "5:fast"]) refused("edits", text, { code: "EDITS" });
  for (const [text, value] of [["5:0.1,5:0.2", 5], ["7:0.1,0:1,7:0.1", 7], ["0:1,-0:2", -0]]) refused("edits", text, { code: "EDITS_TWICE", value });
  refused("race", "step:0x10", { code: "NOT_A_NUMBER" });
  for (const text of [":2", "-8:", "-8:0x1", "-8:2:1"]) refused("start", text, { code: "NOT_A_NUMBER" });
  assert.equal(parse(propertyOf("layers"), " 8，4 "), "8, 4");
  assert.equal(parse(propertyOf("layers"), ""), "");
  assert.equal(parse(propertyOf("edits"), "9:0.1,3:0.2"), "3:0.2,9:0.1");
});

test("numbers are taken as people type them", () => {
  for (const [text, value] of [["０．０５", 0.05], [" 0.5 ", 0.5], [".5", 0.5], ["5.", 5], ["1e-3", 0.001], ["1E2", 100], ["+2", 2], ["０", 0], ["−0", -0]]) assert.equal(parse(propertyOf("lr"), text), value, text);
  assert.equal(parse(propertyOf("edits"), "5:1e-3, 20 : ０.0"), "5:0.001,20:0");
});

test("both languages have the same words, and every word is used", () => {
  const zh = Object.keys(chinese).sort();
  assert.deepEqual(Object.keys(english).sort(), zh);
  const names = ["main", "workbench", "lesson", "controls", "figure", "figures/first", "figures/staircase", "figures/training", "figures/boundary", "story", "transport", "readout", "i18n", "copy", "sections/code"];
  const sources = names.map((name) => readFileSync(`web/${name}.js`, "utf8")).join("\n") + readFileSync("src/js/properties.js", "utf8");
  const composed = /^(property|choice|problem|unit)\.|\.(name|cursor|table|head)$|^chart\.(epoch|rate|trainLoss|valLoss)$/;
  assert.deepEqual(zh.filter((key) => !composed.test(key) && !sources.includes(`"${key}"`)), []);
});

test("the English table has no Chinese in it, and the document's two languages stand side by side", () => {
  for (const name of ["en", "sections/bench.en"]) assert.deepEqual(readFileSync(`web/i18n/${name}.js`, "utf8").match(/[\u4e00-\u9fff]/g), null);
  const html = readFileSync("web/index.html", "utf8");
  const count = (lang) => html.split(`lang="${lang}"`).length;
  assert.equal(count("zh-CN") - 1, count("en"), "one more zh-CN: the document's own");
});
