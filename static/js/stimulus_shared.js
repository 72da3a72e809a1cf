// The one Stimulus of the page, for scripts that only some screens load (build.mjs puts this in its place there).
export const { Controller } = window.palinsesto;
