// Tests odeval's pages in headless Chromium. usage: node test.js FOLDER SHOTS; ends with "N passed, N failed".
"use strict";
const assert = require("assert");
const fs = require("fs");
const path = require("path");
const { chromium } = require("playwright-core");

const folder = path.resolve(process.argv[2]);
const shots = path.resolve(process.argv[3]);
const url = (name) => "file://" + path.join(folder, name);
const tests = [];
const test = (name, run) => tests.push({ name, run });

// A page that notes what should not happen: messages, errors, requests for anything but files of its folder.
async function open(browser, name, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.wrong = [];
  page.on("console", (m) => page.wrong.push("console: " + m.text()));
  page.on("pageerror", (e) => page.wrong.push("error: " + e));
  page.on("dialog", (d) => { page.wrong.push("dialog: " + d.message()); d.dismiss(); });
  page.on("request", (r) => { if (!r.url().startsWith("file://" + folder + "/")) page.wrong.push("request: " + r.url()); });
  await page.goto(url(name));
  return page;
}

async function close(page) {
  assert.deepStrictEqual(page.wrong, []);
  await page.context().close();
}

const column = (page, table, index) =>
  page.$$eval(`${table} tbody:first-of-type tr`, (rows, i) => rows.map((r) => r.cells[i].innerText.split("\n")[0].trim()), index);
const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const hacked = (page) => page.evaluate(() => window.hacked);

test("a click on a heading sorts by it, a second one the other way", async (browser) => {
  const page = await open(browser, "board.html");
  const head = page.locator("table.board thead button", { hasText: "position" });
  await head.click();
  const down = (await column(page, "table.board", 0)).join();
  assert.strictEqual(await head.locator("..").getAttribute("aria-sort"), "descending");
  await head.click();
  assert.strictEqual(await head.locator("..").getAttribute("aria-sort"), "ascending");
  assert.strictEqual((await column(page, "table.board", 0)).reverse().join(), down);
  await page.locator("table.board thead button", { hasText: "model" }).click();
  assert.strictEqual(await head.locator("..").getAttribute("aria-sort"), "none");
  const models = await column(page, "table.board", 1);
  assert.deepStrictEqual(models, [...models].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
  await close(page);
});

test("the keyboard alone reaches headings and sorts", async (browser) => {
  const page = await open(browser, "published.html");
  const names = [];
  for (let i = 0; i < 40 && names.at(-1) !== "greedy_recall"; i++) {
    await page.keyboard.press("Tab");
    names.push(await page.evaluate(() => document.activeElement.tagName === "BUTTON" ? document.activeElement.innerText : ""));
  }
  assert.strictEqual(names.at(-1), "greedy_recall");
  await page.keyboard.press("Enter");
  const sorted = (await column(page, "section:first-of-type table", 5)).map(Number);
  assert.deepStrictEqual(sorted, [...sorted].sort((a, b) => b - a));
  await page.keyboard.press("Space");
  assert.deepStrictEqual((await column(page, "section:first-of-type table", 5)).map(Number), [...sorted].reverse());
  await close(page);
});

test("undefined numbers stay last whichever way a column is sorted", async (browser) => {
  const page = await open(browser, "published.html");
  const button = page.locator("section:nth-of-type(2) thead button", { hasText: "color" });
  for (let i = 0; i < 2; i++) {
    await button.click();
    const index = await button.evaluate((b) => b.parentElement.cellIndex);
    const values = await column(page, "section:nth-of-type(2) table", index);
    const first = values.indexOf("n/a");
    assert.ok(first > 0 && values.slice(first).every((v) => v === "n/a"), values.join());
  }
  await close(page);
});

test("the published averages stand on the board, with their footnotes", async (browser) => {
  const page = await open(browser, "published.html");
  const scores = await column(page, "section:nth-of-type(2) table", 2);
  for (const value of ["31.01", "29.08", "26.50", "25.86", "25.46"]) assert.ok(scores.join().includes(value), value);
  await page.locator("section:nth-of-type(2) tbody sup a").first().click();
  assert.ok(await page.locator(":target").count());
  await close(page);
});

test("scores lead to the pages of their runs", async (browser) => {
  const page = await open(browser, "board.html");
  await page.locator("table.board tbody a", { hasText: "66." }).first().click();
  assert.strictEqual(page.url(), url("good/index.html"));
  await close(page);
});

test("drawings have a title and a description in words", async (browser) => {
  for (const name of ["board.html", "good/index.html"]) {
    const page = await open(browser, name);
    const drawings = await page.$$eval("svg[role=img].chart", (all) =>
      all.map((s) => [s.querySelector("title").textContent, s.querySelector("desc").textContent,
        s.getAttribute("aria-labelledby").split(" ").every((id) => document.getElementById(id))]));
    assert.ok(drawings.length >= 2);
    for (const [title, description, labelled] of drawings) assert.ok(title && description.match(/\d/) && labelled);
    const ids = await page.$$eval("[id]", (all) => all.map((e) => e.id));
    assert.strictEqual(new Set(ids).size, ids.length);
    await close(page);
  }
});

test("no page is wider than a screen of 360 pixels, nor has anything to complain about", async (browser) => {
  for (const name of ["board.html", "published.html", "evil.html", "thousand.html", "vlm/index.html", "many.html"])
    for (const colorScheme of ["light", "dark"]) {
      const page = await open(browser, name, { viewport: { width: 360, height: 740 }, colorScheme });
      assert.strictEqual(await overflow(page), 0, name);
      await close(page);
    }
});

test("dark and light follow the reader's choice, with enough contrast", async (browser) => {
  const seen = [];
  for (const colorScheme of ["light", "dark"]) {
    const page = await open(browser, "board.html", { colorScheme });
    const [paper, ...inks] = await page.evaluate(() => {
      const parts = (s) => getComputedStyle(document.querySelector(s)).color;
      return [getComputedStyle(document.body).backgroundColor, parts("body"), parts(".hint"), parts("td a")];
    });
    const light = (c) => {
      const [r, g, b] = c.match(/[\d.]+/g).map((v) => (v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    for (const ink of inks) {
      const [high, low] = [light(ink), light(paper)].sort((a, b) => b - a);
      assert.ok((high + 0.05) / (low + 0.05) >= 4.5, `${ink} on ${paper}`);
    }
    seen.push(paper);
    await close(page);
  }
  assert.notStrictEqual(seen[0], seen[1]);
});

test("in print nothing hides behind a scroll bar", async (browser) => {
  const page = await open(browser, "board.html", { viewport: { width: 1040, height: 720 } });
  await page.emulateMedia({ media: "print" });
  assert.strictEqual(await page.$eval(".scroll", (s) => getComputedStyle(s).overflowX), "visible");
  assert.strictEqual(await overflow(page), 0);
  assert.ok((await page.pdf({ format: "A4", landscape: true })).length > 10000);
  await close(page);
});

test("names that would like to be markup stay text", async (browser) => {
  for (const name of ["evil.html", "many.html", "many/index.html"]) {
    const page = await open(browser, name);
    for (const b of await page.$$("thead button")) await b.click();
    await page.mouse.move(300, 300);
    assert.strictEqual(await hacked(page), undefined);
    assert.strictEqual(await page.$$eval("main script, main [onerror], main [onload], main [onmouseover]", (e) => e.length), 0);
    assert.strictEqual(await page.$$eval("a[href]", (all) => all.filter((a) => !/^(#|file:|[^:]*$)/.test(a.getAttribute("href"))).length), 0);
    const missing = page.wrong.filter((w) => !w.includes("ERR_FILE_NOT_FOUND"));
    assert.deepStrictEqual(missing, []);
    await page.context().close();
  }
  const page = await open(browser, "evil.html");
  assert.ok((await page.locator("main").innerText()).includes("<script>window.hacked=1</script>"));
  await close(page);
});

// Seconds of the page's main thread that something takes, whatever else the machine is busy with.
async function busy(page, act) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const read = async () => (await session.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value;
  const before = await read();
  await act();
  return (await read()) - before;
}

const clickHead = (page, table, name) =>
  page.evaluate(([where, text]) => {
    [...document.querySelectorAll(where + " thead button")].find((b) => b.textContent === text).click();
    document.body.getBoundingClientRect();
  }, [table, name]);

test("a board of 1,000 runs opens and sorts in under a second each", async (browser) => {
  const page = await open(browser, "empty.html");
  const opened = await busy(page, () => page.goto(url("thousand.html")));
  const sorted = await busy(page, () => clickHead(page, "table.board", "subset7"));
  const index = await page.$$eval("table.board thead button", (all) => all.findIndex((b) => b.textContent === "subset7"));
  const values = (await column(page, "table.board", index)).map(Number);
  assert.strictEqual(values.length, 1000);
  assert.ok(values.every((v, i) => i === 0 || v <= values[i - 1]));
  console.log(`    1,000 runs: opened in ${opened.toFixed(2)} s, sorted in ${sorted.toFixed(2)} s`);
  assert.ok(opened < 1 && sorted < 1);
  await close(page);
});

test("10,000 categories are sorted in under two seconds, and searched", async (browser) => {
  const page = await open(browser, "many.html");
  const sorted = await busy(page, () => clickHead(page, "#per-category", "AP50"));
  console.log(`    10,000 categories: sorted in ${sorted.toFixed(2)} s`);
  assert.ok(sorted < 2);
  await page.fill("input[data-table]", "category 77");
  assert.strictEqual(await page.locator("#category-count").innerText(), "111 of 10000"); // 77, 770-779, 7700-7799
  await close(page);
});

test("the gallery is filtered by subset, category and outcome", async (browser) => {
  const page = await open(browser, "vlm/index.html");
  const shown = () => page.$$eval(".gallery figure:not([hidden])", (all) => all.length);
  const all = await shown();
  assert.strictEqual(all, 96);
  await page.selectOption("select[name=subset]", { label: "logo" });
  assert.strictEqual(await shown(), 12);
  await page.selectOption("select[name=outcome]", "m");
  const missed = await page.$$eval(".gallery figure:not([hidden]) summary", (s) => s.map((e) => e.textContent));
  assert.ok(missed.length > 0 && missed.length < 12);
  for (const text of missed) assert.ok(!text.includes(" 0 missed"), text);
  await page.selectOption("select[name=outcome]", "");
  await page.selectOption("select[name=subset]", "");
  const category = await page.$eval("select[name=category] optgroup option", (o) => o.value);
  await page.selectOption("select[name=category]", category);
  const some = await shown();
  assert.ok(some > 0 && some < 12);
  assert.ok((await page.locator("#gallery-filters output").innerText()).startsWith(some + " of 96"));
  await close(page);
});

test("images load when they are looked at, with their boxes over them, the worst first", async (browser) => {
  const page = await open(browser, "vlm/index.html");
  const f1 = await page.$$eval(".gallery summary", (all) => all.map((s) => Number(s.textContent.match(/F1 ([\d.]+)/)[1])));
  assert.ok(f1.every((v, i) => i === 0 || v >= f1[i - 1]));
  const loaded = () => page.$$eval(".gallery img", (all) => all.filter((i) => i.complete && i.naturalWidth > 0).length);
  assert.ok((await loaded()) < 96);
  await page.$eval(".gallery figure", (f) => f.scrollIntoView());
  await page.waitForFunction(() => document.querySelector(".gallery img").naturalWidth > 0);
  const [image, box] = await page.$eval(".gallery .canvas", (c) => {
    const r = (e) => { const b = e.getBoundingClientRect(); return [b.left, b.top, b.width, b.height].map(Math.round); };
    return [r(c.querySelector("img")), r(c.querySelector("svg"))];
  });
  assert.deepStrictEqual(box, image);
  assert.ok(await page.locator(".gallery rect.t-missed title").count());
  await close(page);
});

test("pictures for people who look", async (browser) => {
  fs.mkdirSync(shots, { recursive: true });
  const wanted = [["board.html", 1280, "light"], ["board.html", 360, "dark"], ["published.html", 1280, "light"],
    ["published.html", 1280, "dark"], ["vlm/index.html", 1280, "light"], ["vlm/index.html", 360, "dark"], ["evil.html", 1280, "light"]];
  for (const [name, width, colorScheme] of wanted) {
    const page = await open(browser, name, { viewport: { width, height: 1000 }, colorScheme });
    await page.screenshot({ path: path.join(shots, `${name.replace(/\W+/g, "-")}-${width}-${colorScheme}.png`) });
    await close(page);
  }
});

(async () => {
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
  let failed = 0;
  for (const t of tests)
    try {
      await t.run(browser);
      console.log("  ok " + t.name);
    } catch (e) {
      failed++;
      console.log("  FAIL " + t.name + "\n    " + String(e && e.stack).split("\n").slice(0, 6).join("\n    "));
    }
  await browser.close();
  console.log(`${tests.length - failed} passed, ${failed} failed`);
  process.exitCode = failed ? 1 : 0;
})();
