// SPDX-License-Identifier: AGPL-3.0-or-later
// node browser.test.js ADDRESS WITHDRAWN-ID [NAME...]: the hub in a browser without JavaScript. It holds the
// sample corpus after tools/demo-review; run.py makes it. $PICTURES names a folder for pictures of the pages.
// Here stand the cases about all pages together, and about the measures; the last one looks back on all.
'use strict';
const assert = require('node:assert/strict');
const { test, main, Watch } = require('./suite.js');
const { BASE, WITHDRAWN, NAMES, makeWorld } = require('./world.js');
const m = require('./measure.js');
require('./reading.js');
require('./access.js');

const HOME_PAGE_BYTES = 20000;

test('titles of pages differ', async (page, world) => {
  const titles = [];
  for (const [name, address] of world.pages) {
    await page.goto(address);
    // The same words at another page of results are another matter of place, not of subject.
    if (!name.startsWith('results')) titles.push(await page.title());
  }
  assert.equal(new Set(titles).size, titles.length, titles.join('\n'));
});

test('each link of each page leads somewhere', async (page, world) => {
  const links = new Map();
  for (const [name, address] of world.pages) {
    await page.goto(address);
    for (const href of await page.locator('a[href]').evaluateAll((all) => all.map((a) => a.href.split('#')[0]))) {
      if (href.startsWith(`${BASE}/`) && !links.has(href)) links.set(href, name);
    }
  }
  const broken = [];
  for (const [href, name] of links) {
    const reply = await fetch(href, { method: 'HEAD' });
    if (reply.status !== 200 && world.watch.expected.get(href) !== reply.status) broken.push(`${name}: ${href} ${reply.status}`);
  }
  assert.deepEqual(broken, []);
  assert.ok(links.size > 200, `${links.size} links`);
});

test('the home page is small, compressed, and all of it comes from the hub', async (page, world) => {
  const context = await world.open({});
  const other = await context.newPage();
  const session = await context.newCDPSession(other);
  const sizes = new Map();
  const encodings = new Map();
  await session.send('Network.enable');
  session.on('Network.responseReceived', (e) => encodings.set(e.response.url, e.response.headers['Content-Encoding']));
  session.on('Network.loadingFinished', (e) => sizes.set(e.requestId, e.encodedDataLength));
  await other.goto('/', { waitUntil: 'networkidle' });
  const bytes = [...sizes.values()].reduce((sum, n) => sum + n, 0);
  await context.close();
  assert.equal(encodings.get(`${BASE}/`), 'gzip');
  assert.ok(sizes.size >= 2, 'page and style sheet');
  assert.ok(bytes < HOME_PAGE_BYTES, `${bytes} bytes`);
  console.log(`        home page: ${bytes} bytes over the wire in ${sizes.size} replies`);
});

// --- the measures themselves -----------------------------------------------------------------------------

const BAD_PAGE = `<!DOCTYPE html><html><head><style>
  .grey { color: #999; background: #fff } .wide { width: 3000px } .cut { width: 40px; overflow: hidden; white-space: nowrap }
  a, button { outline: none !important } button { padding: 0; border: 1px solid #eee; font-size: 6px } td { width: 10px }</style></head>
  <body><p class="grey">faint words</p><p class="wide">a wide paragraph</p><p class="cut">words that are cut off</p>
  <h2></h2><h4 onclick="x()">too deep</h4><a href="#nowhere" id="twice">nowhere</a><a id="twice" href="/"></a><button tabindex="3">x</button>
  <input placeholder="no label"><ul><p>not an item</p></ul><table><tr><td>x</td></tr></table><label for="gone">for nobody</label>
  <script>document.title = 'ran'</script></body></html>`;

test('the measures find what is wrong on a bad page', async (page) => {
  const mustSay = async (measure, ...patterns) => {
    const words = [].concat(await m.ask(page, measure)).join('\n');
    for (const pattern of patterns) assert.match(words, pattern);
  };
  await page.setContent(BAD_PAGE);
  await mustSay(m.lostText, /page is 3\d\d\d px wide/, /words that are cut off/);
  await mustSay(m.faintEdges, /edge of <button/);
  await mustSay(m.headings, /0 h1/, /empty <h2>/, /<h4> “too deep” after a heading of level 2/);
  await mustSay(m.frame, /no lang/, /html dir/, /no title/, /0 × main/, /outside of the landmarks/, /cannot zoom/, /a script/, /onclick/);
  await mustSay(m.parts, /<input> .*no label/, /<p> .*directly in a list/, /leads nowhere/, /shares its id/, /<button> .*jumps/, /no header cells/,
    /for that leads nowhere/);
  await mustSay(m.smallTargets, /<button> “x”/);
  const { faint, lowest } = await m.ask(page, m.faintText, [4.5, null]);
  assert.match(faint.join('\n'), /faint words” 2\.8\d:1/);
  assert.ok(lowest < 2.9);
  await page.keyboard.press('Tab');
  assert.deepEqual((await m.ask(page, m.focusHere)).wrong, ['no outline']);
});

test('a strange host, a missing file and a line on the console do not go unseen', async (page, world) => {
  const watch = new Watch(BASE);
  const context = await world.context.browser().newContext();
  watch.attach(context);
  const other = await context.newPage();
  await other.setContent('<img src="http://elsewhere.invalid/a.png"><script>throw Error("loud")</script>', { waitUntil: 'networkidle' });
  await other.goto(`${BASE}/missing.png`);
  await context.close();
  for (const pattern of [/asked for http:\/\/elsewhere/, /elsewhere.*ERR_NAME_NOT_RESOLVED/, /missing\.png: 404/, /console of.*ERR_NAME/, /script: .*loud/]) {
    assert.match(watch.complaints.join('\n'), pattern);
  }
});

test('nothing was asked of another host, nothing failed, nothing was said on the console', async (page, world) => {
  assert.ok(world.watch.requests > 0 || NAMES.length, 'requests were watched');
  assert.deepEqual(world.watch.complaints, []);
});

if (!BASE || !WITHDRAWN) {
  console.error('Usage: node browser.test.js ADDRESS WITHDRAWN-ID [NAME...]');
  process.exit(2);
}
main(BASE, NAMES, makeWorld).then((status) => process.exit(status), (error) => {
  console.error(error);
  process.exit(3);
});
