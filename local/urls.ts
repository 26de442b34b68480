import type { Ports } from './choosePorts.ts';

/** Where each part of a stack is reached; all on this machine only. */
export function urlsOf(ports: Ports) {
  const http = (port: number) => `http://127.0.0.1:${port}`;
  return {
    apiUrl: http(ports.PORT),
    workerUrl: http(ports.WORKER_PORT),
    temporalAddress: `127.0.0.1:${ports.TEMPORAL_PORT}`,
    temporalUiUrl: http(ports.TEMPORAL_UI_PORT),
    mailboxUrl: http(ports.MAILBOX_HTTP_PORT),
    smtpUrl: `smtp://127.0.0.1:${ports.MAILBOX_SMTP_PORT}`,
    slackFakeUrl: http(ports.SLACK_FAKE_PORT),
    hubspotFakeUrl: http(ports.HUBSPOT_FAKE_PORT),
  };
}

export type Urls = ReturnType<typeof urlsOf>;
