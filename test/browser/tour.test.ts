import assert from 'node:assert/strict';
import { texts } from '../../src/web/texts.ts';
import { violationsOn } from '../support/axe.ts';
import { useScreen } from '../support/screen.ts';

const { tour } = texts;
const NAMES = ['card', 'detail', 'decide', 'tabs', 'nav', 'help'] as const;
const PHONE = ['card', 'tabs', 'nav', 'help'] as const;

describe('browser: the tour of the queue', function () {
  this.timeout(120_000);
  this.slow(15_000);
  const screen = useScreen();
  const { press, dialog } = screen;
  const offer = () => screen.page.getByRole('complementary', { name: tour.label });
  const step = (name: (typeof NAMES)[number]) => dialog().getByText(tour.steps[name][0], { exact: true }).waitFor();

  it('is offered once to whoever is new, points at each part, and decides nothing by the keys that it names', async () => {
    await screen.open('ana', { isNew: true });
    await screen.isLive();
    const decided: string[] = [];
    screen.page.on('request', (request) => {
      if (request.method() !== 'GET') decided.push(request.url());
    });
    assert.deepEqual(await violationsOn(screen.page), []);
    await offer().getByRole('button', { name: tour.take }).click();
    for (const [index, name] of NAMES.entries()) {
      await step(name);
      await dialog()
        .getByText(`${index + 1} of ${NAMES.length}`)
        .waitFor();
      await press('a', 'c');
      if (index === 1) assert.deepEqual(await violationsOn(screen.page), []);
      await press(index === 0 ? 'Enter' : 'ArrowRight');
    }
    await dialog().waitFor({ state: 'detached' });
    assert.deepEqual(
      decided.filter((url) => !url.endsWith('/view')),
      [],
    );
    await offer().waitFor({ state: 'detached' });
    await screen.page.reload();
    await screen.cards().first().waitFor();
    assert.equal(await offer().count(), 0);
  });

  it('can be declined, and taken later from the list of keys; Esc ends it', async () => {
    await screen.open('ana', { isNew: true });
    await offer().getByRole('button', { name: tour.decline }).click();
    await offer().waitFor({ state: 'detached' });
    await press('?');
    await dialog().getByRole('button', { name: tour.again }).click();
    await step('card');
    await press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await press('j');
    assert.ok(await screen.current(), 'the keys are the queue’s again');
  });

  it('on a phone it shows what a phone shows', async () => {
    await screen.open('ana', { isNew: true, viewport: { width: 360, height: 740 }, hasTouch: true });
    await offer().getByRole('button', { name: tour.take }).click();
    for (const [index, name] of PHONE.entries()) {
      await step(name);
      await dialog()
        .getByText(`${index + 1} of ${PHONE.length}`)
        .waitFor();
      await dialog()
        .getByRole('button', { name: index + 1 < PHONE.length ? tour.next : tour.done })
        .click();
    }
    await dialog().waitFor({ state: 'detached' });
  });
});
