import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, makeCard } from '../support/browser.ts';
import { useScreen } from '../support/screen.ts';

const { why } = texts.detail;

describe('browser: what one decides on', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();

  const button = (name: string) =>
    screen.page.getByRole('group', { name: texts.detail.actions }).getByRole('button', { name, exact: true });

  it('the button that approves says what it does, for every type of action', async () => {
    for (const [actionType, verb] of Object.entries(texts.verbs)) {
      const made = await makeCard({ actionType });
      await screen.open('ana', { path: `/actions/${made.id}` });
      await button(verb.button).waitFor();
      assert.equal(await button('Approve').count(), 0);
    }
  });

  it('“Why” says nothing that the heading has said word for word', async () => {
    const made = await makeCard({ contextSummary: undefined });
    await screen.open('ana', { path: `/actions/${made.id}` });
    const heading = screen.page.getByRole('heading', { level: 2 });
    const [said = ''] = ((await heading.textContent()) ?? '').split(' — ');
    const section = screen.page.getByRole('region', { name: why.title });
    await section.getByText(/^Noticed /).waitFor();
    assert.ok(said.length > 10 && !(await section.textContent())?.includes(said), said);
  });

  for (const [name, look] of [
    ['light', { colorScheme: 'light', viewport: { width: 1280, height: 1400 } }],
    ['dark', { colorScheme: 'dark', viewport: { width: 1280, height: 1400 } }],
    ['phone', { viewport: { width: 360, height: 1400 } }],
  ] as const) {
    it(`shows what the CRM knows of contact and deal, and axe-core finds nothing, ${name}`, async () => {
      const { items } = await callApi('rep', 'GET', '/autonomous-actions?status=pending&limit=200');
      const details = await Promise.all(
        items.map(({ id }: { id: string }) => callApi('rep', 'GET', `/autonomous-actions/${id}`)),
      );
      const known = details.find(({ context }) => context.contact?.jobTitle && context.deal?.closeDate);
      assert.ok(known, 'the demo has an action detected in the mirror');
      await screen.open('ana', { path: `/actions/${known.id}`, ...look });
      const section = screen.page.getByRole('region', { name: why.title });
      await section.getByText(known.context.contact.jobTitle, { exact: true }).waitFor();
      await section.getByText(why.closes, { exact: true }).waitFor();
      // Not half under the buttons, which stay at the bottom.
      await section.getByRole('link').last().scrollIntoViewIfNeeded();
      assert.deepEqual(await violationsOn(screen.page), []);
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
      const dir = process.env.LOOK_DIR;
      if (dir === undefined) return;
      await section.scrollIntoViewIfNeeded();
      await screen.page.screenshot({ path: `${dir}/why-${name}.png` });
    });
  }
});
