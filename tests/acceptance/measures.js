// What is looked at on every screen. Each function answers a list of complaints in words; empty is good.
(() => {
  const TOOLBARS = '.bar .acts, .filters, .seg, .pager, [role=toolbar]';
  const CONTROLS = 'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]';
  const name = (el) => {
    const text = (el.getAttribute('aria-label') || el.innerText || el.value || el.name || '').trim().slice(0, 30);
    return `${el.tagName.toLowerCase()}${el.id ? '#' + el.id : ''}${el.className && el.className.baseVal === undefined ? '.' + String(el.className).split(' ').join('.') : ''} “${text}”`;
  };
  const seen = (el) => {
    if (el.closest('[hidden], dialog:not([open]), [popover]:not(:popover-open)') || el.disabled) return false;
    if (!el.checkVisibility({ checkOpacity: false, checkVisibilityCSS: true })) return false;
    const box = el.getBoundingClientRect();
    return box.width > 1 && box.height > 1;
  };
  const hiddenOnPurpose = (el) => el.closest('.vh, .skip') !== null;
  const controls = () => [...document.querySelectorAll(CONTROLS)].filter((el) => seen(el) && !hiddenOnPurpose(el));

  const standing = () => {
    const said = [];
    const count = (selector) => document.querySelectorAll(selector).length;
    if (count('h1') !== 1) said.push(`${count('h1')} h1`);
    if (count('main') !== 1) said.push(`${count('main')} main`);
    const skip = document.querySelector('body a[href]');
    const target = skip && skip.getAttribute('href').startsWith('#') && document.querySelector(skip.getAttribute('href'));
    if (!skip || !target || target.tagName !== 'MAIN') said.push('the first link does not skip to main');
    if (!document.documentElement.lang) said.push('no language');
    const parts = document.title.split(' · ');
    if (parts.length < 2 || parts.some((part) => !part.trim())) said.push(`title “${document.title}” is not “Screen · Client”`);
    const known = new Set(window.palinsesto?.application.router.modules.map((each) => each.identifier));
    const asked = [...document.querySelectorAll('[data-controller]')].flatMap((el) => el.dataset.controller.split(/\s+/)).filter(Boolean);
    const unknown = [...new Set(asked.filter((each) => !known.has(each)))];
    if (unknown.length) said.push(`no script of the page knows ${unknown.join(', ')}`);
    const ids = [...document.querySelectorAll('[id]')].map((el) => el.id);
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length) said.push(`ids twice: ${twice.join(', ')}`);
    return said;
  };

  // The order of tabs is the order of sight: whoever goes on does not jump back up to what stands above in the same column.
  const stands = (el) => {
    for (let around = el; around; around = around.parentElement) {
      if (['fixed', 'sticky', 'absolute'].includes(getComputedStyle(around).position)) return false;
    }
    return true;
  };
  const order = () => {
    const said = [...document.querySelectorAll('[tabindex]')].filter((el) => el.tabIndex > 0).map((el) => `${name(el)} jumps the order of tabs`);
    const main = document.querySelector('main');
    const way = controls().filter((el) => el.tabIndex >= 0 && main.contains(el) && stands(el));
    for (let at = 1; at < way.length; at += 1) {
      const [one, two] = [way[at - 1].getBoundingClientRect(), way[at].getBoundingClientRect()];
      const isAbove = two.bottom <= one.top + 1;
      const isInColumn = two.left < one.right - 1 && two.right > one.left + 1;
      if (isAbove && isInColumn) said.push(`${name(way[at])} comes after ${name(way[at - 1])} and stands above it`);
    }
    return said;
  };

  // What the focus changes must be a ring: an outline, or a shadow, that was not there before.
  const rings = (el) => [el, el.parentElement, el.parentElement?.parentElement, el.nextElementSibling, ...(el.labels || [])]
    .filter(Boolean)
    .map((each) => {
      const look = getComputedStyle(each);
      const outline = look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 1 ? `${look.outlineStyle} ${look.outlineWidth} ${look.outlineColor}` : '';
      return [outline, look.boxShadow === 'none' ? '' : look.boxShadow];
    });
  const getsRing = (before, after) => after.some(([outline, shadow], at) => (outline && outline !== before[at][0]) || (shadow && shadow !== before[at][1]));
  // What takes the focus while it is clipped away: whoever goes by keyboard is nowhere. A hidden box whose label is seen is not.
  const clippedAway = (el) => {
    for (let around = el; around; around = around.parentElement) {
      const look = getComputedStyle(around);
      if (look.clipPath === 'inset(50%)') return true;
    }
    return false;
  };
  const unseen = () => {
    const said = [];
    for (const el of document.querySelectorAll(CONTROLS)) {
      if (el.tabIndex < 0 || !clippedAway(el) || [...(el.labels || [])].some(seen)) continue;
      el.focus();
      if (document.activeElement === el && clippedAway(el)) said.push(`${name(el)} takes the focus and is not seen`);
    }
    return said;
  };
  const focus = () => {
    const said = unseen();
    for (const el of controls()) {
      document.activeElement?.blur();
      const before = rings(el);
      el.focus();
      if (document.activeElement !== el) continue;
      if (!getsRing(before, rings(el))) said.push(`${name(el)} shows no focus`);
      const boxes = [el.getBoundingClientRect(), ...[...(el.labels || [])].map((label) => label.getBoundingClientRect())];
      const points = boxes.flatMap((box) => [[0.5, 0.5], [0.1, 0.2], [0.9, 0.2], [0.1, 0.8], [0.9, 0.8]].map(([x, y]) => [box.left + box.width * x, box.top + box.height * y]));
      const there = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y);
        return top && (el.contains(top) || top.contains(el) || [...(el.labels || [])].some((label) => label.contains(top)));
      });
      if (!there) said.push(`${name(el)} is hidden under something when it has the focus`);
    }
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return said;
  };

  // A link in the middle of a sentence is as high as its line (WCAG 2.5.8 lets it): other words stand before or behind it in its block.
  const inSentence = (el) => {
    if (el.tagName !== 'A' || getComputedStyle(el).display !== 'inline') return false;
    let block = el.parentElement;
    while (getComputedStyle(block).display.startsWith('inline')) block = block.parentElement;
    if (['flex', 'grid'].includes(getComputedStyle(block).display)) return false;
    const words = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const node = words.currentNode;
      if (node.data.trim().length > 1 && !node.parentElement.closest('a, button, .vh, .popover')) return true;
    }
    return false;
  };
  const targets = (least, within) => controls()
    .filter((el) => !within || el.closest(within))
    .filter((el) => !inSentence(el))
    .map((el) => {
      const boxes = [el, ...(el.labels || [])].map((each) => each.getBoundingClientRect());
      return [el, Math.max(...boxes.map((box) => box.width)), Math.max(...boxes.map((box) => box.height))];
    })
    .filter(([, width, height]) => width < least - 0.5 || height < least - 0.5)
    .map(([el, width, height]) => `${name(el)} is ${Math.round(width)}×${Math.round(height)}`);

  const sideways = () => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= window.innerWidth) return [];
    const out = [...document.querySelectorAll('body *')].filter((el) => el.getBoundingClientRect().right > window.innerWidth + 1 && !el.closest('[style*=overflow], .scroll, .wide'));
    return [`scrolls sideways: ${wide} in ${window.innerWidth}; ${out.slice(0, 3).map(name).join('; ')}`];
  };
  const clippedOnes = () => [...document.querySelectorAll('button, .btn, .chip, .state, th, label, h1, h2, h3, summary, legend, .tabs a, .nav a')]
    .filter((el) => seen(el) && !hiddenOnPurpose(el))
    .filter((el) => {
      const look = getComputedStyle(el);
      const cuts = ['hidden', 'clip'].includes(look.overflowX) || ['hidden', 'clip'].includes(look.overflowY);
      return cuts && look.textOverflow !== 'ellipsis' && (el.scrollWidth > el.clientWidth + 2 || el.scrollHeight > el.clientHeight + 2);
    });
  const clipped = () => clippedOnes().map((el) => `${name(el)} is cut`);
  const overlapping = () => {
    const said = [];
    for (const row of document.querySelectorAll('.bar, .acts, .head, .buttons, .tabs, .filters, .facts')) {
      const parts = [...row.children].filter(seen);
      for (let at = 1; at < parts.length; at += 1) {
        const one = parts[at - 1].getBoundingClientRect();
        const two = parts[at].getBoundingClientRect();
        const wide = Math.min(one.right, two.right) - Math.max(one.left, two.left);
        const high = Math.min(one.bottom, two.bottom) - Math.max(one.top, two.top);
        if (wide > 3 && high > 3) said.push(`${name(parts[at - 1])} and ${name(parts[at])} lie on each other`);
      }
    }
    return said;
  };

  let sheet = null;
  const space = (on) => {
    if (on && !sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync('*, ::before, ::after { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }');
      document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    } else if (!on && sheet) {
      document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet);
      sheet = null;
    }
  };

  // Every word a third longer, as a language we do not speak would make it. The page is of no use afterwards.
  const lengthen = () => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const node of texts) {
      if (node.parentElement.closest('script, style, textarea, code, time, svg')) continue;
      node.data = node.data.replace(/\p{L}{3,}/gu, (word) => word + word.slice(0, Math.ceil(word.length * 0.35)).toLowerCase());
    }
    for (const el of document.querySelectorAll('input[type=submit], input[type=button]')) el.value += el.value.slice(0, Math.ceil(el.value.length * 0.35));
  };

  // A word of no size is not seen: then a legend of the page must say what the icon means.
  const wordOf = (el) => (parseFloat(getComputedStyle(el).fontSize) >= 8 ? el.innerText.trim() : '');
  const colourAlone = () => {
    const explained = [...document.querySelectorAll('.legend .chip, .legend .state')].filter(seen).map(wordOf);
    return [...document.querySelectorAll('.chip, .state')].filter(seen)
      .filter((el) => !el.querySelector('svg') || !(wordOf(el) || explained.includes(el.textContent.trim())))
      .map((el) => `${name(el)} is a colour without ${el.querySelector('svg') ? 'a word' : 'an icon'}`);
  };

  const moving = () => [...document.querySelectorAll('body *')].filter((el) => {
    const look = getComputedStyle(el);
    const long = (text) => text.split(',').some((each) => parseFloat(each) * (each.trim().endsWith('ms') ? 1 : 1000) > 10);
    return long(look.transitionDuration) || (look.animationName !== 'none' && long(look.animationDuration));
  }).slice(0, 3).map((el) => `${name(el)} still moves`);

  const forced = () => [...document.querySelectorAll('button, .btn, input:not([type=hidden]), select, textarea')].filter((el) => seen(el) && !hiddenOnPurpose(el))
    .filter((el) => {
      if (['checkbox', 'radio', 'file', 'range', 'color'].includes(el.type) || el.closest('.nav, .tabs, .menu, .bottom')) return false;
      const look = getComputedStyle(el);
      const edge = ['Top', 'Bottom'].some((side) => look[`border${side}Style`] !== 'none' && parseFloat(look[`border${side}Width`]) > 0);
      return !edge && !look.textDecorationLine.includes('underline') && !el.querySelector('svg') && look.outlineStyle === 'none';
    }).map((el) => `${name(el)} has no edge in forced colours`);

  // Text of posts says its language; what has none of its own speaks the page's.
  const times = () => {
    // A name in brackets is none: "(Instagram)" says whose post it is.
    const place = /(?<!\p{L})(?:Roma|Rome|Londra|London|New York|Tokyo|UTC)(?!\p{L})/u;
    return [...document.querySelectorAll('main time[datetime]')].filter((el) => seen(el) && /\d{1,2}:\d{2}/.test(el.innerText))
      .filter((el) => {
        for (let around = el; around && around.tagName !== 'BODY'; around = around.parentElement) {
          if (place.test(around.innerText)) return false;
        }
        return true;
      }).slice(0, 3).map((el) => `${name(el)} ${el.innerText} names no place`);
  };

  const charts = () => [...document.querySelectorAll('figure.chart')].flatMap((figure) => {
    const said = [];
    if (!figure.querySelector('figcaption')?.innerText.trim()) said.push(`#${figure.id} has no sentence`);
    if (!figure.querySelector('table')) said.push(`#${figure.id} has no table`);
    if (!figure.querySelector('a[href*=csv], a[download$=".csv"]')) said.push(`#${figure.id} has no CSV`);
    if ([...figure.querySelectorAll('svg')].some((svg) => axes(svg) > 1)) said.push(`#${figure.id} has two axes`);
    return said;
  });
  // An axis of values is a column of numbers, with a unit at most, one above the other; that of the days lies.
  const axes = (svg) => {
    const columns = new Map();
    for (const each of svg.querySelectorAll('text')) {
      if (!/^[−+-]?\d[\d.,\s]*(?:%|\p{L}{1,2})?$/u.test(each.textContent.trim())) continue;
      const at = Math.round(parseFloat(each.getAttribute('x')));
      columns.set(at, (columns.get(at) || new Set()).add(Math.round(parseFloat(each.getAttribute('y')))));
    }
    return [...columns.values()].filter((each) => each.size > 1).length;
  };

  const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
  const axeFinds = async (only) => {
    const result = await axe.run(document, { runOnly: only, resultTypes: ['violations'] });
    return result.violations.map((each) => `${each.id} at ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`);
  };
  const without = (all, some) => all.filter((each) => !some.includes(each));

  // What is asked at one look, by what it is about.
  window.measures = {
    times,
    charts,
    axes,
    focus,
    asItComes: async () => ({ standing: standing(), order: order(), colour: colourAlone(), times: times(), charts: charts(), axe: await axeFinds(RULES) }),
    focused: () => ({ focus: focus(), targets: targets(24), toolbars: targets(32, TOOLBARS) }),
    contrast: async () => ({ axe: await axeFinds(['color-contrast']) }),
    onAPhone: async (isClients) => ({
      axe: await axeFinds(RULES),
      focus: focus(),
      targets: targets(24),
      toolbars: targets(32, TOOLBARS),
      fingers: isClients ? targets(44, 'main form, main .acts, main .btn') : [],
    }),
    calm: () => ({ motion: moving(), forced: forced() }),
    narrow: () => {
      const said = { narrow: sideways() };
      const before = clipped();
      space(true);
      said.spacing = [...sideways(), ...without(clipped(), before), ...overlapping()];
      space(false);
      lengthen();
      said.longer = [...sideways(), ...overlapping()];
      return said;
    },
    longer: () => ({ longer: [...sideways(), ...clipped(), ...overlapping()] }),
  };
})();
