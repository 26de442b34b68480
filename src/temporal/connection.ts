import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';

export interface Temporal {
  client: Client;
  close(): Promise<void>;
}

/**
 * A client of the Temporal service that the environment names (TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE, TEMPORAL_API_KEY,
 * TEMPORAL_TLS_…: https://docs.temporal.io/develop/environment-configuration). It connects when first used, so that
 * triggers are accepted while Temporal is down.
 */
export function connectTemporal(): Temporal {
  const { connectionOptions, namespace } = loadClientConnectConfig();
  const connection = Connection.lazy(connectionOptions);
  return { client: new Client({ connection, namespace }), close: () => connection.close() };
}
