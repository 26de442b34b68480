import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { TRIGGER_TYPES, type TriggerType } from '../../../src/domain/triggers.ts';
import type { Block } from '../../../src/drafting/templates/block.ts';
import { EMAIL } from '../../../src/drafting/templates/email/index.ts';
import { SLACK } from '../../../src/drafting/templates/slack.ts';
import { TASK } from '../../../src/drafting/templates/task.ts';
import { TOUCH } from '../../../src/drafting/templates/touch.ts';
import { ALL_TEXTS, CONTACT_FACTS, LEAST_TEXTS } from './fixtures.ts';

/** Of each template and version the fingerprint of its words. An old version's stays: nothing may be published under it again. */
const PUBLISHED: Record<string, string> = JSON.parse(
  readFileSync(new URL('./templateVersions.json', import.meta.url), 'utf8'),
);

const fingerprint = (said: string[]) => createHash('sha256').update(said.join('\n')).digest('hex').slice(0, 16);

function email(trigger: TriggerType): [number, string[]] {
  const { version, agreed, met, plain } = EMAIL[trigger];
  const [asAgreed, asMet] = [
    { ...CONTACT_FACTS, nextStep: 'Pilot' },
    { ...CONTACT_FACTS, topic: 'Demo' },
  ];
  const said = [agreed.subject(asAgreed), agreed.body(asAgreed), met.subject(asMet), met.body(asMet)];
  return [version, [...said, plain.subject(CONTACT_FACTS), plain.body(CONTACT_FACTS)]];
}

/** With all that may be known and with the least: a template asks of a fact only whether it is there. */
const reviewed =
  (templates: Readonly<Record<TriggerType, Block<typeof ALL_TEXTS>>>) =>
  (trigger: TriggerType): [number, string[]] => {
    const { version, subject, body } = templates[trigger];
    return [version, [ALL_TEXTS, LEAST_TEXTS].flatMap((facts) => [subject(facts), body(facts)])];
  };

const KINDS: Record<string, (trigger: TriggerType) => [number, string[]]> = {
  email,
  task: reviewed(TASK),
  touch: reviewed(TOUCH),
  slack: reviewed(SLACK),
};

describe('template versions', () => {
  it('change with every change of a template’s words', () => {
    const now = Object.entries(KINDS).flatMap(([kind, render]) =>
      TRIGGER_TYPES.map((trigger) => {
        const [version, said] = render(trigger);
        return [`${kind} ${trigger}/${version}`, fingerprint(said)];
      }),
    );
    const changed = now.filter(([name = '', words]) => PUBLISHED[name] !== words);
    assert.deepEqual(
      Object.fromEntries(changed),
      {},
      `raise the version of these templates, and add to templateVersions.json: ${JSON.stringify(Object.fromEntries(changed))}`,
    );
  });
});
