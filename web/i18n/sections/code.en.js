import { counted } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "property.code": "Library",
  "property.mistake": "See it done wrong",
  "choice.pytorch": "PyTorch",
  "choice.keras": "Keras",
  "choice.optax": "Optax",
  "choice.tfjs": "TensorFlow.js",
  "choice.step-decay": "step-decay",
  "choice.mistake.none": "done right",
  "choice.mistake.order": "step() too early",
  "choice.mistake.batch": "step() every batch",
  "choice.mistake.print": "print after step()",
  "code.codeName": ({ file }) => `The code of ${file}`,
  "code.printed": "It prints",
  "code.printedFirst": "It prints first",
  "code.epoch": "Epoch",
  "code.rate": "learning rate",
  "code.before": "the rate of this epoch",
  "code.tooEarly": "drops before any training",
  "code.everyBatch": ({ batches }) => (batches === 1 ? "once an epoch" : `${batches} times an epoch`),
  "code.nextRate": "already the next epoch's",
  "code.trained": ({ rate }) => `trained with ${rate}`,
  "code.wanted": ({ rate }) => `should be ${rate}`,
  "code.optaxSteps": "Optax counts updates, not epochs",
  "code.trainHere": "train one epoch here",
  "code.noAdamW": "TensorFlow.js has no AdamW",
  "code.ownData": "your table, saved as UTF-8",
  "code.deviations": "in standard deviations from the mean",
  "code.edited": "changed mid-run",
  "code.note.none": ({ stepSize, epochs, steady }) =>
    stepSize >= epochs
      ? "S is not below the number of epochs, so the rate never changes."
      : steady
        ? "With these numbers every line prints the same rate."
        : `Printed epochs count from 1: epoch ${stepSize} still belongs to the first step, and epoch ${stepSize + 1} (t = ${stepSize} in the formula) is the first with the new rate.`,
  "code.note.same": "With these numbers it makes no difference: every line is the same as when it is done right.",
  "code.note.order": ({ stepSize, epochs, wrong }) =>
    `scheduler.step() belongs after optimizer.step(). Before it, the first step loses an epoch and every change comes one epoch early (${counted(wrong, "epoch here has", "epochs here have")} the wrong rate); PyTorch warns about it. ${stepSize < epochs ? `The new rate should begin at t = ${stepSize}.` : "In this run the rate should not change at all."}`,
  "code.note.batch": ({ batches, stepSize, gamma, wrong, last }) =>
    `S = ${stepSize} counts epochs, but this counts batches: ${batches} batches an epoch are ${levels(batches / stepSize, gamma > 1 ? "rise" : "drop")} an epoch. ${counted(wrong, "epoch has", "epochs have")} the wrong rate; that of epoch ${last.epoch} is ${last.shown} and should be ${last.wanted}${last.shown < last.wanted / 1000 ? ", and with so small a rate the network no longer learns" : ""}. Move the call out of the inner loop, or write S as ${stepSize} × ${batches}.`,
  "code.note.print": ({ first, wrong }) =>
    `The training is right, but each line shows the rate of the next epoch: epoch ${first.epoch} was trained with ${first.wanted} and looks as if it had ${first.shown} (${counted(wrong, "line differs", "lines differ")}). Many listings on the web do this: with α₀ = 0.01, γ = 0.1, S = 10 they print 0.001 for epoch 10. The formula is not wrong; the rate is read one call too late.`,
  "code.note.keras": "Keras calls step_decay at the start of each epoch, so it prints the rate that epoch will use; `epoch` counts from 0, the printed number from 1.",
  "code.note.optax": ({ batches }) =>
    batches === 1
      ? "Optax schedules count updates; here an epoch is a single update, so both counts agree."
      : `Optax schedules count updates, hence the factor of ${batches} updates an epoch; without it the rate falls ${batches} times too fast.`,
  "code.note.tfjs": "TensorFlow.js has no schedules, and assigning learningRate to its SGD does nothing; this callback sets the rate on all seven optimizers. It prints a line only when the rate changes.",
  "code.note.step-decay": ({ edited }) =>
    `This is the package that runs this page; with the same settings and seed, Node gives the very curves you see above. It then prints the losses of the run, which are known only after training.${edited ? " The rates you changed mid-run are set between calls of run(); the printed lines are the schedule's alone." : ""}`,
};

/** @param {number} count @param {string} name */
function levels(count, name) {
  const short = count < 10 ? Number(count.toPrecision(2)) : Math.round(count);
  return `${short === count ? "" : "about "}${counted(short, name)}`;
}
