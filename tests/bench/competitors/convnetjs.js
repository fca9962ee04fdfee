// ConvNetJS. It works sample by sample and adds the gradients up over a batch: the same job by another road. It has no Adam.

import { shuffle, uniform } from "../workloads.js";

/** @param {import("../workloads.js").Workload} workload @returns {Promise<import("../measure.js").Run | string>} */
async function setup(workload) {
  const { optimizer, layers, activation, loss, batch, rows, x, y, map, epochSteps } = workload;
  if (optimizer.name === "Adam") return "has no Adam";
  const { default: convnet } = await import("convnetjs");
  const features = layers[0];
  const width = layers[layers.length - 1];
  const net = new convnet.Net();
  net.makeLayers([
    { type: "input", out_sx: 1, out_sy: 1, out_depth: features },
    ...layers.slice(1, -1).map((num_neurons) => ({ type: "fc", num_neurons, activation })),
    loss === "mse" ? { type: "regression", num_neurons: width } : { type: "softmax", num_classes: width },
  ]);
  const restart = () => {
    let at = 0;
    for (const layer of net.layers.filter((/** @type {any} */ { layer_type }) => layer_type === "fc")) {
      for (const filter of layer.filters) for (let i = 0; i < filter.w.length; i++) filter.w[i] = workload.weights[at++];
      for (let i = 0; i < layer.biases.w.length; i++) layer.biases.w[i] = workload.weights[at++];
    }
  };
  restart();
  // Its regression loss is half the sum of squares: 2 / outputs times its gradient is that of the mean.
  const factor = loss === "mse" ? 2 / width : 1;
  const trainer = new convnet.Trainer(net, { method: "sgd", learning_rate: optimizer.lr * factor, momentum: optimizer.momentum, batch_size: batch, l1_decay: 0, l2_decay: 0 });
  const inputs = Array.from({ length: rows }, (_, r) => new convnet.Vol(Array.from(x.subarray(r * features, (r + 1) * features))));
  const wanted = Array.from({ length: rows }, (_, r) => (loss === "mse" ? Array.from(y.subarray(r * width, (r + 1) * width)) : y[r]));
  const order = Int32Array.from({ length: rows }, (_, i) => i);
  const random = uniform(3);
  let position = rows;
  const step = () => {
    if (position >= rows) {
      shuffle(order, random);
      position = 0;
    }
    const end = Math.min(position + batch, rows);
    trainer.batch_size = end - position;
    trainer.k = 0; // it updates when k is a multiple of batch_size
    for (; position < end; position++) trainer.train(inputs[order[position]], wanted[order[position]]);
  };
  let cell = 0;
  const train = () => {
    const { gamma, stepSize } = map.cells[cell++ % map.cells.length];
    restart();
    position = rows;
    trainer.learning_rate = optimizer.lr * factor;
    for (let t = 0; t < map.epochs; t++) {
      if (t > 0 && t % stepSize === 0) trainer.learning_rate *= gamma;
      for (let s = 0; s < epochSteps; s++) step();
    }
  };
  return {
    step(count) {
      for (let i = 0; i < count; i++) (map ? train : step)();
    },
    // The softmax layer gives probabilities; their logarithms are logits of the same loss.
    outputs: () => inputs.flatMap((vol) => Array.from(net.forward(vol).w, (value) => (loss === "mse" ? value : Math.log(value)))),
  };
}

/** @type {import("../bench.js").Competitor} */
export default { id: "convnetjs", name: "ConvNetJS", package: "convnetjs", note: "sample by sample", setup };
