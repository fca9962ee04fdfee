// The code that the page offers: what is built of it names the package and no folder of whoever built it, and the listing for Node trains what the page trains.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { inspect } from "node:util";
import { init, makeDataset, Trainer } from "step-decay";
import { tables } from "../../dist/generated/tables.js";
import en from "../../web/i18n/sections/code.en.js";
import zhCN from "../../web/i18n/sections/code.zh-CN.js";
import { keepOwnData, ownData } from "../../web/own-data.js";
import { parse, parseEdits, properties, propertyOf } from "../../web/properties.js";
import { listing, pythonG } from "../../web/sections/listings.js";
import { readOwn } from "../../web/sections/own-table.js";
import { datasetOf, trainerOptions } from "../../web/trainer-options.js";

const defaults = Object.fromEntries(properties.map(({ key, initial }) => [key, initial]));
const words = { "zh-CN": zhCN, en };
/** Below the package, whose name the listing imports. */
let folder = "";
before(async () => {
  await init();
  folder = mkdtempSync("build/listing-");
});
after(() => rmSync(folder, { recursive: true, force: true }));

test("no file of the built page names a folder of whoever built it, and its listings import from the package", () => {
  const files = readdirSync("build/site", { recursive: true }).filter((name) => /\.(js|html|css)$/.test(name));
  const texts = files.map((name) => readFileSync(join("build/site", name), "utf8"));
  assert.ok(files.length > 30, `${files.length} files`);
  assert.deepEqual(files.filter((_, i) => texts[i].includes(process.cwd()) || texts[i].includes("dist/index.js")), []);
  for (const line of ['import { init, StepLR } from "step-decay";\n', 'import { learningRateScheduler } from "step-decay/tfjs";\n'])
    assert.equal(texts.filter((text) => text.includes(line)).length, 1, line);
});

/** Runs the listing as a reader would, with `csv` beside it. @param {Record<string, any>} values @param {string} csv @returns {number[]} its losses */
function losses(values, csv) {
  const t = (key, data = {}) => (typeof words[values.lang][key] === "function" ? words[values.lang][key](data) : String(words[values.lang][key]));
  const { code, printed } = listing(values, t, 1, ownData());
  const text = code.map((line) => line.text).join("\n");
  assert.doesNotMatch(text, /undefined|NaN|\[object/);
  writeFileSync(join(folder, "data.csv"), csv);
  writeFileSync(join(folder, "train.js"), `${text}\nconsole.error(trainer.history.loss.join());\n`);
  const { stdout, stderr, status } = spawnSync(process.execPath, ["train.js"], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, `${text}\n\n${stderr}`);
  const losses = stderr.split(",").map(Number);
  assert.equal(stdout, `${printed.map((line) => `${line.text}\n`).join("")}${inspect(Float64Array.from(losses))}\n`, "what is shown, then the losses, of which the note speaks");
  return losses;
}

/** What the page trains: its options, and its changes mid-run written before their epochs, as the worker does. @param {Record<string, any>} values @returns {Promise<number[]>} */
async function lossesOfPage(values) {
  const trainer = new Trainer(trainerOptions(values, await datasetOf(values, makeDataset)));
  const edits = new Map(parseEdits(values.edits));
  for (let epoch = 0; epoch < values.epochs; epoch++) {
    for (const group of trainer.optimizer.paramGroups) group.lr = edits.get(epoch) ?? group.lr;
    trainer.epoch();
  }
  const { loss } = trainer.history;
  trainer.free();
  return [...loss];
}

const table = (line) => Array.from({ length: 40 }, (_, i) => line(i)).join("\n");
const runs = [
  ...tables.datasets.map(({ name }) => [`the data set ${name}`, { data: name }]),
  ["Iris", { data: "iris", batchSize: 16 }],
  ["the digits", { data: "digits", epochs: 2, batchSize: 64, layers: "16" }],
  ["a reader's classes", { data: "own" }, `width;kind\n${table((i) => `${i % 7};${i % 3 ? "red" : "white"}`)}`],
  ["a reader's numbers to predict", { data: "own", lr: 0.001 }, `area,age,price\n${table((i) => `${60 + i},${i % 7},${1e5 + 2000.5 * i}`)}`],
  ["no hidden layer, another optimizer, English", { layers: "", optimizer: "AdamW", activation: "tanh", lang: "en" }],
  ["changes mid-run, from the start, one beyond the end", { edits: "0:0.03,5:0.001,6:0.02,99:1" }],
  ["a run that diverges before a change", { data: "linear", lr: 0.3, edits: "11:0.01" }],
];

for (const [what, different, csv = ""] of runs)
  test(`the listing for Node trains what the page trains, bit for bit: ${what}`, async () => {
    if (csv) keepOwnData(readOwn(csv));
    const values = { ...defaults, epochs: 12, stepSize: 5, points: 100, ...different, code: "step-decay" };
    for (const [key, value] of Object.entries(different)) if (key !== "data") assert.deepEqual(parse(propertyOf(key), String(value)), value, key);
    assert.deepEqual(losses(values, csv), await lossesOfPage(values));
  });

test("rates are printed as Python prints them: subnormal ones, halfway ones to the even digit, infinite ones", () => {
  for (const [value, text] of [[1e-321, "9.98013e-322"], [1.873e-321, "1.87251e-321"], [5e-324, "4.94066e-324"], [2 ** -10, "0.000976562"], [3 * 2 ** -10, "0.00292969"], [100000.5, "100000"], [100001.5, "100002"],
    [999999.5, "1e+06"], [999998.5, "999998"], [0.0001, "0.0001"], [0.00009999995, "0.0001"], [0.00001, "1e-05"], [1e-7 * 0.3, "3e-08"], [123456789, "1.23457e+08"], [2 ** -1074 * 3, "1.4822e-323"], [100, "100"], [0, "0"], [Infinity, "inf"], [NaN, "nan"]])
    assert.equal(pythonG(value), text);
});

/** What the listing shows, in English. @param {Record<string, any>} different @param {number} [batches] */
const shownBy = (different, batches = 200) => listing({ ...defaults, lang: "en", ...different }, englishOf, batches);
const englishOf = (key, data = {}) => (typeof en[key] === "function" ? en[key](data) : String(en[key]));

test("with a step every batch the rate goes where Python's goes: to inf, to 0, or to a subnormal number that stays", () => {
  for (const [different, rates] of [
    [{ lr: 1, gamma: 1.5, stepSize: 2, epochs: 30 }, { 1: "4.06561e+17", 17: "2.26538e+299", 18: "inf", 30: "inf" }],
    [{ gamma: 3 }, { 48: "2.27826e+303", 49: "inf", 50: "inf" }],
    [{ lr: 0.1, gamma: 0.1, stepSize: 10, epochs: 30 }, { 16: "9.98013e-322", 17: "0", 30: "0" }],
    [{ lr: 1e-7, gamma: 0.3, stepSize: 1, epochs: 12 }, { 1: "2.65614e-112", 3: "1.87251e-321", 12: "0" }],
    [{ gamma: 0.9, stepSize: 1 }, { 35: "5.43472e-323", 36: "2.47033e-323", 50: "2.47033e-323" }],
  ]) {
    const { printed } = shownBy({ ...different, mistake: "batch" });
    for (const [line, rate] of Object.entries(rates)) assert.ok(printed[Number(line) - 1].text.startsWith(`Epoch ${line}, learning rate: ${rate}   ←`), printed[Number(line) - 1].text);
  }
  assert.ok(shownBy({ lr: 1, gamma: 3, mistake: "batch" }).code.some(({ text }) => text.includes("lr=1.0,")), "Python's whole numbers do not run into inf");
});

test("what the note says of a mistake holds at the ends of the sliders: no epoch that there is not, no difference where there is none, no number rounded away", () => {
  const late = /^The training is right/;
  const same = /^With these numbers it makes no difference/;
  for (const [different, batches, wanted, not] of [
    [{ stepSize: 60, mistake: "print" }, 200, same],
    [{ stepSize: 60, mistake: "order" }, 200, same],
    [{ stepSize: 50, mistake: "order" }, 200, /\(1 epoch here has the wrong rate\).*In this run the rate should not change at all\.$/],
    [{ stepSize: 49, mistake: "order" }, 200, /The new rate should begin at t = 49\.$/],
    [{ stepSize: 50, mistake: "print" }, 200, /epoch 50 was trained with 0\.01 and looks as if it had 0\.005 \(1 line differs\)/],
    [{ gamma: 1 }, 200, /^With these numbers every line prints the same rate\.$/],
    [{ gamma: 0.5 }, 200, /epoch 16 \(t = 15 in the formula\) is the first with the new rate/],
    ...["order", "batch", "print"].map((mistake) => [{ gamma: 1, mistake }, 200, same]),
    [{ lr: 0, mistake: "batch" }, 200, same],
    [{ epochs: 20, mistake: "batch" }, 1, late],
    [{ epochs: 20, stepSize: 30, mistake: "batch" }, 1, same],
    [{ mistake: "batch", stepSize: 60 }, 2, /are about 0\.033 drops an epoch\. 21 epochs have the wrong rate; that of epoch 50 is 0\.005 and should be 0\.01\. Move/],
    [{ mistake: "batch", stepSize: 8 }, 100, /are about 13 drops an epoch/],
    [{ mistake: "batch", stepSize: 10, epochs: 30 }, 200, /are 20 drops an epoch.*is 2\.40992e-183 and should be 0\.0025, and with so small a rate the network no longer learns/],
    [{ mistake: "batch", gamma: 3 }, 200, /about 13 rises an epoch.*is inf and should be 0\.27\. Move/, /learns/],
  ]) {
    const { note, printed } = shownBy(different, batches);
    const text = englishOf(`code.note.${note.key}`, note.data);
    assert.match(text, wanted, JSON.stringify(different));
    if (not) assert.doesNotMatch(text, not);
    assert.equal(printed.some(({ marked }) => marked), !same.test(text) && note.key !== "none");
    if (late.test(text)) assert.match(printed.find(({ marked }) => marked).text, /← trained with/);
    const chinese = zhCN[`code.note.${note.key}`];
    assert.doesNotMatch(typeof chinese === "function" ? chinese(note.data) : chinese, /undefined|NaN/);
  }
});

test("the note under the listing speaks of the losses that are not shown, and of changes mid-run where there are any", () => {
  for (const [lang, pattern, losses] of [["en", /mid-run/, /then prints the losses/], ["zh-CN", /中途/, /接着还会打印/]]) {
    const note = words[lang]["code.note.step-decay"];
    assert.match(note({ edited: false }), losses);
    assert.match(note({ edited: true }), pattern);
    assert.doesNotMatch(note({ edited: false }), pattern);
  }
});
