// Words of the chart and the training: their controls, figures and the sentences that are computed.

import { counted, formatMeasure, formatPercent, formatRate } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
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
  "choice.compare.MultiplicativeLR": "MultiplicativeLR (by epoch)",
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

  "control.resetAll": "Back to the defaults",
  "control.more": "More settings",

  "chart.epoch": "Epoch",
  "chart.rate": "Learning rate",
  "chart.loss": "Loss",
  "chart.trainLoss": "Training loss",
  "chart.valLoss": "Validation loss",

  "staircase.both": ({ own, name, rate }) => `${own}; ${name} ${formatRate(rate)}`,
  "compare.noRun": "ReduceLROnPlateau needs a validation loss to watch: train once below, and its cuts appear here.",
  "compare.summary": ({ name, options, last, own, rate, lower, higher, cuts }) =>
    `The dashed line is ${name}${options ? `(${options})` : ""}. ${cuts ? (cuts.length ? `On the validation loss of the run below it would cut at ${cuts.length === 1 ? "epoch" : "epochs"} ${cuts.join(", ")}. ` : "On the validation loss of the run below it would never cut. ") : ""}${lower + higher === 0 ? "It is the same as step decay everywhere. " : `It is above step decay in ${counted(higher, "epoch")} and below it in ${lower}. `}In the last epoch, ${last}, it is at ${formatRate(rate)}, step decay at ${formatRate(own)}.`,

  "training.name": "Training curves: training and validation loss above, learning rate below, on one epoch axis; vertical rules mark the epochs where the rate changes",
  "training.cursor": "Read the training record along the epochs",
  "training.point": ({ record }) =>
    `Epoch ${record.epoch}, rate ${formatRate(record.lr)}, training loss ${formatMeasure(record.loss)}, validation loss ${formatMeasure(record.valLoss)}, validation accuracy ${formatPercent(record.valAccuracy)}`,
  "training.table": "Table of the run",
  "training.head": ["Epoch", "Learning rate", "Training loss", "Validation loss", "Training accuracy", "Validation accuracy"],
  "training.ready": ({ epochs, drops }) =>
    drops.length ? `Press play to train for ${epochs} epochs. The rate first changes at epoch ${drops[0]}: watch both curves there.` : `Press play to train for ${counted(epochs, "epoch")} at one constant rate.`,
  "training.begin": ({ record, first }) => `Epoch ${record.epoch + 1} of the run: the training loss ${record.epoch ? `went from ${formatMeasure(first.loss)} to` : "is"} ${formatMeasure(record.loss)}, the rate is still ${formatRate(record.lr)}.`,
  "training.justDropped": ({ epoch, rate }) => `From epoch ${epoch} on the rate is ${formatRate(rate)}.`,
  "training.dropped": ({ epoch, rate, before, after, span, which }) =>
    `At epoch ${epoch} the rate became ${formatRate(rate)}: mean ${which === "valLoss" ? "validation" : "training"} loss ${formatMeasure(before)} over the ${span.before === 1 ? "epoch" : `${span.before} epochs`} before, ${formatMeasure(after)} over the latest ${span.after}, ${compare(before, after)}.`,
  "training.best": ({ drop }) => `The clearest change is at epoch ${drop.epoch}: training loss from ${formatMeasure(drop.before)} to ${formatMeasure(drop.after)}.`,
  "training.done": ({ record }) => `${counted(record.epoch + 1, "epoch")} trained: validation loss ${formatMeasure(record.valLoss)}${Number.isNaN(record.valAccuracy) ? "" : `, validation accuracy ${formatPercent(record.valAccuracy)}`}.`,
  "training.diverged": ({ record }) => `At epoch ${record.epoch} the loss stopped being a finite number: the run diverged and ends here. Try a smaller α₀.`,

  "action.step": "One epoch",
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
  "boundary.many": ({ features }) => `These data have ${counted(features, "feature")} and do not fit on a plane. The table lists the samples classified right, class by class.`,
};

/** @param {number} before @param {number} after */
function compare(before, after) {
  const change = (after - before) / before;
  if (Math.abs(change) < 0.02) return "hardly different";
  return change < 0 ? `${Math.round(-100 * change)}% lower` : `${Math.round(100 * change)}% higher`;
}
