// The current settings as code in five libraries, and what each of them prints. Plain text, no DOM.
//
// A line of code that a mistake is about is marked; so is a printed line that differs from the rate that the epoch should train with.

import { rateText, StepLR } from "step-decay";
import { parseEdits, parseWidths, takesMomentum } from "../properties.js";

/** @typedef {{ text: string, marked?: boolean }} Line */
/** @typedef {{ file: string, code: Line[], printed: Line[], note?: { key: string, data: any } }} Listing note: of code.note.*, where it depends on what is printed */

const ROWS = /** @type {Record<string, number>} */ ({ iris: 150, digits: 1797 });

/** Batches in an epoch, as the trainer counts them. @param {Record<string, any>} values @param {number} [ownRows] */
export function batchesPerEpoch({ data, points, validation, batchSize }, ownRows = 0) {
  const rows = data === "own" ? ownRows : ROWS[data] ?? points;
  return Math.max(1, Math.ceil((rows - Math.floor(validation * rows + 0.5)) / batchSize));
}

/** @param {Record<string, any>} values @param {(key: string, data?: any) => string} t words @param {number} batches of an epoch @param {{ classes?: number } | null} [table] a reader's own data @returns {Listing} */
export function listing(values, t, batches, table) {
  return { pytorch, keras, optax, tfjs, "step-decay": own }[/** @type {"pytorch"} */ (values.code)](values, t, batches, table);
}

/** Rates that the reader changed within the run, each with the epoch from which it holds. @param {Record<string, any>} values */
export const editsWithin = ({ edits, epochs }) => parseEdits(edits).filter(([epoch]) => epoch < epochs);

/** A number as Python's "g" format writes it: six digits of its exact value. @param {number} value */
export function pythonG(value) {
  if (value === 0) return "0";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  let [digits, power] = value.toExponential(5).split("e");
  const exact = value.toExponential(60);
  if (/\.\d{4}[02468]50*e/.test(exact)) digits = exact.slice(0, digits.length); // halfway: Python goes to the even digit, JavaScript up
  digits = digits.replace(/\.?0+$/, "");
  return Number(power) >= -4 && Number(power) < 6 ? String(Number(`${digits}e${power}`)) : `${digits}e${power[0]}${power.slice(1).padStart(2, "0")}`;
}

/** A number as Python's print() writes it: the same digits as here, but small ones sooner with an exponent. @param {number} value */
function pythonText(value) {
  const text = String(value);
  if (/e/.test(text)) return text.replace(/e([+-])(\d)$/, "e$10$2");
  if (value !== 0 && Math.abs(value) < 1e-4) {
    const [mantissa, power] = value.toExponential().split("e");
    return `${mantissa}e-${power.slice(1).padStart(2, "0")}`;
  }
  return Number.isInteger(value) ? `${text}.0` : text;
}

/** @param {string} text marked lines end with two blanks and a §  @returns {Line[]} */
const lines = (text) => text.split("\n").map((line) => (line.endsWith("§") ? { text: line.slice(0, -1).trimEnd(), marked: true } : { text: line }));

/** The rate after so many calls of PyTorch's scheduler.step(), ever more of them: each drop multiplies the last rate, which may run into inf, or into a subnormal number and stay there.
 * @param {Record<string, any>} values */
function pythonRates({ lr, gamma, stepSize }) {
  let rate = lr;
  let drops = 0;
  return (/** @type {number} */ steps) => {
    for (; (drops + 1) * stepSize <= steps && rate * gamma !== rate; drops++) rate *= gamma;
    return rate;
  };
}

/** @param {Record<string, any>} values */
const scheduleOf = ({ lr, gamma, stepSize }) => new StepLR({ lr, gamma, stepSize });

/** @param {Record<string, any>} values @param {(key: string, data?: any) => string} t @param {number} batches @returns {Listing} */
function pytorch(values, t, batches) {
  const { lr, gamma, stepSize, epochs, optimizer, momentum, mistake } = values;
  const extra = takesMomentum(optimizer) && momentum ? `, momentum=${momentum}` : "";
  const print = `print(f"${t("code.epoch")} {epoch + 1}, ${t("code.rate")}: {lr:g}")`;
  const read = "lr = scheduler.get_last_lr()[0]";
  const loop = {
    none: `    for x, y in loader:
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
    ${read}  # ${t("code.before")}
    ${print}
    scheduler.step()`,
    order: `    scheduler.step()  # ${t("code.tooEarly")}§
    for x, y in loader:
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
    ${read}
    ${print}`,
    batch: `    for x, y in loader:
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
        scheduler.step()  # ${t("code.everyBatch", { batches })}§
    ${read}
    ${print}`,
    print: `    for x, y in loader:
        optimizer.zero_grad()
        loss_fn(model(x), y).backward()
        optimizer.step()
    scheduler.step()
    ${read}  # ${t("code.nextRate")}§
    ${print}`,
  }[/** @type {"none"} */ (mistake)];
  const code = `import torch
from torch.optim.lr_scheduler import StepLR

optimizer = torch.optim.${optimizer}(model.parameters(), lr=${pythonText(lr)}${extra})
scheduler = StepLR(optimizer, step_size=${stepSize}, gamma=${gamma})

for epoch in range(${epochs}):
${loop}`;
  const steps = { none: (/** @type {number} */ e) => e, order: (/** @type {number} */ e) => e + 1, batch: (/** @type {number} */ e) => (e + 1) * batches, print: (/** @type {number} */ e) => e + 1 }[/** @type {"none"} */ (mistake)];
  const [right, given] = [pythonRates(values), pythonRates(values)];
  const rows = Array.from({ length: epochs }, (_, epoch) => ({ epoch: epoch + 1, wanted: pythonG(right(epoch)), shown: pythonG(given(steps(epoch))) }));
  const wrong = rows.filter(({ shown, wanted }) => shown !== wanted);
  const late = mistake === "print" || (mistake === "batch" && batches === 1); // the training is right
  const printed = rows.map(({ epoch, shown, wanted }) => ({ text: `${t("code.epoch")} ${epoch}, ${t("code.rate")}: ${shown}${shown === wanted ? "" : `   ← ${t(late ? "code.trained" : "code.wanted", { rate: wanted })}`}`, marked: shown !== wanted }));
  const key = mistake === "none" ? "none" : !wrong.length ? "same" : late ? "print" : mistake;
  const data = { stepSize, epochs, gamma, batches, wrong: wrong.length, first: wrong[0], last: wrong.at(-1), steady: rows.every(({ wanted }) => wanted === rows[0].wanted) };
  return { file: "train.py", code: lines(code), printed, note: { key, data } };
}

/** @param {Record<string, any>} values @param {(key: string, data?: any) => string} t @returns {Listing} */
function keras(values, t) {
  const { lr, gamma, stepSize, epochs, optimizer, momentum, batchSize } = values;
  const extra = takesMomentum(optimizer) && momentum ? `, momentum=${momentum}` : "";
  const code = `import keras

def step_decay(epoch, lr):
    return ${lr} * ${gamma} ** (epoch // ${stepSize})

model.compile(
    optimizer=keras.optimizers.${optimizer}(learning_rate=${lr}${extra}),
    loss="sparse_categorical_crossentropy",
)
model.fit(
    x, y, batch_size=${batchSize}, epochs=${epochs},
    callbacks=[keras.callbacks.LearningRateScheduler(step_decay, verbose=1)],
)`;
  const printed = Array.from({ length: epochs }, (_, epoch) => ({ text: `Epoch ${epoch + 1}: LearningRateScheduler setting learning rate to ${pythonText(lr * gamma ** Math.floor(epoch / stepSize))}.` }));
  return { file: "train_keras.py", code: lines(code), printed };
}

/** @param {Record<string, any>} values @param {(key: string, data?: any) => string} t @param {number} batches @returns {Listing} */
function optax(values, t, batches) {
  const { lr, gamma, stepSize, epochs, optimizer, momentum } = values;
  const extra = takesMomentum(optimizer) && momentum ? `, momentum=${momentum}` : "";
  const code = `import optax

steps_per_epoch = ${batches}  # ${t("code.optaxSteps")}
schedule = optax.exponential_decay(
    init_value=${lr},
    transition_steps=${stepSize} * steps_per_epoch,
    decay_rate=${gamma},
    staircase=True,
)
optimizer = optax.${optimizer.toLowerCase()}(schedule${extra})

for epoch in range(${epochs}):
    lr = float(schedule(epoch * steps_per_epoch))
    print(f"${t("code.epoch")} {epoch + 1}, ${t("code.rate")}: {lr:g}")
    # ${t("code.trainHere")}`;
  const schedule = scheduleOf(values);
  return { file: "train_optax.py", code: lines(code), printed: Array.from(schedule.values(epochs), (rate, epoch) => ({ text: `${t("code.epoch")} ${epoch + 1}, ${t("code.rate")}: ${pythonG(Math.fround(rate))}` })) };
}

/** @param {Record<string, any>} values @param {(key: string, data?: any) => string} t @returns {Listing} */
function tfjs(values, t) {
  const { lr, gamma, stepSize, epochs, optimizer, momentum, batchSize } = values;
  const make = { SGD: momentum ? `momentum(${lr}, ${momentum})` : `sgd(${lr})`, Adam: `adam(${lr})`, AdamW: `adam(${lr})`, RMSprop: `rmsprop(${lr}${momentum ? `, 0.99, ${momentum}` : ""})` }[/** @type {"SGD"} */ (optimizer)];
  const code = `import * as tf from "@tensorflow/tfjs";
import { init, StepLR } from "step-decay";
import { learningRateScheduler } from "step-decay/tfjs";

await init();
const optimizer = tf.train.${make};${optimizer === "AdamW" ? ` // ${t("code.noAdamW")}` : ""}
model.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });

const schedule = new StepLR({ lr: ${lr}, stepSize: ${stepSize}, gamma: ${gamma} });
await model.fit(x, y, {
  epochs: ${epochs},
  batchSize: ${batchSize},
  callbacks: learningRateScheduler(schedule, {
    optimizer,
    onChange: (lr, epoch) => console.log(\`${t("code.epoch")} \${epoch + 1}, ${t("code.rate")}: \${lr}\`),
  }),
});`;
  const phases = scheduleOf(values).phases(epochs).filter(({ lr: rate }, i, all) => i === 0 || rate !== all[i - 1].lr);
  return { file: "train.js", code: lines(code), printed: phases.map(({ from, lr: rate }) => ({ text: `${t("code.epoch")} ${from + 1}, ${t("code.rate")}: ${rate}` })) };
}

/** Trains what the page trains: src/js/run-options.js, as a reader writes it. What it prints is shown as far as the losses, which are known only after training.
 * @param {Record<string, any>} values @param {(key: string, data?: any) => string} t @param {number} _batches @param {{ classes?: number } | null} [table] @returns {Listing} */
function own(values, t, _batches, table) {
  const { lr, gamma, stepSize, epochs, optimizer, momentum, batchSize, data, seed, validation, layers, activation, lang } = values;
  const extra = takesMomentum(optimizer) ? `, momentum: ${momentum}` : "";
  const numbers = data === "linear" || (data === "own" && table != null && table.classes === undefined); // to predict, not classes
  const outputs = !numbers ? "data.classes" : data === "own" ? 1 : 2;
  const source = sourceOf(values, t, numbers);
  const code = `${source.imports}import { ${["epochLines", "init", ...source.names, "StepLR", "Trainer"].join(", ")} } from "step-decay";

await init();
const schedule = new StepLR({ lr: ${lr}, stepSize: ${stepSize}, gamma: ${gamma} });
console.log(epochLines(schedule, ${epochs}, { locale: "${lang}" }));

${source.code}
const trainer = new Trainer({
  layers: [${["data.features", ...parseWidths(layers), outputs].join(", ")}],
  activation: "${activation}",
  loss: "${numbers ? "mse" : "cross-entropy"}",
  optimizer: { name: "${optimizer}", lr: ${lr}${extra} },
  schedule: { name: "StepLR", stepSize: ${stepSize}, gamma: ${gamma} },
  data,
  validation: ${validation},
  normalize: "standard",
  batchSize: ${batchSize},
  seed: ${seed},
});
${runOf(values, t)}
console.log(trainer.history.loss);`;
  return { file: "train.js", code: lines(code), printed: [...Array.from(scheduleOf(values).values(epochs), (rate, epoch) => ({ text: `${t("code.epoch")} ${epoch + 1}, ${t("code.rate")}: ${rateText(rate)}` })), { text: "" }] };
}

/** Lines that make `data`, and what they import. @param {Record<string, any>} values @param {(key: string, data?: any) => string} t @param {boolean} numbers whether a table has a number to predict */
function sourceOf({ data, points, noise, seed }, t, numbers) {
  if (data === "iris" || data === "digits") return { names: [], imports: `import { ${data} } from "step-decay/data/${data}";\n`, code: `const data = ${data};` };
  if (data !== "own") return { names: ["makeDataset"], imports: "", code: `const data = makeDataset("${data}", { points: ${points}, noise: ${noise}, seed: ${seed} });` };
  const imports = `import { readFileSync } from "node:fs";\nimport { parseCsv } from "step-decay/csv";\n`;
  const text = `readFileSync("data.csv", "utf8")`;
  if (!numbers) return { names: [], imports, code: `const data = parseCsv(${text}); // ${t("code.ownData")}` };
  return {
    names: [],
    imports,
    code: `const { x, y, features } = parseCsv(${text}, { kind: "numbers" }); // ${t("code.ownData")}
const mean = y.reduce((sum, value) => sum + value, 0) / y.length;
const deviation = Math.sqrt(y.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.length);
const data = { x, y: y.map((value) => (value - mean) / deviation), features }; // ${t("code.deviations")}`,
  };
}

/** The run, in pieces where a rate was changed on the way. @param {Record<string, any>} values @param {(key: string, data?: any) => string} t */
function runOf(values, t) {
  const code = [];
  let at = 0;
  for (const [epoch, rate] of editsWithin(values)) {
    if (epoch > at) code.push(`trainer.run(${epoch - at});`);
    code.push(`trainer.optimizer.paramGroups[0].lr = ${rate}; // ${t("code.edited")}`);
    at = epoch;
  }
  return [...code, `trainer.run(${values.epochs - at});`].join("\n");
}
