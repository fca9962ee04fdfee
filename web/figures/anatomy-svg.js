// The staircase with its symbols written on it, as SVG text. No DOM: the build draws the still picture with it, the page the live one.
//
// Parts carry data-part, so that light.js can tie them to the formula and the sliders: lr, gamma, stepSize, t, k, now.

import { formatRate } from "step-decay/parts";

export const ANATOMY = { height: 330, left: 64, right: 22, top: 34, bottom: 64 };
const TEXT = 13; // pixels

/** @param {{ phases: readonly { from: number, to: number, lr: number, k: number }[], epochs: number, gamma: number, stepSize: number, t: number, width: number }} what t: the epoch that is read
 * @returns {string} */
export function anatomySvg({ phases, epochs, gamma, stepSize, t, width }) {
  const { height, left, right, top, bottom } = ANATOMY;
  const floor = height - bottom;
  const x = (/** @type {number} */ epoch) => round(left + (epoch / epochs) * (width - left - right));
  const visible = phases.filter(({ lr }) => lr > 0);
  if (!visible.length) return `<svg xmlns="http://www.w3.org/2000/svg" class="anatomy" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true"></svg>`;
  const logs = visible.map(({ lr }) => Math.log10(lr));
  const [low, high] = spread(Math.min(...logs), Math.max(...logs));
  const y = (/** @type {number} */ lr) => round(top + 12 + ((high - Math.log10(lr)) / (high - low)) * (floor - top - 44));
  const text = (/** @type {number} */ px, /** @type {number} */ py, /** @type {string} */ words, anchor = "start") => `<text x="${round(px)}" y="${round(py)}" text-anchor="${anchor}">${words}</text>`;
  const width_ = (/** @type {string} */ words) => words.length * TEXT * 0.58;

  const treads = visible.map(({ from, to, lr, k }) => ({ k, lr, x0: x(from), x1: x(Math.min(epochs, to + 1)), y: y(lr) }));
  const path = treads.map(({ x0, x1, y }, i) => `${i ? `V${y}` : `M${x0} ${y}`}H${x1}`).join("");
  const now = phases.find(({ to }) => t <= to) ?? phases[phases.length - 1];
  const dot = now.lr > 0 ? { x: x(t + 0.5), y: y(now.lr) } : null;

  // Rates at the left, where they have room; epochs beneath, at every change.
  let free = -Infinity;
  const rates = treads.filter(({ y }) => {
    if (y - free < 16) return false;
    free = y;
    return true;
  });
  let edge = -Infinity;
  const changes = [...visible.map(({ from }) => from), epochs].filter((epoch) => {
    const half = width_(String(epoch)) / 2 + 4;
    if (x(epoch) - half < edge) return false;
    edge = x(epoch) + half;
    return true;
  });

  const [first] = treads;
  const second = treads[1];
  const risers = treads.slice(1).map((tread, i) => ({ x: tread.x0, from: treads[i].y, to: tread.y }));
  const factor = `×${formatRate(gamma)}`;
  let taken = -Infinity;
  const factors = risers.filter(({ x: at, from, to }, i) => {
    if (Math.abs(to - from) < (i ? 24 : 12) || at < taken) return false;
    taken = at + width_(factor) + 14;
    return true;
  });
  const span = { from: x(0), to: x(Math.min(stepSize, epochs)), y: floor - 16 };
  const stepText = `S = ${stepSize}`;
  const nowText = `α<tspan dy="4" font-size="10">${t}</tspan><tspan dy="-4"> = ${formatRate(now.lr)}</tspan>`;
  const nowWidth = width_(`α${t} = ${formatRate(now.lr)}`);
  const tText = `t = ${t}`;
  const tAt = Math.max(left + 14, Math.min(width - right - 14, x(t + 0.5)));

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="anatomy" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-size="${TEXT}" aria-hidden="true">`,
    `<g class="axis"><path d="M${left} ${top}V${floor}H${width - right}"/>${rates.map(({ y }) => `<path class="rule" d="M${left} ${y}H${width - right}"/>`).join("")}</g>`,
    `<g class="ticks">${rates.map(({ y, lr }) => text(left - 7, y + 4, formatRate(lr), "end")).join("")}${changes.map((epoch) => text(x(epoch), floor + 18, String(epoch), "middle")).join("")}</g>`,
    `<path class="stairs" d="${path}"/>`,
    `<g data-part="lr"><path class="thick" d="M${first.x0} ${first.y}H${first.x1}"/>${text(first.x0 + 4, first.y - 12, `α<tspan dy="4" font-size="10">0</tspan><tspan dy="-4"> = ${formatRate(first.lr)}</tspan>`)}</g>`,
    second ? `<g data-part="gamma">${risers.map(({ x: at, from, to }) => `<path class="thick" d="M${at} ${from}V${to}"/>`).join("")}${factors.map(({ x: at, from, to }, i) => (treads[1].x0 - treads[0].x0 > 70 || i > 0 ? text(at - 7, (from + to) / 2 + 8, factor, "end") : text(at + 7, (from + to) / 2 + 4, factor))).join("")}</g>` : "",
    `<g data-part="stepSize"><path d="M${span.from} ${span.y - 5}V${span.y + 5}M${span.to} ${span.y - 5}V${span.y + 5}M${span.from} ${span.y}H${span.to}"/>${text(Math.max(span.from + 4, (span.from + span.to) / 2 - width_(stepText) / 2), span.y - 8, stepText)}</g>`,
    `<g data-part="k">${treads.filter(({ x0, x1 }) => x1 - x0 > 44).map((tread) => text((tread.x0 + tread.x1) / 2, tread.y + 18, `k = ${tread.k}`, "middle")).join("")}</g>`,
    `<g data-part="t"><path class="dashed" d="M${x(t + 0.5)} ${dot ? dot.y : top}V${floor}"/>${text(tAt, floor + 40, tText, "middle")}</g>`,
    dot ? `<g data-part="now"><circle cx="${dot.x}" cy="${dot.y}" r="5"/>${t === 0 ? "" : text(Math.min(dot.x + 8, width - nowWidth - 2), dot.y - 12, nowText)}</g>` : "",
    "</svg>",
  ].join("");
}

/** At least a decade, so that a rate that stays stands in the middle. @param {number} low @param {number} high @returns {[number, number]} */
function spread(low, high) {
  const missing = Math.max(0, 0.3 - (high - low)) / 2;
  return [low - missing, high + missing];
}

/** @param {number} value */
const round = (value) => Math.round(value * 100) / 100;
