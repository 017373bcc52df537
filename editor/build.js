// Makes editor.js of the parts, beside itself. `make editor` copies this folder out of the checkout and runs it there.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const OUT = "editor.js";
// kg_api/web/editor_bundle.py reads the first line: another number where rich.js needs other parts.
const MARK = "privacy-kg editor 1";

const absWorkingDir = fileURLToPath(new URL(".", import.meta.url));
process.chdir(absWorkingDir);
const options = { absWorkingDir, entryPoints: ["parts.js"], bundle: true, minify: true, format: "esm", target: "es2022" };
const { metafile } = await build({ ...options, metafile: true, write: false, outfile: OUT });
const used = Object.entries(metafile.outputs[OUT].inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
const packages = new Set(used.map(([path]) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));

// Whoever serves the file passes the packages on, and with them their licences.
const licences = new Map();
for (const name of [...packages].sort()) {
  const { version } = JSON.parse(readFileSync(`node_modules/${name}/package.json`, "utf8"));
  const text = readFileSync(`node_modules/${name}/LICENSE`, "utf8").trim();
  licences.set(text, [...(licences.get(text) ?? []), `${name} ${version}`]);
}
const notices = [...licences].map(([text, names]) => `${names.join(", ")}\n\n${text}`.replaceAll("*/", "* /"));
const banner = { js: `/*! ${MARK}\n\n${notices.join("\n\n")}\n*/` };
await build({ ...options, banner, outfile: OUT });
