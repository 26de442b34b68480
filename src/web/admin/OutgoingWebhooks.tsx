import { Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, unwrap, type WebhookEndpoint } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import { afterSigningInAgain } from '../api/signInAgain.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { ConfirmDialog, type Question } from './ConfirmDialog.tsx';
import { EndpointEntry, type EndpointWork } from './EndpointEntry.tsx';
import { EndpointForm, type NewEndpoint } from './EndpointForm.tsx';
import { SecretOnce } from './SecretOnce.tsx';
import { WebhookDeliveriesDialog } from './WebhookDeliveriesDialog.tsx';

const words = texts.admin.outgoingWebhooks;

/** Where the workspace's events are sent: added, tested, disabled, removed; secrets shown once; and what became of each event. */
export function OutgoingWebhooks() {
  const format = useFormat();
  const client = useQueryClient();
  const { data, isError, refetch } = useQuery({
    queryKey: queryKeys.webhookEndpoints,
    queryFn: async () => (await unwrap(api.GET('/api/webhook-endpoints'))).items,
    refetchOnMount: 'always',
  });
  const [made, setMade] = useState<{ secret: string; text: string } | null>(null);
  const [question, setQuestion] = useState<Question | null>(null);
  const [looksAt, setLooksAt] = useState<WebhookEndpoint | null>(null);
  const work = useWork(() => client.invalidateQueries({ queryKey: queryKeys.webhookEndpoints }));

  const add = (body: NewEndpoint) =>
    work.run(async () => {
      const { secret } = await afterSigningInAgain(() => unwrap(api.POST('/api/webhook-endpoints', { body })));
      setMade({ secret, text: words.made });
      return '';
    });
  const rotate = (id: string) =>
    work.run(async () => {
      const params = { path: { id } };
      const { secret, oldEndsAt } = await afterSigningInAgain(() =>
        unwrap(api.POST('/api/webhook-endpoints/{id}/rotate-secret', { params, body: {} })),
      );
      setMade({ secret, text: words.rotated(format.dateTime(oldEndsAt)) });
      return '';
    });
  const remove = (id: string, url: string) =>
    work.run(async () => {
      await unwrap(api.DELETE('/api/webhook-endpoints/{id}', { params: { path: { id } } }));
      return words.removed(url);
    });
  const workOf = ({ id, url, ...endpoint }: WebhookEndpoint): EndpointWork => ({
    test: () =>
      void work.run(async () => {
        await unwrap(api.POST('/api/webhook-endpoints/{id}/test', { params: { path: { id } }, body: {} }));
        return words.tested;
      }),
    look: () => setLooksAt({ id, url, ...endpoint }),
    rotate: () => setQuestion({ ...words.rotateQuestion(url), take: () => void rotate(id) }),
    enable: (enabled) =>
      void work.run(async () => {
        const params = { path: { id } };
        await afterSigningInAgain(() =>
          unwrap(api.PATCH('/api/webhook-endpoints/{id}', { params, body: { enabled } })),
        );
        return enabled ? words.enabledNow(url) : words.disabledNow(url);
      }),
    remove: () => setQuestion({ ...words.removeQuestion(url), take: () => void remove(id, url) }),
  });
  return (
    <section className={classes.part} aria-labelledby="outgoing-webhooks">
      <h2 className={classes.title} id="outgoing-webhooks">
        {words.title}
      </h2>
      <p className={classes.help}>{words.help}</p>
      {isError && data === undefined && (
        <div role="alert">
          <p>{words.error}</p>
          <Button onClick={() => void refetch()}>{texts.common.retry}</Button>
        </div>
      )}
      {data?.length === 0 && <p className={classes.help}>{words.none}</p>}
      {data !== undefined && data.length > 0 && (
        <ul className={classes.list}>
          {data.map((endpoint) => (
            <EndpointEntry key={endpoint.id} endpoint={endpoint} work={workOf(endpoint)} />
          ))}
        </ul>
      )}
      <EndpointForm isBusy={work.isBusy} add={add} />
      <SecretOnce made={made} onKept={() => setMade(null)} />
      <p className={dialogs.error} role="alert">
        {work.problem}
      </p>
      <p className={dialogs.left} role="status">
        {work.said}
      </p>
      <WebhookDeliveriesDialog endpoint={looksAt} onClose={() => setLooksAt(null)} />
      <ConfirmDialog question={question} onClose={() => setQuestion(null)} />
    </section>
  );
}
