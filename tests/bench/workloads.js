// The jobs that every competitor does: the same network, batch, loss, optimizer, rows and initial weights.
//
// Rows and weights come from a generator of their own here, not from step-decay, so that no competitor is asked to believe another.
// Targets carry noise: a loss that could reach zero would drive gradients into subnormal numbers, and those are slow on their own account.

/** @typedef {object} Workload
 * @property {string} id "W1"
 * @property {string} title what it is, in words
 * @property {number[]} layers widths from features to outputs
 * @property {"tanh" | "relu" | "linear"} activation between the layers; the last layer is linear
 * @property {"mse" | "cross-entropy"} loss means over the batch (and over the outputs), as in torch.nn
 * @property {{ name: "SGD" | "Adam", lr: number, momentum: number }} optimizer
 * @property {number} batch rows a step
 * @property {number} rows
 * @property {Float32Array} x rows x features
 * @property {Int32Array | Float32Array} y class of each row, or rows x outputs
 * @property {Float32Array} weights the weights at the start, in PyTorch's order: w[out][in], b, layer by layer
 * @property {number} epochSteps steps of an epoch
 * @property {number} checkEpochs epochs after which the losses of all competitors are compared
 * @property {Map256} [map] only for the map: a "step" is then a whole training from the same initial weights */

/** @typedef {{ epochs: number, cells: { gamma: number, stepSize: number }[], gammas: number[], stepSizes: number[] }} Map256 the grid of the tuning map, cells ordered gamma by gamma */

/** A uniform generator on [0, 1): mulberry32. @param {number} seed */
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers, by Box and Muller. @param {() => number} random */
const normal = (random) => () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A new order of the numbers in `order`, in place. @param {Int32Array} order @param {() => number} random */
export function shuffle(order, random) {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swapped = order[i];
    order[i] = order[j];
    order[j] = swapped;
  }
}

// Rows ---------------------------------------------------------------------------------------------------------------

/** A wave over two features, with noise. @param {number} rows @param {() => number} random */
function wave(rows, random) {
  const noise = normal(random);
  const x = Float32Array.from({ length: rows * 2 }, () => 2 * random() - 1);
  const y = Float32Array.from({ length: rows }, (_, r) => 0.6 * Math.sin(3 * x[2 * r]) + 0.3 * x[2 * r + 1] + 0.1 * noise());
  return { x, y };
}

/** Two arms that turn around each other, with noise and a twentieth of the labels wrong. @param {number} rows @param {() => number} random */
function spiral(rows, random) {
  const noise = normal(random);
  const x = new Float32Array(rows * 2);
  const y = new Int32Array(rows);
  for (let r = 0; r < rows; r++) {
    const arm = r % 2;
    const radius = random();
    const angle = 3.5 * radius + Math.PI * arm;
    x[2 * r] = 2 * radius * Math.cos(angle) + 0.05 * noise();
    x[2 * r + 1] = 2 * radius * Math.sin(angle) + 0.05 * noise();
    y[r] = random() < 0.05 ? 1 - arm : arm;
  }
  return { x, y };
}

/** Ten blurred prototypes in 784 features between 0 and 1, one label in five wrong: the shape of MNIST without its download. @param {number} rows @param {() => number} random */
function prototypes(rows, random) {
  const noise = normal(random);
  const centres = Float32Array.from({ length: 10 * 784 }, () => (random() < 0.2 ? 1 : 0));
  const x = new Float32Array(rows * 784);
  const y = new Int32Array(rows);
  for (let r = 0; r < rows; r++) {
    const label = r % 10;
    for (let f = 0; f < 784; f++) x[r * 784 + f] = Math.min(1, Math.max(0, 0.5 * centres[label * 784 + f] + 0.3 * noise()));
    y[r] = random() < 0.2 ? Math.floor(10 * random()) : label;
  }
  return { x, y };
}

/** y = A x + c with noise, 10 features and 2 outputs. @param {number} rows @param {() => number} random */
function linear(rows, random) {
  const noise = normal(random);
  const a = Array.from({ length: 22 }, noise);
  const x = Float32Array.from({ length: rows * 10 }, noise);
  const y = new Float32Array(rows * 2);
  for (let r = 0; r < rows; r++)
    for (let o = 0; o < 2; o++) {
      let sum = a[20 + o] + 0.1 * noise();
      for (let f = 0; f < 10; f++) sum += a[o * 10 + f] * x[r * 10 + f];
      y[r * 2 + o] = sum;
    }
  return { x, y };
}

/** torch.nn.Linear's: uniform on [-k, k), k = 1 / sqrt(inputs). @param {number[]} layers @param {() => number} random */
function initialWeights(layers, random) {
  const values = [];
  for (let l = 0; l + 1 < layers.length; l++) {
    const k = 1 / Math.sqrt(layers[l]);
    for (let i = 0; i < layers[l + 1] * (layers[l] + 1); i++) values.push((2 * random() - 1) * k);
  }
  return Float32Array.from(values);
}

// The table ----------------------------------------------------------------------------------------------------------

const sgd = (/** @type {number} */ lr, momentum = 0) => ({ name: /** @type {const} */ ("SGD"), lr, momentum });
const adam = (/** @type {number} */ lr) => ({ name: /** @type {const} */ ("Adam"), lr, momentum: 0 });

const TABLE = [
  { id: "W1", title: "2-8-8-1 tanh, MSE, batch 10, SGD", layers: [2, 8, 8, 1], activation: "tanh", loss: "mse", optimizer: sgd(0.1), batch: 10, rows: 500, make: wave, checkEpochs: 20 },
  { id: "W2", title: "2-16-16-2 tanh, cross-entropy, batch 32, SGD momentum 0.9", layers: [2, 16, 16, 2], activation: "tanh", loss: "cross-entropy", optimizer: sgd(0.05, 0.9), batch: 32, rows: 512, make: spiral, checkEpochs: 40 },
  { id: "W2a", title: "2-16-16-2 tanh, cross-entropy, batch 32, Adam", layers: [2, 16, 16, 2], activation: "tanh", loss: "cross-entropy", optimizer: adam(0.003), batch: 32, rows: 512, make: spiral, checkEpochs: 40 },
  { id: "W3", title: "784-128-10 relu, cross-entropy, batch 64, SGD", layers: [784, 128, 10], activation: "relu", loss: "cross-entropy", optimizer: sgd(0.1), batch: 64, rows: 1024, make: prototypes, checkEpochs: 4 },
  { id: "W4", title: "Linear(10, 2), MSE, batch 32, Adam", layers: [10, 2], activation: "linear", loss: "mse", optimizer: adam(0.01), batch: 32, rows: 512, make: linear, checkEpochs: 20 },
  { id: "W5", title: "2-64-64-2 relu, cross-entropy, batch 64, Adam", layers: [2, 64, 64, 2], activation: "relu", loss: "cross-entropy", optimizer: adam(0.003), batch: 64, rows: 512, make: spiral, checkEpochs: 20 },
  { id: "map", title: "256 trainings of 2-8-1 tanh, MSE, 200 points, batch 32, 60 epochs, SGD + StepLR", layers: [2, 8, 1], activation: "tanh", loss: "mse", optimizer: sgd(0.5), batch: 32, rows: 200, make: wave, checkEpochs: 0 },
];

/** gamma from 0.5 to 0.95, stepSize from 3 to 48: every cell still learns. @returns {Map256} */
function grid() {
  const gammas = Array.from({ length: 16 }, (_, i) => 0.5 + 0.03 * i);
  const stepSizes = Array.from({ length: 16 }, (_, i) => 3 * (i + 1));
  return { epochs: 60, gammas, stepSizes, cells: gammas.flatMap((gamma) => stepSizes.map((stepSize) => ({ gamma, stepSize }))) };
}

export const workloadIds = TABLE.map(({ id }) => id);

/** @param {string} id @param {{ rows?: number }} [other] another number of rows @returns {Workload} */
export function makeWorkload(id, { rows } = {}) {
  const found = TABLE.find((row) => row.id === id);
  if (!found) throw new RangeError(`there is no workload ${id}; there are ${workloadIds.join(", ")}`);
  const { make, ...row } = { ...found, rows: rows ?? found.rows };
  const data = make(row.rows, uniform(7));
  const more = id === "map" ? { map: grid() } : {};
  return /** @type {Workload} */ ({ ...row, ...data, ...more, weights: initialWeights(row.layers, uniform(11)), epochSteps: Math.ceil(row.rows / row.batch) });
}

/** The rate of each epoch of a cell, as torch's StepLR chains it. @param {Workload} workload @param {{ gamma: number, stepSize: number }} cell */
export function cellRates({ optimizer, map }, { gamma, stepSize }) {
  const rates = new Float64Array(/** @type {Map256} */ (map).epochs);
  let lr = optimizer.lr;
  for (let t = 0; t < rates.length; t++) {
    if (t > 0 && t % stepSize === 0) lr *= gamma;
    rates[t] = lr;
  }
  return rates;
}

/** Multiplications with an addition in one step, forward and backward, each counted as two operations. @param {Workload} workload */
export function flopsOfStep({ layers, batch }) {
  let macs = 0;
  for (let l = 0; l + 1 < layers.length; l++) macs += (l ? 3 : 2) * layers[l] * layers[l + 1] * batch;
  return 2 * macs;
}

/** Mean loss over all rows, in double. @param {Workload} workload @param {ArrayLike<number>} outputs rows x outputs */
export function meanLoss({ rows, layers, loss, y }, outputs) {
  const width = layers[layers.length - 1];
  let total = 0;
  for (let r = 0; r < rows; r++) {
    const z = Array.from({ length: width }, (_, o) => outputs[r * width + o]);
    if (loss === "mse") total += z.reduce((sum, value, o) => sum + (value - y[r * width + o]) ** 2, 0) / width;
    else {
      const largest = Math.max(...z);
      total += Math.log(z.reduce((sum, value) => sum + Math.exp(value - largest), 0)) + largest - z[y[r]];
    }
  }
  return total / rows;
}
