// SPDX-License-Identifier: AGPL-3.0-or-later
// node browser.test.js ADDRESS WITHDRAWN-ID [NAME...]: what readers do with the hub, in a browser without
// JavaScript. The hub holds the sample corpus after tools/demo-review; run.py makes it. $PICTURES names a
// folder for pictures of the pages.
'use strict';
const assert = require('node:assert/strict');
const path = require('node:path');
const { test, main } = require('./suite.js');
const m = require('./measure.js');

const [BASE, WITHDRAWN, ...NAMES] = process.argv.slice(2);
const PICTURES = process.env.PICTURES;
const PER_PAGE = 20;
const HOME_PAGE_BYTES = 20000;
const BROAD = 'cooperatives';

// --- the world of the cases ------------------------------------------------------------------------------

async function api(query) {
  const reply = await fetch(`${BASE}/api/v1/search?${new URLSearchParams(query)}`);
  assert.equal(reply.status, 200, `${query}`);
  return reply.json();
}

// Address of the first paper that a query finds.
async function paper(query) {
  const { hits } = await api({ kind: 'paper', ...query });
  assert.ok(hits.length, `the sample has a paper for ${JSON.stringify(query)}`);
  return hits[0].url;
}

async function makeWorld(world) {
  const works = {
    pdf: await paper({ q: 'title:"sharing the shock"' }),
    jats: await paper({ q: '"mutuelles de santé"', lang: 'fr' }),
    arabic: await paper({ q: 'title:تصريح', lang: 'ar' }),
    chinese: await paper({ q: '合作社', lang: 'zh' }),
    korean: await paper({ q: '협동조합', lang: 'ko' }),
    restricted: await paper({ q: 'cocoa', licence: 'CC-BY-NC-ND-4.0' }),
  };
  const withdrawn = `/works/${WITHDRAWN}`;
  const unknown = '/works/there-is-no-such-page';
  world.watch.expect(`${BASE}${withdrawn}`, 410);
  world.watch.expect(`${BASE}${unknown}`, 404);
  return { ...world, works, withdrawn, unknown, pages: pagesOf(works, withdrawn, unknown) };
}

// One of each kind of page: what it is called in messages and pictures, and its address.
function pagesOf(works, withdrawn, unknown) {
  return Object.entries({
    home: '/',
    search: '/search',
    results: `/search?q=${BROAD}`,
    'results-narrowed': `/search?q=${BROAD}&sdg=8&lang=en&year=2015..2023&sort=newest`,
    'results-last': `/search?q=${BROAD}&page=2`,
    'results-none': '/search?q=xylophonists',
    'results-notices': `/search?q=${BROAD}&year=soon&sdg=99`,
    'results-long-word': `/search?q=${'cooperativesofcooperatives'.repeat(12)}`,
    'results-arabic': `/search?q=${encodeURIComponent('التعاونيات')}`,
    'work-pdf': works.pdf,
    'work-jats': works.jats,
    'work-arabic': works.arabic,
    'work-chinese': works.chinese,
    'work-restricted': works.restricted,
    'work-withdrawn': withdrawn,
    goals: '/sdg',
    goal: '/sdg/8',
    target: '/sdg/8.3',
    'goal-empty': '/sdg/17.1',
    encyclopedia: '/encyclopedia',
    entry: '/encyclopedia/social-and-solidarity-economy',
    'entry-arabic': '/encyclopedia/al-iqtisad-al-ijtimai-wa-al-tadamuni',
    about: '/about',
    unknown,
  });
}

const count = (page, selector) => page.locator(selector).count();
const addressOf = (page) => page.url().slice(BASE.length);
const texts = (page, selector) => page.locator(selector).allInnerTexts();
// Years of the hits of a page, in their order; NaN where a hit has none.
const years = async (page) => (await texts(page, '.hit .facts')).map((t) => Number((t.match(/\b(19|20)\d\d\b/) || [NaN])[0]));
const total = async (page) => Number((await page.locator('#results').innerText()).match(/^[\d,]+/)[0].replace(',', ''));

async function click(page, locator) {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), locator.click()]);
}

async function press(page, key) {
  await Promise.all([page.waitForNavigation({ waitUntil: 'load' }), page.keyboard.press(key)]);
}

// A case that looks at every kind of page: look(page, name) gives what is wrong there.
function testPages(name, look) {
  test(name, async (page, world) => {
    const wrong = [];
    for (const [kind, address] of world.pages) {
      await page.goto(address);
      wrong.push(...(await look(page, kind, world)).map((words) => `${kind}: ${words}`));
    }
    assert.deepEqual(wrong, []);
  });
}

// --- searching -------------------------------------------------------------------------------------------

test('a reader types words on the home page, presses Enter and finds papers', async (page) => {
  await page.goto('/');
  await page.getByLabel('Search papers and encyclopedia').click();
  await page.keyboard.type('mutual health');
  await press(page, 'Enter');
  assert.equal(addressOf(page), '/search?q=mutual+health');
  assert.equal(await page.locator('#q').inputValue(), 'mutual health');
  assert.ok(await total(page) > 0);
  assert.equal(await count(page, '.hit'), Math.min(await total(page), PER_PAGE));
  assert.ok((await texts(page, '.hit mark')).some((t) => /mutu|health/i.test(t)), 'the words are marked in the results');
  assert.match(await page.title(), /mutual health/);
});

test('the small search field in the head of a page searches as well', async (page) => {
  await page.goto('/about');
  await page.getByLabel('Search the hub').fill('agroecology');
  await click(page, page.locator('.small-search button'));
  assert.equal(addressOf(page), '/search?q=agroecology');
});

test('Arabic words are typed from right to left and find Arabic works', async (page) => {
  await page.goto('/');
  await page.locator('#q').fill('التعاونيات');
  assert.equal(await page.locator('#q').evaluate((e) => getComputedStyle(e).direction), 'rtl');
  await press(page, 'Enter');
  assert.ok(await count(page, '.hit h3 a[lang=ar][dir=rtl]') > 0);
});

test('a hit names its page, and in a PDF the link leads to that page', async (page) => {
  await page.goto(`/search?${new URLSearchParams({ q: '"sharing the shock"' })}`);
  const hit = page.locator('.hit', { has: page.locator('.where a[href*=".pdf"]') }).first();
  const href = await hit.locator('.where a').getAttribute('href');
  const number = href.match(/^\/works\/[a-z0-9]+\/files\/[^#]+\.pdf#page=(\d+)$/)[1];
  assert.equal(await hit.locator('.where').innerText(), `Page ${number}`);
  const file = await fetch(new URL(href, BASE));
  assert.equal(file.headers.get('content-type'), 'application/pdf');
  assert.equal(Buffer.from(await file.arrayBuffer()).subarray(0, 5).toString(), '%PDF-');
});

test('only a file that has pages is linked by page', async (page) => {
  await page.goto(`/search?q=${BROAD}`);
  const links = await page.locator('.where a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.ok(links.length > 0);
  assert.deepEqual(links.filter((h) => h.includes('#page=') && !h.includes('.pdf#page=')), []);
});

test('snippets carry the language they are written in', async (page) => {
  await page.goto(`/search?q=${BROAD}`);
  const wrong = await page.locator('.snippet[lang=ar]').evaluateAll((all) => all.map((e) => e.textContent)
    .filter((t) => (t.match(/[A-Za-z]/g) || []).length > (t.match(/\p{Script=Arabic}/gu) || []).length));
  assert.deepEqual(wrong, [], 'English is not said to be Arabic');
});

test('a facet narrows the results to its count, and can be removed', async (page) => {
  await page.goto(`/search?q=${BROAD}`);
  const all = await total(page);
  const facet = page.locator('.filters a', { hasText: 'Goal 8:' });
  const expected = Number(await facet.locator('.count').innerText());
  assert.ok(expected > 0 && expected < all);
  await click(page, facet);
  assert.equal(await total(page), expected);
  assert.equal(await page.locator('#q').inputValue(), BROAD);
  assert.equal(await count(page, '.filters a[aria-current=true]'), 1);
  await click(page, page.getByRole('link', { name: /^Remove filter: Goal 8/ }));
  assert.equal(await total(page), all);
  assert.equal(await count(page, '.active-filters'), 0);
});

test('filters add up, stay when the words change, and go all at once', async (page) => {
  await page.goto(`/search?q=${BROAD}`);
  await click(page, page.locator('.filters a', { hasText: 'Goal 8:' }));
  await page.locator('.filters summary', { hasText: 'Languages' }).click();
  await click(page, page.locator('.filters a', { hasText: 'French' }));
  assert.equal(await count(page, '.active-filters a:not(.clear)'), 2);
  const facts = await texts(page, '.hit .facts');
  assert.ok(facts.length > 0 && facts.every((t) => t.split(' · ').includes('French')), `${facts}`);
  await page.locator('#q').fill('finance');
  await press(page, 'Enter');
  assert.deepEqual(new URL(page.url()).searchParams.getAll('sdg'), ['8']);
  assert.deepEqual(new URL(page.url()).searchParams.getAll('lang'), ['fr']);
  await click(page, page.getByRole('link', { name: 'Remove all' }));
  assert.equal(addressOf(page), '/search?q=finance');
});

test('years are filled in as a span', async (page) => {
  await page.goto(`/search?q=${BROAD}`);
  await page.locator('.filters summary', { hasText: 'Years' }).click();
  await page.getByLabel('From').fill('2021');
  await page.getByLabel('to', { exact: true }).fill('2022');
  await click(page, page.getByRole('button', { name: 'Apply' }));
  const found = await years(page);
  assert.ok(found.length > 0);
  assert.deepEqual(found.filter((y) => y !== 2021 && y !== 2022), []);
  assert.equal(await page.locator('#q').inputValue(), BROAD);
  await click(page, page.locator('.active-filters a', { hasText: '2021' }));
  assert.equal(new URL(page.url()).searchParams.get('year'), null);
});

test('results are put in the order of their years, and kept to papers', async (page) => {
  await page.goto(`/search?q=${BROAD}`);
  await click(page, page.getByRole('link', { name: 'Papers', exact: true }));
  await click(page, page.getByRole('link', { name: 'Newest', exact: true }));
  const found = await years(page);
  assert.ok(found.length > 3 && !found.some(Number.isNaN), `${found}`);
  assert.deepEqual(found, [...found].sort((a, b) => b - a));
  assert.equal(await count(page, '.hit a[href^="/encyclopedia/"]'), 0);
  assert.equal(await page.locator('.choices a[aria-current=true]').count(), 2);
});

test('pages of results follow each other without a gap and lead back', async (page) => {
  const links = () => page.locator('.hit h3 a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  await page.goto(`/search?q=${BROAD}`);
  const n = await total(page);
  assert.ok(n > PER_PAGE, 'more than a page is found');
  const first = await links();
  const seen = [...first];
  for (let at = 2; at <= Math.ceil(n / PER_PAGE); at++) {
    await click(page, page.getByRole('link', { name: 'Next page' }));
    assert.match(await page.locator('.paging').innerText(), new RegExp(`Page ${at} of ${Math.ceil(n / PER_PAGE)}`));
    assert.equal(await page.locator('ol.hits').getAttribute('start'), String(seen.length + 1));
    seen.push(...await links());
  }
  assert.equal(seen.length, n);
  assert.equal(new Set(seen).size, n, 'nothing comes twice');
  assert.equal(await page.getByRole('link', { name: 'Next page' }).count(), 0);
  for (let at = Math.ceil(n / PER_PAGE); at > 1; at--) await click(page, page.getByRole('link', { name: 'Previous page' }));
  assert.deepEqual(await links(), first);
});

test('a page beyond the last leads back to the last', async (page) => {
  await page.goto(`/search?q=${BROAD}&page=99`);
  await click(page, page.getByRole('link', { name: 'Go to the last page' }));
  assert.ok(await count(page, '.hit') > 0);
});

test('where nothing is found the page says so and gives advice', async (page) => {
  await page.goto('/search?q=xylophonists');
  assert.equal(await total(page), 0);
  assert.match(await page.locator('main').innerText(), /Nothing was found/);
});

test('a filter that means nothing is left out with a word about it', async (page) => {
  await page.goto(`/search?q=${BROAD}&year=soon`);
  assert.match(await page.locator('.notice').innerText(), /soon.*left out/s);
  assert.ok(await count(page, '.hit') > 0);
});

test('words that look like HTML stay words, with JavaScript on', async (page, world) => {
  const context = await world.open({ javaScriptEnabled: true });
  const words = '"><img src=x onerror=document.title=1><script>document.title=1</script>';
  const other = await context.newPage();
  await other.goto('/');
  await other.locator('#q').fill(words);
  await press(other, 'Enter');
  assert.equal(await other.locator('#q').inputValue(), words);
  assert.notEqual(await other.title(), '1');
  assert.equal(await count(other, 'main img, main script'), 0);
  await context.close();
});

// --- works -----------------------------------------------------------------------------------------------

test('a paper opens from the results, and Back returns to them', async (page) => {
  await page.goto(`/search?q=${BROAD}`);
  const link = page.locator('.hit h3 a[href^="/works/"]').first();
  const title = await link.innerText();
  await click(page, link);
  assert.deepEqual(await texts(page, 'h1'), [title]);
  await page.goBack();
  assert.equal(addressOf(page), `/search?q=${BROAD}`);
  assert.equal(await page.locator('#q').inputValue(), BROAD);
});

test('a paper shows its abstract, its licence in words, its citation and its file', async (page, world) => {
  await page.goto(world.works.pdf);
  assert.equal(await count(page, 'h1'), 1);
  assert.match(await page.locator('section', { has: page.getByRole('heading', { name: 'Abstract' }) }).innerText(), /When orders fall/);
  assert.match(await page.locator('.licence').innerText(), /Creative Commons.*You may copy.*Name the authors/s);
  assert.match(await page.locator('.citation').innerText(), /Fontanabona.*\(2023\).*Sharing the shock.*\/works\//);
  const link = page.locator('.files a');
  assert.match(await page.locator('.files li').innerText(), /p03\.pdf\s+PDF, \d+ kB, \d pages/);
  const file = await fetch(new URL(await link.getAttribute('href'), BASE));
  assert.equal(file.status, 200);
  assert.equal(file.headers.get('content-type'), await link.getAttribute('type'));
});

test('a licence that forbids changes and trade says both in words', async (page, world) => {
  await page.goto(world.works.restricted);
  assert.match(await page.locator('.licence').innerText(), /Not for commercial purposes.*Only as it is/s);
});

test('the BibTeX of a paper unfolds without a script', async (page, world) => {
  await page.goto(world.works.pdf);
  const record = page.locator('pre', { hasText: '@' });
  assert.equal(await record.isVisible(), false);
  await page.locator('summary', { hasText: 'BibTeX' }).focus();
  await page.keyboard.press('Enter');
  assert.equal(await record.isVisible(), true);
  assert.match(await record.innerText(), /author = \{Fontanabona, Lucia and /);
});

test('tags of a paper lead to the works that share them', async (page, world) => {
  await page.goto(world.works.pdf);
  await click(page, page.locator('dd a', { hasText: 'Worker cooperatives' }));
  assert.match(addressOf(page), /^\/search\?theme=/);
  assert.ok(await page.locator(`.hit a[href="${world.works.pdf}"]`).first().isVisible());
});

test('machines find the metadata of a paper in its page', async (page, world) => {
  for (const address of Object.values(world.works)) {
    await page.goto(address);
    const title = await page.locator('h1').innerText();
    const data = JSON.parse(await page.locator('script[type="application/ld+json"]').textContent());
    assert.match(data['@context'], /schema\.org/);
    assert.equal(await page.locator('meta[name=citation_title]').getAttribute('content'), title);
    assert.ok(await count(page, 'meta[name=citation_author]') > 0);
    assert.equal(new URL(await page.locator('link[rel=canonical]').getAttribute('href')).pathname, address);
  }
});

test('a paper in Arabic is set in Arabic, from right to left', async (page, world) => {
  await page.goto(world.works.arabic);
  assert.equal(await count(page, 'h1 [lang=ar][dir=rtl], h1[lang=ar][dir=rtl]'), 1);
  assert.ok(await count(page, 'section p[lang=ar][dir=rtl]') > 0, 'the abstract');
  assert.equal(await page.locator('h1').evaluate((e) => getComputedStyle(e).direction), 'rtl');
});

test('papers in Chinese, Korean and French carry their language', async (page, world) => {
  for (const [work, language] of [['chinese', 'zh'], ['korean', 'ko'], ['jats', 'fr']]) {
    await page.goto(world.works[work]);
    assert.equal(await page.locator('h1').getAttribute('lang'), language);
    assert.ok(await count(page, `.reading p[lang=${language}]`) > 0, work);
  }
});

test('a withdrawn work answers 410, says when and why, and is in no search', async (page, world) => {
  const reply = await page.goto(world.withdrawn);
  assert.equal(reply.status(), 410);
  const words = await page.locator('main').innerText();
  assert.match(words, /This work has been withdrawn/);
  assert.match(words, /Withdrawn on \d+ \p{L}+ \d{4}/u);
  assert.match(words, /found an error in the data/);
  await page.goto('/search?q=title%3A%22counting+what+members+own%22');
  assert.equal(await count(page, `a[href^="${world.withdrawn}"]`), 0);
});

test('an unknown page answers 404 and leads home', async (page, world) => {
  const reply = await page.goto(world.unknown);
  assert.equal(reply.status(), 404);
  await click(page, page.locator('main').getByRole('link', { name: 'Home' }));
  assert.equal(addressOf(page), '/');
});

// --- goals and encyclopedia ------------------------------------------------------------------------------

test('the goals lead to a goal, its targets, a target, its papers and back', async (page) => {
  await page.goto('/');
  await click(page, page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Goals' }));
  assert.equal(await count(page, '.goals .goal'), 17);
  await click(page, page.locator('a.goal[href="/sdg/8"]'));
  assert.match(await page.locator('h1').innerText(), /8.*Decent work/s);
  assert.ok(await count(page, '.hit a') > 0);
  await click(page, page.locator('.targets a[href="/sdg/8.3"]'));
  assert.match(await page.locator('h1').innerText(), /8\.3/);
  assert.ok(await count(page, '.hit h3 a') > 0);
  await click(page, page.locator('.kicker a[href="/sdg/8"]'));
  assert.equal(addressOf(page), '/sdg/8');
});

test('counts beside goals and targets are what their searches find', async (page) => {
  await page.goto('/sdg');
  const tiles = await page.locator('a.goal').evaluateAll((all) => all.map((a) => [a.getAttribute('href'), parseInt(a.querySelector('.count').textContent, 10)]));
  for (const [href, n] of tiles) assert.equal((await api({ sdg: href.slice('/sdg/'.length), limit: 1 })).total, n, href);
  await page.goto('/sdg/8');
  const targets = await page.locator('.targets li').evaluateAll((all) => all.map((li) => [
    li.querySelector('a').getAttribute('href'), parseInt((li.querySelector('.count') || { textContent: '0' }).textContent, 10)]));
  assert.equal(targets.length, 12);
  for (const [href, n] of targets) assert.equal((await api({ sdg: href.slice('/sdg/'.length), limit: 1 })).total, n, href);
});

test('an entry leads to a paper it cites, and the paper back to the entry', async (page) => {
  await page.goto('/encyclopedia');
  await click(page, page.locator('.entries a[href="/encyclopedia/worker-cooperatives"]'));
  const entry = addressOf(page);
  assert.match(await page.locator('.nutshell').innerText(), /In a nutshell/);
  const cited = page.locator('section', { has: page.getByRole('heading', { name: 'Works cited' }) }).locator('a[href^="/works/"]').first();
  const title = await cited.innerText();
  await click(page, cited);
  assert.equal(await page.locator('h1').innerText(), title);
  const back = page.locator('section', { has: page.getByRole('heading', { name: 'In the encyclopedia' }) }).locator(`a[href="${entry}"]`);
  await click(page, back);
  assert.equal(await page.locator('h1').innerText(), 'Worker cooperatives');
});

test('no entry says "In a nutshell" twice', async (page) => {
  await page.goto('/encyclopedia');
  const entries = await page.locator('.entries h3 a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.ok(entries.length >= 12);
  const twice = [];
  for (const address of entries) {
    await page.goto(address);
    if (/^(In a nutshell|En pocas palabras|En bref|En deux mots|باختصار)/i.test(await page.locator('.nutshell p').first().innerText())) twice.push(address);
  }
  assert.deepEqual(twice, []);
});

test('an entry in Arabic is set in Arabic, from right to left, and offers other languages', async (page) => {
  await page.goto('/encyclopedia');
  await click(page, page.locator('.entries a[lang=ar][dir=rtl]'));
  assert.equal(await page.locator('h1').getAttribute('lang'), 'ar');
  for (const part of ['h1', '.nutshell p', '.prose']) {
    assert.deepEqual(await page.locator(part).evaluate((e) => [e.closest('[lang]').lang, getComputedStyle(e).direction]), ['ar', 'rtl'], part);
  }
  const others = page.locator('section', { has: page.getByRole('heading', { name: 'In other languages' }) });
  await click(page, others.getByRole('link', { name: 'The social and solidarity economy' }));
  assert.equal(await page.locator('h1').getAttribute('lang'), 'en');
});

test('a note of an entry is a step away and a step back', async (page, world) => {
  await page.goto(Object.fromEntries(world.pages).entry);
  await page.locator('.footnote-ref a').first().click();
  const note = new URL(page.url()).hash;
  assert.ok(await page.locator(note).isVisible());
  await page.locator(`${note} .footnote-backref`).click();
  assert.match(new URL(page.url()).hash, /^#fnref-/);
});

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
    assert.equal(new URL(page.url()).hash, '#main');
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
