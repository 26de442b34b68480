/** The company's accounts that sign a user in. */
import { z } from 'zod';
import { time } from './common.ts';
import { providerParams } from './oidc.ts';
import { personParams } from './people.ts';

export const ownAccountParams = providerParams;
export const accountParams = personParams.extend(providerParams.shape);

export const accountsAnswer = z
  .object({
    items: z.array(
      z
        .object({
          provider: z.string(),
          linkedAt: time.describe('Since when it signs the user in'),
          lastSignInAt: time.describe('When it did so last'),
        })
        .meta({ id: 'LinkedAccount' }),
    ),
  })
  .meta({ id: 'Accounts' });
