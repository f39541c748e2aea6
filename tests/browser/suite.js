// SPDX-License-Identifier: AGPL-3.0-or-later
// A browser, an eye on everything it asks for, and a list of named cases.
'use strict';
const assert = require('node:assert/strict');
const { chromium } = require('playwright-core');

const CASE_SECONDS = 120;
const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
  // Whatever name a page should ask for, nothing beyond this machine answers.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'];

// What went wrong beside the page: strange hosts, failed requests, lines on the console.
class Watch {
  constructor(base) {
    this.base = base;
    this.requests = 0;
    this.complaints = [];
    this.expected = new Map();
  }

  // This address is asked for to see this status.
  expect(address, status) {
    this.expected.set(address, status);
  }

  attach(context) {
    context.on('request', (request) => {
      this.requests++;
      if (!request.url().startsWith(`${this.base}/`)) this.complaints.push(`asked for ${request.url()}`);
    });
    context.on('requestfailed', (request) => {
      const why = request.failure().errorText;
      // The browser itself drops what it had begun when a page is closed.
      if (why !== 'net::ERR_ABORTED') this.complaints.push(`${request.url()}: ${why}`);
    });
    context.on('response', (response) => {
      const wanted = this.expected.get(response.url());
      if (response.status() >= 400 && response.status() !== wanted) {
        this.complaints.push(`${response.url()}: ${response.status()}`);
      }
    });
    context.on('console', (message) => {
      if (!this.expected.has(message.location().url)) {
        this.complaints.push(`console of ${message.page() && message.page().url()}: ${message.text()}`);
      }
    });
    context.on('weberror', (error) => this.complaints.push(`script: ${error.error()}`));
  }
}

const cases = [];
const test = (name, run) => cases.push({ name, run });

async function within(seconds, work) {
  let timer;
  const late = new Promise((resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done within ${seconds} s`)), seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

async function runOne(one, world) {
  const page = await world.context.newPage();
  const before = world.watch.complaints.length;
  const begun = Date.now();
  const seconds = () => ((Date.now() - begun) / 1000).toFixed(1);
  try {
    await within(CASE_SECONDS, one.run(page, world));
    assert.deepEqual(world.watch.complaints.slice(before), [], 'beside the page');
    console.log(`ok      ${one.name} (${seconds()} s)`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${one.name} (${seconds()} s)\n    at ${page.url()}`);
    console.log(`    ${error.stack.split('\n').filter((l) => !/node:internal|node_modules/.test(l)).join('\n    ')}`);
    return false;
  } finally {
    await page.close();
  }
}

// Runs the cases whose names hold one of these words (all, without words). Exit status 1 when one failed.
async function main(base, names, makeWorld) {
  const chosen = cases.filter((c) => !names.length || names.some((n) => c.name.includes(n)));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || '/usr/bin/chromium', args: ARGUMENTS });
  const watch = new Watch(base);
  const open = async (options) => {
    const context = await browser.newContext({
      baseURL: base, javaScriptEnabled: false, viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(20000);
    watch.attach(context);
    return context;
  };
  let failed = 0;
  try {
    const context = await open({});
    const world = await makeWorld({ base, watch, open, context });
    for (const one of chosen) if (!await runOne(one, world)) failed++;
  } finally {
    await browser.close();
  }
  console.log(`${chosen.length - failed} passed, ${failed} failed, 0 skipped`);
  return failed || !chosen.length ? 1 : 0;
}

module.exports = { test, main, Watch };
