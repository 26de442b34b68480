import { ConfigError, type CrmConfig, readCrmConfig } from '../../config.ts';
import { UsageError } from '../errors.ts';

/** The CRMs' variables of the environment: the same as those of API and worker. @throws UsageError */
export function crmConfigOf(env: NodeJS.ProcessEnv): CrmConfig {
  try {
    return readCrmConfig(env);
  } catch (error) {
    throw error instanceof ConfigError ? new UsageError(error.message) : error;
  }
}
