// Makes static/dist/ from the sources beside this file: one stylesheet, one script for the agency and one for who reads by a link, one
// that only the calendar asks for and one that only the editor does, one for uploads, one icon sprite, two fonts.
// Nothing here is fetched: every input is in node_modules (npm ci) or in static/. File names carry no hash:
// Django's manifest storage gives one to each, and there are no script chunks whose names it could miss.
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "node_modules");
const dist = join(here, "dist");
const icons = join(modules, "bootstrap-icons", "icons");
const FONTS = {
  "source-sans-3.woff2": "@fontsource-variable/source-sans-3/files/source-sans-3-latin-wght-normal.woff2",
  "source-serif-4.woff2": "@fontsource/source-serif-4/files/source-serif-4-latin-600-normal.woff2", // titles alone, in one weight
};

async function styles() {
  const { css } = sass.compile(join(here, "css", "app.scss"), {
    loadPaths: [modules],
    quietDeps: true,
    silenceDeprecations: ["import", "global-builtin", "if-function"],
  });
  // light-dark() must reach the browser as written, so the target is one that knows it
  const { code } = await esbuild.transform(css, { loader: "css", minify: true, target: ["chrome123", "firefox120", "safari17.5"] });
  await writeFile(join(dist, "app.css"), code);
}

async function scripts() {
  await esbuild.build({
    entryPoints: [join(here, "js", "app.js"), join(here, "js", "reader.js")],
    outdir: dist,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    nodePaths: [modules],
    legalComments: "linked",
    logLevel: "warning",
  });
}

/** What only the editor or only the calendar has: each shares the Stimulus of app.js. */
async function joining() {
  await esbuild.build({
    entryPoints: [join(here, "js", "editor.js"), join(here, "js", "calendar.js")],
    outdir: dist,
    bundle: true,
    minify: true,
    format: "iife",
    target: ["es2022"],
    alias: { "@hotwired/stimulus": join(here, "js", "stimulus_shared.js") },
    logLevel: "warning",
  });
}

/** Sending files in parts is fetched when somebody uploads; without it the plain form does. */
async function uploads() {
  await esbuild.build({
    entryPoints: [join(here, "js", "uploads.js")],
    outfile: join(dist, "uploads.js"),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    logLevel: "warning",
  });
}

/** One <symbol> per name of icons/icons.txt; a name Bootstrap Icons does not have stops the build. */
async function sprite() {
  const list = (await readFile(join(here, "icons", "icons.txt"), "utf8")).split("\n");
  const names = list.map((line) => line.replace(/#.*/, "").trim()).filter(Boolean);
  const symbols = await Promise.all(
    names.map(async (name) => {
      const own = join(here, "icons", `${name}.svg`);
      const svg = await readFile(own, "utf8").catch(() => readFile(join(icons, `${name}.svg`), "utf8"));
      const shapes = svg.replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "");
      return `<symbol id="${name}" viewBox="0 0 16 16">${shapes}</symbol>`;
    }),
  );
  await writeFile(join(dist, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`);
}

await rm(dist, { recursive: true, force: true });
await mkdir(join(dist, "fonts"), { recursive: true });
await Promise.all([
  styles(),
  scripts(),
  joining(),
  uploads(),
  sprite(),
  cp(join(here, "icons", "favicon.svg"), join(dist, "favicon.svg")),
  ...Object.entries(FONTS).map(([name, from]) => cp(join(modules, from), join(dist, "fonts", name))),
]);
for (const name of ["app.css", "app.js", "reader.js", "editor.js", "calendar.js", "uploads.js", "icons.svg"]) {
  const bytes = await readFile(join(dist, name));
  console.log(`${name}: ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
}
