// 界面文字：控件、图和算出来的句子。正文在 index.html 里，两种语言并排。

import { formatMeasure, formatPercent, formatRate } from "../format.js";

/** @type {import("../i18n.js").Table} */
export default {
  "page.title": "步进衰减：先迈大步，再迈小步 | step-decay",

  "property.lr": "初始学习率",
  "property.gamma": "衰减因子",
  "property.stepSize": "步长",
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

  "unit.epoch": "周期",
  "unit.times": "倍",
  "unit.sample": "个",

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

  "control.slider": ({ label }) => `${label}（滑块）`,
  "control.reset": ({ label, value }) => `把${label}恢复为 ${value}`,
  "control.resetAll": "把四个数恢复默认",
  "control.nav": "语言、主题和分享",
  "control.embed": "把图嵌入别的网页",
  "control.more": "更多设置",
  "control.theme.light": "浅色",
  "control.theme.dark": "深色",

  "problem.NOT_A_NUMBER": ({ text }) => (text.trim() === "" ? "请填一个数。" : `“${text}”不是数。`),
  "problem.NOT_AN_INTEGER": ({ value }) => `${value} 不是整数。`,
  "problem.RANGE": ({ value, min, max }) => `${value} 超出范围：${limits(min, max)}。`,
  "problem.TYPE": ({ text }) => `“${text}”不能用在这里。`,
  "problem.WIDTHS": ({ min, max }) => `每层宽度是 ${min} 到 ${max} 的整数，用逗号隔开，例如 16, 16。`,
  "problem.TOO_MANY_LAYERS": ({ max }) => `最多 ${max} 个隐藏层。`,
  "problem.UNKNOWN_NAME": ({ value }) => `没有“${value}”这个选项。`,
  "problem.EDITS": "链接里的中途改动写作“周期:学习率”，用逗号隔开。",
  "problem.NO_OWN_DATA": "自己的数据不在链接里：先在“用自己的数据”里贴上或选一个 CSV。",
  "problem.RACE": ({ max }) => `链接里的赛跑写作“策略:数:数”，用逗号隔开，最多 ${max} 个对手。`,
  "problem.OTHER": ({ message }) => `用不了：${message}`,
  "problem.worker": ({ message }) => `训练没有启动：${message}`,
  "problem.plotly": "图表没有加载成功，刷新页面再试一次。下面的句子和数据表仍然有效。",

  "chart.title": "步进衰减学习率策略",
  "chart.epoch": "周期",
  "chart.rate": "学习率",
  "chart.loss": "损失",
  "chart.trainLoss": "训练损失",
  "chart.valLoss": "验证损失",

  "staircase.name": "步进衰减学习率策略：学习率随周期变化的阶梯线，纵轴为对数刻度",
  "staircase.cursor": "沿周期读数",
  "staircase.point": ({ epoch, k, rate }) => `周期 ${epoch}，已变 ${k} 次，学习率 ${formatRate(rate)}`,
  "staircase.summary": ({ epochs, rates, first }) =>
    rates.length === 1
      ? `${epochs} 个周期里学习率一直是 ${formatRate(rates[0])}。`
      : `${epochs} 个周期里学习率${rates[1] < rates[0] ? "下降" : "上升"} ${rates.length - 1} 次：${chain(rates)}。第一次在周期 ${first}（从 0 数起）。`,
  "staircase.both": ({ own, name, rate }) => `${own}；${name} ${formatRate(rate)}`,
  "compare.noRun": "ReduceLROnPlateau 要看着验证损失才知道何时降：先在下面训练一次，这里就画出它会怎么降。",
  "compare.summary": ({ name, options, last, own, rate, lower, higher, cuts }) =>
    `虚线是 ${name}${options ? `(${options})` : ""}：${cuts ? (cuts.length ? `照刚才那次训练的验证损失，它会在周期 ${cuts.join("、")} 降。` : "照刚才那次训练的验证损失，它一次也不会降。") : ""}${lower + higher === 0 ? "处处和步进衰减相同；" : `比步进衰减高的有 ${higher} 个周期，低的有 ${lower} 个；`}到最后的周期 ${last}，它是 ${formatRate(rate)}，步进衰减是 ${formatRate(own)}。`,
  "staircase.table": "学习率数据表",
  "staircase.head": ["第几级 k", "周期", "学习率"],

  "training.name": "训练曲线：上方是训练损失和验证损失，下方是学习率，共用一条周期轴，竖线标出学习率改变的周期",
  "training.cursor": "沿周期读训练记录",
  "training.empty": "还没有训练",
  "training.point": ({ record }) =>
    `周期 ${record.epoch}，学习率 ${formatRate(record.lr)}，训练损失 ${formatMeasure(record.loss)}，验证损失 ${formatMeasure(record.valLoss)}，验证正确率 ${formatPercent(record.valAccuracy)}`,
  "training.table": "训练数据表",
  "training.head": ["周期", "学习率", "训练损失", "验证损失", "训练正确率", "验证正确率"],
  "training.ready": ({ epochs, drops }) =>
    drops.length ? `点“播放”，训练 ${epochs} 个周期。到周期 ${drops[0]} 学习率第一次改变，看那里的两条曲线。` : `点“播放”，训练 ${epochs} 个周期，学习率始终不变。`,
  "training.begin": ({ record, first }) => `第 ${record.epoch + 1} 个周期：训练损失从 ${formatMeasure(first.loss)} 变到 ${formatMeasure(record.loss)}，学习率还是 ${formatRate(record.lr)}。`,
  "training.justDropped": ({ epoch, rate }) => `周期 ${epoch} 起，学习率变为 ${formatRate(rate)}。`,
  "training.dropped": ({ epoch, rate, before, after, span, which }) =>
    `周期 ${epoch} 学习率变为 ${formatRate(rate)}：${which === "valLoss" ? "验证" : "训练"}损失前 ${span.before} 个周期平均 ${formatMeasure(before)}，最近 ${span.after} 个周期平均 ${formatMeasure(after)}，${compare(before, after)}。`,
  "training.best": ({ drop }) => `最明显的一次在周期 ${drop.epoch}：训练损失从 ${formatMeasure(drop.before)} ${drop.after < drop.before ? "降" : "变"}到 ${formatMeasure(drop.after)}。`,
  "training.done": ({ record }) => `训练完 ${record.epoch + 1} 个周期：验证损失 ${formatMeasure(record.valLoss)}，验证正确率 ${formatPercent(record.valAccuracy)}。`,
  "training.diverged": ({ record }) => `周期 ${record.epoch} 损失不再是有限的数，训练发散，到此停止。把 α₀ 调小再试。`,

  "action.link": "复制链接",
  "action.copy": "复制",
  "action.copied": "已复制",
  "action.notCopied": "复制不了",
  "action.play": "播放",
  "action.pause": "暂停",
  "action.step": "一个周期",
  "action.reset": "重来",
  "action.again": "再播一遍",
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

/** @param {number | undefined} min @param {number | undefined} max */
function limits(min, max) {
  const low = min !== undefined && min > -1e15 ? `不小于 ${min}` : "";
  const high = max !== undefined && max < 1e15 ? `不大于 ${max}` : "";
  return [low, high].filter(Boolean).join("，") || "要是有限的数";
}

/** @param {number[]} rates */
const chain = (rates) => (rates.length <= 5 ? rates : [...rates.slice(0, 3), null, rates[rates.length - 1]]).map((rate) => (rate === null ? "…" : formatRate(rate))).join(" → ");

/** @param {number} before @param {number} after */
function compare(before, after) {
  const change = (after - before) / before;
  if (Math.abs(change) < 0.02) return "几乎没变";
  return change < 0 ? `低了 ${Math.round(-100 * change)}%` : `高了 ${Math.round(100 * change)}%`;
}
