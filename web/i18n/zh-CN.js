// 界面文字：控件、图和算出来的句子。正文在 index.html 里，两种语言并排。

import { formatRate } from "../format.js";

/** @type {import("../i18n.js").Table} */
export default {
  "page.title": "步进衰减：先迈大步，再迈小步 | step-decay",

  "property.lr": "初始学习率",
  "property.gamma": "衰减因子",
  "property.stepSize": "步长",

  "unit.epoch": "周期",
  "unit.times": "倍",
  "unit.sample": "个",

  "control.slider": ({ label }) => `${label}（滑块）`,
  "control.reset": ({ label, value }) => `把${label}恢复为 ${value}`,
  "control.nav": "语言、主题和分享",
  "control.embed": "把图嵌入别的网页",
  "control.theme.light": "浅色",
  "control.theme.dark": "深色",

  "problem.NOT_A_NUMBER": ({ text }) => (text.trim() === "" ? "请填一个数。" : `“${text}”不是数。`),
  "problem.NOT_AN_INTEGER": ({ value }) => `${value} 不是整数。`,
  "problem.RANGE": ({ value, min, max }) => `${value} 超出范围：${limits(value, min, max)}。`,
  "problem.OVERFLOW": "这样学习率会大到无法表示；减小 γ、加大 S 或缩短训练，它才是有限的数。",
  "problem.TYPE": ({ text }) => `“${text}”不能用在这里。`,
  "problem.WIDTHS": ({ min, max }) => `每层宽度是 ${min} 到 ${max} 的整数，用逗号隔开，例如 16, 16。`,
  "problem.TOO_MANY_LAYERS": ({ max }) => `最多 ${max} 个隐藏层。`,
  "problem.UNKNOWN_NAME": ({ value }) => `没有“${value}”这个选项。`,
  "problem.EDITS": "链接里的中途改动写作“周期:学习率”，用逗号隔开。",
  "problem.EDITS_TWICE": ({ value }) => `链接里周期 ${value} 的学习率改了两次；一个周期只有一个学习率。`,
  "problem.NO_OWN_DATA": "自己的数据不在链接里：先在“用自己的数据”里贴上或选一个 CSV。",
  "problem.RACE": ({ max }) => `链接里的赛跑写作“策略:数:数”，用逗号隔开，最多 ${max} 个对手。`,
  "problem.OTHER": ({ message }) => `用不了：${message}`,
  "problem.worker": ({ message }) => `训练没有启动：${message}`,
  "problem.section": "这一节的内容没有加载成功，请检查网络后刷新页面。",
  "problem.plotly": "图表没有加载成功，刷新页面再试一次。下面的句子和数据表仍然有效。",

  "chart.title": "步进衰减学习率策略",

  "staircase.name": "步进衰减学习率策略：学习率随周期变化的阶梯线，纵轴为对数刻度",
  "staircase.cursor": "沿周期读数",
  "staircase.point": ({ epoch, k, rate }) => `周期 ${epoch}，已变 ${k} 次，学习率 ${formatRate(rate)}`,
  "staircase.summary": ({ epochs, rates, first }) =>
    rates.length === 1
      ? `${epochs} 个周期里学习率一直是 ${formatRate(rates[0])}。`
      : `${epochs} 个周期里学习率${rates[1] < rates[0] ? "下降" : "上升"} ${rates.length - 1} 次：${chain(rates)}。第一次在周期 ${first}（从 0 数起）。`,
  "staircase.table": "学习率数据表",
  "staircase.head": ["第几级 k", "周期", "学习率"],

  "training.empty": "还没有训练",

  "action.link": "复制链接",
  "action.copy": "复制",
  "action.copied": "已复制",
  "action.notCopied": "复制不了",
  "action.play": "播放",
  "action.pause": "暂停",
  "action.reset": "重来",
  "action.again": "再播一遍",
};

/** A limit far away is named only to who is beyond it. @param {number} value @param {number | undefined} min @param {number | undefined} max */
function limits(value, min, max) {
  const low = min !== undefined && min > -1e15 ? `不小于 ${min}` : "";
  const high = max !== undefined && (max < 1e15 || value > max) ? `不大于 ${max}` : "";
  return [low, high].filter(Boolean).join("，") || "要是有限的数";
}

/** @param {number[]} rates */
const chain = (rates) => (rates.length <= 5 ? rates : [...rates.slice(0, 3), null, rates[rates.length - 1]]).map((rate) => (rate === null ? "…" : formatRate(rate))).join(" → ");
