// How far a run on screen is and how long it still takes, from its own pace; once it has ended, its fingerprint.

import { element } from "../controls.js";
import { t } from "../i18n.js";

/** @param {HTMLElement} root the row @param {{ counts: boolean }} look counts: whether it says the epoch, where nothing else does */
export function createProgress(root, { counts }) {
  const bar = element("progress", { max: 1, value: 0 });
  const text = element("span", { class: "left" });
  root.append(bar, text);
  /** @type {{ at: number, from: number } | null} when it began to run, and the epochs behind it then */
  let began = null;

  return {
    /** @param {{ done: number, total: number, running: boolean, ended: boolean, print: () => string }} run done, total: epochs; print: its fingerprint, asked for at the end only */
    refresh({ done, total, running, ended, print }) {
      if (!running || done === 0) began = running ? { at: performance.now(), from: done } : null;
      else began ??= { at: performance.now(), from: done };
      const pace = began && done > began.from ? (performance.now() - began.at) / (done - began.from) : null;
      bar.value = total ? done / total : 0;
      bar.setAttribute("aria-label", t("job.progress"));
      bar.hidden = done === 0 || ended;
      const seconds = running && pace ? Math.ceil(((total - done) * pace) / 1000) : null;
      const parts = [counts ? t("pace.epochs", { epoch: done, epochs: total }) : "", ended ? t("pace.print", { print: print() }) : seconds === null ? "" : t("pace.left", { seconds })];
      text.textContent = done === 0 ? "" : parts.filter(Boolean).join(t("list.comma"));
    },
  };
}
