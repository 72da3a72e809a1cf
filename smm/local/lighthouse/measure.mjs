// What Lighthouse says of each screen on a middling phone, and how long the screen takes to answer a hand.
// Reads { chromium, flags, n_runs, screens: [{ name, url, cookie, act }] } from its input, writes one line of JSON for each screen.

import { readFileSync } from "node:fs";
import lighthouse, { startFlow } from "lighthouse";
import puppeteer from "puppeteer-core";

const asked = JSON.parse(readFileSync(0, "utf-8"));
const CATEGORIES = ["performance", "accessibility", "best-practices"];
const FIGURES = {
  lcp_ms: "largest-contentful-paint",
  fcp_ms: "first-contentful-paint",
  tbt_ms: "total-blocking-time",
  cls: "cumulative-layout-shift",
  ttfb_ms: "server-response-time",
};

/** The session that a header would say; a browser takes no cookie from headers set by hand. */
function cookies(screen) {
  const kept = screen.cookie ? screen.cookie.split("; ") : [];
  return kept.map((each) => {
    const [name, ...value] = each.split("=");
    return { name, value: value.join("="), domain: new URL(screen.url).hostname };
  });
}

async function signedIn(browser, screen) {
  const context = await browser.createBrowserContext();
  await context.setCookie(...cookies(screen));
  return context;
}

/** One load of a screen: the scores of 100, the figures, and what kept an exact score from being whole. */
async function load(browser, screen) {
  const context = await signedIn(browser, screen);
  const found = await lighthouse(
    screen.url,
    { output: "json", logLevel: "error", onlyCategories: CATEGORIES },
    undefined,
    await context.newPage(),
  );
  await context.close();
  const { audits, categories, finalDisplayedUrl, runtimeError } = found.lhr;
  if (runtimeError) throw new Error(`${screen.url}: ${runtimeError.message}`);
  if (finalDisplayedUrl !== screen.url) throw new Error(`${screen.url} led to ${finalDisplayedUrl}`);
  const said = { lacks: [] };
  for (const key of CATEGORIES) said[key] = Math.round(categories[key].score * 100);
  for (const [name, audit] of Object.entries(FIGURES)) said[name] = audits[audit].numericValue;
  for (const key of CATEGORIES.slice(1)) {
    for (const { id, weight } of categories[key].auditRefs) {
      const { score, title } = audits[id];
      if (weight > 0 && score !== null && score < 1) said.lacks.push(title);
    }
  }
  return said;
}

/** How long the slowest answer to what a hand does here takes, until it is painted. */
async function touch(browser, screen) {
  const context = await signedIn(browser, screen);
  const page = await context.newPage();
  const flow = await startFlow(page, { config: undefined, flags: { logLevel: "error" } });
  await page.goto(screen.url, { waitUntil: "networkidle0" });
  await flow.startTimespan();
  for (const [what, ...how] of screen.act) await hand[what](page, ...how);
  await new Promise((done) => setTimeout(done, 400));
  await flow.endTimespan();
  const { steps } = await flow.createFlowResult();
  await context.close();
  return steps[0].lhr.audits["interaction-to-next-paint"].numericValue;
}

const hand = {
  click: (page, selector) => page.click(selector),
  async press(page, ...keys) {
    for (const key of keys) await page.keyboard.down(key);
    for (const key of keys.reverse()) await page.keyboard.up(key);
  },
  async type(page, selector, text) {
    await page.waitForSelector(selector, { visible: true });
    await page.focus(selector);
    await page.keyboard.type(text, { delay: 30 });
  },
};

const browser = await puppeteer.launch({ executablePath: asked.chromium, args: asked.flags });
for (const screen of asked.screens) {
  const runs = [];
  for (let at = 0; at < asked.n_runs; at += 1) runs.push(await load(browser, screen));
  runs.sort((one, other) => one.performance - other.performance);
  const said = { name: screen.name, ...runs[Math.floor(runs.length / 2)] };
  if (screen.act.length) {
    const taken = [];
    for (let at = 0; at < asked.n_runs; at += 1) taken.push(await touch(browser, screen));
    said.inp_ms = taken.sort((one, other) => one - other)[Math.floor(taken.length / 2)];
  }
  process.stdout.write(`${JSON.stringify(said)}\n`);
}
await browser.close();
