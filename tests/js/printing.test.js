// Schedules on paper: the tutorial's lines, CSV, Plotly's figure.

import assert from "node:assert/strict";
import { before, test } from "node:test";
import { CosineAnnealingLR, ExponentialLR, PolynomialLR, ReduceLROnPlateau, StepLR, epochLines, init, rateText, scheduleCsv, scheduleFigure } from "step-decay";

before(() => init());

test("the tutorial's printed epochs, counted from 1, with the rate each trained with", () => {
  const schedule = new StepLR({ lr: 0.01, stepSize: 10, gamma: 0.1 });
  const lines = epochLines(schedule, 50).split("\n");
  assert.equal(lines[0], "周期 1, 学习率: 0.01");
  assert.equal(lines[9], "周期 10, 学习率: 0.01");
  assert.equal(lines[10], "周期 11, 学习率: 0.001");
  assert.equal(lines[20], "周期 21, 学习率: 0.0001");
  assert.equal(lines[49], "周期 50, 学习率: 0.000001");
  assert.equal(lines.length, 51);
  assert.equal(epochLines(schedule, 20, { locale: "en", every: 10 }), "Epoch 1, learning rate: 0.01\nEpoch 11, learning rate: 0.001\n");
  assert.equal(epochLines(schedule, 1, { unit: "batch" }), "批次 1, 学习率: 0.01\n");
  assert.equal(epochLines(schedule, 0), "");
});

test("rates are written as people write them", () => {
  assert.deepEqual([0.0024999999999999996, 0.00010000000000000002, 0.1, 1e-7, 0, 123456789, 0.1 + 0.2].map(rateText), ["0.0025", "0.0001", "0.1", "1e-7", "0", "123457000", "0.3"]);
});

test("CSV has all digits, and a column for each group", () => {
  assert.equal(scheduleCsv(new StepLR({ lr: 0.1, stepSize: 1 }), 3), "epoch,lr\n0,0.1\n1,0.010000000000000002\n2,0.0010000000000000002\n");
  assert.equal(scheduleCsv(new ExponentialLR({ lr: [1, 2], gamma: 0.5 }), 2, { unit: "step" }), "step,lr0,lr1\n0,1,2\n1,0.5,1\n");
});

test("the chart of the page is Plotly's plain JSON", () => {
  const figure = scheduleFigure(new StepLR({ lr: 0.01, stepSize: 15, gamma: 0.5 }), 50);
  assert.deepEqual(JSON.parse(JSON.stringify(figure)), figure);
  assert.deepEqual(figure, {
    data: [{ type: "scatter", mode: "lines", name: "学习率", x: [0, 15, 30, 45, 49], y: [0.01, 0.005, 0.0025, 0.00125, 0.00125], line: { shape: "hv", color: "#228be6", width: 2 } }],
    layout: {
      title: { text: "步进衰减学习率策略" }, xaxis: { title: { text: "周期" } }, yaxis: { title: { text: "学习率" }, type: "log", tickformat: ".0e", dtick: "D2" },
      height: 350, width: 600, margin: { l: 50, r: 20, t: 50, b: 40 },
    },
  });
  assert.equal(scheduleFigure(new StepLR({ lr: 0.01, stepSize: 15 }), 50).layout.yaxis.dtick, 1, "several decades: one tick each");
  assert.equal(scheduleFigure(new CosineAnnealingLR({ lr: 1, tMax: 5 }), 5, { locale: "en" }).layout.title.text, "Learning-rate schedule CosineAnnealingLR");
  assert.equal(scheduleFigure(new StepLR({ lr: 1, stepSize: 5 }), 5, { title: "mine" }).layout.title.text, "mine");
});

test("a rate of 0 has no place on a logarithmic axis", () => {
  assert.deepEqual(scheduleFigure(new PolynomialLR({ lr: 1, totalIters: 2 }), 4).data[0].y, [1, 0.5, null, null]);
  assert.equal(scheduleFigure(new StepLR({ lr: 0, stepSize: 1 }), 4).layout.yaxis.dtick, "D2");
});

test("bad input is named", () => {
  const schedule = new StepLR({ lr: 1, stepSize: 5 });
  assert.throws(() => epochLines(/** @type {any} */ ({}), 3), { name: "TypeError", field: "schedule" });
  assert.throws(() => epochLines(schedule, 3, { locale: /** @type {any} */ ("fr") }), { name: "RangeError", field: "locale" });
  assert.throws(() => epochLines(schedule, 3, { every: 0 }), { name: "RangeError", field: "every" });
  assert.throws(() => epochLines(schedule, 3, /** @type {any} */ ({ lang: "en" })), { code: "UNKNOWN_OPTION" });
  assert.throws(() => scheduleFigure(schedule, 0), { name: "RangeError", field: "n" });
  assert.throws(() => scheduleFigure(schedule, 3, { title: /** @type {any} */ (1) }), { name: "TypeError", field: "title" });
  assert.throws(() => scheduleCsv(schedule, 1e8), { name: "RangeError", field: "n" });
  assert.throws(() => epochLines(new ReduceLROnPlateau({ lr: 1 }), 3), { code: "NO_CLOSED_FORM" });
});
