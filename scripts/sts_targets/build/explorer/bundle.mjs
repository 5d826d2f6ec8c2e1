// Bundles the scripts and styles of the explorer with esbuild, and tells what went in. Prints JSON.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const here = import.meta.dirname;
const common = {
  bundle: true,
  minify: true,
  write: false,
  metafile: true,
  legalComments: "none",
  target: "es2022",
  logLevel: "error",
  absWorkingDir: here,
};

const [script, style] = await Promise.all([
  build({ ...common, entryPoints: ["js/main.js"], format: "iife" }),
  build({ ...common, entryPoints: ["css/main.css"] }),
]);

const inputs = [...Object.keys(script.metafile.inputs), ...Object.keys(style.metafile.inputs)];
const folders = new Set(
  inputs.map((path) => path.match(/^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//)?.[1]).filter(Boolean),
);
const packages = [...folders].map(describe).sort((a, b) => (a.name < b.name ? -1 : 1));
process.stdout.write(JSON.stringify({ js: script.outputFiles[0].text, css: style.outputFiles[0].text, packages }));

function describe(folder) {
  const place = join(here, folder);
  const { name, version, license } = JSON.parse(readFileSync(join(place, "package.json"), "utf8"));
  const file = readdirSync(place).find((item) => /^licen[cs]e/i.test(item));
  return { name, version, licence: license, text: readFileSync(join(place, file), "utf8") };
}
