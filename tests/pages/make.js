// Writes inputs for the page tests into a folder. usage: node make.js FOLDER
"use strict";
const fs = require("fs");
const path = require("path");
const folder = process.argv[2];

const EVIL = [
  "<script>window.hacked=1</script>",
  '"><img src=x onerror="window.hacked=1">',
  "' onmouseover='window.hacked=1",
  "javascript:window.hacked=1",
  "</style></svg></title><svg onload=window.hacked=1>",
  "&lt;script&gt;window.hacked=1&lt;/script&gt;",
  "{{7*7}}${7*7}\u202eevil\u0000\u0007",
];

function record(model, values) {
  const subsets = Object.entries(values).map(([name, AP]) => ({
    name, scores: { AP }, counts: { images: 10, gt: 20 }, inputs: [], categories: [],
  }));
  const mean = subsets.reduce((sum, s) => sum + s.scores.AP, 0) / subsets.length;
  return {
    schema: "odeval.run/1", odeval: "0.1.0",
    bench: { name: "made", title: "a board made for tests", definition_sha256: "0".repeat(64) },
    model: { name: model }, rules: "reference", mode: "all", params: {}, params_default: true,
    primary: "AP", headline: "flat", overall: { AP: mean }, counts: { images: 40, gt: 80 },
    averages: { flat: { AP: mean } }, average_titles: { flat: "mean of the subsets" },
    groups: [], subsets, ledger: {}, warnings: [],
  };
}

function save(name, value) {
  const file = path.join(folder, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, JSON.stringify(value));
}

EVIL.forEach((name, i) => {
  const values = {};
  EVIL.slice(0, 5).forEach((subset, k) => (values[subset.slice(0, 24)] = ((i * 7 + k * 3) % 11) / 11));
  save(`evil/${i}.json`, record(name, values));
});

// A fixed sequence, so that a failure can be looked at again.
let seed = 12345;
function random() {
  seed = (seed * 1103515245 + 12345) % 2147483648;
  return seed / 2147483648;
}
for (let i = 0; i < 1000; i++) {
  const values = {};
  for (let k = 0; k < 10; k++) values["subset" + k] = Math.round(random() * 1e6) / 1e6;
  save(`thousand/${String(i).padStart(4, "0")}.json`, record("model " + i, values));
}

const categories = [], annotations = [], results = [];
for (let k = 1; k <= 10000; k++) {
  categories.push({ id: k, name: k === 1 ? EVIL[0] : k === 2 ? EVIL[1] : "category " + k });
  const image = (k % 50) + 1, x = (k % 30) * 20, y = (k % 22) * 20;
  annotations.push({ id: k, image_id: image, category_id: k, bbox: [x, y, 18, 18], area: 324, iscrowd: 0 });
  if (k % 3) results.push({ image_id: image, category_id: k, bbox: [x, y, 18, k % 2 ? 18 : 8], score: 0.5 });
}
const images = Array.from({ length: 50 }, (_, i) => ({ id: i + 1, width: 640, height: 480, file_name: `<b>${i}.jpg` }));
save("many.gt.json", { images, categories, annotations });
save("many.dt.json", results);
