// The command as a shell sees it: what it prints, where, and with which code. Flags as an opponent gives them.

import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { constants } from "node:buffer";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import test, { after } from "node:test";
import { description } from "step-decay/description";
import { init, makeDataset, scheduleCsv, scheduleFigure, StepLR, Trainer } from "step-decay";

await init();
const folder = mkdtempSync(join(tmpdir(), "step-decay-cli-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const main = resolve("dist/cli/main.js");
const environment = { ...process.env, LC_ALL: "C.UTF-8" };

/** @param {string[]} args @param {{ input?: string, env?: Record<string, string> }} [how] */
function run(args, { input = "", env = {} } = {}) {
  const { stdout, stderr, status } = spawnSync(process.execPath, [main, ...args], { cwd: folder, input, encoding: "utf8", maxBuffer: 1e8, env: { ...environment, ...env }, timeout: 180_000 });
  return { stdout, stderr, status };
}
/** @param {string} line split at blanks @param {string} [input] */
const ok = (line, input) => {
  const { stdout, stderr, status } = run(line.split(" "), { input });
  assert.deepEqual([status, stderr], [0, ""], line);
  return stdout;
};
/** One sentence on standard error, code 2, nothing on standard output. @param {string[]} args @param {RegExp} sentence @param {string} [input] */
const refused = (args, sentence, input) => {
  const { stdout, stderr, status } = run(args, { input });
  assert.match(stderr, sentence);
  assert.match(stderr, /^step-decay: [^\n]*\n$/);
  assert.doesNotMatch(stderr, /\bat .*:\d+:\d+/, "no stack");
  assert.deepEqual([status, stdout], [2, ""], args.join(" "));
};

test("its types check", () => {
  const { status, stdout } = spawnSync(process.execPath, [resolve("node_modules/typescript/bin/tsc"), "-p", resolve("tsconfig.cli.json")], { encoding: "utf8" });
  assert.equal(status, 0, stdout);
});

test("help, version, no verb, an unknown verb", () => {
  assert.match(ok("--help"), /^usage: step-decay VERB/);
  assert.equal(ok("--version"), `${JSON.parse(readFileSync("package.json", "utf8")).version}\n`);
  for (const verb of ["schedule", "train", "sweep"]) {
    const help = ok(`${verb} --help`);
    assert.match(help, new RegExp(`^usage: step-decay ${verb} `));
    assert.equal(ok(`help ${verb}`), help);
    assert.doesNotMatch(help, /undefined|NaN|\[object/);
  }
  const nothing = run([]);
  assert.deepEqual([nothing.status, nothing.stdout], [2, ""]);
  refused(["sweeps"], /there is no verb "sweeps"; did you mean sweep\?/);
});

test("what the module names by a call, a length or another word is named by its flag; a rate that overflows is not the one that was given", () => {
  refused(["schedule", "LambdaLR", "--lr", "0.1", "--lr-lambda", "-1"], /: --lr-lambda\(0\) is -1; must be /);
  refused(["train", "moons", "--schedule", "LambdaLR", "--lr-lambda", "-1"], /: --lr-lambda\(0\) is -1; must be /);
  refused(["schedule", "CyclicLR", "--base-lr", "0.1", "--max-lr", "1", "--scale-fn", "-1"], /: --scale-fn\(1\) is -1; must be /);
  refused(["schedule", "SequentialLR", "--lr", "0.1", "--part", "StepLR --step-size 3", "--milestones", "3"], /: --milestones\.length is 1; must be 0, /);
  refused(["train", "moons", "--hidden", "100000,100000"], /: --hidden is \d+; must be at most \d+ bytes /);
  refused(["schedule", "--gamma", "10", "--lr", "0.1", "--step-size", "1", "--epochs", "10000"], /: lr is Infinity; .* the rate of epoch 310 is beyond 1\.8e308\n/);
});

test("every field of every schedule has a flag in the help", () => {
  const help = ok("schedule --help");
  for (const { name, fields } of description.schedules)
    for (const field of fields) assert.match(help, new RegExp(`--(no-)?${field.name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}\\b`), `${name} ${field.name}`);
});

test("schedule: formats agree with the module", () => {
  const s = new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 });
  const flags = "schedule --lr 0.01 --step-size 15 --gamma 0.5";
  assert.equal(ok(`${flags} --format csv`), scheduleCsv(s, 50));
  assert.deepEqual(JSON.parse(ok(`${flags} --format plotly --epochs 60 --lang zh-CN`)), scheduleFigure(s, 60));
  const { schedule, phases, values } = JSON.parse(ok(`${flags} --format json`));
  assert.deepEqual([schedule, phases, values], [{ name: "StepLR", lr: 0.01, stepSize: 15, gamma: 0.5 }, s.phases(50), [...s.values(50)]]);
  assert.match(ok(`${flags} --format svg`), /^<svg [\s\S]*<\/svg>\n$/);
});

test("schedule: all fifteen by their flags", () => {
  const lines = {
    LambdaLR: ["--lr", "1", "--lr-lambda", "0.5 ** epoch"],
    MultiplicativeLR: ["--lr", "1", "--lr-lambda", "0.5"],
    StepLR: ["--lr", "1", "--step-size", "1", "--gamma", "0.5"],
    MultiStepLR: ["--lr", "1", "--milestones", "1,2", "--gamma", "0.5"],
    ConstantLR: ["--lr", "1", "--factor", "0.5"],
    LinearLR: ["--lr", "1", "--start-factor", "0.5", "--total-iters", "2"],
    ExponentialLR: ["--lr", "1", "--gamma", "0.5"],
    PolynomialLR: ["--lr", "1", "--total-iters", "2"],
    CosineAnnealingLR: ["--lr", "1", "--t-max", "2"],
    CosineAnnealingWarmRestarts: ["--lr", "1", "--t0", "2"],
    CyclicLR: ["--base-lr", "0", "--max-lr", "1", "--step-size-up", "2"],
    OneCycleLR: ["--max-lr", "1", "--total-steps", "10", "--anneal-strategy", "linear", "--no-cycle-momentum"],
    ReduceLROnPlateau: ["--lr", "1", "--factor", "0.5", "--patience", "0", "--metrics", "1,1,1"],
    SequentialLR: ["--lr", "1", "--part", "ConstantLR --factor 0.5", "--part", "StepLR --step-size 1 --gamma 0.5", "--milestones", "1"],
    ChainedScheduler: ["--lr", "1", "--part", "ConstantLR --factor 0.5", "--part", "ExponentialLR --gamma 0.5"],
  };
  const rates = {
    LambdaLR: [1, 0.5, 0.25], MultiplicativeLR: [1, 0.5, 0.25], StepLR: [1, 0.5, 0.25], MultiStepLR: [1, 0.5, 0.25], ConstantLR: [0.5, 0.5, 0.5], LinearLR: [0.5, 0.75, 1], ExponentialLR: [1, 0.5, 0.25],
    PolynomialLR: [1, 0.5, 0], CosineAnnealingLR: [1, 0.5, 0], CosineAnnealingWarmRestarts: [1, 0.5, 1], CyclicLR: [0, 0.5, 1], OneCycleLR: [0.04, 0.52, 1],
    ReduceLROnPlateau: [1, 1, 0.5], SequentialLR: [0.5, 1, 0.5], ChainedScheduler: [0.5, 0.25, 0.125],
  };
  assert.deepEqual(Object.keys(lines).sort(), description.schedules.map(({ name }) => name).sort());
  for (const [name, flags] of Object.entries(lines)) {
    const { stdout, stderr, status } = run(["schedule", name, ...flags, "--epochs", "3", "--format", "json"]);
    assert.deepEqual([status, stderr], [0, ""], name);
    const { values } = JSON.parse(stdout);
    rates[name].forEach((rate, t) => assert.ok(Math.abs(values[t] - rate) < 1e-12, `${name}: ${values}, expected ${rates[name]}`));
  }
});

test("schedule: hostile flags get one sentence that names them", () => {
  for (const [line, sentence] of /** @type {[string, RegExp][]} */ ([
    ["", /--lr is missing/],
    ["--lr 1", /--step-size is missing; must be an integer from 1 to 2\^53-1/],
    ["--lr", /--lr has no value/],
    ["--lr 1 --lr 2 --step-size 1", /--lr is given twice/],
    ["--lr= --step-size 1", /--lr is ""; must be a number/],
    ["--lr 0x10 --step-size 1", /--lr is "0x10"; must be a number/],
    ["--lr 1,2 --step-size 1", /--lr is "1,2"; must be a number/],
    ["--lr 1e999 --step-size 1", /--lr is Infinity; must be a finite number/],
    ["--lr -0.1 --step-size 1", /--lr is -0.1; must be a finite number at least 0/],
    ["--lr NaN --step-size 1", /--lr is "NaN"; must be a number/],
    ["--lr 1 --step-size 2.5", /--step-size is 2.5; must be an integer/],
    ["--lr 1 --step-size 9007199254740993", /--step-size is 9007199254740992; must be an integer from 1 to 2\^53-1/],
    ["--lr 1 --step_size 2", /--step_size is no flag of schedule; did you mean --step-size\?/],
    ["-x --lr 1", /-x is no flag of schedule\n$/],
    ["--lr 1 -s 2", /-s is no flag of schedule/],
    ["--lr 1 --step-size 1 --epochs 10000001", /--epochs is 10000001; must be an integer from 1 to 10000000/],
    ["--lr 1 --step-size 1 --epochs 0", /--epochs is 0/],
    ["--lr 1 --step-size 1 --format yaml", /--format is "yaml"; must be one of table, csv, json/],
    ["--lr 1 --step-size 1 --width 10", /--width is for the format svg, not for table/],
    ["--lr 1 --step-size 1 --format svg --width 10", /--width is 10; must be a finite number at least 200/],
    ["--lr 1 --step-size 1 --lang fr", /--lang is "fr"; must be one of en, zh-CN/],
    ["--lr 1 --step-size 1 --t-max 3", /--t-max is no option of StepLR, but of CosineAnnealingLR; StepLR takes --lr, .*--step-size/],
    ["Step --lr 1", /the schedule is "Step"; must be one of LambdaLR, .*; did you mean StepLR\?/],
    ["StepLR 15 --lr 1", /"15" is one word too many/],
    ["SequentialLR --lr 1 --milestones 3", /--part is missing/],
    ["SequentialLR --lr 1 --part StepLR --milestones 3", /--step-size is missing|stepSize is missing/],
    ["CyclicLR --base-lr 0.1", /--max-lr is missing/],
    ["ReduceLROnPlateau --lr 1", /--metrics is missing/],
    ["StepLR --lr 1 --step-size 1 --metrics 1", /--metrics is no option of StepLR/],
    ["LambdaLR --lr 1", /--lr-lambda is missing/],
    ["LambdaLR --lr 1 --lr-lambda process.exit()", /--lr-lambda is "process.exit\(\)"; it says "process", which is not known/],
    ["LambdaLR --lr 1 --lr-lambda constructor(1)", /it says "constructor", which is not known/],
    [`LambdaLR --lr 1 --lr-lambda ${"(".repeat(200)}`, /it nests too deeply/],
    [`LambdaLR --lr 1 --lr-lambda ${"-".repeat(900)}1`, /it nests too deeply/],
    ["LambdaLR --lr 1 --lr-lambda 1+", /it ends too early/],
    ["--lr 1 --step-size 1 --output /nowhere/at/all", /--output: cannot write "\/nowhere\/at\/all": no such file or directory/],
    ["--lr 1 --step-size 1 --output /", /--output: cannot write "\/"/],
    ["--lr 1 --step-size 1 --output /dev/full", /--output: cannot write "\/dev\/full": no space left on device/],
  ]))
    refused(["schedule", ...line.split(" ").filter(Boolean)], sentence);
  refused(["schedule", "--lr", "1", "--step-size", "1", "--title", "x".repeat(1e5), "--format", "table"], /--title is for the format plotly or svg/);
  refused(["schedule", `--${"x".repeat(1e5)}`], /is no flag of schedule/);
});

test("schedule: --output writes the file, --lang follows the locale", () => {
  ok("schedule --lr 1 --step-size 1 --epochs 2 --format csv --output rates.csv");
  assert.equal(readFileSync(join(folder, "rates.csv"), "utf8"), "epoch,lr\n0,1\n1,0.1\n");
  assert.match(run(["schedule", "--lr", "1", "--step-size", "1"], { env: { LC_ALL: "zh_CN.UTF-8" } }).stdout, /^周期  学习率\n0     1\n/);
});

test("train: a line for each epoch, the records of the module", () => {
  const lines = ok("train moons --points 200 --noise 0.2 --data-seed 3 --seed 5 --hidden 8 --lr 0.1 --momentum 0.9 --nesterov --step-size 4 --gamma 0.5 --epochs 10 --validation 0.25 --batch-size 16 --no-shuffle").trimEnd().split("\n").map((line) => JSON.parse(line));
  const trainer = new Trainer({
    layers: [2, 8, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1, momentum: 0.9, nesterov: true }, schedule: { name: "StepLR", stepSize: 4, gamma: 0.5 },
    data: makeDataset("moons", { points: 200, noise: 0.2, seed: 3 }), validation: 0.25, batchSize: 16, shuffle: false, seed: 5,
  });
  assert.deepEqual(lines, Array.from({ length: 10 }, () => trainer.epoch()));
  trainer.free();
});

test("train: every optimizer, loss and data set", () => {
  for (const line of [
    "moons --optimizer Adam --betas 0.8,0.99 --amsgrad", "circles --optimizer AdamW --weight-decay 0.1", "xor --optimizer RMSprop --alpha 0.9 --centered --momentum 0.5", "linear --normalize standard",
    "gaussians --loss bce", "iris --schedule CosineAnnealingLR --t-max 5", "digits --hidden none", "spiral --schedule ReduceLROnPlateau --patience 0 --mode max", "iris --optimizer Adam --schedule ReduceLROnPlateau --optimizer.eps 1e-6 --schedule.eps 0",
    "moons --schedule OneCycleLR --max-lr 0.1 --total-steps 64 --unit batch", "moons --hidden 4x4 --activation relu --output-activation tanh",
  ])
    assert.equal(ok(`train ${line} --epochs 2`).trimEnd().split("\n").length, 2, line);
});

test("train: a table when asked, code 1 and the epoch when it diverges", () => {
  assert.match(ok("train moons --lr 0.1 --step-size 2 --epochs 4 --validation 0.2 --format text"), /^moons: 500 rows, network 2-16-16-2\nepochs +rate +loss .*\n0-1 +0\.1 .*\n2-3 +0\.01 /);
  const { status, stdout, stderr } = run(["train", "linear", "--lr", "1e9"]);
  assert.deepEqual([status, stderr], [1, ""]);
  assert.deepEqual(JSON.parse(stdout), { epoch: 0, lr: 1e9, loss: null, valLoss: null, accuracy: null, valAccuracy: null, diverged: true });
});

test("train: CSV of every kind", () => {
  const rows = "a,b,kind\r\n1,2,x\r\n3,4,y\r\n5,6,x\r\n7,8,y\r\n";
  const expected = ok("train --csv - --epochs 3 --hidden 3", rows);
  writeFileSync(join(folder, "bom.csv"), `\uFEFF${rows}`);
  assert.equal(ok("train --csv bom.csv --epochs 3 --hidden 3"), expected);
  assert.equal(ok("train --csv - --epochs 3 --hidden 3 --target kind", '"kind","a","b"\n"x",1,2\n"y",3,4\n"x",5,6\n"y","7",8\n'), expected);
  assert.equal(ok("train --csv - --epochs 3 --hidden 3 --delimiter ;", rows.replaceAll(",", ";")), expected);
  assert.equal(JSON.parse(ok("train --csv - --loss mse --epochs 1 --hidden 3", "1,2,0.5\n3,4,1.5\n")).accuracy, null);
});

test("train: what is wrong with a table is told by line and column", () => {
  const table = (/** @type {string} */ text, /** @type {RegExp} */ sentence, /** @type {string[]} */ ...more) => refused(["train", "--csv", "-", ...more], sentence, text);
  table("a,b,kind\n1,2,x\n3,foo,y\n", /^step-decay: --csv -: line 3, column 2 \(b\): "foo" is not a number$/m);
  table("a,b,kind\n1,,x\n", /line 2, column 2 \(b\): the cell is empty; must be a number/);
  table("a,b,kind\n1,2\n", /line 2 has 2 cells; must have 3, as line 1/);
  table("", /the table is empty/);
  table("a,b\n1,x\n", /--target is "c"; must be the name of a column: "a", "b"/, "--target", "c");
  table("1,2\n3,4\n", /--delimiter is "\|"; must be one of/, "--delimiter", "|");
  table("1,2\n3,x\n", /line 2, column 2 \(column 2\): "x" is not a number/, "--loss", "mse");
  refused(["train", "--csv", "no.csv"], /--csv: cannot read "no.csv": no such file or directory/);
  refused(["train", "--csv", "."], /--csv: cannot read "\.": illegal operation on a directory/);
  writeFileSync(join(folder, "latin.csv"), Buffer.from([0x31, 0x2c, 0xe9, 0x0a]));
  refused(["train", "--csv", "latin.csv"], /--csv: "latin.csv" is not UTF-8 text/);
  writeFileSync(join(folder, "large.csv"), "");
  truncateSync(join(folder, "large.csv"), constants.MAX_STRING_LENGTH + 1);
  refused(["train", "--csv", "large.csv"], new RegExp(`--csv: "large.csv" has ${constants.MAX_STRING_LENGTH + 1} bytes; must have at most ${constants.MAX_STRING_LENGTH}, the longest text that Node reads`));
});

test("train: hostile flags get one sentence that names them", () => {
  for (const [line, sentence] of /** @type {[string, RegExp][]} */ ([
    ["", /needs data: --csv FILE, or one of spiral, moons/],
    ["spirals", /the data set is "spirals"; must be one of .*; did you mean spiral\?/],
    ["moons --csv x.csv", /--csv is given, and "moons" too/],
    ["moons iris", /"iris" is one word too many/],
    ["iris --points 10", /--points is for generated data/],
    ["moons --points 1", /--points is 1; must be an integer from 2 to 1000000/],
    ["moons --target a", /--target is given, but no --csv/],
    ["moons --optimizer sgdd", /--optimizer is "sgdd"; must be one of SGD, Adam, AdamW, RMSprop; did you mean SGD\?/],
    ["moons --optimizer Adam --momentum 0.9", /--momentum is no option of Adam, but of SGD, RMSprop/],
    ["moons --optimizer Adam --betas 0.9", /--betas is an array of 1; must be an array of two numbers/],
    ["moons --optimizer Adam --betas 0.9,1", /--betas\[1\] is 1; must be a finite number at least 0 and below 1/],
    ["moons --optimizer Adam --schedule ReduceLROnPlateau --eps 1", /--eps could be that of Adam or of ReduceLROnPlateau; say --optimizer.eps or --schedule.eps/],
    ["moons --schedule.eps 1", /--schedule.eps is given, but no --schedule/],
    ["moons --unit batch", /--unit is given, but no --schedule/],
    ["moons --gamma 0.5", /--step-size is missing/],
    ["moons --loss mse", /--loss is mse, but moons has classes; must be cross-entropy/],
    ["linear --loss cross-entropy", /--loss is cross-entropy, but linear has numbers to predict/],
    ["iris --loss bce", /--loss is bce, but iris has 3 classes/],
    ["moons --hidden 0", /--hidden is 0; must be an integer from 1 to 1048576/],
    ["moons --hidden 8,,8", /--hidden is ""; must be a number/],
    ["moons --hidden 1048576,1048576", /--hidden is .*; must be at most \d+ bytes of memory/],
    ["moons --validation 1", /--validation is 1; must be a finite number at least 0 and below 1/],
    ["moons --validation 0.0001", /--validation is 0.0001; must be 0, or a share that leaves rows on both sides/],
    ["moons --batch-size 0", /--batch-size is 0; must be an integer from 1/],
    ["moons --seed -1", /--seed is -1; must be an integer from 0 to 4294967295/],
    ["moons --seed 4294967296", /--seed is 4294967296/],
    ["moons --nesterov", /--nesterov is true; must be false unless momentum is above 0/],
    ["moons --nesterov=1", /--nesterov takes no value, but was given "1"/],
    ["moons --epochs 1000001", /--epochs is 1000001; must be an integer from 1 to 1000000/],
    ["moons --output /nowhere/at/all", /--output: cannot write/],
  ]))
    refused(["train", ...line.split(" ").filter(Boolean)], sentence);
});

const GRID = "sweep moons --points 60 --grid lr=0.001:1:3:log --grid gamma=0.1,0.5 --grid step-size=2,3 --validation 0.2 --epochs 5";

test("sweep: a line for each cell, in order, the bytes the same for any number of threads", () => {
  const whole = ok(GRID);
  const lines = whole.trimEnd().split("\n").map((line) => JSON.parse(line));
  assert.deepEqual(lines.map(({ index }) => index), [...Array(12).keys()]);
  assert.deepEqual(lines.slice(0, 3).map(({ cell }) => cell), [{ lr: 0.001, gamma: 0.1, stepSize: 2 }, { lr: 0.001, gamma: 0.1, stepSize: 3 }, { lr: 0.001, gamma: 0.5, stepSize: 2 }]);
  assert.deepEqual([...new Set(lines.map(({ cell }) => cell.lr))], [0.001, 0.0316228, 1]);
  for (const workers of [0, 1, 3]) assert.equal(ok(`${GRID} --workers ${workers}`), whole);
  ok(`${GRID} --output cells.jsonl`);
  assert.equal(readFileSync(join(folder, "cells.jsonl"), "utf8"), whole);
});

test("sweep: parts joined in order are the whole, whatever their number", () => {
  const whole = ok(GRID);
  for (const n of [1, 2, 5, 12, 13, 30]) assert.equal(Array.from({ length: n }, (_, i) => ok(`${GRID} --shard ${i + 1}/${n} --workers 0`)).join(""), whole, `${n} parts`);
});

test("sweep: grids of spaced numbers, of words, of networks, of switches", () => {
  const cells = (/** @type {string} */ line) => ok(`sweep moons --points 20 --epochs 1 ${line}`).trimEnd().split("\n").map((text) => JSON.parse(text).cell);
  assert.deepEqual(cells("--grid lr=0:0.4:5").map(({ lr }) => lr), [0, 0.1, 0.2, 0.3, 0.4]);
  assert.deepEqual(cells("--grid step-size=1:100:3:log").map(({ stepSize }) => stepSize), [1, 10, 100]);
  assert.deepEqual(cells("--grid hidden=4,8x2 --grid activation=tanh,relu"), [[2, 4, 2], [2, 8, 2, 2]].flatMap((layers) => ["tanh", "relu"].map((activation) => ({ layers, activation }))));
  assert.deepEqual(cells("--grid seed=7,8 --grid shuffle=true,false --momentum 0.9").length, 4);
  assert.deepEqual(cells("--optimizer Adam --schedule ReduceLROnPlateau --grid optimizer.eps=1e-8,1e-6 --grid schedule.eps=0").length, 2);
  assert.deepEqual(cells("--optimizer Adam --schedule ReduceLROnPlateau --grid optimizer.eps=1e-8,1e-6 --schedule.eps 0").length, 2);
});

test("sweep: hostile grids get one sentence that names them", () => {
  for (const [line, sentence] of /** @type {[string, RegExp][]} */ ([
    ["", /--grid is missing; must be KEY=VALUES/],
    ["--grid lr", /--grid is "lr"; must be KEY=VALUES/],
    ["--grid lr=", /--grid lr has no values/],
    ["--grid =1", /--grid is "=1"/],
    ["--grid lr=1,,2", /--grid lr is ""; must be a number/],
    ["--grid lr=1,x", /--grid lr is "x"; must be a number/],
    ["--grid lr=1,-1", /--grid lr, value 2, is -1; must be a finite number at least 0/],
    ["--grid activation=tanh,relux", /--grid activation, value 2, is "relux"; must be one of/],
    ["--grid learning-rate=1", /--grid has the key "learning-rate", which is no option of this training/],
    ["--grid gama=1 --step-size 2", /--grid has the key "gama", which is no option of this training; did you mean gamma\?/],
    ["--grid lr=1 --grid lr=2", /--grid lr is given twice/],
    ["--grid lr=1 --lr 2", /--lr is given, and --grid lr too; must be one of them/],
    ["--grid optimizer.lr=1 --lr 2", /--lr is given, and --grid optimizer.lr too; must be one of them/],
    ["--grid schedule.step-size=1,2 --step-size 3", /--step-size is given, and --grid schedule.step-size too/],
    ["--grid trainer.seed=1,2 --seed 3", /--seed is given, and --grid trainer.seed too/],
    ["--grid eps=0,1 --optimizer Adam --optimizer.eps 0", /--optimizer.eps is given, and --grid eps too/],
    ["--grid optimizer.eps=0,1 --optimizer Adam --eps 0", /--eps is given, and --grid optimizer.eps too/],
    ["--grid lr=1:2", /--grid lr is "1:2"; must be FROM:TO:COUNT/],
    ["--grid lr=1:2:3:exp", /must be FROM:TO:COUNT or FROM:TO:COUNT:log/],
    ["--grid lr=1:2:0", /--grid lr: COUNT is 0; must be an integer from 1 to 1000000/],
    ["--grid lr=1:2:1", /one value cannot go from 1 to 2/],
    ["--grid lr=0:1:3:log", /with log, FROM and TO must be above 0/],
    ["--grid lr=1:2:1000 --grid gamma=0:1:1001 --step-size 1", /--grid is .*; must be a grid of at most 1000000 cells; this one has 1001000/],
    ["--grid seed=1 --grid batch-size=0", /--grid batch-size, value 1, is 0; must be an integer/],
    ["--grid hidden=8,99999x99999", /--grid hidden, value 2, is \d+; must be at most 1073741824 bytes/],
    ["--hidden 99999,99999 --grid lr=1", /^step-decay: --hidden is \d+; must be at most 1073741824 bytes/],
    ["--grid lr=1 --grid optimizer.lr=2", /--grid optimizer.lr is .*; must be left out, as lr is the same option/],
    ["--grid lr=1 --shard 0/2", /--shard is "0\/2"; must be I\/N with I from 1 to N/],
    ["--grid lr=1 --shard 3/2", /--shard is "3\/2"/],
    ["--grid lr=1 --shard 1", /--shard is "1"/],
    ["--grid lr=1 --shard 1/0", /--shard is "1\/0"/],
    ["--grid lr=1 --workers 65", /--workers is 65; must be an integer from 0 to 64/],
    ["--grid lr=1 --output /nowhere/at/all", /--output: cannot write/],
    ["--grid lr=0.001:1:40:log --grid gamma=0.1,0.5 --step-size 10 --validation 0.2 --epochs 300 --output /dev/full", /--output: cannot write "\/dev\/full": no space left on device/],
  ]))
    refused(["sweep", "moons", ...line.split(" ").filter(Boolean)], sentence);
});

test("sweep: what cannot be trained does not empty the output", () => {
  const path = join(mkdtempSync(join(tmpdir(), "sweep-")), "out.jsonl");
  writeFileSync(path, "precious");
  refused(["sweep", "moons", "--grid", "seed=1,2", "--step-size", "0", "--output", path], /--step-size is 0; must be an integer/);
  assert.equal(readFileSync(path, "utf8"), "precious");
});

test("a reader that has seen enough ends it quietly", () => {
  for (const line of ["schedule --lr 1 --step-size 1 --epochs 1000000 --format csv", "train moons --epochs 1000000", `${GRID} --grid seed=1:5000:5000`]) {
    const { stdout, stderr } = spawnSync("bash", ["-c", `set -o pipefail; '${process.execPath}' '${main}' ${line} | head -1; echo $? >&2`], { encoding: "utf8", env: environment, timeout: 180_000 });
    assert.equal(stdout.split("\n").length, 2);
    assert.equal(stderr, "0\n", line);
  }
});

/** Interrupts when the first output has come. @param {string} line @param {NodeJS.Signals} signal */
const interrupted = (line, signal) =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...line.split(" ")], { stdio: ["ignore", "pipe", "pipe"], env: environment });
    let [stdout, stderr] = ["", ""];
    child.stdout.on("data", (data) => {
      if (!stdout) child.kill(signal);
      stdout += data;
    });
    child.stderr.on("data", (data) => (stderr += data));
    child.on("close", (status) => resolve({ stdout, stderr, status }));
  });

test("Ctrl-C ends it with whole lines and code 130", async () => {
  for (const line of ["train moons --epochs 1000000", `${GRID} --grid seed=1:5000:5000`]) {
    const { stdout, stderr, status } = await interrupted(line, "SIGINT");
    assert.deepEqual([status, stderr], [130, ""], line);
    assert.ok(stdout.endsWith("}\n"));
    stdout.trimEnd().split("\n").forEach((text) => JSON.parse(text));
  }
});
