// Bad input: whatever is wrong is refused before anything changes, with an error that names the parameter, the value and what is allowed.

import assert from "node:assert/strict";
import test, { afterEach } from "node:test";
import { init, makeDataset, Trainer } from "step-decay";

await init();

const spiral = makeDataset("spiral", { points: 40, noise: 0.1, seed: 7 });
const targets = { x: spiral.x, y: Float32Array.from(spiral.y) };

/** @type {Trainer[]} freed after each test */
const made = [];
afterEach(() => made.splice(0).forEach((trainer) => trainer.free()));

const good = { layers: [2, 4, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1 }, data: spiral, validation: 0.25, batchSize: 8, seed: 3 };
const make = (more = {}) => {
  const trainer = new Trainer({ ...good, ...more });
  made.push(trainer);
  return trainer;
};

const detached = (Class, length) => {
  const array = new Class(length);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
};
const shared = (Class, length) => new Class(new SharedArrayBuffer(4 * length));

/** Asserts that the call throws our error: a kind, a code, the field, the value that was given, and a sentence with both.
 * @param {() => unknown} call @param {{ field: string, value?: unknown, name?: string, code?: string, message?: RegExp }} want */
function refused(call, { field, value, name, code, message }, what) {
  const note = `${what ?? field}`;
  let error;
  try {
    call();
  } catch (thrown) {
    error = thrown;
  }
  assert.ok(error, `${note}: nothing thrown`);
  assert.ok(error instanceof TypeError || error instanceof RangeError, `${note}: ${error?.stack}`);
  assert.equal(typeof error.code, "string", `${note}: no code: ${error.stack}`);
  assert.equal(error.field, field, `${note}: ${error.message}`);
  if (arguments[1] && "value" in arguments[1]) assert.ok(Object.is(error.value, value), `${note}: the error carries another value`);
  if (name) assert.equal(error.name, name, `${note}: ${error.message}`);
  if (code) assert.equal(error.code, code, `${note}: ${error.message}`);
  assert.ok(error.message.includes(field.slice(0, 100)), `${note}: ${error.message}`);
  assert.match(error.message, message ?? /must be|did you mean|Known|missing/, `${note}: ${error.message}`);
  assert.ok(error.message.length < 1200, `${note}: the message has ${error.message.length} characters`);
}

const NOT_NUMBERS = ["3", null, {}, [], [3], true, () => 3, 3n, Symbol("3")];
const NOT_LISTS = [3, "3", null, {}, true, () => 3, 3n];

// Numbers ---------------------------------------------------------------------------------------------------------------

/** [option, how to set it, wrong numbers]. */
const NUMBERS = [
  ["batchSize", (value) => ({ batchSize: value }), [NaN, -1, 0, 2.5, Infinity, 2 ** 53]],
  ["seed", (value) => ({ seed: value }), [NaN, -1, 2.5, Infinity, 2 ** 32, 2 ** 53]],
  ["validation", (value) => ({ validation: value }), [NaN, -1, -0.1, 1, 2, Infinity, 0.001, 0.999]],
  ["layers[1]", (value) => ({ layers: [2, value, 2] }), [NaN, -1, 0, 2.5, Infinity, 2 ** 53, 2 ** 20 + 1]],
  ["layers[0]", (value) => ({ layers: [value, 2] }), [NaN, -1, 0, 2.5, 2 ** 53]],
  ["optimizer.lr", (value) => ({ optimizer: { name: "SGD", lr: value } }), [NaN, -1, Infinity]],
  ["optimizer.lr[1]", (value) => ({ optimizer: { name: "SGD", lr: [0.1, value] } }), [NaN, -1, Infinity]],
  ["optimizer.momentum", (value) => ({ optimizer: { name: "SGD", momentum: value } }), [NaN, -1, Infinity]],
  ["optimizer.dampening", (value) => ({ optimizer: { name: "SGD", dampening: value } }), [NaN, Infinity]],
  ["optimizer.weightDecay", (value) => ({ optimizer: { name: "Adam", weightDecay: value } }), [NaN, -1, Infinity]],
  ["optimizer.eps", (value) => ({ optimizer: { name: "AdamW", eps: value } }), [NaN, -1, Infinity]],
  ["optimizer.betas[0]", (value) => ({ optimizer: { name: "Adam", betas: [value, 0.9] } }), [NaN, -1, 1, Infinity]],
  ["optimizer.betas[1]", (value) => ({ optimizer: { name: "Adam", betas: [0.9, value] } }), [NaN, -1, 1, Infinity]],
  ["optimizer.alpha", (value) => ({ optimizer: { name: "RMSprop", alpha: value } }), [NaN, -1, Infinity]],
];
for (const [field, option, wrong] of NUMBERS)
  test(`${field} takes only numbers of its range`, () => {
    for (const value of NOT_NUMBERS) if (!(field === "optimizer.lr" && Array.isArray(value))) refused(() => make(option(value)), { field, value, name: "TypeError" }, `${field} = ${typeof value}`);
    for (const value of wrong) refused(() => make(option(value)), { field, value, name: "RangeError" }, `${field} = ${value}`);
  });

test("flags take only true and false", () => {
  for (const [field, option] of [
    ["shuffle", (value) => ({ shuffle: value })],
    ["optimizer.nesterov", (value) => ({ optimizer: { name: "SGD", momentum: 0.9, nesterov: value } })],
    ["optimizer.amsgrad", (value) => ({ optimizer: { name: "Adam", amsgrad: value } })],
    ["optimizer.centered", (value) => ({ optimizer: { name: "RMSprop", centered: value } })],
    ["optimizer.maximize", (value) => ({ optimizer: { name: "SGD", maximize: value } })],
  ])
    for (const value of [0, 1, "true", null, {}, [], NaN]) refused(() => make(option(value)), { field, value, name: "TypeError" });
  refused(() => make({ optimizer: { name: "SGD", nesterov: true } }), { field: "optimizer.nesterov", value: true, name: "RangeError" });
  refused(() => make({ optimizer: { name: "SGD", nesterov: true, momentum: 0.9, dampening: 0.1 } }), { field: "optimizer.nesterov", name: "RangeError" });
});

// Names -----------------------------------------------------------------------------------------------------------------

test("unknown names list the known ones; other types are TypeErrors", () => {
  for (const [field, option, known] of [
    ["activation", (value) => ({ activation: value }), /"tanh", "relu", "sigmoid", "linear"/],
    ["outputActivation", (value) => ({ outputActivation: value }), /"tanh", "relu", "sigmoid", "linear"/],
    ["loss", (value) => ({ loss: value }), /"cross-entropy", "mse", "bce"/],
    ["normalize", (value) => ({ normalize: value }), /"none", "standard"/],
    ["optimizer.name", (value) => ({ optimizer: { name: value } }), /"SGD", "Adam", "AdamW", "RMSprop"/],
    ["schedule.unit", (value) => ({ schedule: { name: "StepLR", stepSize: 3, unit: value } }), /"epoch", "batch"/],
  ]) {
    for (const value of ["", "Tanh", "toString", "__proto__", "constructor", "x".repeat(5000)]) refused(() => make(option(value)), { field, value, name: "RangeError", code: "UNKNOWN_NAME", message: known });
    for (const value of [3, NaN, null, {}, [], ["tanh"], true, Object("tanh")]) refused(() => make(option(value)), { field, value, name: "TypeError" });
  }
  assert.throws(() => make({ schedule: { name: "StepLr", stepSize: 3 } }), { name: "RangeError", code: "UNKNOWN_NAME", message: /"StepLR"/ });
  assert.throws(() => make({ schedule: { name: 3 } }), { name: "TypeError" });
  assert.throws(() => make({ schedule: {} }), { name: "TypeError" });
});

test("an unknown option is a TypeError with the nearest known name", () => {
  for (const [option, nearest] of [["batch_size", "batchSize"], ["batchsize", "batchSize"], ["Layers", "layers"], ["optimiser", "optimizer"], ["shufle", "shuffle"]])
    assert.throws(() => make({ [option]: 3 }), { name: "TypeError", code: "UNKNOWN_OPTION", field: option, nearest, message: new RegExp(`"${nearest}"`) });
  assert.throws(() => make({ optimizer: { name: "SGD", weight_decay: 0.1 } }), { name: "TypeError", code: "UNKNOWN_OPTION", nearest: "weightDecay" });
  assert.throws(() => make({ optimizer: { name: "SGD", betas: [0.9, 0.9] } }), { name: "TypeError", code: "UNKNOWN_OPTION" });
  assert.throws(() => make({ optimizer: { name: "Adam", beta1: 0.9 } }), { name: "TypeError", code: "UNKNOWN_OPTION" });
  assert.throws(() => make({ data: { ...spiral, labels: [] } }), { name: "TypeError", code: "UNKNOWN_OPTION" });
  assert.throws(() => make({ [Symbol("s")]: 3 }), { name: "TypeError", code: "UNKNOWN_OPTION" });
  assert.throws(() => make({ ["x".repeat(100000)]: 3 }), (error) => error.code === "UNKNOWN_OPTION" && error.message.length < 1000);
});

test("__proto__ keys are refused wherever options are read", () => {
  const bad = JSON.parse('{"__proto__": {"lr": 3}}');
  const withProto = (object) => Object.defineProperty({ ...object }, "__proto__", { value: { lr: 3 }, enumerable: true });
  assert.throws(() => new Trainer(bad), { name: "TypeError", code: "UNKNOWN_OPTION" });
  assert.throws(() => new Trainer(withProto(good)), { name: "TypeError", code: "UNKNOWN_OPTION" });
  for (const more of [{ optimizer: withProto(good.optimizer) }, { data: withProto(spiral) }, { schedule: withProto({ name: "StepLR", stepSize: 3 }) }])
    assert.throws(() => make(more), { name: "TypeError", code: "UNKNOWN_OPTION" });
  assert.equal({}.lr, undefined);
});

test("options must be objects, and what is missing is named", () => {
  for (const options of [undefined, null, 3, "options", [], () => {}, new Float32Array(3)]) assert.throws(() => new Trainer(options), { name: "TypeError", code: "TYPE" });
  for (const field of ["layers", "loss", "optimizer", "data"]) refused(() => make({ [field]: undefined }), { field, name: "TypeError", code: "MISSING" });
  refused(() => make({ optimizer: {} }), { field: "optimizer.name", name: "TypeError", code: "MISSING" });
  refused(() => make({ data: { x: spiral.x } }), { field: "data.y", name: "TypeError", code: "MISSING" });
  refused(() => make({ data: { y: spiral.y } }), { field: "data.x", name: "TypeError", code: "MISSING" });
  for (const value of [3, "SGD", null, true]) refused(() => make({ optimizer: value }), { field: "optimizer", value, name: "TypeError" });
  for (const value of [3, "StepLR", true, false, 0, "", NaN, []]) refused(() => make({ schedule: value }), { field: "schedule", value, name: "TypeError" });
  for (const value of [3, "spiral", null, true]) assert.throws(() => make({ data: value }), { name: "TypeError", code: "TYPE" });
  assert.ok(make({ schedule: null }));
});

test("layers is a list of two to 1001 widths without holes", () => {
  for (const value of NOT_LISTS) refused(() => make({ layers: value }), { field: "layers", value, name: "TypeError" });
  for (const value of [[], [2], Array(1002).fill(2)]) refused(() => make({ layers: value }), { field: "layers", value, name: "RangeError" });
  refused(() => make({ layers: [2, , 2] }), { field: "layers[1]", value: undefined, name: "TypeError" }); // eslint-disable-line no-sparse-arrays
  refused(() => make({ layers: new Int32Array([2, 2]) }), { field: "layers", name: "TypeError" });
});

test("sizes beyond the memory are RangeErrors, however they multiply", () => {
  const big = { optimizer: { name: "Adam" } };
  for (const layers of [[2, 2 ** 20, 2 ** 20, 2], [2, 2 ** 15, 2 ** 16, 2], [2, 50763, 50764, 2], [2, 65536, 65535, 2], [2, 65535, 65537, 2], [2, 2 ** 20, 2]].map((list) => list))
    for (const optimizer of [big.optimizer, good.optimizer]) {
      if (layers.length === 3 && optimizer === good.optimizer) continue; // 4 million weights with SGD fit
      if (layers.length === 3) continue;
      assert.throws(() => make({ layers, optimizer }), { name: "RangeError", code: "TOO_LARGE", field: "layers" }, `${layers} ${optimizer.name}`);
    }
  // weights whose number is just above 2^31, where a product of 32 bits would come out small
  for (let width = 45000; width < 66000; width += 1500)
    for (const optimizer of [big.optimizer, good.optimizer, { name: "RMSprop" }]) assert.throws(() => make({ layers: [2, width, width, 2], optimizer }), { name: "RangeError", code: "TOO_LARGE" }, `${width} ${optimizer.name}`);
  assert.throws(() => make({ layers: [2 ** 20, 2], data: { x: Array(100000).fill([]), y: new Int32Array(100000) } }), (error) => error.code === "RANGE" && /^data\.x/.test(error.field), "rows x width is not allocated before the rows are looked at");
});

// Data ------------------------------------------------------------------------------------------------------------------

test("data.x is a Float32Array of whole finite rows, or an array of such rows", () => {
  const withX = (x) => () => make({ data: { x, y: spiral.y } });
  for (const value of [3, "x", null, {}, true, new Float64Array(80), new Int32Array(80), new Uint8Array(80), new DataView(new ArrayBuffer(8)), new ArrayBuffer(8)]) refused(withX(value), { field: "data.x", value, name: "TypeError" });
  for (const value of [new Float32Array(0), [], new Float32Array(81)]) refused(withX(value), { field: "data.x", value, name: "RangeError" });
  for (const value of [detached(Float32Array, 80), shared(Float32Array, 80)]) refused(withX(value), { field: "data.x", value, name: "TypeError", message: /detached|shared/ });
  for (const number of [NaN, Infinity, -Infinity]) {
    const x = spiral.x.slice();
    x[7] = number;
    refused(withX(x), { field: "data.x[7]", value: number, name: "RangeError" });
    refused(withX(Array.from({ length: 40 }, (_, r) => [1, r === 3 ? number : 1])), { field: "data.x[7]", value: number, name: "RangeError" });
  }
  refused(withX(Array.from({ length: 40 }, () => [1, 1e39])), { field: "data.x[1]", name: "RangeError" }); // beyond float32
  const rows = (change) => Array.from({ length: 40 }, (_, r) => (r === 5 ? change : [1, 2]));
  for (const [row, field] of [[[1], "data.x[5]"], [[1, 2, 3], "data.x[5]"], [3, "data.x[5]"], ["12", "data.x[5]"], [null, "data.x[5]"], [{}, "data.x[5]"], [undefined, "data.x[5]"], [[1, "2"], "data.x[5][1]"], [[1, null], "data.x[5][1]"], [[1, [2]], "data.x[5][1]"], [[1, 2n], "data.x[5][1]"]])
    refused(withX(rows(row)), { field });
  refused(withX(rows(detached(Float64Array, 2))), { field: "data.x[5]", name: "TypeError" });
  const sparse = rows([1, 2]);
  delete sparse[9];
  refused(withX(sparse), { field: "data.x[9]", value: undefined, name: "TypeError" });
  // eslint-disable-next-line no-sparse-arrays
  refused(withX(rows([, 2])), { field: "data.x[5][0]", value: undefined, name: "TypeError" });
});

test("labels are integers in [0, classes), as many as rows", () => {
  const withY = (y, more = {}) => () => make({ data: { x: spiral.x, y, ...more } });
  for (const value of [3, "y", null, {}, new Float32Array(40), new Uint8Array(40), new BigInt64Array(40)]) refused(withY(value), { field: "data.y", value, name: "TypeError" });
  for (const value of [new Int32Array(39), new Int32Array(41), [], Array(41).fill(0)]) refused(withY(value), { field: "data.y", value, name: "RangeError" });
  for (const value of [detached(Int32Array, 40), shared(Int32Array, 40)]) refused(withY(value), { field: "data.y", value, name: "TypeError", message: /detached|shared/ });
  for (const [label, name] of [[2, "RangeError"], [-1, "RangeError"], [0.5, "RangeError"], [NaN, "RangeError"], [Infinity, "RangeError"], ["1", "TypeError"], [null, "TypeError"], [true, "TypeError"], [[1], "TypeError"]]) {
    const y = Array.from(spiral.y);
    y[4] = label;
    refused(withY(y), { field: "data.y[4]", value: label, name });
  }
  refused(withY(Int32Array.from(spiral.y, (label, r) => (r === 4 ? 2 : label))), { field: "data.y[4]", value: 2, name: "RangeError" });
  const sparse = Array.from(spiral.y);
  delete sparse[9];
  refused(withY(sparse), { field: "data.y[9]", value: undefined, name: "TypeError" });
  refused(withY(Array.from(spiral.y), { classes: 1 }), { field: "data.y[1]", value: 1, name: "RangeError" });
  refused(withY(spiral.y, { classes: 3 }), { field: "layers[2]", value: 2, name: "RangeError" });
  for (const classes of [0, -1, 2.5, NaN, 2 ** 53]) refused(withY(spiral.y, { classes }), { field: "data.classes", value: classes, name: "RangeError" });
  for (const features of [0, -1, 2.5, NaN]) refused(withY(spiral.y, { features }), { field: "data.features", value: features, name: "RangeError" });
  refused(withY(spiral.y, { features: 3 }), { field: "layers[0]", value: 2, name: "RangeError" });
});

test("targets of mse and bce are rows of finite numbers, for bce from 0 to 1, without classes", () => {
  for (const loss of ["mse", "bce"]) {
    const withY = (y, more = {}) => () => make({ loss, layers: [2, 4, 1], data: { x: spiral.x, y, ...more } });
    for (const value of [3, null, {}, new Int32Array(40), new Float64Array(40)]) refused(withY(value), { field: "data.y", value, name: "TypeError" });
    for (const value of [new Float32Array(39), new Float32Array(80), []]) refused(withY(value), { field: "data.y", name: "RangeError" });
    for (const value of [detached(Float32Array, 40), shared(Float32Array, 40)]) refused(withY(value), { field: "data.y", value, name: "TypeError" });
    refused(withY(Float32Array.from(targets.y, (y, r) => (r === 4 ? NaN : y))), { field: "data.y[4]", value: NaN, name: "RangeError" });
    refused(withY(targets.y, { classes: 2 }), { field: "data.classes", name: "TypeError" });
    const sparse = Array.from(targets.y);
    delete sparse[9];
    refused(withY(sparse), { field: "data.y[9]", name: "TypeError" });
    if (loss === "bce") for (const value of [-0.5, 1.5]) refused(withY(Float32Array.from(targets.y, (y, r) => (r === 4 ? value : y))), { field: "data.y[4]", value, name: "RangeError" });
  }
  refused(() => make({ loss: "mse", data: targets }), { field: "data.y", name: "RangeError" }); // two outputs wanted
});

test("order is a list of permutations of the training rows, and excludes shuffle", () => {
  const rows = Array.from({ length: 40 }, (_, i) => i);
  const withOrder = (order, more = {}) => () => make({ validation: 0, order, ...more });
  for (const value of [3, "order", null, {}, true, []]) refused(withOrder(value), { field: "order", value, name: "TypeError" });
  for (const shuffle of [true, false]) refused(withOrder([rows], { shuffle }), { field: "order", name: "TypeError" });
  for (const [list, name, field] of [[rows.slice(1), "RangeError", "order[1]"], [[...rows, 0], "RangeError", "order[1]"], [rows.map(() => 0), "RangeError", "order[1]"], [rows.map((i) => i + 1), "RangeError", "order[1]"], [[], "RangeError", "order[1]"],
    [3, "TypeError", "order[1]"], [null, "TypeError", "order[1]"], [rows.map(String), "TypeError", "order[1][0]"], [rows.map((i) => i + 0.5), "RangeError", "order[1][0]"], [rows.map((i) => -i - 1), "RangeError", "order[1][0]"], [rows.map(() => NaN), "RangeError", "order[1][0]"], [rows.map((i) => i + 2 ** 32), "RangeError", "order[1][0]"]])
    refused(withOrder([rows, list]), { field, name });
  refused(withOrder([rows, detached(Int32Array, 40)]), { field: "order[1]" });
  refused(withOrder([, rows]), { field: "order[0]", value: undefined, name: "TypeError" }); // eslint-disable-line no-sparse-arrays
  // with validation, the held-out rows do not belong in it
  const probe = make({ validation: 0.25 });
  refused(() => make({ validation: 0.25, order: [rows] }), { field: "order[0]", name: "RangeError" });
  assert.ok(make({ validation: 0.25, order: [Array.from(probe.rows.train)] }));
});

test("lists in the optimizer have the right length and no holes", () => {
  for (const lr of [[], [0.1], [0.1, 0.1, 0.1]]) refused(() => make({ optimizer: { name: "SGD", lr } }), { field: "optimizer.lr", name: "RangeError" });
  refused(() => make({ optimizer: { name: "SGD", lr: [, 0.1] } }), { field: "optimizer.lr[0]", name: "TypeError" }); // eslint-disable-line no-sparse-arrays
  refused(() => make({ optimizer: { name: "Adam", betas: [, 0.9] } }), { field: "optimizer.betas[0]", name: "TypeError" }); // eslint-disable-line no-sparse-arrays
  for (const betas of [0.9, null, [], [0.9], [0.9, 0.9, 0.9], "ab", {}]) refused(() => make({ optimizer: { name: "Adam", betas } }), { field: "optimizer.betas", name: "TypeError" });
});

// Methods ---------------------------------------------------------------------------------------------------------------

test("methods refuse bad arguments and change nothing", () => {
  const trainer = make();
  trainer.run(2);
  const before = JSON.stringify(trainer.stateDict());
  const length = trainer.weights().length;
  for (const value of NOT_NUMBERS) refused(() => trainer.run(value), { field: "epochs", value, name: "TypeError" });
  refused(() => trainer.run(), { field: "epochs", value: undefined, name: "TypeError" });
  for (const value of [NaN, 0, -1, 2.5, Infinity, 1e6 + 1, 2 ** 53]) refused(() => trainer.run(value), { field: "epochs", value, name: "RangeError" });
  for (const value of [null, undefined, 3, [], Array(length).fill(0), new Float64Array(length), new Int32Array(length), detached(Float32Array, length), shared(Float32Array, length)])
    refused(() => trainer.setWeights(value), { field: "weights", value, name: "TypeError" }, String(Object.prototype.toString.call(value)));
  for (const value of [new Float32Array(0), new Float32Array(length - 1), new Float32Array(length + 1)]) refused(() => trainer.setWeights(value), { field: "weights", value, name: "RangeError" });
  for (const number of [NaN, Infinity, -Infinity]) refused(() => trainer.setWeights(new Float32Array(length).fill(number, 3, 4)), { field: "weights[3]", value: number, name: "RangeError" });
  for (const value of [null, undefined, 3, "x", {}, new Float64Array(4), detached(Float32Array, 4), shared(Float32Array, 4)]) refused(() => trainer.predict(value), { field: "x", value, name: "TypeError" });
  for (const value of [new Float32Array(0), new Float32Array(3), []]) refused(() => trainer.predict(value), { field: "x", value, name: "RangeError" });
  refused(() => trainer.predict([[1, NaN]]), { field: "x[1]", name: "RangeError" });
  refused(() => trainer.predict([[1]]), { field: "x[0]", name: "RangeError" });
  assert.equal(JSON.stringify(trainer.stateDict()), before);
});

test("a reader cannot break the groups by adding, removing or replacing one", () => {
  for (const change of [(groups) => groups.push({ lr: 1 }), (groups) => (groups.length = 0), (groups) => (groups[0] = null), (groups) => groups.splice(0, 1)]) {
    const trainer = make({ optimizer: { name: "SGD", lr: [0.1, 0.1] } });
    const twin = make({ optimizer: { name: "SGD", lr: [0.1, 0.1] } });
    trainer.epoch(), twin.epoch();
    try {
      change(trainer.optimizer.paramGroups);
    } catch (error) {
      assert.ok(error instanceof TypeError);
    }
    const weights = trainer.weights();
    try {
      trainer.epoch();
      twin.epoch();
      assert.deepEqual(trainer.weights(), twin.weights(), "either nothing has changed");
    } catch (error) {
      assert.ok(typeof error.code === "string", `or the call says what is wrong: ${error.stack}`);
      assert.deepEqual(trainer.weights(), weights);
    }
  }
});

// Getters and re-entry --------------------------------------------------------------------------------------------------

/** An object whose properties answer only once as given, and then with `later`. */
function fickle(object, later) {
  const result = {};
  for (const [key, value] of Object.entries(object)) {
    let asked = 0;
    Object.defineProperty(result, key, { enumerable: true, get: () => (asked++ ? later : value) });
  }
  return result;
}

test("options are read once: a getter cannot change its answer between check and use", () => {
  const plain = make({ schedule: { name: "StepLR", stepSize: 2 } });
  for (const later of [NaN, "x", -1, undefined]) {
    const trainer = new Trainer(fickle({ ...good, optimizer: fickle(good.optimizer, later), data: fickle({ x: spiral.x, y: spiral.y }, later), schedule: fickle({ name: "StepLR", stepSize: 2 }, later) }, later));
    made.push(trainer);
    trainer.run(3);
    plain.weights();
    const twin = make({ schedule: { name: "StepLR", stepSize: 2 } });
    twin.run(3);
    assert.deepEqual(trainer.weights(), twin.weights());
  }
});

test("a getter that throws passes its error on and leaks nothing", () => {
  const boom = new Error("boom");
  const throwing = (object, key) => Object.defineProperty({ ...object }, key, { enumerable: true, get() { throw boom; } });
  for (let i = 0; i < 100; i++)
    for (const options of [throwing(good, "data"), throwing(good, "order"), { ...good, optimizer: throwing(good.optimizer, "lr") }, { ...good, data: throwing(spiral, "y") }, { ...good, schedule: throwing({ name: "StepLR", stepSize: 2 }, "stepSize") }, { ...good, order: [throwing([], 0)] }])
      assert.throws(() => new Trainer(options));
  const eighty = Array.from({ length: 80 }, () => make());
  assert.equal(eighty.length, 80);
});

test("a schedule's function that frees, steps or reloads its own trainer does no harm", () => {
  for (const mischief of [(trainer) => trainer.free(), (trainer) => trainer.epoch(), (trainer) => trainer.run(5), (trainer) => trainer.loadStateDict(trainer.stateDict())]) {
    let trainer;
    let armed = false;
    const options = { schedule: { name: "LambdaLR", lrLambda: () => { if (armed) { armed = false; mischief(trainer); } return 1; } } };
    trainer = make(options);
    trainer.epoch();
    armed = true;
    let thrown;
    try {
      trainer.run(3);
    } catch (error) {
      thrown = error;
    }
    if (thrown) assert.equal(typeof thrown.code, "string", `an error that says what was wrong: ${thrown.stack}`);
    armed = false;
    const fresh = make();
    const other = make();
    fresh.run(2);
    other.run(2);
    assert.deepEqual(fresh.weights(), other.weights(), "instances are not shared afterwards");
  }
});
