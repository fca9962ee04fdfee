// Page and element save no states, and PyTorch's alone are a thirtieth of what they load: their bundles go without.

const none = "const none = () => { throw new Error('this build saves no states; import \"step-decay\"'); };";

/** @type {import("esbuild").Plugin} */
export const withoutStates = {
  name: "without-states",
  setup(bundler) {
    bundler.onLoad({ filter: /(dist|package)[\\/]state\.js$/ }, () => ({ contents: `${none} export { none as dumpState, none as parseState };` }));
    bundler.onLoad({ filter: /(dist|package)[\\/]trainer-state\.js$/ }, () => ({ contents: `${none} export { none as plain, none as readState };` }));
  },
};
