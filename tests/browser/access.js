// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether everybody can read: by keyboard, on a phone, with large letters, on paper, with a screen reader.
'use strict';
const assert = require('node:assert/strict');
const path = require('node:path');
const { test } = require('./suite.js');
const { BROAD, addressOf, total, press, testPages } = require('./world.js');
const m = require('./measure.js');

const PICTURES = process.env.PICTURES;

// --- keyboard --------------------------------------------------------------------------------------------

test('Tab first reaches a link that skips to the content, and shows it', async (page, world) => {
  for (const [name, address] of world.pages) {
    await page.goto(address);
    const skip = page.locator('.skip');
    const top = async () => (await skip.boundingBox()).y;
    assert.ok(await top() < 0, `${name}: hidden until it is needed`);
    await page.keyboard.press('Tab');
    assert.equal(await skip.evaluate((e) => e === document.activeElement), true, name);
    assert.ok(await top() >= 0, name);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#main'); // the key is answered in the browser's own time
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => Boolean(document.activeElement.closest('main, footer'))), true, `${name}: Tab goes on in the content`);
  }
});

testPages('Tab reaches everything once, in order, and the focus is always seen', async (page) => {
  const n = await m.ask(page, m.numberStops);
  const wrong = [];
  const reached = [];
  for (let presses = 0; presses < n + 20; presses++) {
    await page.keyboard.press('Tab');
    const here = await m.ask(page, m.focusHere);
    // After the last stop the focus leaves the page or begins again.
    if (!here || (here.stop === 0 && reached.length)) break;
    wrong.push(...here.wrong.map((words) => `${here.name}: ${words}`));
    if (here.stop !== null) reached.push(here.stop);
  }
  const expected = Array.from({ length: n }, (_, i) => i);
  if (String(reached) !== String(expected)) wrong.push(`Tab goes ${reached} of ${n}`);
  return wrong;
});

test('a search is made, narrowed and read with the keyboard alone', async (page) => {
  const tabTo = async (isThere) => {
    for (let i = 0; i < 200; i++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(isThere)) return;
    }
    assert.fail('Tab does not get there');
  };
  await page.goto('/');
  await tabTo(() => document.activeElement.id === 'q');
  await page.keyboard.type(BROAD);
  await press(page, 'Enter');
  const all = await total(page);
  await tabTo(() => document.activeElement.matches('.filters a'));
  await press(page, 'Enter');
  assert.ok(await total(page) < all);
  await tabTo(() => document.activeElement.matches('.hit h3 a'));
  await press(page, 'Enter');
  assert.match(addressOf(page), /^\/(works|encyclopedia)\//);
});

// --- looks -----------------------------------------------------------------------------------------------

for (const width of [320, 360, 768, 1280]) {
  test(`no page scrolls sideways or cuts its text at ${width} px`, async (page, world) => {
    const wrong = [];
    await page.setViewportSize({ width, height: 800 });
    for (const [name, address] of world.pages) {
      await page.goto(address);
      if (PICTURES) await page.screenshot({ path: path.join(PICTURES, `${name}-${width}.png`), fullPage: true });
      await m.ask(page, m.unfold);
      wrong.push(...(await m.ask(page, m.lostText)).map((words) => `${name}: ${words}`));
    }
    assert.deepEqual(wrong, []);
  });
}

// Left and right edge of the first element of each selector.
const edges = (page, selectors) => Promise.all(selectors.map(async (s) => {
  const box = await page.locator(s).first().boundingBox();
  return { left: box.x, right: box.x + box.width, top: box.y, bottom: box.y + box.height };
}));

test('the title of an Arabic text begins at the same edge as the text', async (page, world) => {
  const wrong = [];
  for (const [address, title, text] of [
    [world.works.arabic, 'h1', '.reading section p[lang=ar]'],
    ['/encyclopedia/al-iqtisad-al-ijtimai-wa-al-tadamuni', 'h1', '.prose'],
    ['/encyclopedia', '.entries a[lang=ar]', '.entries p[lang=ar]'],
  ]) {
    await page.goto(address);
    const [a, b] = await edges(page, [title, text]);
    // The text may stand in a box with a margin of its own.
    if (Math.abs(a.right - b.right) > 40) wrong.push(`${address}: ${a.right} and ${b.right}`);
  }
  assert.deepEqual(wrong, []);
});

test('the words of an indicator stand beside its number', async (page) => {
  await page.goto('/sdg/8.3');
  const [number, words] = await edges(page, ['.targets .target-number', '.targets .label']);
  assert.ok(words.left - number.right < 40, `${words.left - number.right} px between them`);
});

test('on a phone there is room between the text of a work and what is about it', async (page, world) => {
  await page.setViewportSize({ width: 360, height: 800 });
  for (const address of [world.works.pdf, '/encyclopedia/worker-cooperatives']) {
    await page.goto(address);
    const [text, heading] = await edges(page, ['.reading > :last-child > :last-child', 'aside h2']);
    assert.ok(heading.top - text.bottom >= 24, `${address}: ${heading.top - text.bottom} px`);
  }
});

testPages('letters of twice the size still fit the window', async (page) => {
  await m.ask(page, m.unfold);
  await page.evaluate(() => { document.documentElement.style.fontSize = '200%'; });
  return m.ask(page, m.lostText);
});

test('numbers of goals stand out from the colours of the goals', async (page) => {
  for (const address of ['/', '/sdg']) {
    await page.goto(address);
    const { faint, lowest, n } = await m.ask(page, m.faintText, [4.5, '.goal .number']);
    assert.equal(n, 17, address);
    assert.deepEqual(faint, [], address);
    console.log(`        ${address}: lowest contrast of a goal ${lowest.toFixed(2)}:1`);
  }
});

testPages('all text stands out from what is behind it', async (page) => {
  await m.ask(page, m.unfold);
  return [...(await m.ask(page, m.faintText, [4.5, null])).faint, ...await m.ask(page, m.faintEdges)];
});

test('what a finger has to hit is large enough on a phone', async (page, world) => {
  await page.setViewportSize({ width: 360, height: 800 });
  const wrong = [];
  for (const [name, address] of world.pages) {
    await page.goto(address);
    await m.ask(page, m.unfold);
    wrong.push(...(await m.ask(page, m.smallTargets)).map((words) => `${name}: ${words}`));
  }
  assert.deepEqual(wrong, []);
});

test('a printed page is the text without forms and navigation', async (page, world) => {
  await page.emulateMedia({ media: 'print' });
  for (const address of [world.works.pdf, Object.fromEntries(world.pages)['entry-arabic']]) {
    await page.goto(address);
    for (const hidden of ['.site-header nav', '.small-search', '.site-footer', '.skip']) {
      assert.equal(await page.locator(hidden).isVisible(), false, hidden);
    }
    assert.equal(await page.locator('h1').isVisible(), true);
    assert.equal(await page.locator('.reading').isVisible(), true);
    assert.equal((await page.pdf({ format: 'A4' })).subarray(0, 5).toString(), '%PDF-');
  }
});

// --- how pages are built ---------------------------------------------------------------------------------

testPages('every page has one h1 and leaves out no level of heading', (page) => m.ask(page, m.headings));
testPages('every page has its language, title and landmarks, and no script', (page) => m.ask(page, m.frame));
testPages('labels, lists, tables and identifiers are sound', (page) => m.ask(page, m.parts));

// Roles that must have a name, as the browser tells them to a screen reader.
const NAMED = new Set(['link', 'button', 'textbox', 'searchbox', 'heading', 'image', 'DisclosureTriangle', 'region', 'RootWebArea']);
const LANDMARKS = new Set(['navigation', 'complementary', 'search', 'region']);

testPages('a screen reader hears a name for everything, and no landmark twice', async (page) => {
  const session = await page.context().newCDPSession(page);
  const { nodes } = await session.send('Accessibility.getFullAXTree');
  await session.detach();
  const heard = nodes.filter((n) => !n.ignored).map((n) => ({ role: n.role.value, name: ((n.name || {}).value || '').trim() }));
  const wrong = heard.filter((n) => NAMED.has(n.role) && !n.name).map((n) => `a ${n.role} without a name`);
  for (const role of ['banner', 'main', 'contentinfo']) {
    const n = heard.filter((h) => h.role === role).length;
    if (n !== 1) wrong.push(`${n} × ${role}`);
  }
  const places = heard.filter((n) => LANDMARKS.has(n.role)).map((n) => `${n.role} “${n.name}”`);
  wrong.push(...places.filter((p, i) => places.indexOf(p) !== i).map((p) => `${p} twice`));
  return wrong;
});
