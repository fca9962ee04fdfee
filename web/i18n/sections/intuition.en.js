import { counted, formatMeasure, formatRate } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "walk.name": "Contour map of a long, narrow valley with three walkers who leave from one point; beneath it the loss at each of their steps",
  "walk.cursor": "Read the losses step by step",
  "walk.table": "Table of the three walks",
  "walk.head": ["Step", "Rate of step decay", "Loss, long strides", "Loss, short strides", "Loss, step decay"],
  "walk.step": "One step",
  "walk.handle": ({ x, y }) => `Start at (${x}, ${y}): drag it, or move it with the arrow keys`,
  "walk.loss": "Loss",
  "walk.large": ({ rate }) => `always long, ${formatRate(rate)}`,
  "walk.small": ({ rate }) => `always short, ${formatRate(rate)}`,
  "walk.decay": ({ from, to }) => `step decay, ${formatRate(from)} → ${formatRate(to)}`,
  "walk.point": ({ step, losses: [large, small, own], rate }) => `Step ${step}, loss: long strides ${formatMeasure(large)}, short strides ${formatMeasure(small)}, step decay ${formatMeasure(own)} at rate ${formatRate(rate)}`,
  "walk.ready": ({ x, y, loss, steps }) => `All three stand at (${x}, ${y}), where the loss is ${formatMeasure(loss)}; it is 0 at the cross. Press play for ${steps} steps each. The start can be dragged.`,
  "walk.summary": ({ shown, done, over, large, small, step, rate, start, held }) =>
    `After ${counted(shown, "step")}, mean loss over the latest ${over}: long strides ${formatMeasure(large)}, short strides ${formatMeasure(small)}, step decay ${formatMeasure(step)}. ${verdict({ done, large, small, step, rate, start, held })}`,
};

/** @param {any} walk */
function verdict({ done, large, small, step, rate, start, held }) {
  if (!done) return `Step decay is at rate ${formatRate(rate)} now.`;
  if (held) return "The rate never dropped: step decay went the way of the long strides.";
  const best = Math.min(large, small, step);
  if (best === step) return small > 0.2 * start ? "Long strides keep circling the bottom, short ones are still on the road, step decay has settled lowest." : "Step decay has settled lowest.";
  if (best === small) return "This time short strides are lowest: from so near, slow is fast enough.";
  return "This time step decay did not win: strides that shrink too early or too much stop half-way. Try a larger γ or a larger S.";
}
