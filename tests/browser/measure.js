// SPDX-License-Identifier: AGPL-3.0-or-later
// What is measured inside a page. Every function here is sent to the browser by page.evaluate, so that it
// stands alone; each gives a list of what is wrong, which is empty on a good page.
'use strict';

// Folded parts unfold, so that what is in them is measured as well.
function unfold() {
  for (const part of document.querySelectorAll('details')) part.open = true;
}

// Text that runs out of the window at either side, or that is cut off by a box that hides what overflows.
function lostText() {
  const lost = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) lost.push(`the page is ${root.scrollWidth} px wide, the window ${root.clientWidth}`);
  const boxOf = (element) => {
    for (let e = element; e && e !== root; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath !== 'none') return 'unseen';
      if (style.display !== 'inline' && style.overflowX !== 'visible') return /auto|scroll/.test(style.overflowX) ? 'scrolls' : e;
    }
    return null;
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    const box = boxOf(element);
    if (box === 'unseen' || box === 'scrolls') continue;
    const frame = box ? box.getBoundingClientRect() : { left: 0, right: root.clientWidth };
    const range = document.createRange();
    range.selectNodeContents(node);
    const out = [...range.getClientRects()].find((r) => r.width && (r.left < frame.left - 1 || r.right > frame.right + 1
      || (box && (r.top < frame.top - 4 || r.bottom > frame.bottom + 4))));
    if (out) lost.push(`<${element.localName} class="${element.className}"> “${node.data.trim().slice(0, 40)}” is cut or out of sight`);
  }
  return lost;
}

// Text (and the hints in empty fields) with less contrast than this to what lies behind it; WCAG 2.2, 1.4.3,
// here asked of large text as well. only: a selector, or null for all text. The lowest ratio comes along.
function faintText([least, only]) {
  const parse = (text) => {
    const found = text.match(/^rgba?\(([^)]+)\)$/);
    if (!found) throw new Error(`no way to read the colour ${text}`);
    const [r, g, b, a = 1] = found[1].split(/[\s,/]+/).map(Number);
    return [r, g, b, a];
  };
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.backgroundImage !== 'none') throw new Error(`<${e.localName}> has a background picture`);
      if (style.opacity !== '1') throw new Error(`<${e.localName}> is not opaque`);
      layers.push(parse(style.backgroundColor));
    }
    return layers.reduceRight((under, layer) => over(layer, under), [255, 255, 255, 1]);
  };
  const ratio = (element, colour) => {
    const ground = behind(element);
    const [a, b] = [light(over(parse(colour), ground)), light(ground)];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  };
  const faint = [];
  let lowest = 99;
  const look = (element, colour, words) => {
    const value = ratio(element, colour);
    lowest = Math.min(lowest, value);
    if (value < least) faint.push(`<${element.localName} class="${element.className}"> “${words.trim().slice(0, 40)}” ${value.toFixed(2)}:1`);
  };
  let n = 0;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility({ visibilityProperty: true })) continue;
    if (only && !element.closest(only)) continue;
    n++;
    look(element, getComputedStyle(element).color, node.data);
  }
  for (const input of only ? [] : document.querySelectorAll('input[placeholder]')) {
    look(input, getComputedStyle(input, '::placeholder').color, input.placeholder);
  }
  return { faint: [...new Set(faint)], lowest, n };
}

// Edges of fields and buttons against what they lie on (WCAG 1.4.11: 3:1).
function faintEdges() {
  const light = (text) => {
    const [r, g, b] = text.match(/[\d.]+/g).slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (!/, 0\)$/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  return [...document.querySelectorAll('input:not([type=hidden]), button')].flatMap((element) => {
    const [a, b] = [light(getComputedStyle(element).borderTopColor), light(ground(element.parentElement))];
    const value = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    return value >= 3 ? [] : [`edge of <${element.localName} id="${element.id}"> ${value.toFixed(2)}:1`];
  });
}

// How the document is built: language, title, headings, labels, pictures, lists, identifiers, links to places.
function structure() {
  const wrong = [];
  const all = (selector) => [...document.querySelectorAll(selector)];
  const root = document.documentElement;
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(root.lang)) wrong.push(`html lang is “${root.lang}”`);
  if (!/^(ltr|rtl)$/.test(root.dir)) wrong.push(`html dir is “${root.dir}”`);
  if (!document.title.trim()) wrong.push('no title');
  for (const e of all('[lang]')) if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(e.lang)) wrong.push(`lang “${e.lang}” of <${e.localName}>`);

  const headings = all('h1,h2,h3,h4,h5,h6');
  const n = headings.filter((h) => h.localName === 'h1').length;
  if (n !== 1) wrong.push(`${n} h1`);
  let level = 0;
  for (const h of headings) {
    const own = Number(h.localName[1]);
    if (own > level + 1) wrong.push(`<${h.localName}> “${h.textContent.trim()}” after a heading of level ${level}`);
    if (!h.textContent.trim()) wrong.push(`empty <${h.localName}>`);
    level = own;
  }
  for (const name of ['main', 'body > header', 'body > footer']) if (all(name).length !== 1) wrong.push(`${all(name).length} × ${name}`);
  if (!all('body > header nav').length) wrong.push('no nav in the header');
  for (const e of all('body > *')) if (!e.matches('header, main, footer, .skip')) wrong.push(`<${e.localName}> stands outside of the landmarks`);

  for (const e of all('input:not([type=hidden]), select, textarea')) if (!e.labels.length) wrong.push(`no label for <${e.localName} id="${e.id}">`);
  for (const e of all('img')) if (!e.hasAttribute('alt')) wrong.push(`no alt on ${e.src}`);
  for (const e of all('ul > :not(li), ol > :not(li), dl > :not(dt, dd, div)')) wrong.push(`<${e.localName}> directly in <${e.parentElement.localName}>`);
  for (const e of all('ul, ol')) if (!e.children.length) wrong.push('an empty list');
  for (const e of all('details')) if (!e.querySelector(':scope > summary')) wrong.push('details without a summary');
  for (const e of all('table')) if (!e.querySelector('th')) wrong.push('a table without header cells');
  for (const e of all('a a, a button, button a')) wrong.push(`<${e.localName}> inside of another link or button`);
  for (const e of all('[tabindex]')) if (e.tabIndex > 0) wrong.push(`tabindex ${e.tabIndex}`);

  const ids = all('[id]').map((e) => e.id);
  for (const id of new Set(ids)) if (ids.filter((i) => i === id).length > 1) wrong.push(`id “${id}” more than once`);
  for (const name of ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls']) {
    for (const e of all(`[${name}]`)) {
      for (const id of e.getAttribute(name).split(/\s+/)) if (!document.getElementById(id)) wrong.push(`${name}="${id}" leads nowhere`);
    }
  }
  for (const e of all('a[href^="#"]')) {
    if (!document.getElementById(decodeURIComponent(e.hash.slice(1)))) wrong.push(`link to ${e.hash} leads nowhere`);
  }
  const viewport = document.querySelector('meta[name=viewport]');
  if (!viewport || /user-scalable\s*=\s*no|maximum-scale/.test(viewport.content)) wrong.push('the viewport does not let readers zoom');
  for (const e of all('script:not([type="application/ld+json"])')) wrong.push(`a script: ${e.outerHTML.slice(0, 60)}`);
  for (const e of all('*')) for (const a of e.attributes) if (/^on/.test(a.name)) wrong.push(`${a.name} on <${e.localName}>`);
  return [...new Set(wrong)];
}

// What a finger has to hit: at least 24 by 24 px, except for links in running text (WCAG 2.2, 2.5.8).
function smallTargets() {
  return [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden])')].flatMap((e) => {
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (style.display === 'inline' || !e.checkVisibility() || e.matches('.skip')) return [];
    return box.height >= 23.5 && box.width >= 23.5 ? []
      : [`<${e.localName} class="${e.className}"> “${e.textContent.trim().slice(0, 30)}” ${box.width.toFixed(0)}×${box.height.toFixed(0)}`];
  });
}

// Numbers what Tab should reach, in the order of the document; how many there are.
function numberStops() {
  const stops = [...document.querySelectorAll('a[href], button, summary, input:not([type=hidden]), [tabindex="0"]')]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled);
  stops.forEach((e, i) => e.setAttribute('data-stop', i));
  return stops.length;
}

// Where the focus is, and whether a reader sees that it is there.
function focusHere() {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const light = (text) => {
    const [r, g, b] = text.match(/[\d.]+/g).slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let p = element; p; p = p.parentElement) {
      const colour = getComputedStyle(p).backgroundColor;
      if (!/, 0\)$/.test(colour)) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const style = getComputedStyle(e);
  const box = e.getBoundingClientRect();
  const [a, b] = [light(style.outlineColor), light(ground(e.parentElement))];
  const wrong = [];
  if (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2) wrong.push('no outline');
  if ((Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 3) wrong.push('a faint outline');
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth || !box.width) wrong.push('out of sight');
  return { stop: e.hasAttribute('data-stop') ? Number(e.dataset.stop) : null, wrong,
    name: `<${e.localName} class="${e.className}"> “${e.textContent.trim().slice(0, 40)}”` };
}

module.exports = { unfold, lostText, faintText, faintEdges, structure, smallTargets, numberStops, focusHere };
