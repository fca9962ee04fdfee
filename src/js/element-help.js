// What each row of element-schema.js means, for custom-elements.json and the documentation; the element itself does not carry it.

/** By property. @type {Record<string, string>} */
export const help = {
  lr: "the initial learning rate",
  gamma: "what each drop multiplies the rate by",
  stepSize: "epochs from one drop to the next",
  epochs: "epochs that are drawn and trained",
  data: "what the network learns. The property is `data`: `dataset` is the DOM's name for data-* attributes",
  points: "samples of a generated data set",
  noise: "noise of a generated data set",
  seed: "of data, weights and order: the same seed gives the same curves",
  validation: "share of the samples that is held out",
  layers: "widths of the hidden layers, with commas",
  activation: "between the layers",
  optimizer: "torch.optim's names",
  momentum: "of SGD and RMSprop",
  batchSize: "samples of an update",
  speed: "epochs a second while it plays: 4, 12, or as many as there can be",
  theme: "auto follows the page around it",
  view: "chart: the schedule; train: a network that learns under it; race: several schedules from the same seed; map: a training for each pair of rate and step size",
  compare: "schedules of the race, up to four with step, which is always among them; what comes after is left out",
  yScale: "axis of the chart",
  lang: "zh… is Chinese, anything else English; without it that of the page",
  controls: "what the reader can use, by name, as far as it changes anything in the view; none for nothing; without it what the view needs",
  loading: "lazy waits until the element is near the visible part of the page",
  plotlySrc: "another copy of Plotly, version 3 or 4, with heatmap for the map; without it the package's own",
};
