/** What the page of an email may do in its frame: tell its height and pass keys on, and nothing else. */
import { createHash } from 'node:crypto';

/**
 * Has whoever frames the page (ours alone: `frame-ancestors`) know how high it is, whenever that changes, and which keys
 * were pressed in it: the shortcuts of the screen work after a click into the email too. Ctrl, Alt and Meta stay the
 * browser's, so that text can be selected and copied; scrolling keys too.
 *
 * Messages: `{ kind: 'height', heightPx }` and `{ kind: 'key', key, shiftKey, repeat }`.
 */
export const FRAME_SCRIPT = `'use strict';
const page = document.documentElement;
// The frame's own origin is opaque, that of its address is the screen's.
const tell = (message) => parent.postMessage(message, location.origin);
new ResizeObserver(() => tell({ kind: 'height', heightPx: Math.ceil(page.getBoundingClientRect().height) })).observe(page);
addEventListener('keydown', (event) => {
  const { key, shiftKey, repeat } = event;
  if (!event.isTrusted || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
  // Firefox searches in the page at some characters.
  if (key.length === 1 && key !== ' ') event.preventDefault();
  tell({ kind: 'key', key, shiftKey, repeat });
});
`;

/**
 * The page runs this one script, known by its hash, and never in our origin: should anything in the email be markup
 * after all, no script of its runs and nothing is loaded. Styles are the email's.
 */
export const FRAME_CSP = [
  'sandbox allow-scripts',
  "default-src 'none'",
  `script-src 'sha256-${createHash('sha256').update(FRAME_SCRIPT).digest('base64')}'`,
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join('; ');
