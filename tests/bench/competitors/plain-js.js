// A network in plain JavaScript on Float32Arrays, as a competent developer writes it: straightforward loops, nothing allocated in a step.

import { cellRates, shuffle, uniform } from "../workloads.js";

/** Loops of a layer; `tuned-js.js` has others. x and a are [B][width] by rows, w is [outputs][inputs].
 * @typedef {object} Loops
 * @property {(a: Float32Array, x: Float32Array, w: Float32Array, b: Float32Array, B: number, I: number, O: number) => void} forward
 * @property {(dw: Float32Array, db: Float32Array, dx: Float32Array | null, dz: Float32Array, x: Float32Array, w: Float32Array, B: number, I: number, O: number) => void} backward
 * @property {(a: Float32Array, n: number) => void} tanh */

/** @type {Loops} */
const plainLoops = {
  forward(a, x, w, b, B, I, O) {
    for (let s = 0; s < B; s++) {
      for (let o = 0; o < O; o++) {
        let sum = b[o];
        for (let i = 0; i < I; i++) sum += w[o * I + i] * x[s * I + i];
        a[s * O + o] = sum;
      }
    }
  },

  backward(dw, db, dx, dz, x, w, B, I, O) {
    dw.fill(0);
    db.fill(0);
    for (let s = 0; s < B; s++) {
      for (let o = 0; o < O; o++) {
        const d = dz[s * O + o];
        db[o] += d;
        for (let i = 0; i < I; i++) dw[o * I + i] += d * x[s * I + i];
      }
    }
    if (!dx) return;
    for (let s = 0; s < B; s++) {
      for (let i = 0; i < I; i++) {
        let sum = 0;
        for (let o = 0; o < O; o++) sum += w[o * I + i] * dz[s * O + o];
        dx[s * I + i] = sum;
      }
    }
  },

  tanh(a, n) {
    for (let k = 0; k < n; k++) a[k] = Math.tanh(a[k]);
  },
};

/** dz of a batch, in place of its outputs, for the mean over the batch; returns the mean loss. @param {Float32Array} z [B][O] @param {ArrayLike<number>} y @param {Int32Array} order @param {number} from @param {number} B @param {number} O */
function crossEntropy(z, y, order, from, B, O) {
  let total = 0;
  for (let s = 0; s < B; s++) {
    let largest = z[s * O];
    for (let o = 1; o < O; o++) if (z[s * O + o] > largest) largest = z[s * O + o];
    const label = y[order[from + s]];
    total += largest - z[s * O + label];
    let sum = 0;
    for (let o = 0; o < O; o++) {
      const e = Math.exp(z[s * O + o] - largest);
      z[s * O + o] = e;
      sum += e;
    }
    total += Math.log(sum);
    const scale = 1 / (sum * B);
    for (let o = 0; o < O; o++) z[s * O + o] *= scale;
    z[s * O + label] -= 1 / B;
  }
  return total / B;
}

/** @type {typeof crossEntropy} */
function meanSquaredError(z, y, order, from, B, O) {
  let total = 0;
  const scale = 2 / (B * O);
  for (let s = 0; s < B; s++) {
    const row = order[from + s];
    for (let o = 0; o < O; o++) {
      const difference = z[s * O + o] - y[row * O + o];
      total += difference * difference;
      z[s * O + o] = difference * scale;
    }
  }
  return total / (B * O);
}

/** A network, its optimizer and its data. @param {import("../workloads.js").Workload} workload @param {Loops} loops */
function makeTrainer(workload, loops) {
  const { layers: widths, activation, optimizer, batch, rows, x, y } = workload;
  const params = workload.weights.slice();
  const grads = new Float32Array(params.length);
  const m = new Float32Array(params.length);
  const v = new Float32Array(params.length);
  const loss = workload.loss === "mse" ? meanSquaredError : crossEntropy;
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const random = uniform(3);
  const features = widths[0];
  const batchX = new Float32Array(batch * features);
  /** @type {{ I: number, O: number, w: Float32Array, b: Float32Array, dw: Float32Array, db: Float32Array, a: Float32Array, da: Float32Array }[]} */
  const layers = [];
  for (let l = 0, at = 0; l + 1 < widths.length; l++) {
    const I = widths[l];
    const O = widths[l + 1];
    const end = at + I * O;
    const a = new Float32Array(batch * O);
    // The outputs' gradient takes the place of the outputs.
    const da = l + 2 < widths.length ? new Float32Array(batch * O) : a;
    layers.push({ I, O, w: params.subarray(at, end), b: params.subarray(end, end + O), dw: grads.subarray(at, end), db: grads.subarray(end, end + O), a, da });
    at = end + O;
  }
  let lr = optimizer.lr;
  let position = rows;
  let power1 = 1;
  let power2 = 1;
  let lastLoss = NaN;

  function forward(/** @type {Float32Array} */ input, /** @type {number} */ B) {
    for (let l = 0; l < layers.length; l++) {
      const { I, O, w, b, a } = layers[l];
      loops.forward(a, input, w, b, B, I, O);
      if (l + 1 < layers.length) {
        if (activation === "tanh") loops.tanh(a, B * O);
        else for (let k = 0; k < B * O; k++) if (a[k] < 0) a[k] = 0;
      }
      input = a;
    }
  }

  function backward(/** @type {number} */ B) {
    for (let l = layers.length - 1; l >= 0; l--) {
      const { I, O, w, dw, db, a, da } = layers[l];
      if (l + 1 < layers.length) {
        if (activation === "tanh") for (let k = 0; k < B * O; k++) da[k] *= 1 - a[k] * a[k];
        else for (let k = 0; k < B * O; k++) if (a[k] <= 0) da[k] = 0;
      }
      loops.backward(dw, db, l ? layers[l - 1].da : null, da, l ? layers[l - 1].a : batchX, w, B, I, O);
    }
  }

  function update() {
    const n = params.length;
    if (optimizer.name === "Adam") {
      power1 *= 0.9;
      power2 *= 0.999;
      const rate = lr / (1 - power1);
      const root = 1 / Math.sqrt(1 - power2);
      for (let i = 0; i < n; i++) {
        const g = grads[i];
        m[i] = 0.9 * m[i] + 0.1 * g;
        v[i] = 0.999 * v[i] + 0.001 * g * g;
        params[i] -= (rate * m[i]) / (Math.sqrt(v[i]) * root + 1e-8);
      }
    } else if (optimizer.momentum) {
      const { momentum } = optimizer;
      for (let i = 0; i < n; i++) {
        v[i] = momentum * v[i] + grads[i];
        params[i] -= lr * v[i];
      }
    } else for (let i = 0; i < n; i++) params[i] -= lr * grads[i];
  }

  function step() {
    if (position >= rows) {
      shuffle(order, random);
      position = 0;
    }
    const B = Math.min(batch, rows - position);
    for (let s = 0; s < B; s++) {
      const from = order[position + s] * features;
      for (let f = 0; f < features; f++) batchX[s * features + f] = x[from + f];
    }
    forward(batchX, B);
    const { a, O } = layers[layers.length - 1];
    lastLoss = loss(a, y, order, position, B, O);
    if (!Number.isFinite(lastLoss)) throw new Error("the loss is not finite");
    backward(B);
    update();
    position += B;
  }

  return {
    step,
    /** Back to the initial weights, for the next cell of the map; plain SGD keeps nothing else. */
    restart() {
      params.set(workload.weights);
      position = rows;
    },
    setRate(/** @type {number} */ rate) {
      lr = rate;
    },
    outputs() {
      const result = [];
      const { a, O } = layers[layers.length - 1];
      for (let r = 0; r < rows; r += batch) {
        const B = Math.min(batch, rows - r);
        forward(x.subarray(r * features, (r + B) * features), B);
        result.push(...a.subarray(0, B * O));
      }
      return result;
    },
  };
}

/** @param {Loops} loops @returns {(workload: import("../workloads.js").Workload) => import("../measure.js").Run} */
export const setupWith = (loops) => (workload) => {
  const trainer = makeTrainer(workload, loops);
  const { map, epochSteps } = workload;
  if (!map)
    return {
      step(steps) {
        for (let i = 0; i < steps; i++) trainer.step();
      },
      outputs: trainer.outputs,
    };
  let cell = 0;
  return {
    step(cells) {
      for (let i = 0; i < cells; i++) {
        const rates = cellRates(workload, map.cells[cell++ % map.cells.length]);
        trainer.restart();
        for (const rate of rates) {
          trainer.setRate(rate);
          for (let s = 0; s < epochSteps; s++) trainer.step();
        }
      }
    },
    outputs: trainer.outputs,
  };
};

/** @type {import("../bench.js").Competitor} */
export default { id: "plain", name: "plain JS", note: "hand-written, Float32Array", setup: setupWith(plainLoops) };
