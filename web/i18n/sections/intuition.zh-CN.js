import { formatMeasure, formatRate } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "walk.name": "一片狭长谷地的等高线图，三个人从同一点出发找最低点；下面是三人每一步的损失",
  "walk.cursor": "逐步读损失",
  "walk.table": "三条路的数据表",
  "walk.head": ["步", "步进衰减的学习率", "大步的损失", "小步的损失", "步进衰减的损失"],
  "walk.step": "走一步",
  "walk.handle": ({ x, y }) => `起点，位置 (${x}, ${y})：拖动，或按方向键移动`,
  "walk.loss": "损失",
  "walk.large": ({ rate }) => `一直大步，${formatRate(rate)}`,
  "walk.small": ({ rate }) => `一直小步，${formatRate(rate)}`,
  "walk.decay": ({ from, to }) => `步进衰减，${formatRate(from)} → ${formatRate(to)}`,
  "walk.point": ({ step, losses: [large, small, own], rate }) => `第 ${step} 步，损失：大步 ${formatMeasure(large)}，小步 ${formatMeasure(small)}，步进衰减 ${formatMeasure(own)}，它的学习率 ${formatRate(rate)}`,
  "walk.ready": ({ x, y, loss, steps }) => `三个人都站在 (${x}, ${y})，损失 ${formatMeasure(loss)}；十字处最低，是 0。点“播放”，各走 ${steps} 步。起点可以拖。`,
  "walk.summary": ({ shown, done, over, large, small, step, rate, start, held }) =>
    `${done ? `${shown} 步走完` : `走了 ${shown} 步`}，最近 ${over} 步的平均损失：大步 ${formatMeasure(large)}，小步 ${formatMeasure(small)}，步进衰减 ${formatMeasure(step)}。${verdict({ done, large, small, step, rate, start, held })}`,
};

/** @param {any} walk */
function verdict({ done, large, small, step, rate, start, held }) {
  if (!done) return `步进衰减现在的学习率是 ${formatRate(rate)}。`;
  if (held) return "学习率一次也没降，步进衰减走的就是大步的路。";
  const best = Math.min(large, small, step);
  if (best === step) return small > 0.2 * start ? "大步一直在谷底打转，小步还在路上，步进衰减停得最低。" : "步进衰减停得最低。";
  if (best === small) return "这一次小步最低：离得近的时候，慢慢走也来得及。";
  return "这一次步进衰减没有赢：步子缩得太早或太狠，会停在半路。把 γ 调大些，或把 S 调大些再走。";
}
