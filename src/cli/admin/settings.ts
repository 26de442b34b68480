import { type AdminConfig, ConfigError, readAdminConfig } from '../../config.ts';
import { UsageError } from '../errors.ts';
import { readLocalServices } from '../localStack.ts';

/**
 * The variables of mail, Slack and CRMs of the same installation as the database: with DATABASE_URL the environment's alone,
 * else also what the local stack brings.
 *
 * @throws UsageError
 */
export function adminConfigOf(env: NodeJS.ProcessEnv): AdminConfig {
  try {
    return readAdminConfig(env.DATABASE_URL ? env : { ...readLocalServices(env), ...env });
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}
