// The current settings as code in five libraries, and what each of them prints. Plain text, no DOM.
//
// A line of code that a mistake is about is marked; so is a printed line that differs from the rate that the epoch should train with.

import { rateText, StepLR } from "step-decay";
import { parseWidths, takesMomentum } from "../properties.js";

/** @typedef {{ text: string, marked?: boolean }} Line */
/** @typedef {{ file: string, code: Line[], printed: Line[] }} Listing */

const ROWS = /** @type {Record<string, number>} */ ({ iris: 150, digits: 1797 });

/** Batches in an epoch, as the trainer counts them. @param {Record<string, any>} values @param {number} [ownRows] */
export function batchesPerEpoch({ data, points, validation, batchSize }, ownRows = 0) {
  const rows = data === "own" ? ownRows : ROWS[data] ?? points;
  return Math.max(1, Math.ceil((rows - Math.floor(validation * rows + 0.5)) / batchSize));
}

/** @param {Record<string, any>} values @param {(key: string, data?: any) => string} t words @param {number} batches of an epoch @returns {Listing} */
export function listing(values, t, batches) {
  return { pytorch, keras, optax, tfjs, "step-decay": own }[/** @type {"pytorch"} */ (values.code)](values, t, batches);
}

/** A number as Python's "g" format writes it. @param {number} value */
export function pythonG(value) {
  if (value === 0 || !Number.isFinite(value)) return String(value);
  const short = Number(value.toPrecision(6));
  const exponent = Math.floor(Math.log10(Math.abs(short)) + 1e-12);
  if (exponent >= -4 && exponent < 6) return String(short);
  const [mantissa, power] = short.toExponential().split("e");
  return `${mantissa}e${power[0]}${power.slice(1).padStart(2, "0")}`;
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

optimizer = torch.optim.${optimizer}(model.parameters(), lr=${lr}${extra})
scheduler = StepLR(optimizer, step_size=${stepSize}, gamma=${gamma})

for epoch in range(${epochs}):
${loop}`;
  const at = { none: (/** @type {number} */ e) => e, order: (/** @type {number} */ e) => e + 1, batch: (/** @type {number} */ e) => (e + 1) * batches, print: (/** @type {number} */ e) => e + 1 }[/** @type {"none"} */ (mistake)];
  const schedule = scheduleOf(values);
  const printed = Array.from({ length: epochs }, (_, epoch) => {
    const wanted = pythonG(schedule.at(epoch));
    const shown = pythonG(schedule.at(at(epoch)));
    const wrong = shown !== wanted;
    return { text: `${t("code.epoch")} ${epoch + 1}, ${t("code.rate")}: ${shown}${wrong ? `   ← ${t(mistake === "print" ? "code.trained" : "code.wanted", { rate: wanted })}` : ""}`, marked: wrong };
  });
  return { file: "train.py", code: lines(code), printed };
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

/** @param {Record<string, any>} values @param {(key: string, data?: any) => string} t @returns {Listing} */
function own(values, t) {
  const { lr, gamma, stepSize, epochs, optimizer, momentum, batchSize, data, points, noise, seed, validation, layers, activation, lang } = values;
  const extra = takesMomentum(optimizer) ? `, momentum: ${momentum}` : "";
  const generated = !["iris", "digits", "own"].includes(data);
  const source = generated ? `makeDataset("${data}", { points: ${points}, noise: ${noise}, seed: ${seed} })` : data;
  const imports = generated ? "epochLines, init, makeDataset, StepLR, Trainer" : "epochLines, init, StepLR, Trainer";
  const given = data === "own" ? `const own = { x, y, features, classes }; // ${t("code.ownData")}\n` : "";
  const widths = parseWidths(layers);
  const middle = widths.length ? `${widths.join(", ")}, ` : "";
  const code = `import { ${imports} } from "step-decay";
${["iris", "digits"].includes(data) ? `import { ${data} } from "step-decay/data/${data}";\n` : ""}
await init();
const schedule = new StepLR({ lr: ${lr}, stepSize: ${stepSize}, gamma: ${gamma} });
console.log(epochLines(schedule, ${epochs}, { locale: "${lang}" }));

${given}const data = ${source};
const trainer = new Trainer({
  layers: [data.features, ${middle}data.classes],
  activation: "${activation}",
  optimizer: { name: "${optimizer}", lr: ${lr}${extra} },
  schedule: { name: "StepLR", stepSize: ${stepSize}, gamma: ${gamma} },
  data,
  validation: ${validation},
  normalize: "standard",
  batchSize: ${batchSize},
  seed: ${seed},
});
trainer.run(${epochs});
console.log(trainer.history.loss);`;
  return { file: "train.js", code: lines(code), printed: Array.from(scheduleOf(values).values(epochs), (rate, epoch) => ({ text: `${t("code.epoch")} ${epoch + 1}, ${t("code.rate")}: ${rateText(rate)}` })) };
}
