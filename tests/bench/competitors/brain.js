// brain.js. It learns row by row, without batches, and its output layer has the activation of the others; of the workloads only W1 and the
// map come near to what it can do. A batch of n rows counts as n of its updates, at 1/n of the rate.

/** @param {import("../workloads.js").Workload} workload @returns {Promise<import("../measure.js").Run | string>} */
async function setup(workload) {
  const { optimizer, layers, activation, loss, rows, x, y, map, epochSteps, batch } = workload;
  if (loss !== "mse") return "has no cross-entropy";
  if (activation !== "tanh") return "has no linear output";
  const { default: brain } = await import("brain.js");
  const features = layers[0];
  const width = layers[layers.length - 1];
  const data = Array.from({ length: rows }, (_, r) => ({ input: Array.from(x.subarray(r * features, (r + 1) * features)), output: Array.from(y.subarray(r * width, (r + 1) * width)) }));
  const net = new brain.NeuralNetwork({ hiddenLayers: layers.slice(1, -1), activation });
  // Its momentum is 0.1 unless told otherwise, and 0 counts as not told.
  const train = (/** @type {number} */ epochs, /** @type {number} */ rate) =>
    net.train(data, { iterations: epochs, errorThresh: 1e-9, learningRate: (rate * 2) / width / batch, momentum: 1e-9 });
  const restart = () => {
    let at = 0;
    for (let l = 1; l < layers.length; l++) {
      const from = at;
      for (let o = 0; o < layers[l]; o++) for (let i = 0; i < layers[l - 1]; i++) net.weights[l][o][i] = workload.weights[from + o * layers[l - 1] + i];
      at += layers[l] * layers[l - 1];
      for (let o = 0; o < layers[l]; o++) net.biases[l][o] = workload.weights[at++];
    }
  };
  train(1, 1e-9); // sizes its arrays
  restart();
  let cell = 0;
  const trainCell = () => {
    const { gamma, stepSize } = map.cells[cell++ % map.cells.length];
    restart();
    let lr = optimizer.lr;
    for (let t = 0; t < map.epochs; t += stepSize, lr *= gamma) train(Math.min(stepSize, map.epochs - t), lr);
  };
  return {
    multiple: map ? 1 : epochSteps,
    step(count) {
      if (!map) train(count / epochSteps, optimizer.lr);
      else for (let i = 0; i < count; i++) trainCell();
    },
    outputs: () => data.flatMap(({ input }) => Array.from(/** @type {any} */ (net.run(/** @type {any} */ (input))))),
  };
}

/** @type {import("../bench.js").Competitor} */
export default { id: "brain", name: "brain.js", package: "brain.js", note: "row by row, no batches; tanh output", setup };
