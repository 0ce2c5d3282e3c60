// usage: node make.js PAGES_FOLDER PICTURES_FOLDER
"use strict";
const path = require("path");
const { chromium } = require("playwright-core");
const [pages, pictures] = process.argv.slice(2).map((p) => path.resolve(p));

const wanted = [
  { file: "board.html", at: "section:nth-of-type(2)", picture: "leaderboard.png", height: 860 },
  { file: "run/index.html", at: "body", picture: "run.png", height: 760 },
  { file: "run/index.html", at: "#gallery", picture: "gallery.png", height: 760 },
];

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  for (const w of wanted) {
    const page = await browser.newPage({ viewport: { width: 1200, height: w.height } });
    await page.goto("file://" + path.join(pages, w.file));
    await page.evaluate((at) => document.querySelector(at).scrollIntoView(), w.at);
    await page.waitForFunction(() =>
      [...document.images].filter((i) => i.getBoundingClientRect().top < innerHeight).every((i) => i.complete));
    await page.screenshot({ path: path.join(pictures, w.picture) });
    await page.close();
  }
  await browser.close();
})();
