import assert from 'node:assert/strict';
import { ACTION_TYPES } from '../../src/domain/actionTypes.ts';
import { texts } from '../../src/web/texts.ts';
import { callApi, makeCard, newGroup } from '../support/browser.ts';
import { useScreen } from '../support/screen.ts';

const { verbs } = texts;
/** What belongs to no type: nobody's button says so. */
const TYPELESS = /approved|execut/i;
/** Long enough to be seen and undone. */
const UNDO_SECONDS = 45;

describe('browser: what approving is called', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { dialog, openQueue, press } = screen;

  const tray = () => screen.page.getByRole('region', { name: texts.undo.label });
  const said = (text: string | RegExp) => screen.page.getByRole('status').filter({ hasText: text }).first().waitFor();

  let own: object;
  before(async () => {
    ({ own } = await callApi('rep', 'GET', '/settings'));
    const undoSeconds = Object.fromEntries(ACTION_TYPES.map((type) => [type, UNDO_SECONDS]));
    await callApi('rep', 'PUT', '/settings', { ...own, undoSeconds });
  });
  after(() => callApi('rep', 'PUT', '/settings', own));

  for (const actionType of ACTION_TYPES) {
    const { button, doing } = verbs[actionType];

    it(`“${button}” is said, counted down and undone in its own words`, async () => {
      await openQueue(await makeCard({ actionType }));
      await press('a');
      await said(new RegExp(`^${doing} in \\d+ s\\. Press U to undo\\.$`));
      await tray()
        .getByText(new RegExp(`^${doing} in \\d+ s$`))
        .waitFor();
      await tray()
        .getByRole('button', { name: new RegExp(`^Undo “${button}”: `) })
        .waitFor();
      assert.doesNotMatch((await tray().textContent()) ?? '', TYPELESS);
      await press('u');
      await said(texts.decide.undone);
    });
  }

  it('a bulk approval says what will be done, of each and of all; of several types it names none', async () => {
    const group = newGroup();
    const task = () => makeCard({ actionType: 'create_followup_task' }, group);
    const tasks = [await task(), await task()];
    await openQueue(...tasks);
    await press('Shift+J', 'a', 'Enter');
    await dialog().getByText('2 tasks will be created').waitFor();
    await dialog()
      .getByText(/^Creating the task in \d+ s$/)
      .nth(1)
      .waitFor();
    assert.doesNotMatch((await dialog().textContent()) ?? '', TYPELESS);
    await dialog()
      .getByRole('button', { name: texts.undo.undoAll(2) })
      .click();
    await screen.page.getByText(texts.undo.undoneAll(2, 0)).waitFor();
    const email = await makeCard({}, group);
    await openQueue(email, ...tasks);
    await press('Shift+J', 'Shift+J', 'a', 'Enter');
    await dialog().getByText('3 will be carried out').waitFor();
    await dialog()
      .getByRole('button', { name: texts.undo.undoAll(3) })
      .click();
    await screen.page.getByText(texts.undo.undoneAll(3, 0)).waitFor();
  });
});
