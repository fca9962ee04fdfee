// A button that starts what takes a while, a bar that shows how far it is and how long it still takes, and a button that ends it.

import { element } from "../controls.js";
import { t } from "../i18n.js";

const TOLD_MS = 500; // between two changes of the time left

/** @param {string} id of its words: `<id>.start` and, where it has been done before, `<id>.again`
 * @param {(signal: AbortSignal, report: (share: number) => void) => Promise<void>} work
 * @param {{ stopped?: () => void, problem: (error: any) => void, figure: () => HTMLElement }} on figure: whose sentence is read out at the end, to those who do not see the picture */
export function createJob(id, work, { stopped, problem, figure }) {
  const start = element("button", { type: "button", class: "go", id: `${id}-start` });
  const bar = element("progress", { max: 1, value: 0 });
  const left = element("span", { class: "left" });
  const cancel = element("button", { type: "button", class: "quiet", id: `${id}-cancel` });
  const running = element("div", { class: "running", hidden: true }, bar, left, cancel);
  const told = element("p", { class: "visually-hidden", role: "status" });
  const root = element("div", { class: "job" }, start, running, told);
  /** @type {AbortController | null} */
  let controller = null;
  let done = false;
  let share = 0;
  let began = 0;
  let toldAt = -Infinity;

  /** @param {number} next from 0 to 1 */
  function report(next) {
    share = next;
    bar.value = share;
    const now = performance.now();
    if (now - toldAt < TOLD_MS) return;
    toldAt = now;
    tellLeft();
  }

  function tellLeft() {
    const ms = (performance.now() - began) * (1 / share - 1);
    left.textContent = share > 0.02 ? t("job.left", { share, seconds: Math.max(1, Math.round(ms / 1000)) }) : t("job.starting");
  }

  async function run() {
    if (controller) return;
    const mine = (controller = new AbortController());
    const focused = document.activeElement === start;
    began = performance.now();
    toldAt = -Infinity;
    told.textContent = "";
    report(0);
    refresh();
    if (focused) cancel.focus();
    try {
      await work(mine.signal, report);
      done = true;
    } catch (error) {
      if (!mine.signal.aborted) problem(error);
    }
    if (controller !== mine) return;
    const inside = document.activeElement === cancel;
    controller = null;
    refresh();
    if (inside) start.focus();
    stopped?.();
    told.textContent = figure().querySelector(".summary")?.textContent ?? "";
  }

  /** Ends what is running; what has been computed stays. */
  function stop() {
    controller?.abort();
  }

  function refresh() {
    start.textContent = t(done ? `${id}.again` : `${id}.start`);
    cancel.textContent = t("job.cancel");
    bar.setAttribute("aria-label", t("job.progress"));
    start.hidden = controller !== null;
    running.hidden = controller === null;
    if (controller) tellLeft();
  }

  start.addEventListener("click", () => void run());
  cancel.addEventListener("click", stop);
  return {
    root,
    refresh,
    run,
    stop,
    /** What was computed does not belong to the settings of now. */
    forget() {
      stop();
      done = false;
      refresh();
    },
    get running() {
      return controller !== null;
    },
  };
}
