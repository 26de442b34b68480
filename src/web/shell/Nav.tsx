import type { Me } from '../api/client.ts';
import { useCounts, useUnreadAlerts } from '../api/queries.ts';
import { texts } from '../texts.ts';
import classes from './Nav.module.css';

/** Where the screens are that everybody has. */
export const PATHS = {
  queue: '/',
  alerts: '/alerts',
  history: '/history',
  insights: '/insights',
  settings: '/settings',
} as const;
export type ScreenName = keyof typeof PATHS;

/** Beyond it the API no longer counts. */
const MANY_UNREAD = 100;

/** The way to the other screens; the keys for it are in the list of keys. */
export function Nav({ me, current }: { me: Me; current: ScreenName | null }) {
  const { data } = useUnreadAlerts();
  // An administrator owns no deals, hence no alerts.
  const unread = me.role === 'admin' ? 0 : (data?.unread ?? 0);
  const failed = useCounts({ tab: 'failed' }).data?.byStatus.failed ?? 0;
  const { nav } = texts.shell;
  return (
    <nav aria-label={nav.label} className={classes.nav} data-tour="nav">
      <a href={PATHS.queue} aria-current={current === 'queue' ? 'page' : undefined}>
        {nav.queue}
      </a>
      <a href={PATHS.alerts} aria-current={current === 'alerts' ? 'page' : undefined}>
        {nav.alerts}
        {unread > 0 && (
          <span className={classes.count}>
            <span aria-hidden="true">{unread < MANY_UNREAD ? unread : nav.many(MANY_UNREAD - 1)}</span>
            <span className="visually-hidden">{nav.unread(unread)}</span>
          </span>
        )}
      </a>
      <a href={PATHS.history} aria-current={current === 'history' ? 'page' : undefined}>
        {nav.history}
        {failed > 0 && (
          <span className={classes.count} data-failed>
            <span aria-hidden="true">{failed < MANY_UNREAD ? failed : nav.many(MANY_UNREAD - 1)}</span>
            <span className="visually-hidden">{nav.failed(failed)}</span>
          </span>
        )}
      </a>
      <a href={PATHS.insights} aria-current={current === 'insights' ? 'page' : undefined}>
        {nav.insights}
      </a>
      <a href={PATHS.settings} aria-current={current === 'settings' ? 'page' : undefined}>
        {nav.settings}
      </a>
    </nav>
  );
}

/** What the keys do that go to another screen as a link does, the same on every screen. */
export const screenKeys = {
  goQueue: () => location.assign(PATHS.queue),
  goAlerts: () => location.assign(PATHS.alerts),
  goHistory: () => location.assign(PATHS.history),
  goInsights: () => location.assign(PATHS.insights),
  goSettings: () => location.assign(PATHS.settings),
} as const;
