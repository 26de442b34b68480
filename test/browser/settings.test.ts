import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { callApi, makeCard } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const { settings, actionTypes, triggers } = texts;
const { actions, detection } = settings;
const { notifications } = texts.dialogs;
const { own } = texts.sending;

describe('browser: settings', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const screen = useScreen();
  const part = (name: keyof typeof settings.sectionNames) =>
    screen.page.getByRole('region', { name: settings.sectionNames[name] });
  const row = (name: keyof typeof settings.sectionNames, text: string) =>
    part(name).getByRole('listitem').filter({ hasText: text });

  it('are reached by their key, moved through by keys, and a link leads to one part', async () => {
    await makeCard();
    await screen.open('ana');
    await screen.isLive();
    await screen.press('5');
    await part('actions').waitFor();
    assert.equal(new URL(screen.page.url()).pathname, '/settings');
    await screen.press('j', 'j');
    await screen.page.waitForURL(/#triggers$/);
    await screen.press('k');
    await screen.page.waitForURL(/#actions$/);
    await screen.press('o');
    await part('detection').waitFor();
    await screen.page.goBack();
    await part('away').waitFor();
    await screen.press('?');
    await screen.dialog().getByText(texts.shortcuts.keys.whoseSettings).waitFor();
    await screen.press('Escape');
    await screen.open('ana', { path: '/settings#hours' });
    await eventually(async () =>
      assert.equal(await screen.page.evaluate('document.activeElement.id'), 'own-hours', 'which has the focus'),
    );
  });

  it('a rep chooses what executes by itself and what is proposed, told what it does and what became of such actions', async () => {
    const before = await callApi('rep', 'GET', '/settings');
    const made = await makeCard({ actionType: 'log_touch' });
    await callApi('rep', 'POST', `/autonomous-actions/${made.id}/cancel`, { reason: 'Already done' });
    try {
      await screen.open('ana', { path: '/settings#actions' });
      const touch = row('actions', actionTypes.log_touch);
      await touch.getByText(/Of \d+ such actions? of yours in the last 30 days, .*cancelled/).waitFor();
      await touch.getByLabel(actions.of('log_touch', actions.auto)).selectOption('after');
      await touch.getByLabel(actions.of('log_touch', actions.delay)).fill('10001');
      await part('actions').getByRole('button', { name: actions.save }).click();
      await touch.getByText(actions.invalid(10_000)).waitFor();
      await touch.getByLabel(actions.of('log_touch', actions.delay)).fill('90');
      await touch.getByLabel(actions.of('log_touch', actions.undo)).fill('5');
      await touch.getByText(/carried out 1 hour 30 minutes after it was made.*can be undone for 5 seconds\./).waitFor();
      await part('actions').getByRole('button', { name: actions.save }).click();
      await part('actions').getByText(actions.saved).waitFor();
      const cold = row('triggers', triggers.champion_cold);
      await cold.getByRole('combobox').selectOption('off');
      await cold.getByText(settings.triggers.willDo('off')).waitFor();
      await part('triggers').getByRole('button', { name: settings.triggers.save }).click();
      await part('triggers').getByText(settings.triggers.saved).waitFor();
      const { own } = await callApi('rep', 'GET', '/settings');
      assert.deepEqual(own.autoExecute.log_touch, { enabled: true, autoExecuteDelayMinutes: 90 });
      assert.deepEqual([own.undoSeconds.log_touch, own.triggerActions.champion_cold], [5, 'off']);
    } finally {
      await callApi('rep', 'PUT', '/settings', before.own);
    }
  });

  it('a manager changes what everybody inherits and what makes a trigger; a rep sees it, and who may', async () => {
    const before = await callApi('admin', 'GET', '/workspace/settings');
    try {
      await screen.open('mia', { path: '/settings#detection' });
      const fell = row('detection', triggers.deal_value_decrease);
      const amount = fell.getByLabel(
        detection.of(triggers.deal_value_decrease, detection.fields['decrease.minAmountMinor']),
      );
      await amount.fill('much');
      await part('detection').getByRole('button', { name: detection.save }).click();
      await fell.getByText(detection.invalid).waitFor();
      await amount.fill('1250.50');
      await fell.getByText('falls by at least 5 % and $1,250.50').waitFor();
      await part('detection').getByRole('button', { name: detection.save }).click();
      await part('detection').getByText(detection.saved).waitFor();
      const { own: chosen } = await callApi('admin', 'GET', '/workspace/detection');
      assert.deepEqual(chosen.decrease, { minPercent: 5, minAmountMinor: 125_050 });
      // Somebody else changes the same part meanwhile.
      const meanwhile = { ...before.triggerActions, champion_cold: 'off' };
      await callApi('admin', 'PUT', '/workspace/settings', { ...before, triggerActions: meanwhile });
      await row('triggers', triggers.form_submission).getByRole('combobox').selectOption('create_followup_task');
      await screen.press('o', 'o');
      await part('triggers').getByRole('button', { name: settings.triggers.save }).click();
      await part('triggers').getByText(settings.triggers.saved).waitFor();
      await part('told').getByLabel(notifications.inherited.workspace).uncheck();
      await part('told').getByLabel(notifications.digest).uncheck();
      await part('told')
        .getByText(/In the last 30 days \d+ actions? (was|were) made, and \d+ expired/)
        .waitFor();
      await part('told').getByRole('button', { name: notifications.save }).click();
      await part('told').getByText(notifications.saved).waitFor();
      await part('hours').getByLabel(own.inherited.workspace).uncheck();
      await part('hours').getByLabel(texts.sending.hours.dayNames.fri, { exact: true }).uncheck();
      await part('hours')
        .getByText(/on Mon, Tue, Wed, Thu;/)
        .waitFor();
      await part('hours').getByRole('button', { name: own.save }).click();
      await part('hours').getByText(own.saved).waitFor();
      const now = await callApi('admin', 'GET', '/workspace/settings');
      assert.deepEqual([now.notifications.digest, now.workingHours.days.length], [false, 4]);
      assert.deepEqual(
        [now.triggerActions.form_submission, now.triggerActions.champion_cold],
        ['create_followup_task', 'off'],
        'what the form left as it was stays as somebody else has made it',
      );

      await screen.open('ana', { path: '/settings?of=workspace#triggers' });
      await screen.page.getByText(/You see what holds\. .*Mia Lindqvist.* or an administrator/).waitFor();
      const select = row('triggers', triggers.form_submission).getByRole('combobox');
      assert.equal(await select.inputValue(), 'create_followup_task');
      assert.ok(await select.isDisabled());
      assert.equal(await screen.page.getByRole('button', { name: /^Save/ }).count(), 0);
      await screen.press('o');
      await row('triggers', triggers.form_submission)
        .getByText(settings.triggers.inherit.own('create_followup_task'))
        .waitFor({ state: 'attached' });
    } finally {
      await callApi('admin', 'PUT', '/workspace/settings', before);
      await callApi('admin', 'PUT', '/workspace/detection', {});
    }
  });

  it('a rep writes a template: what is wrong in it is found at its place, it is tried on real triggers, kept and taken away', async () => {
    const { templates } = settings;
    const made = await makeCard();
    await screen.open('ana', { path: '/settings#templates' });
    const body = part('templates').getByLabel(templates.fields.body);
    await part('templates').getByText(templates.holds('builtIn')).waitFor();
    assert.match(await body.inputValue(), /^{{ greeting }}/);
    await body.fill('{{ greeting }}\n\nAbout {{ compny }}.');
    screen.forgive(/422/);
    await part('templates').getByRole('button', { name: templates.save }).click();
    await part('templates')
      .getByText(/there is no fact compny/)
      .waitFor();
    await part('templates')
      .getByRole('button', { name: templates.place(templates.fields.body, 3, 10) })
      .click();
    assert.equal(await body.evaluate((element: { selectionStart: number }) => element.selectionStart), 25);
    await body.fill('{{ greeting }}\n\nOur competitor at {{ amount }}.');
    await part('templates').getByRole('button', { name: templates.preview }).click();
    await part('templates')
      .getByText(/amount is an internal fact/)
      .waitFor();
    await body.fill('{{ greeting }}\n\nAbout {{ company }}. {{ question }}');
    await part('templates').getByRole('button', { name: templates.preview }).click();
    const example = part('templates').getByRole('listitem').filter({ hasText: made.company }).first();
    await example.getByText(new RegExp(`^Hi Sam,\\s+About ${made.company}`)).waitFor();
    assert.deepEqual(await violationsOn(screen.page), []);
    await part('templates').getByRole('button', { name: templates.save }).click();
    await part('templates').getByText(templates.saved).waitFor();
    await part('templates').getByText(templates.holds('own')).waitFor();
    const drafted = await callApi('rep', 'GET', `/autonomous-actions/${(await makeCard()).id}`);
    assert.match(drafted.draftVersion, /^deal_value_decrease\/u\d+$/);
    assert.match(drafted.params.body, /^Hi Sam,\n\nAbout Testworks/);
    await part('templates').getByRole('button', { name: templates.remove }).click();
    await part('templates').getByText(templates.removed).waitFor();
    await part('templates').getByText(templates.holds('builtIn')).waitFor();
    await screen.open('ana', { path: '/settings?of=workspace#templates' });
    await part('templates').getByLabel(templates.fields.body).waitFor();
    assert.equal(await part('templates').getByRole('button', { name: templates.save }).count(), 0);
  });

  it('a template that is being written is kept while another is looked at, and nobody leaves it unasked', async () => {
    const { templates } = settings;
    await screen.open('ana', { path: '/settings#templates' });
    const body = part('templates').getByLabel(templates.fields.body);
    const trigger = part('templates').getByLabel(templates.trigger);
    const written = 'About {{ company }}, half written';
    await body.fill(written);
    await part('templates').getByText(templates.unsaved).waitFor();
    await trigger.selectOption('champion_cold');
    await eventually(async () => assert.match(await body.inputValue(), /^{{ greeting }}/));
    await trigger.selectOption('deal_value_decrease');
    await eventually(async () => assert.equal(await body.inputValue(), written));
    const asked: string[] = [];
    screen.page.on('dialog', async (dialog) => {
      asked.push(dialog.type());
      await dialog.accept();
    });
    await screen.page.getByRole('link', { name: texts.shell.nav.queue }).click();
    await screen.cards().first().waitFor();
    assert.deepEqual(asked, ['beforeunload']);
    await screen.page.goto('/settings#templates');
    await eventually(async () => assert.match(await body.inputValue(), /^{{ greeting }}/));
    await screen.page.getByRole('link', { name: texts.shell.nav.queue }).click();
    await screen.cards().first().waitFor();
    assert.equal(asked.length, 1, 'with nothing unsaved nobody is asked');
  });

  it('say that they load, and what can be done where that fails', async () => {
    await screen.open('ana', { path: '/alerts' });
    screen.forgive(/503/);
    const loading = await screen.hold('**/api/settings', (route) =>
      route.fulfill({ status: 503, contentType: 'application/problem+json', body: '{}' }),
    );
    await screen.page.goto('/settings');
    await screen.page.getByRole('status').filter({ hasText: texts.common.loading }).waitFor();
    loading.letGo();
    await screen.page.getByText(settings.error).waitFor();
    await screen.page.unroute('**/api/settings');
    await screen.page.getByRole('button', { name: texts.common.retry }).click();
    await part('actions').waitFor();
  });

  it('have nothing to object to (axe), light and dark, and fit a phone', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      await screen.open('ana', { path: '/settings', colorScheme });
      await row('triggers', triggers.champion_cold).waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
      await screen.press('o');
      await row('detection', triggers.champion_cold).waitFor();
      assert.deepEqual(await violationsOn(screen.page), []);
      await screen.page.setViewportSize({ width: 360, height: 740 });
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
      await screen.press('o');
      await part('mailbox').waitFor();
      assert.equal(await screen.page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    }
  });
});
