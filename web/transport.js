// Play, pause, one epoch, start over, and another rate in the middle of a run.

import { element } from "./controls.js";
import { problemText, t } from "./i18n.js";
import { formatEdits, parse, parseEdits, propertyOf } from "./properties.js";

/** @param {import("./controls.js").State} state
 * @param {{ run: () => ReturnType<typeof import("./run.js").createRun> | null, coming: () => { play: boolean, step: boolean } | null, rateAt: (epoch: number) => number, restart: (then: { play: boolean }) => void }} page
 *   coming: what is wanted of the run that is to take this one's place; the buttons mean that one, as soon as it is asked for */
export function createTransport(state, page) {
  const bar = /** @type {HTMLElement} */ (document.getElementById("transport"));
  const play = element("button", { type: "button", class: "play", id: "play" });
  const step = element("button", { type: "button", id: "step" });
  const reset = element("button", { type: "button", id: "restart" });
  bar.append(play, step, reset);

  const midrun = /** @type {HTMLElement} */ (document.getElementById("midrun"));
  const label = element("label", { for: "rate-now" });
  const field = element("input", { id: "rate-now", type: "text", inputmode: "decimal", autocomplete: "off", "aria-describedby": "problem-rate-now hint-rate-now" });
  const apply = element("button", { type: "submit" });
  const undo = element("button", { type: "button", class: "quiet" });
  const hint = element("p", { class: "hint", id: "hint-rate-now" });
  const problem = element("p", { class: "problem", id: "problem-rate-now", role: "alert" });
  const form = element("form", { novalidate: true }, label, field, apply, undo, problem, hint);
  midrun.append(form);

  let editing = false;
  let typed = false; // a rate that is not taken yet: it stays, however the run goes on

  const playing = () => page.coming()?.play ?? page.run()?.playing ?? false;

  play.addEventListener("click", () => {
    const run = page.run();
    const coming = page.coming();
    if (!run) return;
    if (coming) {
      coming.play = !coming.play;
      refresh();
    } else if (run.playing) run.pause();
    else if (run.done) page.restart({ play: true });
    else run.play();
  });
  step.addEventListener("click", () => {
    const coming = page.coming();
    if (!coming) return void page.run()?.step();
    [coming.play, coming.step] = [false, true];
    refresh();
  });
  reset.addEventListener("click", () => page.restart({ play: false }));
  undo.addEventListener("click", () => {
    state.set("edits", "");
    state.save();
  });
  field.addEventListener("input", () => (typed = field.value !== ""));
  form.addEventListener("submit", async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const run = page.run();
    if (!run || run.done) return;
    try {
      const rate = parse({ ...propertyOf("lr"), min: 0 }, field.value);
      const { records } = run;
      const epoch = await run.setRate(rate);
      typed = false;
      editing = run.records === records && !page.coming(); // this run already knows, another does not
      const others = parseEdits(state.values.edits).filter(([at]) => at !== epoch);
      state.set("edits", formatEdits([...others, [epoch, rate]]));
      state.save();
      tell("");
    } catch (error) {
      tell(problemText(error, field.value));
    } finally {
      editing = false;
    }
  });

  /** @param {string} text */
  function tell(text) {
    problem.textContent = text;
    field.setAttribute("aria-invalid", String(text !== ""));
  }

  function refresh() {
    const run = page.run();
    const ended = Boolean(run?.done && run.records.length);
    play.textContent = t(playing() ? "action.pause" : ended ? "action.again" : "action.play");
    play.classList.toggle("playing", playing());
    step.textContent = t("action.step");
    reset.textContent = t("action.reset");
    play.disabled = !run;
    step.disabled = !run || (run.done && !page.coming());
    reset.disabled = !run || run.records.length === 0;
    label.textContent = t("action.rateNow");
    apply.textContent = t("action.changeRate");
    undo.textContent = t("action.dropEdits");
    undo.hidden = state.values.edits === "";
    hint.textContent = t("action.rateHint");
    field.disabled = apply.disabled = !run || run.done;
    const epoch = run?.records.length ?? 0;
    const next = page.rateAt(Math.min(epoch, state.values.epochs - 1));
    if (!typed && next !== undefined) field.value = String(Number(next.toPrecision(4)));
  }

  return {
    /** Whether the change of `edits` that is being announced is already in the run. */
    get editing() {
      return editing;
    },
    status() {
      const run = page.run();
      return !run ? "" : playing() ? t("status.playing") : run.records.length && !run.done ? t("status.paused") : "";
    },
    refresh,
  };
}
