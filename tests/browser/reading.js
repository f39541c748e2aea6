// SPDX-License-Identifier: AGPL-3.0-or-later
// What readers do: they search, open works, and walk by goals and through the encyclopedia.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('./suite.js');
const { BASE, BROAD, api, count, addressOf, texts, years, total, click, press } = require('./world.js');

const PER_PAGE = 20;

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
