import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import test from "node:test";
import { init, makeDataset } from "step-decay";
import { digits } from "step-decay/data/digits";
import { iris } from "step-decay/data/iris";

await init();

const CLASSES = ["spiral", "moons", "circles", "xor", "gaussians"];
const hash = ({ x, y }) => createHash("sha256").update(x).update(y).digest("hex");

test("a data set has rows x features numbers and a label, or targets, for each row", () => {
  for (const points of [2, 3, 500, 1001]) {
    for (const name of CLASSES) {
      const { x, y, features, classes, ...rest } = makeDataset(name, { points });
      assert.deepEqual([x.constructor, y.constructor, x.length, y.length, features, classes], [Float32Array, Int32Array, 2 * points, points, 2, 2]);
      assert.deepEqual(rest, {});
      assert.ok(y.every((label, i) => label === i % 2) && x.every(Number.isFinite));
    }
    const { x, y, features, ...rest } = makeDataset("linear", { points });
    assert.deepEqual([x.constructor, y.constructor, x.length, y.length, features, rest], [Float32Array, Float32Array, 10 * points, 2 * points, 10, {}]);
  }
  assert.equal(makeDataset("spiral").y.length, 500);
});

test("the same options give the same bits, others do not, and defaults are 0.1, 0.5 and seed 0", () => {
  for (const name of [...CLASSES, "linear"]) {
    const noise = name === "gaussians" ? 0.5 : 0.1;
    assert.equal(hash(makeDataset(name)), hash(makeDataset(name, { points: 500, noise, seed: 0 })), name);
    assert.equal(hash(makeDataset(name)), hash(makeDataset(name, { points: undefined, noise: undefined, seed: undefined })));
    assert.notEqual(hash(makeDataset(name)), hash(makeDataset(name, { seed: 1 })));
    assert.notEqual(hash(makeDataset(name)), hash(makeDataset(name, { noise: 0.2 })));
    assert.notEqual(hash(makeDataset(name, { seed: 2 ** 32 - 1 })), hash(makeDataset(name, { seed: 2 ** 31 - 1 })));
  }
});

test("what is made are copies: a later set does not touch an earlier one", () => {
  const first = makeDataset("spiral", { seed: 7 });
  const before = hash(first);
  makeDataset("linear", { points: 5000 });
  makeDataset("spiral", { seed: 8 });
  assert.equal(hash(first), before);
  assert.equal(first.x.buffer.byteLength, 4 * first.x.length, "and not views of the whole memory");
});

test("a large set is as good at its end", () => {
  const { x, y } = makeDataset("moons", { points: 50000 });
  assert.deepEqual([x.length, y.length], [100000, 50000]);
  assert.ok(x.subarray(-1000).every((value) => Math.abs(value) < 3 && value !== 0));
});

test("bad options are named", () => {
  for (const [field, values] of Object.entries({ points: [NaN, -1, 0, 1, 2.5, Infinity, 1e6 + 1, 2 ** 53], noise: [NaN, -0.1, 101, Infinity], seed: [NaN, -1, 0.5, 2 ** 32, Infinity] })) {
    for (const value of values)
      assert.throws(() => makeDataset("spiral", { [field]: value }), (error) => error instanceof RangeError && error.code === "RANGE" && error.field === field && Object.is(error.value, value) && error.message.startsWith(`${field} is ${value}; must be`), `${field} ${value}`);
    for (const value of ["3", null, {}, [], true, 3n, () => 3, Symbol("3")])
      assert.throws(() => makeDataset("spiral", { [field]: value }), (error) => error instanceof TypeError && error.code === "TYPE" && error.field === field && error.value === value);
  }
  for (const name of ["", "Spiral", "toString", "__proto__", "iris"]) assert.throws(() => makeDataset(name), { name: "RangeError", code: "UNKNOWN_NAME", field: "dataset", value: name, message: /"spiral", "moons", "circles", "xor", "gaussians", "linear"/ });
  for (const name of [undefined, null, 3, {}, [], ["spiral"]]) assert.throws(() => makeDataset(name), { name: "TypeError", code: "TYPE", field: "dataset" });
  for (const options of [null, 3, "x", [], () => {}]) assert.throws(() => makeDataset("spiral", options), { name: "TypeError", code: "TYPE" });
  assert.throws(() => makeDataset("spiral", { point: 3 }), { name: "TypeError", code: "UNKNOWN_OPTION", nearest: "points" });
  assert.throws(() => makeDataset("spiral", JSON.parse('{"__proto__": {"points": 3}}')), { name: "TypeError", code: "UNKNOWN_OPTION" });
  let asked = 0;
  const { y } = makeDataset("spiral", { get points() { return asked++ ? -1 : 10; } });
  assert.equal(y.length, 10, "a getter is asked once");
});

test("the real sets have the shape they name, and finite numbers", () => {
  for (const [{ x, y, features, classes }, shape] of [[iris, [150, 4, 3]], [digits, [1797, 64, 10]]]) {
    assert.deepEqual([y.length, features, classes], shape);
    assert.equal(x.length, y.length * features);
    assert.ok(x.every(Number.isFinite) && y.every((label) => label >= 0 && label < classes));
    assert.equal(new Set(y).size, classes);
  }
});
