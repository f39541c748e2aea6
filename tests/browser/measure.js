// SPDX-License-Identifier: AGPL-3.0-or-later
// What is measured inside a page. Functions here are sent to the browser as text by ask(), together with those
// of 'shared', and see nothing else of this file; each gives a list of what is wrong, empty on a good page.
'use strict';

// --- colours: [red, green, blue, alpha], ratios as in WCAG 2.2, 1.4.3 -----------------------------------

function colour(text) {
  const found = text.match(/^rgba?\(([^)]+)\)$/);
  if (!found) throw new Error(`no way to read the colour ${text}`);
  const [r, g, b, a = 1] = found[1].split(/[\s,/]+/).map(Number);
  return [r, g, b, a];
}

function blend(top, under) {
  return [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
}

function luminance(rgb) {
  const [r, g, b] = rgb.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// What lies behind the text of an element.
function ground(element) {
  const layers = [];
  for (let e = element; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.backgroundImage !== 'none') throw new Error(`<${e.localName}> has a background picture`);
    if (style.opacity !== '1') throw new Error(`<${e.localName}> is not opaque`);
    layers.push(colour(style.backgroundColor));
  }
  return layers.reduceRight((under, layer) => blend(layer, under), [255, 255, 255, 1]);
}

function contrast(text, element) {
  const under = ground(element);
  const [a, b] = [luminance(blend(colour(text), under)), luminance(under)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

function describe(element, words = element.textContent) {
  const name = element.className ? ` class="${element.className}"` : '';
  return `<${element.localName}${name}> “${words.trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
}

function visibleTexts() {
  const nodes = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    if (node.data.trim() && node.parentElement.checkVisibility({ visibilityProperty: true })) nodes.push(node);
  }
  return nodes;
}

const shared = [colour, blend, luminance, ground, contrast, describe, visibleTexts];

function ask(page, what, argument = null) {
  return page.evaluate(`(() => { ${shared.join('\n')}\n return (${what})(${JSON.stringify(argument)}); })()`);
}

// --- measures --------------------------------------------------------------------------------------------

// Folded parts unfold, so that what is in them is measured as well.
function unfold() {
  for (const part of document.querySelectorAll('details')) part.open = true;
}

// Text that runs out of the window at either side, or that is cut off by a box that hides what overflows.
function lostText() {
  const lost = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) lost.push(`the page is ${root.scrollWidth} px wide, the window ${root.clientWidth}`);
  // The box that cuts what overflows it; 'fine' where nothing is to be seen, or where a reader can scroll.
  const boxOf = (element) => {
    for (let e = element; e && e !== root; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath !== 'none') return 'fine';
      if (style.display === 'inline' || style.overflowX === 'visible') continue;
      return /auto|scroll/.test(style.overflowX) ? 'fine' : e;
    }
    return null;
  };
  for (const node of visibleTexts()) {
    const box = boxOf(node.parentElement);
    if (box === 'fine') continue;
    const frame = box ? box.getBoundingClientRect() : { left: 0, right: root.clientWidth };
    const range = document.createRange();
    range.selectNodeContents(node);
    const isOut = (r) => r.width && (r.left < frame.left - 1 || r.right > frame.right + 1
      || (box && (r.top < frame.top - 4 || r.bottom > frame.bottom + 4)));
    if ([...range.getClientRects()].some(isOut)) lost.push(`${describe(node.parentElement, node.data)} is cut or out of sight`);
  }
  return lost;
}

// Text (and the hints in empty fields) with less contrast than this to what lies behind it, large text too.
// only: a selector, or null for all text. How much was looked at and the lowest ratio come along.
function faintText([least, only]) {
  const ratios = [];
  for (const node of visibleTexts()) {
    const element = node.parentElement;
    if (only && !element.closest(only)) continue;
    ratios.push([contrast(getComputedStyle(element).color, element), describe(element, node.data)]);
  }
  for (const input of only ? [] : document.querySelectorAll('input[placeholder]')) {
    ratios.push([contrast(getComputedStyle(input, '::placeholder').color, input), describe(input, input.placeholder)]);
  }
  const faint = ratios.filter(([value]) => value < least).map(([value, name]) => `${name} ${value.toFixed(2)}:1`);
  return { faint: [...new Set(faint)], lowest: Math.min(...ratios.map(([value]) => value)), n: ratios.length };
}

// Edges of fields and buttons against what they lie on (WCAG 2.2, 1.4.11).
function faintEdges() {
  return [...document.querySelectorAll('input:not([type=hidden]), button')]
    .map((e) => [e, contrast(getComputedStyle(e).borderTopColor, e.parentElement)])
    .filter(([, value]) => value < 3)
    .map(([e, value]) => `edge of ${describe(e)} ${value.toFixed(2)}:1`);
}

// Headings: one h1, no level left out, none empty.
function headings() {
  const all = [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')];
  const wrong = all.filter((h) => !h.textContent.trim()).map((h) => `empty <${h.localName}>`);
  const first = all.filter((h) => h.localName === 'h1').length;
  if (first !== 1) wrong.push(`${first} h1`);
  all.reduce((above, h) => {
    const level = Number(h.localName[1]);
    if (level > above + 1) wrong.push(`${describe(h)} after a heading of level ${above}`);
    return level;
  }, 0);
  return wrong;
}

// Language, title, landmarks; that readers can zoom, and that nothing here is a script.
function frame() {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isLanguage = (text) => /^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(text);
  const root = document.documentElement;
  if (!root.lang) wrong.push('html has no lang');
  if (!/^(ltr|rtl)$/.test(root.dir)) wrong.push(`html dir is “${root.dir}”`);
  if (!document.title.trim()) wrong.push('no title');
  for (const e of all('[lang]')) if (!isLanguage(e.lang)) wrong.push(`lang “${e.lang}” of ${describe(e)}`);
  for (const name of ['main', 'body > header', 'body > footer', 'body > header nav']) {
    if (all(name).length !== 1) wrong.push(`${all(name).length} × ${name}`);
  }
  for (const e of all('body > *')) if (!e.matches('header, main, footer, .skip')) wrong.push(`${describe(e)} is outside of the landmarks`);
  const viewport = document.querySelector('meta[name=viewport]');
  if (!viewport || /user-scalable\s*=\s*no|maximum-scale/.test(viewport.content)) wrong.push('readers cannot zoom');
  for (const e of all('script:not([type="application/ld+json"])')) wrong.push(`a script: ${e.outerHTML.slice(0, 60)}`);
  for (const e of all('*')) for (const a of e.attributes) if (/^on/.test(a.name)) wrong.push(`${a.name} on ${describe(e)}`);
  return wrong;
}

// Labels, pictures, lists, tables, identifiers, and references to them.
function parts() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const broken = [
    ['input:not([type=hidden]), select, textarea', (e) => !e.labels.length, 'has no label'],
    ['img', (e) => !e.hasAttribute('alt'), 'has no alt'],
    ['ul > :not(li), ol > :not(li), dl > :not(dt, dd, div)', () => true, 'stands directly in a list'],
    ['ul, ol, dl', (e) => !e.children.length, 'is an empty list'],
    ['details', (e) => !e.querySelector(':scope > summary'), 'has no summary'],
    ['table', (e) => !e.querySelector('th'), 'has no header cells'],
    ['a a, a button, button a', () => true, 'stands in another link or button'],
    ['[tabindex]', (e) => e.tabIndex > 0, 'jumps the queue of Tab'],
    ['[id]', (e) => all(`[id="${CSS.escape(e.id)}"]`).length > 1, 'shares its id'],
    ['[id]', (e) => !e.id || /\s/.test(e.id), 'has an id that is none'],
    ['a[href^="#"]', (e) => !document.getElementById(decodeURIComponent(e.hash.slice(1))), 'leads nowhere'],
    ...['for', 'aria-labelledby', 'aria-describedby', 'aria-controls'].map((name) => [`[${name}]`,
      (e) => e.getAttribute(name).split(/\s+/).some((id) => !document.getElementById(id)), `has a ${name} that leads nowhere`]),
  ];
  return [...new Set(broken.flatMap(([selector, isBroken, words]) => all(selector).filter(isBroken)
    .map((e) => `${describe(e)}${e.id ? ` id="${e.id}"` : ''} ${words}`)))];
}

// What a finger has to hit: at least 24 by 24 px, except for links in running text (WCAG 2.2, 2.5.8).
function smallTargets() {
  return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden])')]
    .filter((e) => getComputedStyle(e).display !== 'inline' && e.checkVisibility() && !e.matches('.skip'))
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.height < 23.5 || box.width < 23.5)
    .map(([e, box]) => `${describe(e)} ${box.width.toFixed(0)}×${box.height.toFixed(0)}`);
}

// Numbers what Tab should reach, in the order of the document; how many there are.
function numberStops() {
  const stops = [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), [tabindex="0"]')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled);
  stops.forEach((e, i) => e.setAttribute('data-stop', i));
  return stops.length;
}

// Where the focus is, and what keeps a reader from seeing it. null: nowhere in the page.
function focusHere() {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const wrong = [];
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong.push('no outline');
  if (contrast(style.outlineColor, e.parentElement) < 3) wrong.push('a faint outline');
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth || !box.width) wrong.push('out of sight');
  return { stop: e.dataset.stop === undefined ? null : Number(e.dataset.stop), wrong, name: describe(e) };
}

module.exports = { ask, unfold, lostText, faintText, faintEdges, headings, frame, parts, smallTargets, numberStops, focusHere };
