// What every runtime and browser must reproduce to the last bit: data, rates, weights, records, predictions, sweeps, as short hashes of their bytes.
// Plain ES2022 that asks nothing of its surroundings; the module and a real data set are handed in.

/** FNV-1a over bytes. */
class Hash {
  #state = 0x811c9dc5;

  /** @param {ArrayBufferView} view */
  add(view) {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    let state = this.#state;
    for (let i = 0; i < bytes.length; i++) state = Math.imul(state ^ bytes[i], 0x01000193);
    this.#state = state;
    return this;
  }

  /** NaN has many forms; only one of them may come out. @param {number[]} values */
  numbers(values) {
    return this.add(Float64Array.from(values));
  }

  get text() {
    return (this.#state >>> 0).toString(16).padStart(8, "0");
  }
}

const SCHEDULES = [
  ["StepLR", { lr: 0.01, stepSize: 15, gamma: 0.5 }],
  ["MultiStepLR", { lr: 0.1, milestones: [30, 80, 80], gamma: 0.3 }],
  ["ConstantLR", { lr: 0.1, totalIters: 7 }],
  ["LinearLR", { lr: 0.1, startFactor: 0.1, totalIters: 9 }],
  ["ExponentialLR", { lr: 0.1, gamma: 0.97 }],
  ["PolynomialLR", { lr: 0.1, totalIters: 100, power: 1.7 }],
  ["CosineAnnealingLR", { lr: 0.1, tMax: 37, etaMin: 0.001 }],
  ["CosineAnnealingWarmRestarts", { lr: 0.1, t0: 5, tMult: 2 }],
  ["CyclicLR", { baseLr: 0.01, maxLr: 0.1, stepSizeUp: 7, mode: "exp_range", gamma: 0.99 }],
  ["OneCycleLR", { maxLr: 0.1, totalSteps: 200 }],
];

const TRAININGS = [
  { data: ["spiral", { points: 300, noise: 0.1, seed: 7 }], layers: [2, 16, 16, 2], loss: "cross-entropy", optimizer: { name: "SGD", lr: 0.1, momentum: 0.9, nesterov: true }, schedule: { name: "StepLR", stepSize: 5, gamma: 0.5 } },
  { data: ["moons", { points: 200, seed: 1 }], layers: [2, 7, 5, 2], activation: "relu", loss: "cross-entropy", optimizer: { name: "Adam", lr: 0.01, amsgrad: true }, schedule: { name: "CosineAnnealingLR", tMax: 12 }, normalize: "standard" },
  { data: ["circles", { points: 203, seed: 2 }], layers: [2, 9, 2], activation: "sigmoid", loss: "cross-entropy", optimizer: { name: "AdamW", lr: 0.02, weightDecay: 0.1 }, schedule: { name: "OneCycleLR", maxLr: 0.05, totalSteps: 100, unit: "batch" }, batchSize: 17 },
  { data: ["linear", { points: 150, seed: 3 }], layers: [10, 6, 2], loss: "mse", optimizer: { name: "RMSprop", lr: 0.01, centered: true, momentum: 0.5 }, schedule: { name: "ReduceLROnPlateau", patience: 1 }, normalize: "standard" },
  { data: "iris", layers: [4, 8, 3], loss: "cross-entropy", optimizer: { name: "SGD", lr: [0.1, 0.05] }, schedule: { name: "MultiStepLR", milestones: [4, 8], gamma: 0.3 }, normalize: "standard" },
];

/** @param {any} api the module, after init() @param {any} iris the data set @param {object} [sweepOptions] for instance { workers: 0 }
 * @returns {Promise<Record<string, string>>} one hash a part */
export async function fingerprint(api, iris, sweepOptions = {}) {
  const data = new Hash();
  for (const name of ["spiral", "moons", "circles", "xor", "gaussians", "linear"]) {
    const { x, y } = api.makeDataset(name, { points: 123, noise: 0.3, seed: 4294967295 });
    data.add(x).add(y);
  }

  const schedules = new Hash();
  for (const [name, options] of SCHEDULES) {
    const schedule = new api[name](options);
    schedules.add(schedule.values(250));
    for (let t = 0; t < 150; t++) schedules.numbers(schedule.step());
  }

  const training = new Hash();
  for (const { data: source, ...options } of TRAININGS) {
    const set = source === "iris" ? iris : api.makeDataset(...source);
    const trainer = new api.Trainer({ ...options, data: set, validation: 0.2, seed: 5 });
    trainer.run(12);
    const { lr, loss, valLoss, accuracy, valAccuracy } = trainer.history;
    for (const part of [lr, loss, valLoss, accuracy, valAccuracy, trainer.weights(), trainer.predict(set.x)]) training.add(part);
    trainer.free();
  }

  const [{ data: [name, options], ...first }] = TRAININGS;
  const losses = await api.sweep({ ...first, data: api.makeDataset(name, options), validation: 0.2, epochs: 12, grid: { lr: [0.1, 0.03, 1e9], gamma: [0.1, 0.5], stepSize: [2, 4] }, ...sweepOptions });
  return { data: data.text, schedules: schedules.text, training: training.text, sweep: new Hash().add(losses).text };
}

/** What a source that is not core.wasm is answered with: the messages of init(). @param {(source: any) => Promise<void>} init of step-decay/slim, not loaded yet @param {Record<string, any>} sources @returns {Promise<Record<string, string>>} */
export async function refusals(init, sources) {
  /** @type {Record<string, string>} */
  const messages = {};
  for (const [name, source] of Object.entries(sources)) messages[name] = await init(source).then(() => "loaded", (error) => `${error.code}: ${error.message}`);
  return messages;
}
