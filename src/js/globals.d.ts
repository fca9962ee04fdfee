/** The hash of plotly.js, set by src/gen/element.mjs in the single-file build alone. */
declare const PLOTLY_INTEGRITY: string | undefined;
