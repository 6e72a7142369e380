/**
 * Every line of text with what is left of it inside the places that cut it. Found is what is cut and does not say so by a
 * scrollbar, a fading edge or a title; what lies under something else; lines of different texts that share their ground.
 */
() => {
  const PARTS = 'math, a, label, button, g'; // what is drawn as one
  const found = [], lines = [];
  const dialog = document.querySelector('dialog[open]');
  const isRead = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    && !one.closest('.visually-hidden, noscript, script, style, option, svg [aria-hidden]') && (!dialog || dialog.contains(one));
  const short = (text) => JSON.stringify(text.trim().replace(/\s+/g, ' ').slice(0, 60));
  const says = (one, style, axis) => {
    const scrolls = ['auto', 'scroll'].includes(axis === 'x' ? style.overflowX : style.overflowY);
    const bar = axis === 'x' ? one.offsetHeight - one.clientHeight : one.offsetWidth - one.clientWidth;
    return scrolls && (axis === 'y' || style.maskImage !== 'none' || bar > 4);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const own = node.parentElement;
    if (!node.data.trim() || !isRead(own)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width < 2 || box.height < 2) continue;
      const seen = { left: box.left, right: box.right, top: box.top, bottom: box.bottom };
      let isCut = false, isScrolled = false;
      for (let one = own; one && one !== document.documentElement; one = one.parentElement) {
        const style = getComputedStyle(one), edge = one.getBoundingClientRect();
        if (style.position === 'fixed') break;
        if (one === document.body || style.display === 'inline' || style.display === 'contents') continue;
        for (const [axis, near, far, size] of [['x', 'left', 'right', one.clientWidth], ['y', 'top', 'bottom', one.clientHeight]]) {
          if ((axis === 'x' ? style.overflowX : style.overflowY) === 'visible' || one instanceof SVGElement) continue;
          const start = edge[near] + (axis === 'x' ? one.clientLeft : one.clientTop), end = start + size;
          const slack = axis === 'y' ? 0.3 * box.height : 1.5;
          if (seen[near] < start - slack || seen[far] > end + slack) {
            if (says(one, style, axis)) isScrolled = true;
            else if (!own.closest('[title]')) isCut = true;
          }
          seen[near] = Math.max(seen[near], start);
          seen[far] = Math.min(seen[far], end);
        }
      }
      if (!isScrolled && (box.right > innerWidth + 1 || box.left < -1)) isCut = true;
      if (isCut) found.push(`cut: ${short(node.data)}`);
      if (seen.right - seen.left < 3 || seen.bottom - seen.top < 3) continue;
      const middle = (seen.top + seen.bottom) / 2;
      for (const x of [seen.left + 1, (seen.left + seen.right) / 2, seen.right - 1]) {
        const top = document.elementFromPoint(x, middle);
        const part = own.closest(PARTS);
        const isOwn = !top || top.contains(own) || own.contains(top) || (part !== null && part === top.closest(PARTS));
        if (!isOwn) { found.push(`painted over: ${short(node.data)} by <${top.localName} class="${top.getAttribute('class') ?? ''}"> ${short(top.textContent)}`); break; }
      }
      lines.push({ node, own, seen, height: box.height });
    }
  }
  lines.sort((one, other) => one.seen.left - other.seen.left);
  lines.forEach((one, place) => {
    for (let next = place + 1; next < lines.length && lines[next].seen.left < one.seen.right - 2; next++) {
      const other = lines[next];
      if (one.node === other.node || one.own.closest('math') && one.own.closest('math') === other.own.closest('math')) continue;
      const shared = Math.min(one.seen.bottom, other.seen.bottom) - Math.max(one.seen.top, other.seen.top);
      if (shared > 0.4 * Math.min(one.height, other.height)) found.push(`over each other: ${short(one.node.data)} and ${short(other.node.data)}`);
    }
  });
  return [...new Set(found)];
}
