import { ConfigError, type CrmConfig, readCrmConfig } from '../../config.ts';
import { UsageError } from '../errors.ts';
import { readLocalCrm } from '../localStack.ts';

/**
 * The CRMs' variables of the same installation as the database: with DATABASE_URL the environment's alone, else also what
 * the local stack brings.
 *
 * @throws UsageError
 */
export function crmConfigOf(env: NodeJS.ProcessEnv): CrmConfig {
  try {
    return readCrmConfig(env.DATABASE_URL ? env : { ...readLocalCrm(env), ...env });
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}
