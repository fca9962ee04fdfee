// Rates over epochs: which ones a run will use, and where they change.

import { StepLR } from "./schedule.js";
import { parseEdits } from "./properties.js";

/** The chained rate of every epoch, with the changes that the reader made. @param {Record<string, any>} values */
export function plannedRates({ lr, gamma, stepSize, epochs, edits }) {
  const optimizer = { lr };
  const schedule = new StepLR(optimizer, { stepSize, gamma });
  const written = new Map(parseEdits(edits));
  return Float64Array.from({ length: epochs }, (_, epoch) => {
    if (epoch > 0) schedule.step();
    optimizer.lr = written.get(epoch) ?? optimizer.lr;
    return optimizer.lr;
  });
}

/** Epochs where the rate is another than before. @param {ArrayLike<number>} rates @returns {number[]} */
export function changesOf(rates) {
  const changes = [];
  for (let t = 1; t < rates.length; t++) if (rates[t] !== rates[t - 1]) changes.push(t);
  return changes;
}
