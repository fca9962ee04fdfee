// 训练部分的文字：图、训练和它们的控件。

import { formatMeasure, formatPercent, formatRate } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "property.epochs": "周期数",
  "property.data": "数据",
  "property.points": "样本数",
  "property.noise": "数据噪声",
  "property.seed": "随机种子",
  "property.validation": "验证集比例",
  "property.layers": "隐藏层宽度",
  "property.activation": "激活函数",
  "property.optimizer": "优化器",
  "property.momentum": "动量",
  "property.batchSize": "批大小",
  "property.race": "赛跑的对手",
  "property.raceLoss": "比哪种损失",
  "property.mapLr": "地图的 α₀",
  "property.speed": "播放速度",
  "property.edits": "中途改动",
  "property.scale": "纵轴",
  "property.compare": "叠上另一种策略",

  "choice.spiral": "螺旋",
  "choice.moons": "双月",
  "choice.circles": "同心圆",
  "choice.xor": "异或",
  "choice.gaussians": "高斯团",
  "choice.data.linear": "线性 10→2",
  "choice.iris": "鸢尾花",
  "choice.digits": "手写数字",
  "choice.own": "你的 CSV",
  "choice.slow": "慢",
  "choice.normal": "适中",
  "choice.fast": "最快",
  "choice.linear": "linear（无）",
  "choice.scale.log": "对数",
  "choice.scale.linear": "线性",
  "choice.none": "不比较",
  "choice.compare.LambdaLR": "LambdaLR（反比）",
  "choice.compare.MultiplicativeLR": "MultiplicativeLR（逐周期相乘）",
  "choice.compare.MultiStepLR": "MultiStepLR（指定周期下降）",
  "choice.compare.ConstantLR": "ConstantLR（先折扣后恢复）",
  "choice.compare.LinearLR": "LinearLR（直线）",
  "choice.compare.ExponentialLR": "ExponentialLR（指数）",
  "choice.compare.PolynomialLR": "PolynomialLR（多项式）",
  "choice.compare.CosineAnnealingLR": "CosineAnnealingLR（余弦退火）",
  "choice.compare.CosineAnnealingWarmRestarts": "WarmRestarts（余弦重启）",
  "choice.compare.CyclicLR": "CyclicLR（三角循环）",
  "choice.compare.OneCycleLR": "OneCycleLR（单周期）",
  "choice.compare.ReduceLROnPlateau": "ReduceLROnPlateau（看验证损失）",
  "choice.compare.SequentialLR": "SequentialLR（预热后步进）",
  "choice.compare.ChainedScheduler": "ChainedScheduler（两种相乘）",

  "control.resetAll": "把四个数恢复默认",
  "control.more": "更多设置",

  "chart.epoch": "周期",
  "chart.rate": "学习率",
  "chart.loss": "损失",
  "chart.trainLoss": "训练损失",
  "chart.valLoss": "验证损失",

  "staircase.both": ({ own, name, rate }) => `${own}；${name} ${formatRate(rate)}`,
  "compare.noRun": "ReduceLROnPlateau 要看着验证损失才知道何时降：先在下面训练一次，这里就画出它会怎么降。",
  "compare.summary": ({ name, options, last, own, rate, lower, higher, cuts }) =>
    `虚线是 ${name}${options ? `(${options})` : ""}：${cuts ? (cuts.length ? `照刚才那次训练的验证损失，它会在周期 ${cuts.join("、")} 降。` : "照刚才那次训练的验证损失，它一次也不会降。") : ""}${lower + higher === 0 ? "处处和步进衰减相同；" : `比步进衰减高的有 ${higher} 个周期，低的有 ${lower} 个；`}到最后的周期 ${last}，它是 ${formatRate(rate)}，步进衰减是 ${formatRate(own)}。`,

  "training.name": "训练曲线：上方是训练损失和验证损失，下方是学习率，共用一条周期轴，竖线标出学习率改变的周期",
  "training.cursor": "沿周期读训练记录",
  "training.point": ({ record }) =>
    `周期 ${record.epoch}，学习率 ${formatRate(record.lr)}，训练损失 ${formatMeasure(record.loss)}，验证损失 ${formatMeasure(record.valLoss)}，验证正确率 ${formatPercent(record.valAccuracy)}`,
  "training.table": "训练数据表",
  "training.head": ["周期", "学习率", "训练损失", "验证损失", "训练正确率", "验证正确率"],
  "training.ready": ({ epochs, drops }) =>
    drops.length ? `点“播放”，训练 ${epochs} 个周期。到周期 ${drops[0]} 学习率第一次改变，看那里的两条曲线。` : `点“播放”，训练 ${epochs} 个周期，学习率始终不变。`,
  "training.begin": ({ record, first }) => `第 ${record.epoch + 1} 个周期：训练损失${record.epoch ? `从 ${formatMeasure(first.loss)} 变到` : "是"} ${formatMeasure(record.loss)}，学习率还是 ${formatRate(record.lr)}。`,
  "training.justDropped": ({ epoch, rate }) => `周期 ${epoch} 起，学习率变为 ${formatRate(rate)}。`,
  "training.dropped": ({ epoch, rate, before, after, span, which }) =>
    `周期 ${epoch} 学习率变为 ${formatRate(rate)}：${which === "valLoss" ? "验证" : "训练"}损失前 ${span.before} 个周期平均 ${formatMeasure(before)}，最近 ${span.after} 个周期平均 ${formatMeasure(after)}，${compare(before, after)}。`,
  "training.best": ({ drop }) => `最明显的一次在周期 ${drop.epoch}：训练损失从 ${formatMeasure(drop.before)} ${drop.after < drop.before ? "降" : "变"}到 ${formatMeasure(drop.after)}。`,
  "training.done": ({ record }) => `训练完 ${record.epoch + 1} 个周期：验证损失 ${formatMeasure(record.valLoss)}${Number.isNaN(record.valAccuracy) ? "" : `，验证正确率 ${formatPercent(record.valAccuracy)}`}。`,
  "training.diverged": ({ record }) => `周期 ${record.epoch} 损失不再是有限的数，训练发散，到此停止。把 α₀ 调小再试。`,

  "action.step": "一个周期",
  "action.changeRate": "改用",
  "action.rateNow": "下一周期的学习率",
  "action.rateHint": "运行到一半也能改；之后的下降从新值算起。",
  "action.dropEdits": "撤销中途改动",
  "status.playing": "训练中",
  "status.paused": "已暂停",

  "readout.valAccuracy": "验证正确率",

  "boundary.name": "决策边界：网络把平面分成几类，点是样本",
  "boundary.cursor": "逐个读样本",
  "boundary.point": ({ index, x, y, label, guess }) => `样本 ${index + 1}，位置 (${x}, ${y})，属于第 ${label + 1} 类，${guess === label ? "判对" : `误判为第 ${guess + 1} 类`}`,
  "boundary.summary": ({ wrong, total }) => `${total} 个样本，现在判错 ${wrong} 个。`,
  "boundary.untrained": ({ total, classes }) => `${total} 个样本，${classes} 类；颜色是随机初始的网络给出的判断。`,
  "boundary.table": "各类数据表",
  "boundary.head": ["类别", "样本数", "判对", "正确率"],
  "boundary.class": ({ index }) => `第 ${index + 1} 类`,
  "boundary.many": ({ features }) => `这份数据有 ${features} 个特征，画不成平面。下表按类别列出判对的样本。`,
};

/** @param {number} before @param {number} after */
function compare(before, after) {
  const change = (after - before) / before;
  if (Math.abs(change) < 0.02) return "几乎没变";
  return change < 0 ? `低了 ${Math.round(-100 * change)}%` : `高了 ${Math.round(100 * change)}%`;
}
