import assert from 'node:assert/strict';
import { join } from 'node:path';
import { createSetupLink } from '../../src/store/access/setup.ts';
import { texts } from '../../src/web/texts.ts';
import { startApi, type TestApi } from '../integration/api/support.ts';
import { violationsOn } from '../support/axe.ts';
import { needsBrowser, openScreen, type Screen } from '../support/browser.ts';
import { compiledSources } from '../support/programs.ts';

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const { fields } = texts.setup;

describe('browser: the setup', function () {
  this.timeout(120_000);
  this.slow(15_000);
  let api: TestApi;
  let baseURL: string;
  let stack: string;
  let screen: Screen;

  before(async function () {
    needsBrowser(this);
    stack = await compiledSources();
  });
  beforeEach(async () => {
    api = await startApi({ demoSignIn: false, web: join(stack, 'src', 'web') });
    for (const table of ['api_tokens', 'users', 'workspaces'] as const) await api.db.deleteFrom(table).execute();
    baseURL = await api.app.listen({ host: '127.0.0.1', port: 0 });
  });
  afterEach(async () => {
    await screen.close();
    await api.stop();
  });

  it('leads from the printed link to the queue, and gives the token with which one signs in again', async () => {
    screen = await openScreen(null, { baseURL, path: `/setup#${await createSetupLink(api.db)}` });
    const { page } = screen;
    await page.getByLabel(fields.name.label).fill('Acme Corp');
    await page.getByLabel(fields.currency.label).selectOption('EUR');
    assert.equal(await page.getByLabel(fields.timeZone.label).inputValue(), 'America/New_York');
    await page.getByLabel(fields.displayName.label).fill('Ada Byron');
    await page.getByLabel(fields.email.label).fill('ada@acme.test');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: texts.setup.done.title }).waitFor();
    const token = (await page.locator('code').textContent()) ?? '';
    assert.match(token, /^so_[\w-]{43}$/);
    await page.getByRole('link', { name: texts.setup.done.open }).click();
    await page.getByText('Ada Byron').first().waitFor();

    await page.context().clearCookies();
    await page.goto('/');
    await page.getByLabel(texts.session.token).fill(token);
    await page.keyboard.press('Enter');
    await page.getByText('Ada Byron').first().waitFor();
    assert.deepEqual(
      screen.problems.filter((problem) => !problem.includes('401')),
      [],
    );
  });

  it('marks a field that the API refuses, and says when the link is of no use', async () => {
    screen = await openScreen(null, { baseURL, path: '/setup#nonsense' });
    const { page } = screen;
    await page.getByLabel(fields.name.label).fill('Acme');
    await page.getByLabel(fields.displayName.label).fill('Ada');
    // Good enough for a browser.
    await page.getByLabel(fields.email.label).fill('ada@acme');
    await page.getByRole('button', { name: texts.setup.submit }).click();
    await page.getByText(texts.setup.invalid).waitFor();
    assert.equal(await page.getByLabel(fields.email.label).getAttribute('aria-invalid'), 'true');
    await page.getByLabel(fields.email.label).fill('ada@acme.test');
    await page.getByRole('button', { name: texts.setup.submit }).click();
    await page.getByText(texts.setup.over).waitFor();
    await page.goto('/');
    await page.getByText(texts.setup.notYet).waitFor();
  });

  for (const [name, look] of [
    ['light', { colorScheme: 'light' }],
    ['dark', { colorScheme: 'dark' }],
    ['phone', PHONE],
  ] as const) {
    it(`axe-core finds nothing and nothing is cut, ${name}: the form, the token`, async () => {
      screen = await openScreen(null, { ...look, baseURL, path: `/setup#${await createSetupLink(api.db)}` });
      const { page } = screen;
      const picture = (part: string) => {
        const { SCREENSHOTS } = process.env;
        return SCREENSHOTS && page.screenshot({ path: join(SCREENSHOTS, `setup-${part}-${name}.png`), fullPage: true });
      };
      await page.getByLabel(fields.name.label).fill('Acme Corp');
      await picture('form');
      const found = await violationsOn(page);
      await page.getByLabel(fields.displayName.label).fill('Ada Byron');
      await page.getByLabel(fields.email.label).fill('ada@acme.test');
      await page.getByRole('button', { name: texts.setup.submit }).click();
      await page.locator('code').waitFor();
      await picture('token');
      assert.deepEqual([...found, ...(await violationsOn(page))], []);
      const [width, whole] = [page.viewportSize()?.width, await page.evaluate('document.documentElement.scrollWidth')];
      assert.equal(whole, width);
    });
  }
});
