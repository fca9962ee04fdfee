// Words of the interface: controls, figures and the sentences that are computed. The prose stands in index.html, both languages side by side.

import { counted, formatRate } from "../format.js";

/** @type {import("../i18n.js").Table} */
export default {
  "page.title": "Step decay: long strides first, short ones later | step-decay",

  "property.lr": "Initial rate",
  "property.gamma": "Decay factor",
  "property.stepSize": "Step size",

  "unit.epoch": ({ value }) => (value === 1 ? "epoch" : "epochs"),
  "unit.times": "times",
  "unit.sample": ({ value }) => (value === 1 ? "sample" : "samples"),

  "control.slider": ({ label }) => `${label} (slider)`,
  "control.reset": ({ label, value }) => `Set ${label} back to ${value}`,
  "control.nav": "Language, theme and sharing",
  "control.embed": "Embed the chart in another page",
  "control.theme.light": "Light",
  "control.theme.dark": "Dark",

  "problem.NOT_A_NUMBER": ({ text }) => (text.trim() === "" ? "A number is needed here." : `“${text}” is not a number.`),
  "problem.NOT_AN_INTEGER": ({ value }) => `${value} is not a whole number.`,
  "problem.RANGE": ({ value, min, max }) => `${value} is out of range: ${limits(value, min, max)}.`,
  "problem.OVERFLOW": "With this the rate would grow beyond all bounds: a smaller γ, a larger S or fewer epochs keep it finite.",
  "problem.TYPE": ({ text }) => `“${text}” cannot be used here.`,
  "problem.WIDTHS": ({ min, max }) => `Each width is a whole number from ${min} to ${max}, with commas between, such as 16, 16.`,
  "problem.TOO_MANY_LAYERS": ({ max }) => `At most ${max} hidden layers.`,
  "problem.UNKNOWN_NAME": ({ value }) => `There is no choice called “${value}”.`,
  "problem.EDITS": "Changes mid-run are written epoch:rate in the link, with commas between.",
  "problem.EDITS_TWICE": ({ value }) => `The link changes the rate of epoch ${value} twice; an epoch has one rate.`,
  "problem.NO_OWN_DATA": "Own data are not in the link: paste or choose a CSV under “Use your own data” first.",
  "problem.RACE": ({ max }) => `A race is written schedule:number:number in the link, with commas between, at most ${max} rivals.`,
  "problem.OTHER": ({ message }) => `That does not work: ${message}`,
  "problem.worker": ({ message }) => `Training did not start: ${message}`,
  "problem.section": "This section did not load; check the connection and reload the page.",
  "problem.plotly": "The chart did not load; try reloading the page. The sentence and the table below still hold.",

  "chart.title": "Step decay learning-rate schedule",

  "staircase.name": "Step decay learning-rate schedule: a staircase of learning rate over epochs, on a logarithmic axis",
  "staircase.cursor": "Read along the epochs",
  "staircase.point": ({ epoch, k, rate }) => `Epoch ${epoch}, after ${counted(k, "change")}, rate ${formatRate(rate)}`,
  "staircase.summary": ({ epochs, rates, first }) =>
    rates.length === 1
      ? `The rate stays at ${formatRate(rates[0])} for ${epochs === 1 ? "the one epoch" : `all ${epochs} epochs`}.`
      : `Over ${epochs} epochs the rate ${rates[1] < rates[0] ? "drops" : "rises"} ${times(rates.length - 1)}: ${chain(rates)}. The first time is at epoch ${first}, counting from 0.`,
  "staircase.table": "Table of rates",
  "staircase.head": ["Step k", "Epochs", "Learning rate"],

  "training.empty": "Nothing trained yet",

  "action.link": "Copy link",
  "action.copy": "Copy",
  "action.copied": "Copied",
  "action.notCopied": "Cannot copy",
  "action.play": "Play",
  "action.pause": "Pause",
  "action.reset": "Start over",
  "action.again": "Play again",
};

/** A limit far away is named only to who is beyond it. @param {number} value @param {number | undefined} min @param {number | undefined} max */
function limits(value, min, max) {
  const low = min !== undefined && min > -1e15 ? `at least ${min}` : "";
  const high = max !== undefined && (max < 1e15 || value > max) ? `at most ${max}` : "";
  return [low, high].filter(Boolean).join(" and ") || "a finite number is needed";
}

/** @param {number} count */
const times = (count) => (count === 1 ? "once" : count === 2 ? "twice" : `${count} times`);

/** @param {number[]} rates */
const chain = (rates) => (rates.length <= 5 ? rates : [...rates.slice(0, 3), null, rates[rates.length - 1]]).map((rate) => (rate === null ? "…" : formatRate(rate))).join(" → ");
