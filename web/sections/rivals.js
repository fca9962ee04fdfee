// The schedules of a race as they stand in the link: "constant,step:0.01:0.1:10,cosine". A number that is left out follows the page: α₀ of the
// three numbers, and the kind's own start for the rest.

import { readNumber } from "step-decay/parts";

/** @typedef {{ kind: string, numbers: (number | null)[] }} Rival null: left out */

const lr = { key: "lr", min: 0 };

/** What each kind asks for, and the schedule that a Trainer takes. @type {Record<string, { fields: { key: string, min: number, max?: number, integer?: boolean, initial?: number }[], schedule: (numbers: number[], epochs: number) => object | undefined }>} */
export const kinds = {
  step: {
    fields: [lr, { key: "gamma", min: 0, initial: 0.1 }, { key: "stepSize", min: 1, max: 2 ** 53 - 1, integer: true, initial: 10 }],
    schedule: ([, gamma, stepSize]) => ({ name: "StepLR", gamma, stepSize }),
  },
  constant: { fields: [lr], schedule: () => undefined },
  exponential: { fields: [lr, { key: "gamma", min: 0, initial: 0.93 }], schedule: ([, gamma]) => ({ name: "ExponentialLR", gamma }) },
  cosine: { fields: [lr], schedule: (_, epochs) => ({ name: "CosineAnnealingLR", tMax: epochs }) },
  onecycle: { fields: [lr], schedule: ([maxLr], epochs) => ({ name: "OneCycleLR", maxLr, totalSteps: Math.max(2, epochs), cycleMomentum: false }) },
  plateau: {
    fields: [lr, { key: "factor", min: 0, max: 0.999, initial: 0.5 }, { key: "patience", min: 0, max: 1e6, integer: true, initial: 5 }],
    schedule: ([, factor, patience]) => ({ name: "ReduceLROnPlateau", factor, patience }),
  },
};

/** Rivals beside the page's own staircase: four run in all. */
export const MOST_RIVALS = 3;

/** @param {string} text @returns {Rival[]} */
export const parseRace = (text) =>
  text === ""
    ? []
    : text.split(",").map((entry) => {
        const [kind, ...numbers] = entry.split(":");
        return { kind, numbers: (kinds[kind]?.fields ?? []).map((_, i) => (numbers[i] === undefined || numbers[i] === "" ? null : readNumber(numbers[i]))) };
      });

/** @param {Rival[]} rivals */
export const writeRace = (rivals) => rivals.map(({ kind, numbers }) => [kind, ...numbers.map((number) => number ?? "")].join(":").replace(/:+$/, "")).join(",");

/** Checks a race and writes it in its shortest form. @param {string} text @throws {RangeError} RACE, UNKNOWN_NAME or RANGE */
export function formatRace(text) {
  const refuse = (/** @type {string} */ code, /** @type {unknown} */ value, details = {}) => {
    throw Object.assign(new RangeError(`race: ${value} (${code})`), { code, field: "race", value, ...details });
  };
  const rivals = parseRace(text);
  if (rivals.length > MOST_RIVALS) refuse("RACE", rivals.length, { max: MOST_RIVALS });
  rivals.forEach(({ kind, numbers }, r) => {
    if (!Object.hasOwn(kinds, kind)) refuse("UNKNOWN_NAME", kind, { known: Object.keys(kinds) });
    if (text.split(",")[r].split(":").length - 1 > kinds[kind].fields.length) refuse("RACE", text.split(",")[r], { max: MOST_RIVALS });
    numbers.forEach((number, i) => {
      const { min, max = Number.MAX_VALUE, integer } = kinds[kind].fields[i];
      if (number === null) return;
      if (!Number.isFinite(number)) refuse("NOT_A_NUMBER", number);
      if (integer && !Number.isInteger(number)) refuse("NOT_AN_INTEGER", number);
      if (number < min || number > max) refuse("RANGE", number, { min, max });
    });
  });
  return writeRace(rivals);
}

/** A rival's numbers, with those filled in that were left out. @param {Rival} rival @param {{ lr: number }} values */
export const numbersOf = ({ kind, numbers }, values) => kinds[kind].fields.map(({ key, initial }, i) => numbers[i] ?? initial ?? /** @type {any} */ (values)[key]);

/** A Trainer's options for a rival: those of the page, with its own rate and schedule. @param {any} options of the page's staircase @param {Rival} rival @param {{ lr: number, epochs: number }} values */
export function rivalOptions(options, rival, values) {
  const numbers = numbersOf(rival, values);
  return { ...options, optimizer: { ...options.optimizer, lr: numbers[0] }, schedule: kinds[rival.kind].schedule(numbers, values.epochs) };
}
