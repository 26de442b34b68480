import { join } from 'node:path';
import { z } from 'zod';
import { dataDirOf } from '../../src/cli/commandLine.ts';
import { CommandFailure } from '../../src/cli/errors.ts';
import { type LocalStack, readLocalStack } from '../../src/cli/localStack.ts';
import { readJson } from '../dataDir.ts';

const more = z.object({
  temporalAddress: z.string(),
  hubspotFakeUrl: z.url(),
  webhookSecrets: z.object({ hubspot: z.string(), crm: z.string() }),
});

/** What the demo needs to know of the running stack: beside what everybody does, how to be its CRMs. */
export type DemoStack = LocalStack & z.output<typeof more>;

/** @throws CommandFailure where no stack is running */
export function readDemoStack(env: NodeJS.ProcessEnv): DemoStack {
  const stack = readLocalStack(env);
  const dir = dataDirOf(env);
  if (stack === undefined)
    throw new CommandFailure(
      'no-stack',
      `no local stack is running on ${dir}: npm start, or say with DATA_DIR where one runs`,
    );
  const found = readJson(join(dir, 'stack.json'), more);
  if (found === undefined)
    throw new CommandFailure('old-stack', 'the stack that is running is an older one: stop it, npm start');
  return { ...stack, ...found };
}
