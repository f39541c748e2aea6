// SPDX-License-Identifier: AGPL-3.0-or-later
// Which hub is read, one of each kind of its pages, and small steps that many cases take.
'use strict';
const assert = require('node:assert/strict');
const { test } = require('./suite.js');

const [BASE, WITHDRAWN, ...NAMES] = process.argv.slice(2);
const BROAD = 'cooperatives';

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

module.exports = { BASE, WITHDRAWN, NAMES, BROAD, api, makeWorld, count, addressOf, texts, years, total, click, press, testPages };
