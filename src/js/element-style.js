// The element's looks, in its shadow. Authors reach in by custom properties (--step-decay-…) and parts.

export const css = `
:host { display: block; position: relative; box-sizing: border-box; margin-block: 1rem; max-width: 100%; min-width: min(100%, 320px); container-type: inline-size; }
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
.stack { display: grid; }
.stack > * { grid-area: 1 / 1; min-width: 0; }
.stack > slot { display: block; }
.lab, .note { direction: ltr; text-align: start; } /* both languages run that way, whatever the page around them does */
.lab {
  --paper: var(--step-decay-background, #ffffff); --ink: var(--step-decay-text, #212529); --muted: var(--step-decay-muted, #5c6470); --line: var(--step-decay-grid, #e3e6ea);
  --edge: #868e96; --rate: #228be6; --accent: var(--step-decay-accent, var(--ink)); --train: #d9480f; --valid: #087f5b; --wrong: #c2255c;
  --lane-0: #228be6; --lane-1: #d9480f; --lane-2: #087f5b; --lane-3: #9c36b5;
  color-scheme: light; padding: 12px 14px; border: 1px solid var(--line); border-radius: var(--step-decay-radius, 8px); background: var(--paper); color: var(--ink);
  font: 400 15px/1.5 var(--step-decay-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif); font-variant-numeric: tabular-nums; letter-spacing: normal;
}
.lab[lang="zh-CN"] { font-family: var(--step-decay-font, "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "Microsoft YaHei", system-ui, sans-serif); }
@media not print { .lab[data-theme="dark"] {
  --paper: var(--step-decay-background, #1b1d21); --ink: var(--step-decay-text, #e6e4df); --muted: var(--step-decay-muted, #a9aeb6); --line: var(--step-decay-grid, #363a41);
  --edge: #7d848c; --train: #ff922b; --valid: #38d9a9; --wrong: #faa2c1; --lane-0: #4dabf7; --lane-1: #ff922b; --lane-2: #38d9a9; --lane-3: #da77f2; color-scheme: dark;
} }
.stack:not(.live) .lab { visibility: hidden; }
.stack.live > slot { display: none; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 145px), 1fr)); gap: 0 20px; }
.control { display: grid; grid-template-columns: 1fr auto; column-gap: 4px; align-items: center; min-width: 0; }
.control label { display: flex; align-items: baseline; gap: 6px; font-size: 13px; line-height: 1.2; color: var(--muted); }
.symbol { font: italic 18px/1.1 Georgia, "Times New Roman", serif; color: var(--ink); }
.symbol.rate { color: var(--rate); font-weight: 700; font-size: 20px; }
input[type="text"], select { width: 80px; height: 44px; padding: 0 8px; border: 1px solid var(--line); border-radius: 6px; background: transparent; color: inherit; font: inherit; font-size: 16px; }
select { width: auto; max-width: 140px; background: var(--paper); }
input[type="text"]:hover, select:hover { border-color: var(--edge); }
input[aria-invalid="true"] { border-color: var(--wrong); box-shadow: 0 0 0 1px var(--wrong); }
input[type="range"] { grid-column: 1 / -1; width: 100%; height: 34px; margin: 0; appearance: none; background: none; cursor: grab; color: var(--accent); touch-action: pan-y; }
input[type="range"].rate { color: var(--rate); }
input[type="range"]::-webkit-slider-runnable-track { height: 3px; border-radius: 2px; background: var(--edge); }
input[type="range"]::-moz-range-track { height: 3px; border-radius: 2px; background: var(--edge); }
input[type="range"]::-webkit-slider-thumb { appearance: none; width: 20px; height: 20px; margin-top: -8.5px; border: 3px solid var(--paper); border-radius: 50%; background: currentColor; box-shadow: 0 0 0 1px currentColor; }
input[type="range"]::-moz-range-thumb { width: 15px; height: 15px; border: 3px solid var(--paper); border-radius: 50%; background: currentColor; box-shadow: 0 0 0 1px currentColor; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
.transport { display: flex; gap: 8px; margin-top: 6px; min-height: 44px; }
button { min-height: 44px; min-width: 104px; padding: 0 10px; border: 1px solid var(--edge); border-radius: 6px; background: none; color: inherit; font: inherit; white-space: nowrap; cursor: pointer; }
button:hover:not(:disabled) { border-color: var(--ink); }
button:disabled { opacity: 0.45; cursor: default; }
.play { min-width: 132px; background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
.play::before { content: ""; display: inline-block; width: 0.7em; height: 0.75em; margin-right: 0.55em; background: currentColor; clip-path: polygon(0 0, 100% 50%, 0 100%); }
.play.playing::before { clip-path: polygon(0 0, 34% 0, 34% 100%, 66% 100%, 66% 0, 100% 0, 100% 100%, 0 100%); }
figure { margin: 8px 0 0; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 12px; min-height: 24px; margin: 8px 0 0; padding: 0; font-size: 14px; }
.legend:empty { display: none; }
.legend div { display: inline-flex; align-items: center; gap: 7px; }
.legend dt { color: var(--muted); } .legend dd { margin: 0; min-width: 4.4em; }
.legend svg { flex: none; }
.frame { position: relative; width: 100%; }
.frame[data-view="chart"] { max-width: 640px; min-height: 350px; margin-inline: auto; }
.frame[data-view="train"], .frame[data-view="race"] { min-height: 440px; }
.frame[data-view="map"] { max-width: 760px; min-height: 380px; }
.still { position: absolute; inset: 0; overflow: hidden; }
.still svg { display: block; width: 100%; height: auto; max-height: 100%; max-width: 640px; margin-inline: auto; }
.plot { width: 100%; overflow: hidden; }
.js-plotly-plot, .js-plotly-plot div { direction: ltr; margin: 0; padding: 0; border: 0; }
.js-plotly-plot .main-svg { position: absolute; top: 0; left: 0; pointer-events: none; }
.js-plotly-plot .crisp { shape-rendering: crispEdges; }
.js-plotly-plot .svg-container { margin-inline: auto; }
.cursor { position: absolute; inset: 0; cursor: crosshair; touch-action: pan-y; }
.cursor:focus-visible { outline-offset: 0; }
.mark { position: absolute; width: 1px; background: var(--ink); opacity: 0.7; pointer-events: none; }
.mark.point { width: 16px; height: 16px; margin: -8px 0 0 -8px; background: none; border: 2px solid var(--ink); border-radius: 50%; opacity: 1; }
.chip-reading { position: absolute; width: max-content; padding: 4px 10px; border-radius: 6px; background: var(--ink); color: var(--paper); font-size: 13px; line-height: 1.5; pointer-events: none; z-index: 2; }
.summary { margin: 6px 0 0; min-height: 3em; font-size: 14px; color: var(--muted); }
@container (max-width: 420px) { button { min-width: 0; padding: 0 5px; font-size: 13px; } .play { min-width: 108px; } .summary { min-height: 6em; } }
.data { font-size: 14px; }
.data > summary { display: inline-flex; align-items: center; gap: 0.4em; min-height: 44px; color: var(--muted); cursor: pointer; list-style: none; }
.data > summary::before { content: "▸"; font-size: 0.8em; } .data[open] > summary::before { content: "▾"; }
summary::-webkit-details-marker { display: none; }
.table-box { max-height: 260px; overflow: auto; border: 1px solid var(--line); border-radius: 6px; }
table { width: 100%; border-collapse: collapse; }
th, td { padding: 5px 12px; text-align: right; white-space: nowrap; font-weight: 400; }
thead th { position: sticky; top: 0; background: var(--paper); color: var(--muted); box-shadow: inset 0 -1px var(--line); }
tbody tr + tr > * { border-top: 1px solid var(--line); }
.problem { margin: 6px 0 0; color: var(--wrong); font-size: 14px; white-space: pre-line; }
.problem:empty, .note:empty { display: none; }
.note { margin: 6px 0 0; font: 14px/1.5 system-ui, sans-serif; opacity: 0.85; }
.visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media print {
  .numbers, .transport, .data > summary { display: none; }
  .lab { border: 0; padding: 0; }
  .frame:has(> .still[hidden]) { min-height: 0 !important; }
  .svg-container { width: fit-content !important; max-width: 100%; height: auto !important; }
  .js-plotly-plot .main-svg { display: block; max-width: 100%; height: auto; }
  .js-plotly-plot .main-svg:first-child { position: static; }
}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** One sheet for all elements of the page; made by script, so no policy on styles stands in its way. @param {ShadowRoot} root */
export function adoptStyle(root) {
  if (!sheet) {
    sheet = sheetOf(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheetOf("#js-plotly-tester { direction: ltr; }")]; // in the page's body: there Plotly measures its words
  }
  root.adoptedStyleSheets = [sheet];
}

/** @param {string} rules */
function sheetOf(rules) {
  const made = new CSSStyleSheet();
  made.replaceSync(rules);
  return made;
}
