import type { Me } from '../api/client.ts';
import { ConnectionList } from './ConnectionList.tsx';
import { CrmOwners } from './CrmOwners.tsx';
import { OutgoingWebhooks } from './OutgoingWebhooks.tsx';
import { WebhookKeys } from './WebhookKeys.tsx';

/** What the installation is connected with, with which keys, who is told of what happens here, and who of the CRM is whom here. */
export function ConnectionsScreen({ me }: { me: Me }) {
  return (
    <>
      <ConnectionList />
      <WebhookKeys />
      <OutgoingWebhooks />
      <CrmOwners me={me} />
    </>
  );
}
