// Words of the sections on training and on choosing the numbers, and their sentences that are computed.

import { counted, formatMeasure as m, formatPercent, formatRate as r } from "../../format.js";

/** @type {import("../../i18n.js").Table} */
export default {
  "list.comma": ", ",

  "presets.heading": "Six runs worth watching",
  "preset.right": "Just right",
  "preset.early": "Too early",
  "preset.late": "Too late",
  "preset.hard": "Too hard",
  "preset.soft": "Too soft",
  "preset.high": "α₀ too high",
  "preset.right.watch": "Watch the three rules: past each of them both losses settle a floor lower, and rattle less.",
  "preset.early.watch": "Watch the first few epochs: the loss is still falling fast when the rate has already dropped several times.",
  "preset.late.watch": "Watch the long stretch before the rule: the loss bounces and comes down only slowly.",
  "preset.hard.watch": "Watch what follows the first rule: a hundredth of the rate is left, and the curve soon goes flat.",
  "preset.soft.watch": "Watch both sides of the rules: the rate hardly changes, and neither do the curves.",
  "preset.high.watch": "Watch the loss: it stays high from the first epoch on.",

  "verdict.diverged": ({ epoch, rate }) => `At epoch ${epoch} the loss stopped being a finite number: a rate of ${r(rate)} is too high and the run diverged.`,
  "verdict.high": ({ rate, level, blind, classes, far }) =>
    `α₀ = ${r(rate)} ${far ? "is" : "seems"} too high: every update jumps across the valley. Even the best five epochs average a loss of ${m(level)}, ${far ? `far above ${classes > 1 ? "what blind guessing gives" : "where the run began"} (${m(blind)})` : `${classes > 1 ? `about what blind guessing gives (${m(blind)})` : "about where the run began"}. If a tenth of the rate does no better, this network cannot learn these data`}.`,
  "verdict.low": ({ rate, level, from }) => `A rate of ${r(rate)} is too low: the training loss went only from ${m(from)} to ${m(level)} before time ran out.`,
  "verdict.constant": ({ rate, ...tail }) => `The rate stayed at ${r(rate)} throughout: in the last 10 epochs the training loss ${moves(tail)}.`,
  "verdict.early": ({ first, atDrop, start, stillFrom, rateThen, level }) =>
    `The first drop, at epoch ${first}, came too early: ${first === 1 ? `after a single epoch, at a training loss of ${m(atDrop)}` : `the training loss had only just gone from ${m(start)} to ${m(atDrop)} and was falling fast`}. By epoch ${stillFrom} the rate was down to ${r(rateThen)}; since then the loss has hardly moved and is stuck at ${m(level)}.`,
  "verdict.hard": ({ first, factor, before, stillFrom, rateThen, level }) =>
    `Too hard a drop: at epoch ${first} only ${formatPercent(factor)} of the rate was left. The loss went from ${m(before)} to ${m(level)} by epoch ${stillFrom} and has been frozen since: a rate of ${r(rateThen)} gets nowhere.`,
  "verdict.late": ({ first, waited, low, high, before, after }) =>
    `The first drop did not come until epoch ${first}. For the ${waited} epochs before it the training loss bounced between ${m(low)} and ${m(high)}; then its mean fell from ${m(before)} to ${m(after)} at once. That step could have been taken sooner, leaving time for lower ones.`,
  "verdict.soft": ({ drops, share, ...tail }) =>
    `After ${counted(drops, "drop")} the rate still is ${formatPercent(share)} of α₀, as good as no drop at all: in the last 10 epochs the training loss ${moves(tail)}.`,
  "verdict.right": ({ levels, widthBefore, widthAfter }) =>
    `${falling(levels) ? "Each drop settles the loss on a lower floor" : "Mean training loss at the end of each step"}: ${levels.map(({ loss }) => m(loss)).join(" → ")}. Over 10 epochs it ${widthAfter < widthBefore ? `rattled by ${m(widthBefore)} before the first drop and by only ${m(widthAfter)} at the end` : `varied by ${m(widthBefore)} before the first drop and by ${m(widthAfter)} at the end`}.`,
  "verdict.plain": ({ from, level, first, before, after, span }) => `The training loss went from ${m(from)} to ${m(level)}. The rate first changed at epoch ${first}: the mean loss is ${m(before)} over the ${span.before === 1 ? "epoch" : `${span.before} epochs`} before and ${m(after)} over the ${span.after === 1 ? "one" : span.after} after.`,

  "own.title": "Use your own data",
  "own.hint": "One sample a line: numbers, and in the last column its class, or a number to predict. A first line of names is fine, and so are commas, semicolons or tabs. The data stay in this tab; they are not in the link and are not sent anywhere.",
  "own.label": "Paste a table here",
  "own.file": "Choose a file",
  "own.use": "Train on these data",
  "own.example": "Fill in an example",
  "own.told": ({ rows, features, classes, hash }) => `${rows} samples, ${counted(features, "feature")}, ${classes.length} classes (${classes.slice(0, 6).join(", ")}${classes.length > 6 ? ", …" : ""}). Fingerprint of the data: ${hash}.`,
  "own.toldNumbers": ({ rows, features, hash }) => `${rows} samples, ${counted(features, "feature")}. The last column is a number to predict, counted in standard deviations from its mean: a mean squared error of 1 is no better than always guessing the mean. Fingerprint of the data: ${hash}.`,
  "own.CSV_CELL": ({ line, column, value }) => (String(value ?? "").trim() === "" ? `Line ${line}, column ${column} is empty; a value is needed there.` : `Line ${line}, column ${column}: “${String(value).trim().slice(0, 40)}” cannot be used as a number.`),
  "own.CSV_ROW": ({ line, column }) => `Line ${line} does not have as many columns as the first line, from column ${column} on. All lines need the same number.`,
  "own.CSV_ONE_COLUMN": "The first line is a single column; two are needed at least, with commas, semicolons or tabs between. Blanks, bars (|) and full-width commas do not separate columns, and lines of comment are not skipped.",
  "own.CSV_QUOTE": ({ line, column }) => `Line ${line}, column ${column}: the quotation marks do not pair up.`,
  "own.CSV_EMPTY": ({ line }) => (line > 1 ? "There is a line of names but no data." : "There is nothing yet: paste a table or choose a file first."),
  "own.CSV_CLASSES": ({ line, column }) => `Line ${line}, column ${column}: too many classes. The last column should name one of a few classes, or hold numbers throughout.`,
  "own.CSV_CLASS_COUNT": ({ value, min, max }) => `The last column has ${counted(value, "class", "classes")}; it needs ${min} to ${max}.`,
  "own.CSV_FLAT": ({ value }) => `The last column holds the same number throughout (${m(value)}): there is nothing to predict.`,
  "own.CSV_SIZE": ({ value, max }) => `The file has ${m(value)} MB; at most ${max} MB are read here.`,
  "own.CSV_ROWS": ({ value, min, max }) => `There ${value === 1 ? "is" : "are"} ${counted(value, "sample")}; ${min} to ${max} are needed.`,
  "own.CSV_FEATURES": ({ value, max }) => `There are ${value} features; at most ${max} are possible here.`,
  "own.other": ({ message }) => `This table cannot be used: ${message}`,

  "race.againstRight": "Race it against “just right”",
  "race.own": "Step decay",
  "race.kind.step": "Other step decay",
  "race.kind.constant": "Constant",
  "race.kind.exponential": "Exponential",
  "race.kind.cosine": "Cosine",
  "race.kind.onecycle": "One cycle",
  "race.kind.plateau": "Drop on plateau",
  "race.field.factor": "factor",
  "race.field.patience": "patience",
  "race.pick": ({ number }) => `Rival ${number}`,
  "race.add": "+ Add a rival",
  "race.remove": ({ name }) => `Remove “${name}”`,
  "race.start": "Start the race",
  "race.go": "Go on",
  "race.again": "Race again",
  "race.now": ({ loss, accuracy }) => `loss ${m(loss)}${Number.isNaN(accuracy) ? "" : `, accuracy ${formatPercent(accuracy)}`}`,
  "race.diverged": ({ epoch }) => `diverged at epoch ${epoch}`,
  "race.name": "Race: loss, validation accuracy and learning rate of several schedules on one epoch axis",
  "race.cursor": "Compare the schedules along the epochs",
  "race.table": "Table of the race",
  "race.head.rate": ({ name }) => `${name}: rate`,
  "race.head.loss": ({ name }) => `${name}: loss`,
  "race.head.accuracy": ({ name }) => `${name}: validation accuracy`,
  "race.accuracy": "Accuracy",
  "race.point": ({ epoch, lanes }) => `Epoch ${epoch}: ${lanes.map(({ name, loss, rate }) => `${name}, loss ${m(loss)}, rate ${r(rate)}`).join("; ")}`,
  "race.ready": ({ count, epochs }) => `${counted(count, "schedule")} on the same network, with the same seed and the same batches, for ${counted(epochs, "epoch")} each.`,
  "race.summary": ({ epoch, order, diverged, done, which }) =>
    [
      done ? `Finished. Mean ${which === "loss" ? "training" : "validation"} loss of the last ${epoch < 5 ? counted(epoch, "epoch") : "five epochs"}: ` : `After ${counted(epoch, "epoch")}, mean ${which === "loss" ? "training" : "validation"} loss of ${epoch < 5 ? "all of them" : "the latest five"}: `,
      order.map(({ name, loss }) => `${name} ${m(loss)}`).join(", "),
      order.length > 1 && epoch >= 5 ? `. ${order[0].name} is lowest${done ? "" : " for now"}${order[1].loss / order[0].loss > 1.05 ? `, ${Math.round(100 * (1 - order[0].loss / order[1].loss))}% below ${order[1].name}` : `, level with ${order[1].name}`}` : "",
      diverged.length ? `${order.length ? "; " : ""}${diverged.map(({ name }) => name).join(", ")} diverged` : "",
      ".",
    ].join(""),

  "planes.name": "How the network of each schedule divides the plane, side by side",
  "planes.cursor": "Read the divisions one by one",
  "planes.table": "Samples classified wrongly, by schedule",
  "planes.head.lane": "Schedule",
  "planes.head.wrong": "Wrong",
  "planes.head.accuracy": "Accuracy on all samples",
  "planes.point": ({ name, wrong, total }) => `${name}: ${wrong} of ${total} samples wrong`,
  "planes.caption": ({ name, wrong }) => `${name}, ${wrong} wrong`,
  "planes.untrained": ({ total }) => `${total} samples. All start from the same random network, so the pictures are alike.`,
  "planes.summary": ({ lanes, total }) => `Wrong out of ${total} samples: ${lanes.map(({ name, wrong }) => `${name} ${wrong}`).join(", ")}.`,

  "pace.epochs": ({ epoch, epochs }) => `Epoch ${epoch} / ${epochs}`,
  "pace.left": ({ seconds }) => `about ${seconds} s left`,
  "pace.print": ({ print }) => `fingerprint ${print}`,

  "job.left": ({ share, seconds }) => `${Math.floor(100 * share)}%, about ${seconds} s left`,
  "job.starting": "Starting",
  "job.cancel": "Stop",
  "job.progress": "Progress",

  "range.start": "Try the rates",
  "range.again": "Try again",
  "range.name": "Learning-rate range test: the training loss of each epoch against a rate that rises from epoch to epoch, both axes logarithmic",
  "range.cursor": "Read the loss along the rates",
  "range.table": "Table of the range test",
  "range.turn": "loss turns up",
  "range.point": ({ lr, loss }) => `Rate ${r(lr)}, training loss ${m(loss)}`,
  "range.ready": ({ from, to, epochs }) => `One run of ${epochs} epochs whose rate is multiplied step by step from ${r(from)} up to ${r(to)}.`,
  "range.running": ({ rate }) => `The rate has risen to ${near(rate)}.`,
  "range.FOUND": ({ lowest, turn, suggested }) =>
    `The loss is lowest near a rate of ${near(lowest.lr)} (${m(lowest.loss)}, smoothed); at ${near(turn.lr)} half of that fall is lost again. A quarter of that turning point, its first digit rounded down to 1, 2, 3 or 5: α₀ = ${r(suggested)}.`,
  "range.NO_TURN": ({ settled, suggested }) => `At a rate of ${near(settled.lr)} nine tenths of the fall are done (${m(settled.loss)}, smoothed), and no higher rate turns it clearly up again: these data are not particular about the rate. Begin there, its first digit rounded down to 1, 2, 3 or 5: α₀ = ${r(suggested)}.`,
  "range.NO_FALL": () => "The loss does not clearly fall at any rate, from the smallest to the largest. Try another network, optimizer or batch size.",
  "range.use": ({ rate }) => `Use α₀ = ${r(rate)}`,
  "range.used": ({ rate }) => `α₀ = ${r(rate)} is in use`,

  "plateau.start": "Run at a constant rate",
  "plateau.again": "Run again",
  "after.start": "Drop there and compare",
  "after.again": "Compare again",
  "plateau.name": "Validation loss at a constant rate: where it goes flat is shaded, the rule is the first drop that is proposed",
  "plateau.cursor": "Read the validation loss along the epochs",
  "plateau.table": "Table of the validation loss",
  "plateau.constant": "Constant",
  "plateau.stepped": "With drops at S",
  "plateau.ready": ({ rate, epochs }) => `First train for ${counted(epochs, "epoch")} at a constant ${r(rate)}, and see where the validation loss goes flat.`,
  "plateau.running": ({ epoch }) => `${counted(epoch, "epoch")} trained.`,
  "plateau.use": ({ stepSize }) => `Use S = ${stepSize}`,
  "plateau.used": ({ stepSize }) => `S = ${stepSize} is in use`,
  "plateau.compared": ({ stepSize, gamma, before, after, last }) =>
    `Multiplied by ${gamma} every ${stepSize === 1 ? "epoch" : `${stepSize} epochs`}, the rate leads to a mean validation loss of ${m(after)} over the last ${last} epochs${after < before ? `, down from ${m(before)}` : `; the constant one had ${m(before)}, so this time nothing is gained`}.`,
  "advice.PLATEAU": ({ epoch, plateau }) => `From epoch ${epoch} on the validation loss hovers near ${m(plateau?.loss ?? NaN)} and falls no further: drop the rate there, S = ${epoch}; for this one drop alone, MultiStepLR with milestones=[${epoch}].`,
  "advice.NO_PROGRESS": ({ epoch }) => `From epoch ${epoch} on the loss is flat, yet no lower than at the start: the rate is too high, or far too low. Choose α₀ first, above.`,
  "advice.NO_PLATEAU": () => "The validation loss is still falling at the end, with no plateau: the first drop can wait, or train for more epochs and look again.",
  "advice.TOO_SHORT": ({ epoch }) => `${counted(epoch, "epoch is", "epochs are")} too few to tell a plateau. Train for at least 8.`,
  "advice.DIVERGED": ({ epoch }) => `From epoch ${epoch} on the loss is not finite: the rate is too high.`,
  "advice.OVERFITTING": ({ epoch, best }) => `The validation loss was lowest at epoch ${epoch} (${m(best?.loss ?? NaN)}) and has risen since, which is overfitting: drop the rate before then, or stop earlier.`,

  "gammas.start": "Race 0.5 against 0.1",
  "gammas.again": "Race again",
  "gammas.name": "Training loss and learning rate with γ = 0.5 and γ = 0.1, all else alike",
  "gammas.cursor": "Compare the two along the epochs",
  "gammas.table": "Table of the two",
  "gammas.ready": ({ rate, stepSize }) => `Two runs with α₀ = ${r(rate)} and S = ${stepSize}; only γ differs.`,
  "gammas.running": ({ epoch }) => `${counted(epoch, "epoch")} trained.`,
  "gammas.diverged": "One of the runs diverged: choose a smaller α₀ first.",
  "gammas.noDrop": ({ stepSize, epochs }) => `With S = ${stepSize} there is no drop within ${counted(epochs, "epoch")}: both lines are the same run.`,
  "gammas.done": ({ first, span, after, end, rates, frozen }) => {
    const epochs = span === 1 ? "In the epoch" : `In the ${span} epochs`;
    const quick = after[1] < after[0] * 0.95 ? `${epochs} after the first drop, at epoch ${first}, γ = 0.1 is down to ${m(after[1])} while 0.5 is still at ${m(after[0])}` : `${epochs} after the first drop, at epoch ${first}, the mean losses are ${m(after[0])} with 0.5 and ${m(after[1])} with 0.1`;
    const rest = end[0] < end[1] * 0.95 ? `in the end 0.5 reaches ${m(end[0])}, below the ${m(end[1])} of 0.1${frozen ? `, whose rate of ${r(rates[1])} no longer gets anywhere` : ""}` : end[1] < end[0] * 0.95 ? `${after[1] < after[0] ? "0.1 stays ahead to the end" : "in the end 0.1 is lower"}, ${m(end[1])} against ${m(end[0])}` : `in the end there is little between them, ${m(end[0])} and ${m(end[1])}`;
    return `${quick}; ${rest}.`;
  },
  "gammas.use": ({ gamma }) => `Use γ = ${gamma}`,
  "gammas.used": ({ gamma }) => `γ = ${gamma} is in use`,

  "map.start": "Draw the map",
  "map.again": "Draw it again",
  "map.name": "Tuning map: step size S across, decay factor γ upwards; the colour is the final validation loss, the brighter the lower",
  "map.cursor": "Read the map cell by cell: arrow keys move, Enter loads the cell into the trainer",
  "map.table": "Table of the map",
  "map.stepSize": "Step size S",
  "map.gamma": "Decay factor γ",
  "map.unknown": ({ gamma, stepSize }) => `γ ${gamma}, S ${stepSize}: not trained yet`,
  "map.lost": ({ gamma, stepSize }) => `γ ${gamma}, S ${stepSize}: diverged`,
  "map.lostShort": "diverged",
  "map.point": ({ gamma, stepSize, loss, accuracy }) => `γ ${gamma}, S ${stepSize}: validation loss ${m(loss)}${Number.isNaN(accuracy) ? "" : `, accuracy ${formatPercent(accuracy)}`}`,
  "map.ready": ({ total, epochs, lr }) => `Each cell is a real training: ${total} pairs of γ and S, all from α₀ = ${r(lr)}, for ${counted(epochs, "epoch")} each.`,
  "map.running": ({ done, total, best, stopped }) => `${stopped ? "Stopped: " : ""}${done} of ${total} cells trained${best ? `; lowest so far is γ = ${best.gamma}, S = ${best.stepSize} with a validation loss of ${m(best.loss)}` : ""}.`,
  "map.summary": ({ best, band, diverged, total }) =>
    [
      best ? `The lowest of ${total} cells is γ = ${best.gamma}, S = ${best.stepSize} (the star), with a validation loss of ${m(best.loss)}.` : "Every cell diverged: choose a smaller α₀.",
      !band
        ? ""
        : band.everywhere
          ? ` ${band.count} cells stay within 1.5 times that: from this α₀ it hardly matters how γ and S are paired.`
          : band.diagonal
            ? ` ${band.count} cells stay within 1.5 times that, with γ from ${band.gammas[0]} to ${band.gammas[1]}: few hard drops or many gentle ones, most of them end with a rate between ${share(band.least)} and ${share(band.most)} of α₀, and that is why they lie in a diagonal band.`
            : ` ${band.count} cells stay within 1.5 times that.`,
      diverged ? ` ${counted(diverged, "cell")} diverged, shown as ×.` : "",
    ].join(""),
  "map.loaded": ({ lr, gamma, stepSize }) => `α₀ = ${r(lr)}, γ = ${gamma}, S = ${stepSize} are loaded into the trainer above.`,
  "map.play": "Play it there",
};

/** @param {{ low: number, high: number, begin: number, finish: number, bounces: boolean }} tail how a stretch of the loss moves */
const moves = ({ low, high, begin, finish, bounces }) => (bounces ? `still bounces between ${m(low)} and ${m(high)}` : `goes from ${m(begin)} to ${m(finish)}`);

/** @param {{ loss: number }[]} levels */
const falling = (levels) => levels.every(({ loss }, i) => i === 0 || loss < levels[i - 1].loss);

/** @param {number} value a share of at most 1 */
const share = (value) => (value >= 0.1 ? String(Number(value.toPrecision(2))) : `1/${r(Number((1 / value).toPrecision(2)))}`);

/** A rate between two that were tried: two digits tell enough. @param {number} rate */
const near = (rate) => r(Number(rate.toPrecision(2)));
