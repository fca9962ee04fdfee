// The only file that draws with Plotly, which it is handed: when to draw, and where an epoch stands in pixels. What to draw is decided in figures.js.

const REDRAW_MS = 125; // at most 8 redraws a second
const PAPER = 718; // pixels across A4 between margins of 1 cm: drawn no wider, a chart keeps its words at their size on paper

/** Plotly 4 would offer to upload the data ("Share chart"); nothing of its own interaction is used: the figure has a cursor, keys and a table. */
const CONFIG = { showSendToCloud: false, displaylogo: false, staticPlot: true, responsive: false };
const POINTS_ONLY = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };

/** A chart in an element. `draw` may be called as often as one likes: the latest request is drawn, at most 8 times a second.
 * @param {HTMLElement} root
 * @param {{ load: () => Promise<any>, colours: () => any, build: (colours: any, width: number) => { data: any[], layout: any }, drawn: () => void }} parts
 *   load: Plotly, whose failure is told elsewhere; drawn: called after each drawing */
export function drawChart(root, { load, colours, build, drawn }) {
  let wanted = false;
  let drawing = false;
  let printing = false;
  let last = -Infinity;
  let frame = ""; // everything but the points, of what stands
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  async function draw() {
    timer = undefined;
    const Plotly = await load().catch(() => null);
    if (!Plotly || !wanted || drawing || root.clientWidth === 0 || document.hidden) return;
    wanted = false;
    drawing = true;
    last = performance.now();
    try {
      await show(Plotly, build(colours(), printing ? Math.min(root.clientWidth, PAPER) : root.clientWidth));
    } finally {
      drawing = false;
    }
    drawn();
    if (wanted) request();
  }

  /** Draws axes, titles and rules only when they changed: moving the lines alone takes half the time (10 ms against 21). A heat map would vanish in that.
   * @param {any} Plotly @param {{ data: any[], layout: any }} figure */
  async function show(Plotly, { data, layout }) {
    const next = JSON.stringify([data.map(({ x, y, ...rest }) => rest), layout]);
    if (next === frame && data.every(({ type }) => type === "scatter")) await Plotly.animate(root, { data: data.map(({ x, y }) => ({ x, y })), traces: data.map((_, i) => i) }, POINTS_ONLY);
    else await Plotly.react(root, data, layout, CONFIG);
    frame = next;
    for (const svg of root.querySelectorAll(".main-svg")) svg.setAttribute("viewBox", `0 0 ${layout.width} ${layout.height}`); // so that style can fit it to any paper
  }

  function request() {
    wanted = true;
    if (!drawing) timer ??= setTimeout(() => requestAnimationFrame(() => void draw().catch(reportError)), Math.max(0, last + REDRAW_MS - performance.now()));
  }

  const resized = new ResizeObserver(request);
  resized.observe(root);
  const shown = () => wanted && request();
  document.addEventListener("visibilitychange", shown);
  /** Draws before this task ends, if Plotly is there: a printer does not wait. */
  const beforePrint = () => {
    clearTimeout(timer);
    wanted = printing = true;
    void draw().catch(reportError);
  };
  const afterPrint = () => {
    printing = false;
    request();
  };
  addEventListener("beforeprint", beforePrint);
  addEventListener("afterprint", afterPrint);

  const layout = () => /** @type {any} */ (root)._fullLayout;
  return {
    draw: request,
    /** Draws no more, and lets go of the page. */
    end() {
      clearTimeout(timer);
      wanted = false;
      resized.disconnect();
      document.removeEventListener("visibilitychange", shown);
      removeEventListener("beforeprint", beforePrint);
      removeEventListener("afterprint", afterPrint);
      void load().then((Plotly) => Plotly.purge(root), () => {});
    },
    /** The pixel of an epoch in the chart's element, or null before the first drawing. @param {number} epoch @returns {number | null} */
    toPixel: (epoch) => (layout()?.xaxis ? layout().xaxis._offset + layout().xaxis.l2p(epoch) : null),
    /** The epoch, with fraction, at a pixel. @param {number} x */
    toEpoch: (x) => (layout()?.xaxis ? layout().xaxis.p2l(x - layout().xaxis._offset) : 0),
    /** The pixel of a value on the vertical axis, or null before the first drawing. @param {number} value on a log axis its log10 @returns {number | null} */
    toPixelY: (value) => (layout()?.yaxis ? layout().yaxis._offset + layout().yaxis.l2p(value) : null),
    /** The value at a height in pixels. @param {number} y */
    toValue: (y) => (layout()?.yaxis ? layout().yaxis.p2l(y - layout().yaxis._offset) : 0),
    /** Top and bottom of the plotting area. */
    span() {
      const size = layout()?._size;
      return size ? { top: size.t, bottom: size.t + size.h } : { top: 0, bottom: 0 };
    },
  };
}
