// What every figure has around its picture: a name, a sentence on what is to be seen now, a table of its data, and a cursor for mouse, touch and arrow keys.
//
// The cursor is a slider in the sense of assistive technology: it stands at one reading of many, and says what it reads.

import { element } from "./dom.js";

const PAGE = 10; // readings that Page Up and Page Down pass over
const TABLE_MS = 1000; // a table that is open is written anew at most once a second

/** @typedef {{ count: () => number, text: (index: number) => string, place: (index: number) => { x: number, y?: number } | null, nearest: (x: number, y: number) => number,
 *   span?: () => { top: number, bottom: number }, keys?: (key: string, at: number) => number | undefined, choose?: (index: number) => void }} Readings what the cursor can stand at: texts and places in pixels of the frame; with `y` a place is a point, without it a vertical line over `span`;
 *   keys: where an arrow key leads in a picture of two dimensions; choose: takes a reading, by Enter or a click */

/** What a figure says of itself, in the reader's language. @typedef {{ name: string, cursor: string, empty: string, table: string, head: readonly string[] }} FigureWords */

/** Sets up a <figure> that holds a `.frame`.
 * @param {HTMLElement} root @param {string} id begins the ids of its parts @param {() => FigureWords} words @param {Readings} readings */
export function setUpFigure(root, id, words, readings) {
  const frame = /** @type {HTMLElement} */ (root.querySelector(".frame"));
  const plot = element("div", { class: "plot", role: "img", "aria-describedby": `${id}-summary` });
  const mark = element("div", { class: "mark", hidden: true });
  const chip = element("div", { class: "chip-reading", hidden: true });
  const cursor = element("div", { class: "cursor", role: "slider", tabindex: 0, "aria-valuemin": 0, "aria-valuemax": 0, "aria-valuenow": 0, "aria-describedby": `${id}-summary` }, mark, chip);
  const summary = element("p", { class: "summary", id: `${id}-summary` });
  const tableTitle = element("summary");
  const tableBox = element("div", { class: "table-box", tabindex: 0, role: "region" });
  const details = element("details", { class: "data" }, tableTitle, tableBox);
  frame.append(plot, cursor);
  const tools = element("div", { class: "tools" });
  root.append(tools, element("figcaption", {}, summary), details);

  let at = -1;
  /** @type {() => (string | number)[][]} */
  let rows = () => [];

  /** @param {number} index */
  function moveTo(index) {
    const last = readings.count() - 1;
    at = Math.max(-1, Math.min(last, index));
    cursor.setAttribute("aria-valuemax", String(Math.max(0, last)));
    cursor.setAttribute("aria-valuenow", String(Math.max(0, at)));
    cursor.setAttribute("aria-valuetext", last < 0 ? words().empty : readings.text(Math.max(0, at)));
    const place = at < 0 ? null : readings.place(at);
    mark.hidden = chip.hidden = !place;
    if (!place) return;
    chip.textContent = readings.text(at);
    mark.classList.toggle("point", place.y !== undefined);
    const { top, bottom } = readings.span?.() ?? { top: 0, bottom: 0 };
    mark.style.left = `${place.x}px`;
    mark.style.top = `${place.y ?? top}px`;
    mark.style.height = place.y === undefined ? `${bottom - top}px` : "";
    chip.style.maxWidth = `${Math.max(120, frame.clientWidth - 24)}px`;
    chip.style.left = `${Math.max(4, Math.min(frame.clientWidth - chip.offsetWidth - 4, place.x - chip.offsetWidth / 2))}px`;
    const above = (place.y ?? top) - chip.offsetHeight - (place.y === undefined ? 2 : 12);
    chip.style.top = `${above >= 0 || place.y === undefined ? Math.max(2, above) : place.y + 12}px`;
  }

  cursor.addEventListener("pointermove", (/** @type {PointerEvent} */ event) => {
    const box = cursor.getBoundingClientRect();
    if (readings.count()) moveTo(readings.nearest(event.clientX - box.left, event.clientY - box.top));
  });
  cursor.addEventListener("pointerleave", () => cursor.matches(":focus") || moveTo(-1));
  cursor.addEventListener("blur", () => moveTo(-1));
  cursor.addEventListener("focus", () => at < 0 && moveTo(0));
  cursor.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
    const last = readings.count() - 1;
    if ((event.key === "Enter" || event.key === " ") && readings.choose && at >= 0) {
      event.preventDefault();
      readings.choose(at);
      return;
    }
    const to = readings.keys?.(event.key, at) ?? { ArrowRight: at + 1, ArrowUp: at + 1, ArrowLeft: at - 1, ArrowDown: at - 1, PageUp: at + PAGE, PageDown: at - PAGE, Home: 0, End: last, Escape: -1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    moveTo(event.key === "Escape" ? -1 : Math.max(0, to));
  });
  let tapped = -1;
  cursor.addEventListener("click", (/** @type {PointerEvent} */ event) => {
    if (!readings.choose || !readings.count()) return;
    const box = cursor.getBoundingClientRect();
    const index = readings.nearest(event.clientX - box.left, event.clientY - box.top);
    moveTo(index);
    if (event.pointerType !== "touch" || index === tapped) readings.choose(index); // a finger reads first and takes with a second tap
    tapped = index;
  });
  details.addEventListener("toggle", fillTable);

  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let filling;
  let filledAt = -Infinity;

  /** Only a table that is open is written. */
  function fillTable() {
    filling = undefined;
    if (!details.open) return;
    filledAt = performance.now();
    const head = element("tr", {}, ...words().head.map((text) => element("th", { scope: "col" }, text)));
    const body = rows().map((cells) => element("tr", {}, ...cells.map((cell, i) => (i === 0 ? element("th", { scope: "row" }, String(cell)) : element("td", {}, String(cell))))));
    tableBox.replaceChildren(element("table", {}, element("caption", { class: "visually-hidden" }, words().name), element("thead", {}, head), element("tbody", {}, ...body)));
  }

  return {
    root,
    frame,
    plot,
    /** Where controls of this figure go, between picture and sentence. */
    tools,
    /** @param {string} text */
    summarize(text) {
      if (summary.textContent !== text) summary.textContent = text;
    },
    /** @param {() => (string | number)[][]} next made when the table is looked at */
    tabulate(next) {
      rows = next;
      if (details.open) filling ??= setTimeout(fillTable, Math.max(0, filledAt + TABLE_MS - performance.now()));
    },
    /** Puts the cursor where it belongs after the picture or the language changed. */
    refresh() {
      plot.setAttribute("aria-label", words().name);
      cursor.setAttribute("aria-label", words().cursor);
      tableTitle.textContent = words().table;
      tableBox.setAttribute("aria-label", words().table);
      moveTo(at);
    },
  };
}
