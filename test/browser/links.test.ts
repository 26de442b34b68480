import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { type Card, callApi, makeCard, theStack } from '../support/browser.ts';
import { eventually } from '../support/eventually.ts';
import { useScreen } from '../support/screen.ts';

const RECORD = 'https://crm.evil.test/deals/1';

describe('browser: links', function () {
  this.timeout(120_000);
  this.slow(20_000);
  const screen = useScreen();

  const heading = ({ company }: Card) => screen.page.getByRole('heading', { name: new RegExp(company) });
  const isRefused = async () => {
    await screen.page.getByText(texts.detail.notFoundTitle).waitFor();
    await screen.page.getByText(texts.detail.notFound).waitFor();
    screen.forgive(/404|422/);
  };

  /** The buttons of an executed note that lead somewhere, as Slack got them. */
  async function buttonsOf({ id }: Card): Promise<{ url: string; text: { text: string } }[]> {
    await callApi('rep', 'POST', `/autonomous-actions/${id}/approve`, { undoSeconds: 0 });
    const { slackFakeUrl } = await theStack();
    return eventually(
      async () => {
        const response = await fetch(`${slackFakeUrl}/messages`);
        // The fake keeps what our own code posted.
        const messages = (await response.json()) as {
          metadata: unknown;
          blocks: { elements: { url: string; text: { text: string } }[] }[];
        }[];
        const found = messages.find(({ metadata }) => JSON.stringify(metadata).includes(id));
        assert.ok(found);
        return (found.blocks.at(-1)?.elements ?? []).filter((element) => 'url' in element);
      },
      { timeoutMs: 30_000 },
    );
  }

  const note = (url: string) =>
    makeCard({
      triggerType: 'deal_value_increase',
      actionType: 'notify_rep',
      deal: { id: `links-${Math.random().toString(36).slice(2)}`, name: 'Renewal', url },
    });

  it('Slack’s “Open in Signoff” opens the action, from another site and decided as it is; the CRM’s link stands apart with its host', async () => {
    const card = await note(RECORD);
    const { apiUrl } = await theStack();
    const [open, record, ...others] = await buttonsOf(card);
    assert.equal(open?.url, `${apiUrl}/actions/${card.id}`);
    assert.deepEqual([record?.text.text, record?.url], ['Open record at crm.evil.test', RECORD]);
    assert.equal(others.length, 0);

    await screen.open('ana');
    await screen.page
      .context()
      .route('https://slack.test/', (route) =>
        route.fulfill({ contentType: 'text/html', body: `<!doctype html><a href="${open?.url}">Open</a>` }),
      );
    await screen.page.goto('https://slack.test/');
    await screen.page.getByRole('link').click();
    await heading(card).waitFor();
    await screen.page
      .getByText(/^Posted/)
      .first()
      .waitFor();
  });

  it('a link from a CRM is https and shows its host, or it is none, on the screen as in Slack', async () => {
    const [safe, plain] = [await note(RECORD), await note('http://crm.evil.test/deals/1')];
    await screen.open('ana', { path: `/actions/${safe.id}` });
    await heading(safe).waitFor();
    assert.equal(await screen.page.getByRole('link', { name: /^Renewal/ }).getAttribute('href'), RECORD);
    await screen.page.getByText('crm.evil.test', { exact: true }).waitFor();
    await screen.page.goto(`/actions/${plain.id}`);
    await heading(plain).waitFor();
    await screen.page.getByText('Renewal', { exact: true }).waitFor();
    assert.equal(await screen.page.locator('a[href*="evil.test"]').count(), 0);
    assert.equal((await buttonsOf(plain)).length, 1);
  });

  it('the link to an action leads there also by way of signing in', async () => {
    const card = await makeCard();
    await screen.open(null, { path: `/actions/${card.id}` });
    await screen.page.getByRole('button', { name: /^Ana Ruiz/ }).click();
    await heading(card).waitFor();
    assert.equal(new URL(screen.page.url()).pathname, `/actions/${card.id}`);
    screen.forgive(/401/);
  });

  it('says clearly that an action is not there, or not theirs', async () => {
    const card = await makeCard();
    await screen.open('ben', { path: `/actions/${card.id}` });
    await isRefused();
    await screen.page.goto('/actions/00000000-0000-4000-8000-000000000000');
    await isRefused();
    await screen.page.goto('/actions/no/such%2Faction');
    await isRefused();
  });
});
