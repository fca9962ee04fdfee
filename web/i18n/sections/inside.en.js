import { counted } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "property.source": "Which part",
  "choice.source.schedule": "the rate",
  "choice.source.network": "the network",
  "choice.source.optimizer": "the optimizer",
  "choice.source.surface": "the walkers",
  "choice.source.simd": "the same bits, faster",
  "inside.about.schedule": "One formula, written twice: step_lr_at gives any epoch at once; step_lr_next goes on from the epoch before and equals PyTorch's repeated product to the last bit. Training uses the second.",
  "inside.about.network": ({ activation }) => `Forward goes from the input to the loss; backward takes each of those lines and differentiates it. The activation is ${activation} now.`,
  "inside.about.optimizer": ({ optimizer }) => `The optimizer is ${optimizer} now. To it the rate is just a number; the staircase comes from outside.`,
  "inside.about.surface": "Every stride of the three walkers above: the true gradient plus some noise, times the rate.",
  "inside.about.simd": "First the version to be read, then the one that runs in your browser, four samples at a time. The sums are taken in the same order, so every bit agrees.",
  "inside.where": ({ file, line }) => `${file}, from line ${line}`,
  "inside.size": "The whole core (core.wasm)",
  "inside.bytes": ({ raw, brotli }) => `${raw.toLocaleString("en")} bytes, ${brotli.toLocaleString("en")} compressed`,
  "inside.speed": "On your device",
  "inside.unmeasured": "not measured yet",
  "inside.measuring": "measuring …",
  "inside.measured": ({ steps, samples }) => `${round(steps)} updates a second, ${round(samples)} samples`,
  "inside.measure": "Measure the speed",
  "inside.fingerprint": "Fingerprint of this run",
  "inside.print": ({ text, epochs }) => `${text} (${counted(epochs, "epoch")})`,
  "inside.noRun": "Train a few epochs first; then the run has a fingerprint.",
  "inside.copyRun": "Copy the link that repeats it",
  "inside.other": "Compare with somebody else's",
  "inside.same": ({ epochs }) => `The same: the losses of ${counted(epochs, "epoch")} agree in every bit.`,
  "inside.different": ({ epochs }) => `Not the same: settings, data or number of epochs differ. This one has ${counted(epochs, "epoch")}.`,
};

/** @param {number} value */
const round = (value) => Number(value.toPrecision(2)).toLocaleString("en");
