// The looks of the embed panel, which come with it.

export const css = `
dialog.embed { box-sizing: border-box; width: min(100% - 1rem, 54rem); max-width: none; max-height: calc(100dvh - 1rem); padding: 0 clamp(1rem, 4vw, 2rem) 1.5rem; border: 1px solid var(--line); border-radius: 10px; background: var(--paper); color: var(--ink); overscroll-behavior: contain; }
dialog.embed::backdrop { background: rgb(0 0 0 / 0.45); }
.embed-head { position: sticky; top: 0; z-index: 1; display: flex; justify-content: space-between; align-items: center; gap: 1rem; margin-inline: calc(-1 * clamp(1rem, 4vw, 2rem)); padding: 0.75rem clamp(1rem, 4vw, 2rem); border-bottom: 1px solid var(--line); background: var(--paper); }
.embed p { margin: 0.6rem 0; max-width: 38em; }
.embed h3 { margin: 2rem 0 0; font: 600 1.0625rem/1.4 var(--sans); }
.embed section > p, .embed .embed-picture p { color: var(--muted); font-size: 0.9375rem; }
.embed .choice { margin-top: 1rem; }
.embed .listing pre { height: auto; max-height: 20rem; }
.embed .embed-left:empty, .embed .embed-local:empty { display: none; }
.embed .embed-left, .embed .embed-local { padding-left: 0.9rem; border-left: 3px solid var(--edge); font-size: 0.9375rem; }
.embed-picture { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.5rem 1.5rem; margin-top: 1rem; align-items: start; }
.embed-picture > div { min-width: 0; }
@media (min-width: 48rem) { .embed-picture { grid-template-columns: 300px minmax(0, 1fr); } }
.embed-picture img { display: block; width: 100%; max-width: 300px; height: auto; border: 1px solid var(--line); border-radius: 6px; }
.embed-download { display: inline-flex; align-items: center; min-height: 44px; }
.embed-picture pre { margin: 0; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: 6px; background: var(--raised); font-size: 0.8125rem; overflow-x: auto; }
@media print { dialog.embed { display: none; } }
`;
