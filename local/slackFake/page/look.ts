/** What the page looks like beyond the other fakes' pages, and the script that keeps it up to date. */

export const STYLE = `
form { display: inline-flex; flex-wrap: wrap; gap: .5rem; align-items: center; }
button, select, input, textarea, summary { font: inherit; }
button, .folded > summary, select, input, textarea { border: 1px solid color-mix(in srgb, currentColor 45%, transparent); border-radius: 6px; padding: .25rem .75rem; background: transparent; color: inherit; }
select, input, textarea { background: Canvas; max-width: 100%; box-sizing: border-box; }
button, .folded > summary { cursor: pointer; min-height: 2.2rem; box-sizing: border-box; }
button.primary { background: #00623f; color: #fff; border-color: #00623f; }
button.danger { background: #a5123a; color: #fff; border-color: #a5123a; }
button:focus-visible, select:focus-visible, input:focus-visible, textarea:focus-visible, summary:focus-visible { outline: 3px solid #1264a3; outline-offset: 1px; }
.header { font-size: 1.1rem; display: block; margin-block: .5rem; }
.context { display: block; }
.fields { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: 0 1rem; }
.beside { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: start; gap: 1rem; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; align-items: start; margin-block: .5rem; }
.folded { display: inline-block; }
.folded > summary { list-style: none; display: inline-block; }
.folded[open] > div { border: 1px solid color-mix(in srgb, currentColor 20%, transparent); border-radius: 6px; padding: .5rem .75rem; margin-top: .25rem; }
.error { border-left: 4px solid #d3174a; padding-left: .6rem; margin-block: .25rem; }
.unseen { position: absolute; width: 1px; height: 1px; padding: 0; border: 0; overflow: hidden; clip-path: inset(50%); }
.who { gap: .5rem 1.5rem; margin-block: .5rem; }
.who label { display: inline-flex; gap: .5rem; align-items: center; }
dialog { position: fixed; inset: 0; z-index: 1; margin: auto; width: min(36rem, calc(100vw - 2rem)); max-height: calc(100vh - 2rem); overflow: auto; box-sizing: border-box; border: 1px solid color-mix(in srgb, currentColor 45%, transparent); border-radius: 10px; padding: 1rem 1.25rem; background: Canvas; color: CanvasText; box-shadow: 0 0 0 100vmax rgb(0 0 0 / .45); }
dialog h2 { margin: 0 0 .75rem; font-size: 1.15rem; }
dialog form { display: block; }
dialog .input { display: grid; gap: .25rem; margin-block: .75rem; }
dialog .input > label, legend { font-weight: 600; padding: 0; }
fieldset { border: 0; margin: 0; padding: 0; display: grid; gap: .25rem; }
q { display: block; border-left: 3px solid color-mix(in srgb, currentColor 30%, transparent); padding-left: .6rem; }
q::before, q::after { content: none; }
`;

/**
 * Looks every second whether there is something new, and puts it in place. An open modal stays as it is, with what one has
 * typed into it, until the app changes or closes it.
 */
export const SCRIPT = `
const part = (page, id) => page.getElementById(id);
let shown = part(document, 'page').dataset.revision;
async function refresh() {
  const { revision } = await (await fetch('/page/revision')).json();
  if (revision === shown) return;
  const text = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(text, 'text/html');
  const focused = document.activeElement?.id;
  part(document, 'messages').replaceChildren(...part(fresh, 'messages').childNodes);
  const viewOf = (page) => page.querySelector('dialog')?.dataset.view;
  if (viewOf(fresh) !== viewOf(document)) {
    part(document, 'modal').replaceChildren(...part(fresh, 'modal').childNodes);
    part(document, 'page').inert = part(fresh, 'page').inert;
    document.querySelector('dialog [autofocus]')?.focus();
  } else if (focused) document.getElementById(focused)?.focus();
  shown = part(fresh, 'page').dataset.revision;
}
// The fake may be away for a moment: then the page stays as it is.
setInterval(() => document.hidden || refresh().catch(() => {}), 1000);
`;
