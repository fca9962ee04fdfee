// Six settings worth seeing, and what a run of them shows: told by measures of the run itself, so it holds for runs of the reader's own as well.

import { changesOf } from "../rates.js";

/** The three numbers of each preset; everything else stands at the page's start, the seed as it is. A race against "right" shows what it costs.
 * @type {Record<string, { lr: number, gamma: number, stepSize: number }>} */
export const presets = {
  right: { lr: 0.01, gamma: 0.5, stepSize: 15 },
  early: { lr: 0.01, gamma: 0.5, stepSize: 2 },
  late: { lr: 0.01, gamma: 0.5, stepSize: 45 },
  hard: { lr: 0.01, gamma: 0.01, stepSize: 15 },
  soft: { lr: 0.01, gamma: 0.95, stepSize: 15 },
  high: { lr: 0.1, gamma: 0.5, stepSize: 15 },
};

const SPAN = 5; // epochs that are averaged
const WIDE = 10; // epochs over which a swing is measured
const LEARNED = 0.9; // of the loss of blind guessing: above, nothing was learned
const STILL = 0.04; // of its mean: a loss that moves less has stopped
const STOPPED = 0.35; // of the run
const UNFINISHED = 0.5; // of the first epoch's loss: a drop above comes before half the way is done
const HARD = 0.05; // a factor of a drop
const LATE = 0.6; // of the run
const GAIN = 0.85; // after : before, of a drop that helped
const SOFT = 0.6; // last rate : first rate
const ROUGH = 0.04; // of the mean: what all rises of a loss together must reach, or it only fell or stood
const BOUNCES = 0.3; // of the epochs end higher than they began: it goes up and down
const FAST = 0.03; // of the first loss, an epoch: slower is not falling fast
const AT_ONCE = 0.02; // of the first loss
const FAR = 1.5; // times the loss of blind guessing

/** @typedef {import("step-decay/remote").EpochRecord} EpochRecord */

/** What a finished run shows. @param {readonly EpochRecord[]} records @param {number} classes 0 for a regression
 * @returns {{ code: string, [measure: string]: any } | null} the code of a sentence and its numbers; null for a run too short to tell */
export function diagnose(records, classes) {
  const last = records[records.length - 1];
  const rate = records[0]?.lr;
  if (last?.diverged) return { code: "diverged", epoch: last.epoch, rate: last.lr };
  if (records.length < 2 * WIDE) return null;
  const loss = records.map((record) => record.loss);
  const end = loss.length;
  const best = Math.min(...loss.map((_, t) => (t + SPAN <= end ? mean(loss, t, t + SPAN) : Infinity)));
  const level = mean(loss, end - SPAN, end);
  const blind = classes > 1 ? Math.log(classes) : loss[0];
  const tail = spread(loss, end - WIDE, end);
  const drops = changesOf(records.map(({ lr }) => lr));
  const first = drops[0];
  if (best > LEARNED * blind) return jumped(loss, level) ? { code: "high", rate, level: best, blind, classes, far: best > FAR * blind } : { code: "low", rate, level, from: loss[0] };
  if (first === undefined) return { code: "constant", rate, ...tail };

  const span = { before: Math.min(first, SPAN), after: Math.min(drops[1] ?? end, first + SPAN) - first };
  const before = mean(loss, first - span.before, first);
  const after = mean(loss, first, first + span.after);
  const stillFrom = loss.findIndex((_, t) => spread(loss, t, end).swing <= STILL);
  const common = { first, rate, rateNow: last.lr, before, after, level, end, final: last };
  const factor = records[first].lr / records[first - 1].lr;
  if (stillFrom >= first && end - stillFrom >= STOPPED * end) {
    const entry = { ...common, stillFrom, rateThen: records[stillFrom].lr, start: loss[0] };
    if (factor <= HARD) return { code: "hard", ...entry, factor };
    const falling = first === 1 || loss[first - 1] < loss[0] * (1 - FAST * (first - 1));
    if (falling && loss[first - 1] > UNFINISHED * loss[0]) return { code: "early", ...entry, atDrop: loss[first - 1] };
  }
  const wait = spread(loss, Math.max(0, first - 2 * WIDE), first);
  if (first >= LATE * end && after < GAIN * before && wait.bounces) return { code: "late", ...common, ...wait, waited: Math.min(first, 2 * WIDE) };
  if (last.lr > SOFT * rate && last.lr < rate) return { code: "soft", ...common, share: last.lr / rate, drops: drops.length, ...tail };
  const levels = [0, ...drops].map((from, i) => ({ rate: records[from].lr, loss: mean(loss, Math.max(from, (drops[i] ?? end) - SPAN), drops[i] ?? end) }));
  const falls = levels.slice(1).filter((stage, i) => stage.loss < GAIN * levels[i].loss).length;
  if (falls > 0 && level < UNFINISHED * loss[0] && last.lr < rate) return { code: "right", ...common, levels, widthBefore: width(spread(loss, Math.max(0, first - WIDE), first)), widthAfter: width(tail) };
  return { code: "plain", ...common, span, from: loss[0] };
}

/** Whether a loss that came to nothing was thrown about, or thrown once to where a dead network stays; else it had hardly moved. @param {number[]} loss @param {number} level at the end */
function jumped(loss, level) {
  const moves = loss.slice(1).map((value, t) => value - loss[t]);
  const rises = moves.reduce((sum, move) => sum + Math.max(0, move), 0);
  const fall = loss[0] - level;
  return rises > ROUGH * mean(loss, 0, loss.length) || (fall > AT_ONCE * loss[0] && -Math.min(...moves) > fall / 2);
}

/** @param {number[]} values @param {number} from @param {number} to not included */
function mean(values, from, to) {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum / (to - from);
}

/** Lowest and highest, their distance as a share of the mean, first and last, and whether it goes up and down in between. @param {number[]} values @param {number} from @param {number} to not included */
function spread(values, from, to) {
  const part = values.slice(from, to);
  const [low, high] = [Math.min(...part), Math.max(...part)];
  const rises = part.filter((value, i) => i > 0 && value > part[i - 1]).length;
  return { low, high, swing: (high - low) / mean(values, from, to), begin: part[0], finish: part[part.length - 1], bounces: rises >= BOUNCES * (part.length - 1) };
}

/** @param {{ low: number, high: number }} spread */
const width = ({ low, high }) => high - low;
