import { Button, Loader } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { api, unwrap, type WebhookDelivery, type WebhookEndpoint } from '../api/client.ts';
import { queryKeys } from '../api/queries.ts';
import dialogs from '../dialogs/dialogs.module.css';
import { useFormat } from '../format.ts';
import { Dialog } from '../shell/Dialog.tsx';
import { useWork } from '../shell/useWork.ts';
import { texts } from '../texts.ts';
import classes from './admin.module.css';

const { delivery: words, eventNames } = texts.admin.outgoingWebhooks;
const PAGE_SIZE = 20;

interface DialogProps {
  /** null: it is closed. */
  endpoint: WebhookEndpoint | null;
  onClose: () => void;
}

/** What was and is to be sent to an endpoint, the newest first; each can be sent again. */
export function WebhookDeliveriesDialog({ endpoint, onClose }: DialogProps) {
  const title = endpoint === null ? '' : words.title(endpoint.url);
  return (
    <Dialog title={title} opened={endpoint !== null} onClose={onClose} size="lg">
      {endpoint !== null && <Deliveries endpoint={endpoint} />}
    </Dialog>
  );
}

function Deliveries({ endpoint: { id, disabledReason } }: { endpoint: WebhookEndpoint }) {
  const client = useQueryClient();
  const queryKey = queryKeys.webhookDeliveries(id);
  const { data, isError, hasNextPage, fetchNextPage, refetch } = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam: cursor }) => {
      const query = { limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) };
      return unwrap(api.GET('/api/webhook-endpoints/{id}/deliveries', { params: { path: { id }, query } }));
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ nextCursor }) => nextCursor ?? undefined,
    refetchOnMount: 'always',
  });
  const work = useWork(() => client.invalidateQueries({ queryKey }));
  const resend = (deliveryId: string) =>
    void work.run(async () => {
      await unwrap(api.POST('/api/webhook-deliveries/{id}/resend', { params: { path: { id: deliveryId } }, body: {} }));
      return words.resent;
    });
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <div className={dialogs.form}>
      {isError && items === undefined && <p role="alert">{words.error}</p>}
      {items === undefined && !isError && <Loader aria-label={texts.common.loading} />}
      {items?.length === 0 && <p className={dialogs.help}>{words.none}</p>}
      {items !== undefined && items.length > 0 && (
        <ul className={classes.list}>
          {items.map((delivery) => (
            <Entry
              key={delivery.id}
              delivery={delivery}
              isDisabled={disabledReason !== null}
              onResend={() => resend(delivery.id)}
            />
          ))}
        </ul>
      )}
      <div className={dialogs.buttons}>
        {hasNextPage && (
          <Button variant="default" onClick={() => void fetchNextPage()}>
            {words.more}
          </Button>
        )}
        <Button variant="default" onClick={() => void refetch()}>
          {words.refresh}
        </Button>
      </div>
      <p className={dialogs.error} role="alert">
        {work.problem}
      </p>
      <p className={dialogs.left} role="status">
        {work.said}
      </p>
    </div>
  );
}

interface EntryProps {
  delivery: WebhookDelivery;
  /** Its endpoint is: nothing is sent there. */
  isDisabled: boolean;
  onResend: () => void;
}

function Entry({ delivery, isDisabled, onResend }: EntryProps) {
  const format = useFormat();
  const { type, state, attempts, lastStatus, lastError, nextAttemptAt, createdAt } = delivery;
  const when = format.dateTime(createdAt);
  const waits = isDisabled && (state === 'new' || state === 'trying');
  const facts = [
    waits ? words.waits : words.states[state],
    ...(attempts === 0 ? [] : [words.attempts(attempts)]),
    ...(lastStatus === null ? [] : [words.answered(lastStatus)]),
    ...(lastError === null ? [] : [lastError]),
    ...(nextAttemptAt === null || waits ? [] : [words.next(format.dateTime(nextAttemptAt))]),
  ];
  // A name that none of ours stands for is a test's.
  const name = Object.entries(eventNames).find(([event]) => event === type)?.[1] ?? type;
  return (
    <li className={classes.entry}>
      <span>
        {name}, {when}
        <span className={classes.sub}>{facts.join(', ')}</span>
      </span>
      {!isDisabled && (
        <Button variant="default" size="compact-sm" aria-label={words.resendOf(name, when)} onClick={onResend}>
          {words.resend}
        </Button>
      )}
    </li>
  );
}
