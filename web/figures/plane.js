// A plane of two features as a picture: the network's answers as colours, the samples as marks on top.

import { palette } from "../theme.js";

const MARGIN = 0.12; // of the data's extent, around it
const DOT = 3; // pixels
const MANY = 800; // samples, from which the marks are smaller

/** @typedef {{ x: Float32Array, y: Int32Array, features: number, classes: number, classNames?: readonly string[] }} Dataset */
/** @typedef {{ centreX: number, centreY: number, half: number }} Square of the plane */

/** The square of the plane that holds the samples, or null where there is no plane. @param {Dataset} dataset @returns {Square | null} */
export function squareAround({ x, features, classes }) {
  if (features !== 2 || !classes) return null;
  const [lowX, highX] = extent(x, 0);
  const [lowY, highY] = extent(x, 1);
  return { centreX: (lowX + highX) / 2, centreY: (lowY + highY) / 2, half: (0.5 + MARGIN) * Math.max(highX - lowX, highY - lowY, 1e-6) };
}

/** @param {Float32Array} x rows of two @param {number} column @returns {[number, number]} */
function extent(x, column) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = column; i < x.length; i += 2) [low, high] = [Math.min(low, x[i]), Math.max(high, x[i])];
  return [low, high];
}

/** What the network is asked: the middle of every cell, row by row from the top, and then the samples. @param {Float32Array} x @param {Square} square @param {number} across cells */
export function withGrid(x, { centreX, centreY, half }, across) {
  const rows = new Float32Array(2 * across * across + x.length);
  for (let cell = 0; cell < across * across; cell++) {
    rows[2 * cell] = centreX + half * (((cell % across) + 0.5) * (2 / across) - 1);
    rows[2 * cell + 1] = centreY - half * ((Math.floor(cell / across) + 0.5) * (2 / across) - 1);
  }
  rows.set(x, 2 * across * across);
  return rows;
}

/** The class with the largest answer. @param {Float32Array} outputs rows x classes @param {number} row @param {number} classes */
export function guessAt(outputs, row, classes) {
  const from = row * classes;
  let best = 0;
  for (let c = 1; c < classes; c++) if (outputs[from + c] > outputs[from + best]) best = c;
  return best;
}

/** Where a sample stands, in pixels of the picture. @param {Square} square @param {number} size @param {number} x @param {number} y */
export const placeOf = ({ centreX, centreY, half }, size, x, y) => ({ x: ((x - centreX) / half + 1) * 0.5 * size, y: size - ((y - centreY) / half + 1) * 0.5 * size });

/** A painter for one canvas. @param {HTMLCanvasElement} canvas @param {number} across cells of the grid */
export function createPlane(canvas, across) {
  const cells = document.createElement("canvas");
  cells.width = cells.height = across;

  /** @param {Dataset} dataset @param {Square} square @param {Float32Array | null} outputs answers to withGrid() @param {number} size pixels of a side */
  function draw(dataset, square, outputs, size) {
    const ratio = devicePixelRatio || 1;
    if (canvas.width !== Math.round(size * ratio)) canvas.width = canvas.height = Math.round(size * ratio);
    canvas.style.width = canvas.style.height = `${size}px`;
    const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    const colours = palette();
    const classes = [0, 1, 2].map((c) => colours[/** @type {"class-0"} */ (`class-${c}`)]);
    pen.setTransform(ratio, 0, 0, ratio, 0, 0);
    pen.clearRect(0, 0, size, size);
    if (outputs) {
      paintCells(outputs, dataset.classes, classes.map(channels), channels(colours.paper));
      pen.imageSmoothingEnabled = true;
      pen.imageSmoothingQuality = "high";
      pen.drawImage(cells, 0, 0, size, size);
    }
    const rows = dataset.x.length / 2;
    const radius = (rows > MANY ? DOT - 1 : DOT) * (size < 240 ? 0.66 : 1);
    pen.lineWidth = size < 240 ? 0.5 : 1;
    pen.strokeStyle = colours.paper;
    for (let i = 0; i < rows; i++) {
      const label = dataset.y[i];
      pen.fillStyle = classes[label % classes.length];
      pen.beginPath();
      const { x, y } = placeOf(square, size, dataset.x[2 * i], dataset.x[2 * i + 1]);
      if (label % 3 === 0) pen.arc(x, y, radius, 0, 2 * Math.PI);
      else if (label % 3 === 1) pen.rect(x - radius * 0.9, y - radius * 0.9, radius * 1.8, radius * 1.8);
      else pen.moveTo(x, y - radius * 1.2), pen.lineTo(x + radius * 1.1, y + radius * 0.8), pen.lineTo(x - radius * 1.1, y + radius * 0.8), pen.closePath();
      pen.fill();
      pen.stroke();
    }
  }

  /** Each cell: the classes' colours mixed by the network's probabilities, over the paper. @param {Float32Array} answers @param {number} count classes @param {number[][]} classes @param {number[]} paper */
  function paintCells(answers, count, classes, paper) {
    const pen = /** @type {CanvasRenderingContext2D} */ (cells.getContext("2d"));
    const image = pen.createImageData(across, across);
    for (let cell = 0; cell < across * across; cell++) {
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

  return { draw };
}

/** "rgb(1, 2, 3)" as numbers. @param {string} colour */
const channels = (colour) => (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map(Number);
