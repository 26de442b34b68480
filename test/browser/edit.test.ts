import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { type Card, callApi, makeCard } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { edit } = texts;

describe('browser: editing', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { press } = screen;
  let made: Card;

  beforeEach(async () => {
    made = await makeCard({ actionParams: { subject: 'About the renewal', body: 'Shall we talk on Monday?' } });
    await screen.open('ana', { path: `/actions/${made.id}` });
    await screen.page.getByRole('button', { name: texts.detail.buttons.edit, exact: true }).click();
    await subject().waitFor();
  });

  const subject = () => screen.page.getByRole('textbox', { name: 'Subject', exact: false });
  const body = () => screen.page.getByRole('textbox', { name: edit.fields.body ?? '', exact: false }).first();
  const action = () => callApi('rep', 'GET', `/autonomous-actions/${made.id}`);

  it('shows word by word what differs from the draft, and saves just that', async () => {
    await body().fill('Shall we talk on Thursday?');
    await screen.page.locator('del').filter({ hasText: 'Monday' }).waitFor();
    await screen.page.locator('ins').filter({ hasText: 'Thursday' }).waitFor();
    await press('Control+s');
    await eventually(async () => {
      const { params, originalParams, version, status } = await action();
      assert.deepEqual([params.body, version, status], ['Shall we talk on Thursday?', 2, 'pending']);
      assert.equal(originalParams.body, 'Shall we talk on Monday?');
    });
    const { audit } = await action();
    assert.equal(audit.at(-1).inWords, 'Edited by Ana Ruiz in the browser: body');
  });

  it('saves and approves in one step', async () => {
    await subject().fill('About your renewal');
    await press('Control+Enter');
    await eventually(async () => {
      const { params, scheduledApproval } = await action();
      assert.equal(params.subject, 'About your renewal');
      assert.ok(scheduledApproval, 'approved, and still to be undone');
    });
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/undo`, {});
  });

  it('says beside the field what is wrong, and saves nothing', async () => {
    await subject().fill('');
    await screen.page.getByRole('button', { name: edit.save, exact: true }).click();
    assert.equal(await subject().getAttribute('aria-invalid'), 'true');
    await screen.page.getByText(edit.flaws.required()).waitFor();
    assert.equal(await screen.page.evaluate('document.activeElement.name'), 'subject');
    assert.equal((await action()).version, 1);
  });

  it('keeps unsaved text over a reload', async () => {
    await body().fill('Half a sentence that nobody');
    await screen.page.locator('ins').first().waitFor();
    await screen.page.reload();
    await screen.page.getByRole('button', { name: texts.detail.goOn }).click();
    await eventually(async () => assert.equal(await body().inputValue(), 'Half a sentence that nobody'));
    await screen.page.getByText(edit.restored).first().waitFor();
    await screen.page.getByRole('button', { name: edit.discard }).first().click();
    assert.equal(await body().inputValue(), 'Shall we talk on Monday?');
  });

  it('left with Esc, says at the action that there is unsaved text; a dialog’s Esc leaves nothing but the dialog', async () => {
    await subject().fill('Half a subject');
    await press('Escape');
    await screen.page.getByText(texts.detail.unsaved).waitFor();
    await screen.page.getByRole('button', { name: texts.detail.goOn }).click();
    assert.equal(await subject().inputValue(), 'Half a subject');
    await screen.page.getByRole('button', { name: texts.shell.help }).click();
    await screen.page.getByRole('dialog').waitFor();
    await press('Escape');
    await screen.page.getByRole('dialog').waitFor({ state: 'detached' });
    await subject().waitFor();
    assert.equal((await action()).version, 1);
  });

  it('that changes are not saved is told no longer than it is so', async () => {
    await subject().fill('Half a subject');
    await press('Escape');
    await screen.page.getByText(edit.kept).first().waitFor();
    await screen.page.getByRole('button', { name: texts.detail.goOn }).click();
    await subject().waitFor();
    assert.equal(await screen.page.getByText(edit.kept).count(), 0);
    await press('Control+s');
    await screen.page.getByRole('button', { name: texts.detail.buttons.edit, exact: true }).waitFor();
    assert.equal(await screen.page.getByText(edit.kept).count(), 0);
    assert.equal(await screen.page.getByText(texts.detail.unsaved).count(), 0);
  });

  it('merges with what somebody else has saved meanwhile, and overwrites nothing', async () => {
    await body().fill('Shall we talk on Thursday?');
    await callApi('manager', 'PATCH', `/autonomous-actions/${made.id}`, {
      version: 1,
      params: { subject: 'Your renewal', body: 'Shall we talk on Friday?' },
    });
    const theirs = screen.page.getByRole('button', { name: edit.merge.of(edit.merge.takeTheirs, 'Text') });
    await theirs.waitFor();
    await eventually(async () => assert.equal(await subject().inputValue(), 'Your renewal'));
    assert.equal(await body().inputValue(), 'Shall we talk on Thursday?');
    await screen.page.getByRole('button', { name: edit.merge.of(edit.merge.keepMine, 'Text') }).click();
    await press('Control+s');
    await eventually(async () => {
      const { params, version } = await action();
      assert.deepEqual([params.subject, params.body, version], ['Your renewal', 'Shall we talk on Thursday?', 3]);
    });
  });
});
