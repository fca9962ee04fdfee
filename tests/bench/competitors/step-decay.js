// step-decay as a user has it: the npm module as built into dist, its Trainer, run(n). History is on, validation off.

/** The module is loaded from `dist`, which bench.js sets before setup. @type {{ module?: any, core?: any }} */
const loaded = {};

/** @param {URL} dist the folder of the built package, with a slash at its end */
export async function load(dist) {
  loaded.module = { ...(await import(new URL("index.js", dist).href)), ...(await import(new URL("generated/description.js", dist).href)) };
  await loaded.module.init();
  loaded.core = await import(new URL("core.js", dist).href);
  return loaded;
}

/** Trainer options of a workload. @param {import("../workloads.js").Workload} workload */
export function trainerOptions({ layers, activation, loss, optimizer, batch, x, y }) {
  const { name, lr, momentum } = optimizer;
  const classes = loss === "cross-entropy" ? { classes: layers[layers.length - 1] } : {};
  return {
    layers,
    activation,
    loss,
    optimizer: name === "SGD" ? { name, lr, momentum } : { name, lr },
    batchSize: batch,
    data: { x, y, features: layers[0], ...classes },
    seed: 7,
  };
}

/** @param {import("../workloads.js").Workload} workload @param {object} [more] options on top @param {boolean} [perEpoch] one epoch() a call instead of run(n) @returns {import("../measure.js").Run} */
export function setupTrainer(workload, more = {}, perEpoch = false) {
  const { Trainer } = loaded.module;
  const options = { ...trainerOptions(workload), ...more };
  if (workload.map) return setupMap(workload, options, Trainer);
  const trainer = new Trainer(options);
  trainer.setWeights(workload.weights);
  return {
    multiple: workload.epochSteps,
    step(steps) {
      let epochs = steps / workload.epochSteps;
      if (perEpoch) for (; epochs > 0; epochs--) trainer.epoch();
      else for (; epochs > 0; epochs -= 1000) trainer.run(Math.min(epochs, 1000));
    },
    outputs: () => trainer.predict(workload.x),
    close: () => trainer.free(),
  };
}

/** One cell after another, each with a Trainer of its own. @param {import("../workloads.js").Workload} workload @param {any} options @param {any} Trainer @returns {import("../measure.js").Run} */
function setupMap(workload, options, Trainer) {
  const { cells, epochs } = /** @type {import("../workloads.js").Map256} */ (workload.map);
  let next = 0;
  const train = (/** @type {number} */ cell) => {
    const trainer = new Trainer({ ...options, schedule: { name: "StepLR", ...cells[cell % cells.length] } });
    trainer.setWeights(workload.weights);
    trainer.run(epochs);
    return trainer;
  };
  return {
    step(count) {
      for (let i = 0; i < count; i++) train(next++).free();
    },
    outputs() {
      const trainer = train(next - 1);
      const outputs = trainer.predict(workload.x);
      trainer.free();
      return outputs;
    },
  };
}

/** @type {import("../bench.js").Competitor[]} */
export default [
  { id: "step-decay", name: "step-decay", note: "Trainer.run(n)", setup: (workload) => setupTrainer(workload) },
  { id: "kernel", name: "bare kernel loop", note: "the wasm export trainer_run, nothing recorded", setup: setupKernel },
];

/** The core's exports without the module around them: what the public path is measured against. @param {import("../workloads.js").Workload} workload @returns {import("../measure.js").Run} */
export function setupKernel(workload) {
  const { TrainerCore } = loaded.core;
  const { description } = loaded.module;
  const { optimizer, map, epochSteps, layers, rows } = workload;
  const row = (/** @type {{ name: string }[]} */ table, /** @type {string} */ name) => table.findIndex((entry) => entry.name === name);
  const method = row(description.optimizers, optimizer.name);
  const numbers = { batchSize: workload.batch, validation: 0, seed: 7, shuffle: 1 };
  const core = new TrainerCore({
    activation: row(description.activations, workload.activation),
    outputActivation: row(description.activations, "linear"),
    loss: row(description.losses, workload.loss),
    optimizer: method,
    normalize: 0,
    numbers: description.trainer.fields.map((/** @type {any} */ field) => /** @type {any} */ (numbers)[field.name] ?? Number(field.default)),
    optimizerNumbers: description.optimizers[method].fields.map((/** @type {any} */ field) => Number(/** @type {any} */ (optimizer)[field.name] ?? field.default)),
    rows,
    widths: layers,
  });
  core.x.set(workload.x);
  core.y.set(workload.y);
  core.begin();
  core.params.set(workload.weights);
  const exports = core.core;
  const outputs = () => core.predict(workload.x);
  const close = () => core.close();
  if (map) {
    const rates = map.cells.map(({ gamma, stepSize }) => Float64Array.from({ length: map.epochs }, (_, t) => optimizer.lr * gamma ** Math.floor(t / stepSize)));
    let next = 0;
    return {
      step(cells) {
        for (let i = 0; i < cells; i++) {
          core.params.set(workload.weights);
          core.lr.set(rates[next++ % rates.length]);
          exports.trainer_run(0, map.epochs, 1, 0, 0, 0);
        }
      },
      outputs,
      close,
    };
  }
  core.lr.fill(optimizer.lr);
  let epoch = 0;
  return {
    multiple: epochSteps,
    step(steps) {
      for (let epochs = steps / epochSteps; epochs > 0; epochs -= core.runEpochs) {
        const now = Math.min(epochs, core.runEpochs);
        exports.trainer_run(epoch, now, 1, 0, 0, 0);
        epoch += now;
      }
    },
    outputs,
    close,
  };
}
