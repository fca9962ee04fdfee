// Words of the interface: controls, figures and the sentences that are computed. The prose stands in index.html, both languages side by side.

import { formatMeasure, formatPercent, formatRate } from "../format.js";

/** @type {import("../i18n.js").Table} */
export default {
  "page.title": "Step decay: long strides first, short ones later | step-decay",

  "property.lr": "Initial rate",
  "property.gamma": "Decay factor",
  "property.stepSize": "Step size",
  "property.epochs": "Epochs",
  "property.data": "Data",
  "property.points": "Samples",
  "property.noise": "Noise in the data",
  "property.seed": "Random seed",
  "property.validation": "Share held out",
  "property.layers": "Hidden layers",
  "property.activation": "Activation",
  "property.optimizer": "Optimizer",
  "property.momentum": "Momentum",
  "property.batchSize": "Batch size",
  "property.race": "Rivals in the race",
  "property.raceLoss": "Loss to compare",
  "property.mapLr": "α₀ of the map",
  "property.speed": "Speed",
  "property.edits": "Changes mid-run",
  "property.scale": "Vertical axis",
  "property.compare": "Lay another schedule over it",

  "unit.epoch": "epochs",
  "unit.times": "times",
  "unit.sample": "samples",

  "choice.spiral": "Spiral",
  "choice.moons": "Moons",
  "choice.circles": "Circles",
  "choice.xor": "XOR",
  "choice.gaussians": "Gaussians",
  "choice.data.linear": "Linear 10→2",
  "choice.iris": "Iris",
  "choice.digits": "Digits",
  "choice.own": "Your CSV",
  "choice.slow": "slow",
  "choice.normal": "medium",
  "choice.fast": "fastest",
  "choice.linear": "linear (none)",
  "choice.scale.log": "log",
  "choice.scale.linear": "linear",
  "choice.none": "none",
  "choice.compare.LambdaLR": "LambdaLR (inverse time)",
  "choice.compare.MultiplicativeLR": "MultiplicativeLR (a factor an epoch)",
  "choice.compare.MultiStepLR": "MultiStepLR (drops where you say)",
  "choice.compare.ConstantLR": "ConstantLR (lower at first)",
  "choice.compare.LinearLR": "LinearLR (straight)",
  "choice.compare.ExponentialLR": "ExponentialLR (exponential)",
  "choice.compare.PolynomialLR": "PolynomialLR (polynomial)",
  "choice.compare.CosineAnnealingLR": "CosineAnnealingLR (cosine)",
  "choice.compare.CosineAnnealingWarmRestarts": "WarmRestarts (cosine, restarted)",
  "choice.compare.CyclicLR": "CyclicLR (triangles)",
  "choice.compare.OneCycleLR": "OneCycleLR (up, then down)",
  "choice.compare.ReduceLROnPlateau": "ReduceLROnPlateau (by the loss)",
  "choice.compare.SequentialLR": "SequentialLR (warm-up, then steps)",
  "choice.compare.ChainedScheduler": "ChainedScheduler (two at once)",

  "control.slider": ({ label }) => `${label} (slider)`,
  "control.reset": ({ label, value }) => `Set ${label} back to ${value}`,
  "control.resetAll": "Back to the defaults",
  "control.nav": "Language, theme and sharing",
  "control.embed": "Embed the chart in another page",
  "control.more": "More settings",
  "control.theme.light": "Light",
  "control.theme.dark": "Dark",

  "problem.NOT_A_NUMBER": ({ text }) => (text.trim() === "" ? "A number is needed here." : `“${text}” is not a number.`),
  "problem.NOT_AN_INTEGER": ({ value }) => `${value} is not a whole number.`,
  "problem.RANGE": ({ value, min, max }) => `${value} is out of range: ${limits(min, max)}.`,
  "problem.TYPE": ({ text }) => `“${text}” cannot be used here.`,
  "problem.WIDTHS": ({ min, max }) => `Each width is a whole number from ${min} to ${max}, with commas between, such as 16, 16.`,
  "problem.TOO_MANY_LAYERS": ({ max }) => `At most ${max} hidden layers.`,
  "problem.UNKNOWN_NAME": ({ value }) => `There is no choice called “${value}”.`,
  "problem.EDITS": "Changes mid-run are written epoch:rate in the link, with commas between.",
  "problem.NO_OWN_DATA": "Own data are not in the link: paste or choose a CSV under “Use your own data” first.",
  "problem.RACE": ({ max }) => `A race is written schedule:number:number in the link, with commas between, at most ${max} rivals.`,
  "problem.OTHER": ({ message }) => `That does not work: ${message}`,
  "problem.worker": ({ message }) => `Training did not start: ${message}`,
  "problem.plotly": "The chart did not load; try reloading the page. The sentence and the table below still hold.",

  "chart.title": "Step decay learning rate schedule",
  "chart.epoch": "Epoch",
  "chart.rate": "Learning rate",
  "chart.loss": "Loss",
  "chart.trainLoss": "Training loss",
  "chart.valLoss": "Validation loss",

  "staircase.name": "Step decay learning rate schedule: a staircase of learning rate over epochs, on a logarithmic axis",
  "staircase.cursor": "Read along the epochs",
  "staircase.point": ({ epoch, k, rate }) => `Epoch ${epoch}, after ${k} ${k === 1 ? "change" : "changes"}, rate ${formatRate(rate)}`,
  "staircase.summary": ({ epochs, rates, first }) =>
    rates.length === 1
      ? `The rate stays at ${formatRate(rates[0])} for all ${epochs} epochs.`
      : `Over ${epochs} epochs the rate ${rates[1] < rates[0] ? "drops" : "rises"} ${times(rates.length - 1)}: ${chain(rates)}. The first time is at epoch ${first}, counting from 0.`,
  "staircase.both": ({ own, name, rate }) => `${own}; ${name} ${formatRate(rate)}`,
  "compare.noRun": "ReduceLROnPlateau needs a validation loss to watch: train once below, and its cuts appear here.",
  "compare.summary": ({ name, options, last, own, rate, lower, higher, cuts }) =>
    `The dashed line is ${name}${options ? `(${options})` : ""}. ${cuts ? (cuts.length ? `On the validation loss of the run below it would cut at epoch ${cuts.join(", ")}. ` : "On the validation loss of the run below it would never cut. ") : ""}${lower + higher === 0 ? "It is the same as step decay everywhere. " : `It is above step decay in ${higher} epochs and below it in ${lower}. `}In the last epoch, ${last}, it is at ${formatRate(rate)}, step decay at ${formatRate(own)}.`,
  "staircase.table": "Table of rates",
  "staircase.head": ["Step k", "Epochs", "Learning rate"],

  "training.name": "Training curves: training and validation loss above, learning rate below, on one epoch axis; vertical rules mark the epochs where the rate changes",
  "training.cursor": "Read the training record along the epochs",
  "training.empty": "Nothing trained yet",
  "training.point": ({ record }) =>
    `Epoch ${record.epoch}, rate ${formatRate(record.lr)}, training loss ${formatMeasure(record.loss)}, validation loss ${formatMeasure(record.valLoss)}, validation accuracy ${formatPercent(record.valAccuracy)}`,
  "training.table": "Table of the run",
  "training.head": ["Epoch", "Learning rate", "Training loss", "Validation loss", "Training accuracy", "Validation accuracy"],
  "training.ready": ({ epochs, drops }) =>
    drops.length ? `Press play to train for ${epochs} epochs. The rate first changes at epoch ${drops[0]}: watch both curves there.` : `Press play to train for ${epochs} epochs at one constant rate.`,
  "training.begin": ({ record, first }) => `Epoch ${record.epoch + 1} of the run: the training loss went from ${formatMeasure(first.loss)} to ${formatMeasure(record.loss)}, the rate is still ${formatRate(record.lr)}.`,
  "training.justDropped": ({ epoch, rate }) => `From epoch ${epoch} on the rate is ${formatRate(rate)}.`,
  "training.dropped": ({ epoch, rate, before, after, span, which }) =>
    `At epoch ${epoch} the rate became ${formatRate(rate)}: mean ${which === "valLoss" ? "validation" : "training"} loss ${formatMeasure(before)} over the ${span.before} epochs before, ${formatMeasure(after)} over the latest ${span.after}, ${compare(before, after)}.`,
  "training.best": ({ drop }) => `The clearest change is at epoch ${drop.epoch}: training loss from ${formatMeasure(drop.before)} to ${formatMeasure(drop.after)}.`,
  "training.done": ({ record }) => `${record.epoch + 1} epochs trained: validation loss ${formatMeasure(record.valLoss)}, validation accuracy ${formatPercent(record.valAccuracy)}.`,
  "training.diverged": ({ record }) => `At epoch ${record.epoch} the loss stopped being a finite number: the run diverged and ends here. Try a smaller α₀.`,

  "action.link": "Copy link",
  "action.copy": "Copy",
  "action.copied": "Copied",
  "action.notCopied": "Cannot copy",
  "action.play": "Play",
  "action.pause": "Pause",
  "action.step": "One epoch",
  "action.reset": "Start over",
  "action.again": "Play again",
  "action.changeRate": "Use it",
  "action.rateNow": "Rate of the next epoch",
  "action.rateHint": "Works in the middle of a run; later drops go on from the new value.",
  "action.dropEdits": "Undo the changes mid-run",
  "status.playing": "Training",
  "status.paused": "Paused",

  "readout.valAccuracy": "Validation accuracy",

  "boundary.name": "Decision boundary: how the network divides the plane; the dots are samples",
  "boundary.cursor": "Read the samples one by one",
  "boundary.point": ({ index, x, y, label, guess }) => `Sample ${index + 1} at (${x}, ${y}), class ${label + 1}, ${guess === label ? "classified right" : `taken for class ${guess + 1}`}`,
  "boundary.summary": ({ wrong, total }) => `${total} samples, ${wrong} of them classified wrongly now.`,
  "boundary.untrained": ({ total, classes }) => `${total} samples in ${classes} classes; the colours are the guess of a network with random weights.`,
  "boundary.table": "Table of classes",
  "boundary.head": ["Class", "Samples", "Right", "Accuracy"],
  "boundary.class": ({ index }) => `Class ${index + 1}`,
  "boundary.many": ({ features }) => `These data have ${features} features and do not fit on a plane. The table lists the samples classified right, class by class.`,
};

/** @param {number | undefined} min @param {number | undefined} max */
function limits(min, max) {
  const low = min !== undefined && min > -1e15 ? `at least ${min}` : "";
  const high = max !== undefined && max < 1e15 ? `at most ${max}` : "";
  return [low, high].filter(Boolean).join(" and ") || "a finite number is needed";
}

/** @param {number} count */
const times = (count) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);

/** @param {number[]} rates */
const chain = (rates) => (rates.length <= 5 ? rates : [...rates.slice(0, 3), null, rates[rates.length - 1]]).map((rate) => (rate === null ? "…" : formatRate(rate))).join(" → ");

/** @param {number} before @param {number} after */
function compare(before, after) {
  const change = (after - before) / before;
  if (Math.abs(change) < 0.02) return "hardly different";
  return change < 0 ? `${Math.round(-100 * change)}% lower` : `${Math.round(100 * change)}% higher`;
}
