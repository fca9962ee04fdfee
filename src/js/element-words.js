// The element's words. One object a language; an element takes the one of its page.

import { formatMeasure, formatPercent, formatRate } from "./format.js";

/** @typedef {typeof en} Words */

const compareEn = (/** @type {number} */ before, /** @type {number} */ after) => (Math.abs(after / before - 1) < 0.02 ? "about the same" : after < before ? `${Math.round(100 * (1 - after / before))}% lower` : `${Math.round(100 * (after / before - 1))}% higher`);
const compareZh = (/** @type {number} */ before, /** @type {number} */ after) => (Math.abs(after / before - 1) < 0.02 ? "几乎没变" : after < before ? `低了 ${Math.round(100 * (1 - after / before))}%` : `高了 ${Math.round(100 * (after / before - 1))}%`);

/** @typedef {{ epoch: number, lr: number, loss: number, valLoss: number, accuracy: number, valAccuracy: number }} RecordNumbers */
/** @typedef {{ epoch: number, rate: number, before: number, after: number }} Drop */

export const en = {
  lr: "Initial rate", gamma: "Decay factor", stepSize: "Step size", epochs: "Epochs", data: "Data", seed: "Random seed", yScale: "Vertical axis",
  choices: /** @type {Record<string, string>} */ ({ spiral: "Spiral", moons: "Moons", circles: "Circles", xor: "XOR", gaussians: "Gaussians", linear: "Linear", iris: "Iris", digits: "Digits", log: "Logarithmic" }),
  rivals: /** @type {Record<string, string>} */ ({ step: "Step decay", constant: "Constant", exponential: "Exponential", cosine: "Cosine", linear: "Linear decay", plateau: "Drop on plateau" }),
  slider: (/** @type {string} */ label) => `${label} (slider)`,
  play: "Play", pause: "Pause", again: "Play again", step: "One epoch", reset: "Start over", draw: "Draw the map", stop: "Stop",
  title: "Step decay learning-rate schedule", epoch: "Epoch", rate: "Learning rate", loss: "Loss", trainLoss: "Training loss", valLoss: "Validation loss", valAccuracy: "Validation accuracy",
  figure: {
    chart: { name: "Learning rate over epochs: a staircase", cursor: "Read along the epochs", empty: "Nothing yet", table: "Table of rates", head: ["Step k", "Epochs", "Learning rate"] },
    train: { name: "Training curves: losses above, learning rate below, on one epoch axis", cursor: "Read the training record along the epochs", empty: "Nothing trained yet", table: "Table of the run", head: ["Epoch", "Learning rate", "Training loss", "Validation loss", "Validation accuracy"] },
    race: { name: "Race of schedules: training losses above, learning rates below", cursor: "Compare the schedules along the epochs", empty: "Nothing trained yet", table: "Table of the race", head: ["Schedule", "Epochs", "Learning rate", "Training loss", "Validation loss", "Validation accuracy"] },
    map: { name: "Tuning map: the final validation loss for each pair of initial rate and step size", cursor: "Read the map cell by cell", empty: "Nothing trained yet", table: "Table of the map", head: ["Initial rate", "Step size", "Validation loss"] },
  },
  point: (/** @type {number} */ epoch, /** @type {number} */ lr) => `Epoch ${epoch}, rate ${formatRate(lr)}`,
  record: (/** @type {RecordNumbers} */ r) => `Epoch ${r.epoch}, rate ${formatRate(r.lr)}, training loss ${formatMeasure(r.loss)}, validation loss ${formatMeasure(r.valLoss)}`,
  laneReading: (/** @type {string} */ name, /** @type {number} */ loss) => `${name} ${formatMeasure(loss)}`,
  cell: (/** @type {number} */ lr, /** @type {number} */ stepSize, /** @type {number | null} */ loss) => `Rate ${formatRate(lr)}, S ${stepSize}: ${loss === null ? "not trained yet" : Number.isFinite(loss) ? `validation loss ${formatMeasure(loss)}` : "diverged"}`,
  ready: (/** @type {number} */ epochs, /** @type {number | undefined} */ first) => (first === undefined ? `Press play to train for ${epochs} epoch${epochs === 1 ? "" : "s"} at one constant rate.` : `Press play to train for ${epochs} epochs. The rate first changes at epoch ${first}: watch the loss there.`),
  going: (/** @type {RecordNumbers} */ r) => `Epoch ${r.epoch}: rate ${formatRate(r.lr)}, training loss ${formatMeasure(r.loss)}.`,
  dropped: (/** @type {Drop} */ d) => `At epoch ${d.epoch} the rate became ${formatRate(d.rate)}; the mean training loss went from ${formatMeasure(d.before)} to ${formatMeasure(d.after)}, ${compareEn(d.before, d.after)}.`,
  done: (/** @type {RecordNumbers} */ r) => `${r.epoch + 1} epoch${r.epoch === 0 ? "" : "s"} trained: validation loss ${formatMeasure(r.valLoss)}${Number.isNaN(r.valAccuracy) ? "" : `, validation accuracy ${formatPercent(r.valAccuracy)}`}.`,
  diverged: (/** @type {number} */ epoch) => `At epoch ${epoch} the loss stopped being a finite number: the run diverged. Try a smaller rate.`,
  raceReady: (/** @type {string[]} */ names) => names.length === 1 ? `Press play: ${names[0]} runs alone.` : `Press play: ${names.join(", ")} start from the same weights and see the same samples in the same order.`,
  raceDone: (/** @type {string[]} */ names, /** @type {number} */ loss) => `${names.join(", ")} ${names.length === 1 ? "ends" : "end level,"} lowest, with a training loss of ${formatMeasure(loss)}.`,
  mapReady: (/** @type {number} */ cells) => `Press the button to train ${cells} networks, one for each pair of settings. The ring marks the settings above.`,
  mapGoing: (/** @type {number} */ done, /** @type {number} */ cells) => `${done} of ${cells} networks trained.`,
  mapDone: (/** @type {number} */ lr, /** @type {number} */ stepSize, /** @type {number} */ loss) => `Lowest validation loss ${formatMeasure(loss)} at rate ${formatRate(lr)} and S = ${stepSize} (the star).`,
  problem: (/** @type {any} */ e) => {
    const { code, attribute, text, value, min, max, epoch, known = [], message } = e;
    const at = attribute ? `${attribute}="${text}": ` : "";
    if (code === "OVERFLOW") return `${at}the learning rate would overflow at epoch ${epoch} (beyond 1.8e308).`;
    if (code === "NOT_A_NUMBER") return `${at}a number is needed.`;
    if (code === "NOT_AN_INTEGER") return `${at}a whole number is needed.`;
    if (code === "UNKNOWN_NAME") return `${at}there is no such choice; there are ${known.join(", ")}.`;
    if (code === "WIDTHS") return `${at}widths are whole numbers from ${min} to ${max} with commas between, such as 16, 16.`;
    if (code === "TOO_MANY_LAYERS" || code === "TOO_MANY") return `${at}at most ${max}.`;
    if (code === "RANGE" && attribute) return `${at}out of range, ${[min > -1e15 ? `at least ${min}` : "", max < 1e15 || value > max ? `at most ${max}` : ""].filter(Boolean).join(" and ") || "a finite number"}.`;
    return `${at}${message}`;
  },
  noWasm: "This interactive figure needs WebAssembly, which this browser, or the security policy of this page, does not allow.",
  noCore: (/** @type {string} */ message) => `This interactive figure did not start: ${message}`,
  noPlotly: "The interactive chart could not be loaded; this is the still one.",
};

/** @type {Words} */
export const zh = {
  lr: "初始学习率", gamma: "衰减因子", stepSize: "步长", epochs: "周期数", data: "数据", seed: "随机种子", yScale: "纵轴",
  choices: { spiral: "螺旋", moons: "双月", circles: "同心圆", xor: "异或", gaussians: "高斯团", linear: "线性", iris: "鸢尾花", digits: "手写数字", log: "对数" },
  rivals: { step: "步进衰减", constant: "恒定", exponential: "指数衰减", cosine: "余弦退火", linear: "线性衰减", plateau: "遇平台再降" },
  slider: (label) => `${label}（滑块）`,
  play: "播放", pause: "暂停", again: "再播一遍", step: "一个周期", reset: "重来", draw: "画这张地图", stop: "停下",
  title: "步进衰减学习率策略", epoch: "周期", rate: "学习率", loss: "损失", trainLoss: "训练损失", valLoss: "验证损失", valAccuracy: "验证正确率",
  figure: {
    chart: { name: "学习率随周期变化的阶梯图", cursor: "沿周期读数", empty: "还没有内容", table: "学习率数据表", head: ["第几级 k", "周期", "学习率"] },
    train: { name: "训练曲线：上方是损失，下方是学习率，共用周期轴", cursor: "沿周期读训练记录", empty: "还没有训练", table: "训练数据表", head: ["周期", "学习率", "训练损失", "验证损失", "验证正确率"] },
    race: { name: "策略赛跑：上方是训练损失，下方是学习率", cursor: "沿周期比较各个策略", empty: "还没有训练", table: "赛跑数据表", head: ["策略", "周期数", "学习率", "训练损失", "验证损失", "验证正确率"] },
    map: { name: "调参地图：每一对初始学习率和步长训练后的验证损失", cursor: "逐格读地图", empty: "还没有训练", table: "地图数据表", head: ["初始学习率", "步长", "验证损失"] },
  },
  point: (epoch, lr) => `周期 ${epoch}，学习率 ${formatRate(lr)}`,
  record: (r) => `周期 ${r.epoch}，学习率 ${formatRate(r.lr)}，训练损失 ${formatMeasure(r.loss)}，验证损失 ${formatMeasure(r.valLoss)}`,
  laneReading: (name, loss) => `${name} ${formatMeasure(loss)}`,
  cell: (lr, stepSize, loss) => `学习率 ${formatRate(lr)}，S ${stepSize}：${loss === null ? "还没有训练" : Number.isFinite(loss) ? `验证损失 ${formatMeasure(loss)}` : "发散"}`,
  ready: (epochs, first) => (first === undefined ? `点“播放”，以恒定的学习率训练 ${epochs} 个周期。` : `点“播放”，训练 ${epochs} 个周期。学习率第一次改变在周期 ${first}：留意那里的损失。`),
  going: (r) => `周期 ${r.epoch}：学习率 ${formatRate(r.lr)}，训练损失 ${formatMeasure(r.loss)}。`,
  dropped: (d) => `周期 ${d.epoch} 学习率变为 ${formatRate(d.rate)}；平均训练损失从 ${formatMeasure(d.before)} 到 ${formatMeasure(d.after)}，${compareZh(d.before, d.after)}。`,
  done: (r) => `训练了 ${r.epoch + 1} 个周期：验证损失 ${formatMeasure(r.valLoss)}${Number.isNaN(r.valAccuracy) ? "" : `，验证正确率 ${formatPercent(r.valAccuracy)}`}。`,
  diverged: (epoch) => `周期 ${epoch} 损失不再是有限的数：训练发散了。请试试更小的学习率。`,
  raceReady: (names) => names.length === 1 ? `点“播放”：只有${names[0]}一条。` : `点“播放”：${names.join("、")}从同样的权重出发，以同样的次序看同样的样本。`,
  raceDone: (names, loss) => `${names.join("、")}最后${names.length === 1 ? "" : "同样"}最低，训练损失 ${formatMeasure(loss)}。`,
  mapReady: (cells) => `点“画这张地图”，训练 ${cells} 个网络，每一对设置一个。圆圈标出上面的设置。`,
  mapGoing: (done, cells) => `已训练 ${done} / ${cells} 个网络。`,
  mapDone: (lr, stepSize, loss) => `验证损失最低 ${formatMeasure(loss)}，在学习率 ${formatRate(lr)}、S = ${stepSize} 处（星号）。`,
  problem: (e) => {
    const { code, attribute, text, value, min, max, epoch, known = [], message } = e;
    const at = attribute ? `${attribute}="${text}"：` : "";
    if (code === "OVERFLOW") return `${at}学习率会在周期 ${epoch} 溢出（超过 1.8e308）。`;
    if (code === "NOT_A_NUMBER") return `${at}要填一个数。`;
    if (code === "NOT_AN_INTEGER") return `${at}要填整数。`;
    if (code === "UNKNOWN_NAME") return `${at}没有这个选项；可选 ${known.join("、")}。`;
    if (code === "WIDTHS") return `${at}每层宽度是 ${min} 到 ${max} 的整数，用逗号隔开，例如 16, 16。`;
    if (code === "TOO_MANY_LAYERS" || code === "TOO_MANY") return `${at}最多 ${max} 个。`;
    if (code === "RANGE" && attribute) return `${at}超出范围，${[min > -1e15 ? `不小于 ${min}` : "", max < 1e15 || value > max ? `不大于 ${max}` : ""].filter(Boolean).join("，") || "要是有限的数"}。`;
    return `${at}${message}`;
  },
  noWasm: "这幅互动图需要 WebAssembly，而这个浏览器或这一页的安全策略不允许它。",
  noCore: (message) => `这幅互动图没能启动：${message}`,
  noPlotly: "互动图表没能载入，这里显示的是静态图。",
};
