// How the network divides the plane: a canvas of its answers, with the samples on top. More than two features become a table alone.

import { createFigure } from "../figure.js";
import { formatPercent } from "../format.js";
import { join, t } from "../i18n.js";
import { createPlane, guessAt, placeOf, squareAround, withGrid } from "./plane.js";

const CELLS = 56; // answers across and down
const MOST_PIXELS = 460;

/** @typedef {import("./plane.js").Dataset} Dataset */

export function createBoundary() {
  /** @type {any} */
  let dataset = null;
  /** @type {Float32Array | null} */
  let outputs = null;
  let trained = false;
  /** @type {import("./plane.js").Square | null} */
  let square = null;
  let size = 0; // pixels of the canvas' side

  const canvas = document.createElement("canvas");
  const plane = createPlane(canvas, CELLS);
  const rows = () => (dataset ? dataset.x.length / dataset.features : 0);
  const flat = () => square !== null;
  const toPixel = (/** @type {number} */ index) => placeOf(/** @type {import("./plane.js").Square} */ (square), size, dataset.x[2 * index], dataset.x[2 * index + 1]);

  const figure = createFigure("boundary", {
    count: () => (flat() && outputs ? rows() : 0),
    text: (index) => t("boundary.point", { index, x: dataset.x[2 * index].toFixed(2), y: dataset.x[2 * index + 1].toFixed(2), label: dataset.y[index], guess: guessOf(index) }),
    place: toPixel,
    nearest(px, py) {
      let [best, least] = [0, Infinity];
      for (let i = 0; i < rows(); i++) {
        const { x, y } = toPixel(i);
        const distance = (x - px) ** 2 + (y - py) ** 2;
        if (distance < least) [best, least] = [i, distance];
      }
      return best;
    },
  });
  figure.plot.append(canvas);
  new ResizeObserver(draw).observe(figure.frame);

  /** The class that the network gives a sample: samples come after the cells. @param {number} index */
  const guessOf = (index) => guessAt(/** @type {Float32Array} */ (outputs), (flat() ? CELLS * CELLS : 0) + index, dataset.classes);

  function draw() {
    size = Math.floor(Math.min(figure.frame.clientWidth, MOST_PIXELS));
    figure.root.classList.toggle("flat", flat());
    if (size && square) plane.draw(dataset, square, outputs, size);
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
      const around = squareAround(next);
      return {
        watch: around ? withGrid(next.x, around, CELLS) : next.x,
        adopt() {
          dataset = next;
          outputs = null;
          square = around;
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
