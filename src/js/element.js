// <step-decay>: a schedule, a network that trains under it, a race of schedules or a tuning map, in anybody's page. define.js registers it.
//
// Importing this touches nothing of a browser but the name of its base class, so a server may do it. Nothing heavy happens before the element is near the visible part of
// the page: then the core is compiled, once for all elements; then Plotly is loaded, once for all. Nothing trains before the reader asks.

import { drawChart } from "./charts.js";
import { element } from "./dom.js";
import { BUTTONS, createControl } from "./element-controls.js";
import { attributesOf, concerns, defaults, isChinese, parseRow, queryOf, rowOf, rows } from "./element-schema.js";
import { adoptStyle } from "./element-style.js";
import { checkRates, createView, legendOf } from "./element-views.js";
import { en, zh } from "./element-words.js";
import { setUpFigure } from "./figure.js";
import { isHostDark, watchHostTheme } from "./host-theme.js";
import { init } from "./index.js";
import { loadPlotly } from "./plotly-source.js";
import { pytorchCode } from "./pytorch-code.js";
import { StepLR } from "./schedule.js";
import { scheduleSvg } from "./svg.js";

/** @typedef {import("./element-schema.js").Row} Row */
/** @typedef {Error & { code?: string, field?: string, attribute?: string, text?: string, value?: unknown, min?: number, max?: number, known?: readonly string[] }} Problem */

export { loadScript, usePlotly } from "./plotly-source.js";

const NEAR = "200px"; // of the visible part of the page
const CUT = 200; // characters of an author's text in a message
const NUMBERS = ["lr", "gamma", "step-size"];
const CONTROLS = /** @type {Record<string, string[]>} */ ({ chart: NUMBERS, train: [...BUTTONS, ...NUMBERS], race: [...BUTTONS, ...NUMBERS], map: ["play", "reset", ...NUMBERS] });
const ROOM = /** @type {Record<string, number>} */ ({ chart: 350, train: 440, race: 440, map: 380 }); // pixels of height
const RATED = ["gamma", "lr", "stepSize", "epochs", "compare", "view"]; // what rates follow from; where they overflow, the first of these that has changed is to blame, if that helps
const PRINT = ["beforeprint", "afterprint"];
const COLOURS = ["ink", "muted", "line", "train", "valid", "lane-0", "lane-1", "lane-2", "lane-3"];

/** On a server there is no such class, and nothing is made of ours there. @type {typeof HTMLElement} */
const Base = globalThis.HTMLElement ?? /** @type {any} */ (class {});

/** One worker trains for all elements of a page; the last one to leave ends it. @type {{ remote: Promise<import("./remote.js").Remote> | null, users: Set<object> }} */
const shared = { remote: null, users: new Set() };

/** @param {object} user @returns {Promise<import("./remote.js").Remote>} */
function takeRemote(user) {
  shared.users.add(user);
  const asked = (shared.remote ??= import("./training.js").then(({ connect }) => connect()));
  const again = () => {
    if (shared.remote === asked) shared.remote = null;
    return takeRemote(user);
  };
  return asked.then(
    (remote) => (remote.ended ? again() : remote),
    (error) => {
      if (shared.remote === asked) shared.remote = null;
      throw error;
    },
  );
}

/** @param {object} user */
function leaveRemote(user) {
  shared.users.delete(user);
  if (shared.users.size) return;
  void shared.remote?.then((remote) => remote.terminate(), () => {});
  shared.remote = null;
}

/** The element. Every attribute has a property of the same meaning; `observedAttributes` lists them, custom-elements.json describes them.
 * @fires lab-ready the figure stands
 * @fires lab-epoch an epoch is trained: { schedule, epoch, lr, loss, valLoss, accuracy, valAccuracy, diverged, dropped }
 * @fires lab-drop the rate has dropped: { schedule, epoch, lr, from }
 * @fires lab-done all is trained: { runs }, or of a map { lr, stepSize, valLoss, cells }
 * @fires lab-error a value cannot be used, or something failed: { attribute, property, code, value, message } */
export class StepDecayElement extends Base {
  static observedAttributes = rows.map(({ attribute }) => attribute);

  /** The attributes that a link asks for; what it has besides is left out. @param {string} search a query string @returns {[name: string, value: string][]} */
  static attributesFrom(search) {
    return [...new URLSearchParams(search)].flatMap(([name, value]) => (rowOf(name) ? [/** @type {[string, string]} */ ([/** @type {Row} */ (rowOf(name)).attribute, value])] : []));
  }

  /** Resolves when the figure stands; rejects when it cannot. @type {Promise<void>} */
  ready;

  /** What the attributes say, as far as it can be read. @type {Record<string, any>} */
  #said = defaults();
  /** The values in use: what is said, as far as the core takes it. @type {Readonly<Record<string, any>>} */
  #values = this.#said;
  /** What is shown. @type {Readonly<Record<string, any>> | null} */
  #shown = null;
  /** Problems by attribute: texts that cannot be read, and what failed. @type {Map<string, Problem>} */
  #problems = new Map();
  /** Problems by attribute: values that the core does not take, with the others. @type {Map<string, Problem>} */
  #wrong = new Map();
  #pending = false;
  #entered = false;
  #near = false;
  #suspended = false;
  /** @type {Promise<void> | null} */
  #starting = null;
  #core = false;
  #told = false;
  #printing = false;
  #asked = 0; // wishes to play or not: the last one counts
  /** @type {{ done: () => void, failed: (reason: unknown) => void }} */
  #settle;
  /** @type {ReturnType<StepDecayElement["build"]> | null} */
  #parts = null;
  /** @type {import("./element-views.js").View | null} */
  #view = null;
  /** @type {ReturnType<typeof drawChart> | null} */
  #chart = null;
  /** @type {any} */
  #colours = null;
  /** @type {{ root: HTMLElement, refresh: () => void }[]} */
  #controls = [];
  /** @type {(() => void)[]} */
  #leave = [];

  constructor() {
    super();
    /** @type {any} */
    let settle;
    this.ready = new Promise((done, failed) => (settle = { done, failed }));
    this.ready.catch(() => {}); // lab-error tells it too
    this.#settle = settle;
  }

  // Attributes and properties ---------------------------------------------------------------------------------------------

  /** @param {string} name @param {string | null} _before @param {string | null} text */
  attributeChangedCallback(name, _before, text) {
    const row = rowOf(name);
    if (!row || row.attribute !== name) return;
    let value;
    try {
      value = text === null ? row.initial : parseRow(row, text);
      this.#problems.delete(name);
    } catch (error) {
      value = this.settings[row.key];
      this.#refuse(row, text ?? "", error);
    }
    this.#said = { ...this.#said, [row.key]: value };
    this.#wrong.delete(name);
    this.#changeSoon();
  }

  /** What is wrong with the attributes now, by name: the messages. */
  get problems() {
    const wrong = this.#pending ? this.#judge(this.#said).wrong : this.#wrong;
    return Object.fromEntries([...wrong, ...this.#problems].map(([name, problem]) => [name, this.#words().problem(problem)]));
  }

  /** The settings in use, by property; also what was set just now. @returns {Readonly<Record<string, any>>} */
  get settings() {
    return this.#pending ? this.#judge(this.#said).values : { ...this.#values };
  }

  /** @param {Row} row @param {string} text @param {any} error */
  #refuse(row, text, error) {
    this.#problems.set(row.attribute, problemOf(row, text, error));
    this.#report(error);
  }

  #changeSoon() {
    if (this.#pending) return;
    this.#pending = true;
    queueMicrotask(() => this.#changeNow());
  }

  /** Shows what was set in this task. */
  #changeNow() {
    if (this.#pending && this.#entered) this.#change();
  }

  /** Shows what has changed; what the core does not take stays as it was. */
  #change() {
    this.#pending = false;
    const before = this.#shown;
    const { values, wrong } = this.#judge(this.#said);
    const known = this.#wrong;
    this.#values = values;
    this.#wrong = wrong;
    for (const [name, problem] of wrong) if (known.get(name)?.message !== problem.message) this.#report(problem);
    const changed = rows.filter(({ key }) => !before || before[key] !== this.#values[key]);
    if (!changed.length) return this.#refresh();
    this.#shown = values;
    const has = (/** @type {string[]} */ ...keys) => changed.some(({ key }) => keys.includes(key));
    if (!before || has("controls", "view")) this.#setControls();
    this.#colours = null;
    if (this.#core && (!this.#view || !before || has("view") || changed.some((row) => concerns(row, this.#values.view)))) this.#setView();
    else if (has("speed")) this.#keepPlaying();
    if (has("plotlySrc") && before && this.#core) void this.#draw();
    this.#refresh();
  }

  /** Holds values against the core, if it is there: in place of what it does not take stand the ones in use. @param {Readonly<Record<string, any>>} said */
  #judge(said) {
    const good = this.#values;
    const values = { ...said };
    /** @type {Map<string, Problem>} */
    const wrong = new Map();
    if (!this.#core) return { values, wrong };
    /** @param {string} key @param {() => void} check */
    const hold = (key, check) => {
      const error = errorOf(check);
      if (!error) return;
      const row = /** @type {Row} */ (rowOf(key));
      wrong.set(row.attribute, Object.assign(problemOf(row, String(said[key]), error), { value: said[key] }));
      values[key] = good[key];
    };
    for (const key of ["lr", "gamma", "stepSize"]) hold(key, () => new StepLR({ lr: good.lr, gamma: good.gamma, stepSize: good.stepSize, [key]: said[key] }));
    const overflow = () => checkRates(values);
    if (!errorOf(overflow)) return { values, wrong };
    const wanted = { ...values };
    for (const key of RATED) if (errorOf(overflow)) values[key] = good[key];
    for (const key of RATED) {
      values[key] = wanted[key]; // one that went back too early stays after all
      hold(key, overflow);
    }
    return { values, wrong };
  }

  /** @param {string} type @param {object} detail */
  #emit(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  /** @param {Problem} problem */
  #report(problem) {
    const { code = problem.name, attribute, field, value, text } = problem;
    queueMicrotask(() => this.#emit("lab-error", { attribute, property: field, code, value: value ?? text, message: this.#words().problem(problem) }));
  }

  // Life in the page ------------------------------------------------------------------------------------------------------

  connectedCallback() {
    if (this.#entered) return; // it was moved
    this.#entered = true;
    this.#takeOwnProperties();
    this.#parts ??= this.build();
    this.#change();
    const seen = new IntersectionObserver((entries) => this.#see(entries[entries.length - 1].isIntersecting), { rootMargin: NEAR });
    seen.observe(this);
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    const moved = () => this.#keepPlaying();
    still.addEventListener("change", moved);
    const printed = (/** @type {Event} */ { type }) => this.#print(type === "beforeprint");
    for (const type of PRINT) addEventListener(type, printed);
    this.#leave = [
      () => seen.disconnect(),
      () => still.removeEventListener("change", moved),
      () => PRINT.forEach((type) => removeEventListener(type, printed)),
      watchHostTheme(() => {
        if (this.#dark() !== (this.#parts?.lab.dataset.theme === "dark") || this.#parts?.lab.lang !== this.#lang()) this.#colours = null;
        if (!this.#colours) this.#refresh();
      }),
    ];
    if (this.#values.loading === "eager" || this.#core) void this.#start().catch(() => {});
  }

  /** What was set on the element before it was defined hides the property of the class. */
  #takeOwnProperties() {
    const self = /** @type {any} */ (this);
    for (const { key } of rows) {
      if (!Object.hasOwn(self, key)) continue;
      const value = self[key];
      delete self[key];
      self[key] = value;
    }
  }

  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected || !this.#entered) return;
      this.#entered = false;
      for (const leave of this.#leave) leave();
      this.#view?.close();
      this.#chart?.end();
      this.#view = this.#chart = this.#starting = null;
      this.#shown = null;
      leaveRemote(this);
    });
  }

  /** Goes on at another speed. */
  #keepPlaying() {
    if (this.#view?.playing()) void this.#view.play();
  }

  /** @param {boolean} near */
  #see(near) {
    this.#near = near;
    if (near && !this.#starting) void this.#start().catch(() => {});
    if (!near && this.#view?.playing() && this.#shown?.view !== "map") {
      this.#suspended = true;
      this.#view.pause();
    } else if (near && this.#suspended) {
      this.#suspended = false;
      void this.#view?.play();
    }
  }

  /** Compiles the core, draws, and says that all is ready. @returns {Promise<void>} */
  #start() {
    return (this.#starting ??= this.#startNow());
  }

  async #startNow() {
    const parts = /** @type {NonNullable<typeof this.parts>} */ (this.#parts);
    try {
      await init();
      new StepLR({ lr: 1, stepSize: 1 }); // WebKit compiles under a policy that then forbids the instance
      if (!this.#entered) return;
      if (!this.#core) this.#values = defaults(); // what the core has not seen is not good yet
      this.#core = true;
      this.#shown = null;
      this.#change();
    } catch (/** @type {any} */ error) {
      const forbidden = error.code === "NO_WASM" || error instanceof WebAssembly.CompileError || /WebAssembly|wasm/i.test(error.message);
      parts.lab.hidden = true;
      parts.note.textContent = forbidden ? this.#words().noWasm : this.#words().noCore(error.message);
      this.#report(Object.assign(error, { code: forbidden ? "NO_WASM" : error.code }));
      this.#settle.failed(error);
      throw error;
    }
    parts.stack.classList.add("live");
    await this.#draw();
  }

  /** Plotly, if it comes; until then, and otherwise, the still figure stands. */
  async #draw() {
    const parts = /** @type {NonNullable<typeof this.parts>} */ (this.#parts);
    parts.note.textContent = "";
    try {
      const source = this.#values.plotlySrc;
      const Plotly = loadPlotly(source);
      await Plotly;
      if (!this.#entered) return;
      this.#chart?.end();
      this.#chart = drawChart(parts.figure.plot, {
        load: () => Plotly,
        colours: () => this.#palette(),
        build: (colours, width) => /** @type {any} */ (this.#view).build(colours, width),
        drawn: () => {
          parts.still.hidden = true;
          parts.figure.refresh();
          this.#ready();
        },
      });
      this.#chart.draw();
      if (parts.figure.plot.clientWidth === 0) this.#ready(); // in a closed tab: it draws when it is opened
    } catch (/** @type {any} */ error) {
      parts.note.textContent = this.#words().noPlotly;
      this.#report(Object.assign(error, { code: "PLOTLY" }));
      this.#ready();
    }
  }

  #ready() {
    if (this.#told) return;
    this.#told = true;
    this.dataset.state = "ready";
    this.#settle.done();
    this.#emit("lab-ready", { view: this.#values.view });
  }

  // Look ------------------------------------------------------------------------------------------------------------------

  /** Makes the shadow. @protected */
  build() {
    const root = this.attachShadow({ mode: "open" });
    adoptStyle(root);
    const frame = element("div", { class: "frame", part: "frame" });
    const still = element("div", { class: "still" });
    frame.append(still);
    const numbers = element("div", { class: "numbers", part: "numbers" });
    const transport = element("div", { class: "transport", part: "transport" });
    const legend = element("dl", { class: "legend", part: "legend" });
    const problem = element("p", { class: "problem", id: "problem", role: "alert", part: "problem" });
    const status = element("p", { class: "visually-hidden", role: "status" });
    const holder = element("figure", { part: "figure" }, frame);
    const lab = element("div", { class: "lab", part: "lab", role: "group" }, numbers, problem, transport, legend, holder, status);
    const note = element("p", { class: "note", part: "note", role: "status" });
    const stack = element("div", { class: "stack" }, element("slot"), lab);
    root.append(stack, note);
    const figure = setUpFigure(holder, "figure", () => this.#words().figure[/** @type {"chart"} */ (this.#values.view)], {
      count: () => this.#view?.readings.count() ?? 0,
      text: (index) => this.#view?.readings.text(index) ?? "",
      place: (index) => (this.#chart ? (this.#view?.readings.place(index) ?? null) : null),
      nearest: (x, y) => this.#view?.readings.nearest(x, y) ?? 0,
      span: () => this.#chart?.span() ?? { top: 0, bottom: 0 },
    });
    const buttons = /** @type {Record<string, HTMLButtonElement>} */ (Object.fromEntries(BUTTONS.map((name) => [name, element("button", { type: "button", class: name, part: `button ${name}` })])));
    buttons.play.addEventListener("click", () => void (this.#view?.playing() ? this.pause() : this.play()));
    buttons.step.addEventListener("click", () => void this.step());
    buttons.reset.addEventListener("click", () => this.reset());
    const probe = element("i", { hidden: true });
    lab.append(probe);
    return { stack, lab, frame, still, numbers, transport, legend, problem, status, note, figure, buttons, probe };
  }

  /** @returns {ReturnType<StepDecayElement["build"]> | null} @protected */
  get parts() {
    return this.#parts;
  }

  #setControls() {
    const { numbers, transport, buttons } = /** @type {NonNullable<typeof this.parts>} */ (this.#parts);
    const { controls, view } = this.#values;
    const names = controls === "none" ? [] : controls === "" ? CONTROLS[view] : controls.split(", ");
    const owner = { values: () => this.settings, words: () => this.#words(), take: (/** @type {Row} */ row, /** @type {string} */ text) => this.#take(row, text) };
    const rowsOf = names.flatMap((/** @type {string} */ name) => rowOf(name) ?? []).filter((/** @type {Row} */ row) => concerns(row, view));
    this.#controls = rowsOf.map((/** @type {Row} */ row) => createControl(owner, row));
    numbers.replaceChildren(...this.#controls.map(({ root }) => root));
    numbers.hidden = !this.#controls.length;
    const shown = view === "chart" ? [] : BUTTONS.filter((name) => names.includes(name));
    transport.replaceChildren(...shown.map((name) => buttons[name]));
    transport.hidden = !shown.length;
  }

  /** A value from a control: into the attribute, where it can be used. @param {Row} row @param {string} text */
  #take(row, text) {
    try {
      const value = parseRow(row, text);
      const problem = this.#judge({ ...this.#said, [row.key]: value }).wrong.get(row.attribute);
      if (problem) throw problem;
      this.setAttribute(row.attribute, String(value));
      return true;
    } catch (error) {
      this.#refuse(row, text, error);
      this.#refresh();
      return false;
    }
  }

  #setView() {
    this.#view?.close();
    this.#suspended = false;
    this.#view = createView({
      values: { ...this.#values },
      speed: () => this.#values.speed,
      words: () => this.#words(),
      lang: () => this.#lang(),
      chart: () => /** @type {any} */ (this.#chart),
      remote: () => takeRemote(this),
      emit: (type, detail) => this.#emit(type, detail),
      refresh: () => this.#refresh(),
      fail: (error) => this.#fail(error),
      reduced: () => matchMedia("(prefers-reduced-motion: reduce)").matches,
    });
  }

  /** Something failed while it ran. @param {any} error */
  #fail(error) {
    const row = rowOf(String(error.field ?? "").replace(/^.*\./, "").replace(/\[.*$/, ""));
    if (row) this.#refuse(row, String(this.#values[row.key]), error);
    else {
      this.#problems.set("", error);
      this.#report(error);
    }
    this.#refresh();
  }

  /** Writes words, colours and numbers of now. */
  #refresh() {
    const parts = this.#parts;
    if (!parts) return;
    const words = this.#words();
    const { view } = this.#values;
    const theme = this.#dark() ? "dark" : "light";
    if (parts.lab.dataset.theme !== theme) this.#colours = null;
    parts.lab.dataset.theme = theme;
    parts.lab.lang = this.#lang();
    parts.lab.setAttribute("aria-label", words.figure[/** @type {"chart"} */ (view)].name);
    parts.frame.dataset.view = view;
    for (const control of this.#controls) control.refresh();
    parts.problem.textContent = Object.values(this.problems).join("\n");
    this.#refreshButtons();
    const known = this.#view?.values() ?? [];
    parts.legend.replaceChildren(...legendOf(this.#values, words).map(({ name, colour, dash }, i) => element("div", {}, element("dt", {}, ...(colour ? [swatch(colour, dash)] : []), ` ${name}`), element("dd", {}, known[i] ?? "–"))));
    if (!this.#view) return;
    const summary = this.#view.summary();
    parts.figure.summarize(summary);
    if (this.#view.done() && parts.status.textContent !== summary) parts.status.textContent = summary;
    parts.figure.tabulate(this.#view.rows);
    parts.figure.refresh();
    if (!parts.still.hidden) this.#drawStill();
    this.#chart?.draw();
  }

  #refreshButtons() {
    const words = this.#words();
    const { buttons } = /** @type {NonNullable<typeof this.parts>} */ (this.#parts);
    const map = this.#values.view === "map";
    const playing = this.#view?.playing() ?? false;
    const ended = this.#view?.done() ?? false;
    buttons.play.textContent = playing ? (map ? words.stop : words.pause) : map ? words.draw : ended ? words.again : words.play;
    buttons.play.classList.toggle("playing", playing);
    buttons.step.textContent = words.step;
    buttons.reset.textContent = words.reset;
    buttons.step.disabled = ended;
    buttons.reset.disabled = !(this.#view?.begun() ?? false);
  }

  /** The still figure: what is seen until Plotly has drawn. */
  #drawStill() {
    const { still } = /** @type {NonNullable<typeof this.parts>} */ (this.#parts);
    const { lr, gamma, stepSize, epochs, yScale, view } = this.#values;
    const text = scheduleSvg(new StepLR({ lr, gamma, stepSize }), { epochs, lang: this.#lang(), width: 600, height: Math.min(ROOM[view], 350), yScale, theme: "inherit" });
    still.replaceChildren(document.importNode(new DOMParser().parseFromString(text, "image/svg+xml").documentElement, true));
  }

  /** The colours of the style as rgb() text, for Plotly, which does not read custom properties. */
  #palette() {
    if (this.#colours) return this.#colours;
    const { probe, lab } = /** @type {NonNullable<typeof this.parts>} */ (this.#parts);
    const entries = COLOURS.map((name) => {
      probe.style.color = `var(--${name})`;
      return [name, getComputedStyle(probe).color];
    });
    const named = Object.fromEntries(entries);
    this.#colours = { ...named, lanes: COLOURS.slice(-4).map((name) => named[name]), font: getComputedStyle(lab).fontFamily };
    return this.#colours;
  }

  /** Paper is light: the style knows that, and the chart is drawn anew for it. @param {boolean} printing */
  #print(printing) {
    const dark = this.#dark();
    this.#printing = printing;
    if (dark !== this.#dark()) this.#refresh();
  }

  #dark() {
    if (this.#printing) return false;
    const { theme } = this.#values;
    return theme === "auto" ? isHostDark(this) : theme === "dark";
  }

  /** @returns {"zh-CN" | "en"} */
  #lang() {
    const said = this.#said.lang || this.parentElement?.closest("[lang]")?.getAttribute("lang") || "en";
    return isChinese(said) ? "zh-CN" : "en";
  }

  #words() {
    return this.#lang() === "en" ? en : zh;
  }

  // What scripts may ask --------------------------------------------------------------------------------------------------

  /** Trains, from the start after the end of a run. Resolves when it has begun. @returns {Promise<void>} */
  async play() {
    const asked = ++this.#asked;
    await this.#start();
    if (asked !== this.#asked) return;
    if (this.#view?.done()) this.#view.reset();
    const view = this.#view;
    try {
      const playing = view?.play();
      this.#refresh();
      if (this.#values.view !== "map") await playing;
      else playing?.catch((error) => this.#fail(error));
      this.#refresh();
      if (!this.#near && view?.playing() && this.#values.view !== "map") this.#see(false);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Stops; what is trained stays. */
  pause() {
    this.#asked++;
    this.#suspended = false;
    this.#view?.pause();
    this.#refresh();
  }

  /** Trains some epochs. @param {number} [epochs] default 1 @returns {Promise<void>} */
  async step(epochs = 1) {
    await this.#start();
    try {
      await this.#view?.step(epochs);
    } catch (error) {
      this.#fail(error);
    }
    this.#refresh();
  }

  /** Back to the untrained network; the settings stay. */
  reset() {
    this.#asked++;
    this.#suspended = false;
    this.#view?.reset();
    this.#refresh();
  }

  /** Whether something trains now. */
  get playing() {
    return this.#view?.playing() ?? false;
  }

  /** A link to these settings: only what differs from the start. @param {string} [base] the address of embed.html, default "" @returns {string} */
  toURL(base = "") {
    return base.replace(/\?.*$/, "") + queryOf(this.settings);
  }

  /** Code for these settings. @param {"pytorch" | "html"} [language] default "pytorch" @returns {string} */
  toCode(language = "pytorch") {
    if (language === "pytorch") return pytorchCode(this.settings, this.#lang());
    if (language === "html") return `<step-decay${attributesOf(this.settings).map(([name, value]) => ` ${name}="${value.replaceAll("&", "&amp;").replaceAll('"', "&quot;")}"`).join("")}></step-decay>`;
    throw new RangeError(`language is ${JSON.stringify(language)}; must be "pytorch" or "html"`);
  }

  /** The data of the figure, all digits. @returns {string} */
  toCSV() {
    this.#changeNow();
    return this.#view?.csv() ?? "";
  }
}

// A property for each row. `dataset` means data-* attributes in the DOM: reading it gives those, writing a name sets the attribute, as frameworks do.
for (const { key, attribute, kind } of rows) {
  if (attribute === "lang") continue; // the DOM has it
  Object.defineProperty(StepDecayElement.prototype, key, {
    configurable: true,
    enumerable: true,
    get() {
      return this.settings[key];
    },
    set(value) {
      if (value === null || value === undefined) this.removeAttribute(attribute);
      else this.setAttribute(attribute, kind === "list" || kind === "widths" ? [value].flat().join(", ") : String(value));
    },
  });
}
Object.defineProperty(StepDecayElement.prototype, "dataset", {
  configurable: true,
  get() {
    return Reflect.get(Base.prototype, "dataset", this);
  },
  set(value) {
    this.setAttribute("dataset", String(value));
  },
});

/** An error as the problem of an attribute. @param {Row} row @param {string} text @param {any} error @returns {Problem} */
const problemOf = (row, text, error) => Object.assign(error, { attribute: row.attribute, field: row.key, text: text.length > CUT ? `${text.slice(0, CUT)}…` : text });

/** What is thrown, if anything is. @param {() => void} act @returns {any} */
function errorOf(act) {
  try {
    act();
  } catch (error) {
    return error;
  }
}

const SVG = "http://www.w3.org/2000/svg";
const DASH = /** @type {Record<string, string>} */ ({ solid: "", dot: "2 3", dash: "6 3", dashdot: "6 3 2 3" });

/** A piece of line for the legend. @param {string} colour a custom property @param {string} [dash] default solid */
function swatch(colour, dash = "solid") {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  for (const [name, value] of [["width", "24"], ["height", "8"], ["aria-hidden", "true"]]) svg.setAttribute(name, value);
  line.setAttribute("d", "M0 4H24");
  line.setAttribute("stroke-width", "3");
  line.setAttribute("stroke-dasharray", DASH[dash]);
  line.style.stroke = `var(${colour})`;
  svg.append(line);
  return svg;
}
