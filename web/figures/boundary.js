// How the network divides the plane: a canvas of its answers, with the samples on top. More than two features become a table alone.

import { createFigure } from "../figure.js";
import { formatPercent } from "../format.js";
import { join, t } from "../i18n.js";
import { palette } from "../theme.js";

const CELLS = 56; // answers across and down
const MARGIN = 0.12; // of the data's extent, around it
const DOT = 3; // pixels

/** @typedef {{ x: Float32Array, y: Int32Array, features: number, classes: number, classNames?: readonly string[] }} Dataset */

export function createBoundary() {
  /** @type {any} */
  let dataset = null;
  /** @type {Float32Array | null} */
  let outputs = null;
  let trained = false;
  let [centreX, centreY, half] = [0, 0, 1]; // a square of the plane
  let size = 0; // pixels of the canvas' side

  const canvas = document.createElement("canvas");
  const cells = document.createElement("canvas");
  cells.width = cells.height = CELLS;
  const rows = () => (dataset ? dataset.x.length / dataset.features : 0);
  const flat = () => dataset?.features === 2 && dataset.classes > 0;
  const toPixel = (/** @type {number} */ value, /** @type {number} */ centre) => ((value - centre) / half + 1) * 0.5 * size;

  const figure = createFigure("boundary", {
    count: () => (flat() && outputs ? rows() : 0),
    text: (index) => t("boundary.point", { index, x: dataset.x[2 * index].toFixed(2), y: dataset.x[2 * index + 1].toFixed(2), label: dataset.y[index], guess: guessOf(index) }),
    place: (index) => ({ x: toPixel(dataset.x[2 * index], centreX), y: size - toPixel(dataset.x[2 * index + 1], centreY) }),
    nearest(px, py) {
      let [best, least] = [0, Infinity];
      for (let i = 0; i < rows(); i++) {
        const distance = (toPixel(dataset.x[2 * i], centreX) - px) ** 2 + (size - toPixel(dataset.x[2 * i + 1], centreY) - py) ** 2;
        if (distance < least) [best, least] = [i, distance];
      }
      return best;
    },
  });
  figure.plot.append(canvas);
  new ResizeObserver(draw).observe(figure.frame);

  /** Rows of `outputs` that come before those of the samples. */
  const offset = () => (flat() ? CELLS * CELLS : 0);

  /** The class that the network gives a sample. @param {number} index */
  function guessOf(index) {
    const { classes } = dataset;
    const from = (offset() + index) * classes;
    let best = 0;
    for (let c = 1; c < classes; c++) if (/** @type {Float32Array} */ (outputs)[from + c] > /** @type {Float32Array} */ (outputs)[from + best]) best = c;
    return best;
  }

  function draw() {
    size = Math.floor(Math.min(figure.frame.clientWidth, 460));
    figure.root.classList.toggle("flat", flat());
    if (!size || !flat()) return;
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(size * ratio)) canvas.width = canvas.height = Math.round(size * ratio);
    canvas.style.width = canvas.style.height = `${size}px`;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const colours = palette();
    const classes = [0, 1, 2].map((c) => colours[/** @type {"class-0"} */ (`class-${c}`)]);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, size, size);
    if (outputs) {
      paintCells(classes.map(channels), channels(colours.paper));
      pen.imageSmoothingEnabled = true;
      pen.imageSmoothingQuality = "high";
      pen.drawImage(cells, 0, 0, size, size);
    }
    const radius = rows() > 800 ? DOT - 1 : DOT;
    pen.lineWidth = 1;
    pen.strokeStyle = colours.paper;
    for (let i = 0; i < rows(); i++) {
      const label = dataset.y[i];
      pen.fillStyle = classes[label % classes.length];
      pen.beginPath();
      const [x, y] = [toPixel(dataset.x[2 * i], centreX), size - toPixel(dataset.x[2 * i + 1], centreY)];
      if (label % 3 === 0) pen.arc(x, y, radius, 0, 2 * Math.PI);
      else if (label % 3 === 1) pen.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      else pen.moveTo(x, y - radius * 1.2), pen.lineTo(x + radius * 1.1, y + radius * 0.8), pen.lineTo(x - radius * 1.1, y + radius * 0.8), pen.closePath();
      pen.fill();
      pen.stroke();
    }
  }

  /** Each cell: the classes' colours mixed by the network's probabilities, over the paper. @param {number[][]} classes @param {number[]} paper */
  function paintCells(classes, paper) {
    const pen = /** @type {CanvasRenderingContext2D} */ (cells.getContext("2d"));
    const image = pen.createImageData(CELLS, CELLS);
    const answers = /** @type {Float32Array} */ (outputs);
    const count = dataset.classes;
    for (let cell = 0; cell < CELLS * CELLS; cell++) {
      const from = cell * count;
      let top = answers[from];
      for (let c = 1; c < count; c++) top = Math.max(top, answers[from + c]);
      let total = 0;
      const mix = [0, 0, 0];
      for (let c = 0; c < count; c++) {
        const weight = Math.exp(answers[from + c] - top);
        total += weight;
        for (let k = 0; k < 3; k++) mix[k] += weight * classes[c % classes.length][k];
      }
      for (let k = 0; k < 3; k++) image.data[4 * cell + k] = 0.66 * paper[k] + (0.34 * mix[k]) / total;
      image.data[4 * cell + 3] = 255;
    }
    pen.putImageData(image, 0, 0);
  }

  function refresh() {
    const total = rows();
    figure.root.hidden = !dataset?.classes;
    if (dataset?.classes) {
      const right = new Array(dataset.classes).fill(0);
      const all = new Array(dataset.classes).fill(0);
      for (let i = 0; i < total; i++) {
        all[dataset.y[i]]++;
        if (outputs && guessOf(i) === dataset.y[i]) right[dataset.y[i]]++;
      }
      const wrong = total - right.reduce((sum, n) => sum + n, 0);
      const words = trained ? t("boundary.summary", { total, wrong }) : t("boundary.untrained", { total, classes: dataset.classes });
      figure.summarize(flat() ? words : join([t("boundary.many", { features: dataset.features }), trained ? words : ""]));
      figure.tabulate(() => all.map((n, c) => [dataset.classNames?.[c] ?? t("boundary.class", { index: c }), n, outputs ? right[c] : "–", outputs ? formatPercent(right[c] / n) : "–"]));
    }
    draw();
    figure.refresh();
  }

  return {
    refresh,

    /** New data, to be looked at once a network answers. @param {Dataset} next
     * @returns {{ watch: Float32Array, adopt: () => void }} watch: the rows that the network is to be asked, the grid and then the samples; adopt: shows these data from now on */
    prepare(next) {
      const square = squareAround(next);
      return {
        watch: square ? withGrid(next.x, square) : next.x,
        adopt() {
          dataset = next;
          outputs = null;
          if (square) ({ centreX, centreY, half } = square);
        },
      };
    },

    /** The network's answers, in the order of `watch`. @param {Float32Array | null} next @param {boolean} afterTraining */
    show(next, afterTraining) {
      outputs = next;
      trained = afterTraining;
      refresh();
    },
  };
}

/** The square of the plane that holds the samples, or null where there is no plane. @param {Dataset} dataset */
function squareAround({ x, features, classes }) {
  if (features !== 2 || !classes) return null;
  const [lowX, highX] = extent(x, 0);
  const [lowY, highY] = extent(x, 1);
  return { centreX: (lowX + highX) / 2, centreY: (lowY + highY) / 2, half: (0.5 + MARGIN) * Math.max(highX - lowX, highY - lowY, 1e-6) };
}

/** The middle of every cell, row by row from the top, and then the samples. @param {Float32Array} x @param {{ centreX: number, centreY: number, half: number }} square */
function withGrid(x, { centreX, centreY, half }) {
  const rows = new Float32Array(2 * CELLS * CELLS + x.length);
  for (let cell = 0; cell < CELLS * CELLS; cell++) {
    rows[2 * cell] = centreX + half * (((cell % CELLS) + 0.5) * (2 / CELLS) - 1);
    rows[2 * cell + 1] = centreY - half * ((Math.floor(cell / CELLS) + 0.5) * (2 / CELLS) - 1);
  }
  rows.set(x, 2 * CELLS * CELLS);
  return rows;
}

/** @param {Float32Array} x rows of two @param {number} column @returns {[number, number]} */
function extent(x, column) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = column; i < x.length; i += 2) [low, high] = [Math.min(low, x[i]), Math.max(high, x[i])];
  return [low, high];
}

/** "rgb(1, 2, 3)" as numbers. @param {string} colour */
const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
