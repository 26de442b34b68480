import type { Me } from '../api/client.ts';
import { useUnreadAlerts } from '../api/queries.ts';
import { texts } from '../texts.ts';
import classes from './Nav.module.css';

/** Where the screens are that everybody has. */
export const PATHS = { queue: '/', alerts: '/alerts', settings: '/settings' } as const;
export type ScreenName = keyof typeof PATHS;

/** Beyond it the API no longer counts. */
const MANY_UNREAD = 100;

/** The way to the other screens; the keys for it are in the list of keys. */
export function Nav({ me, current }: { me: Me; current: ScreenName | null }) {
  const { data } = useUnreadAlerts();
  // An administrator owns no deals, hence no alerts.
  const unread = me.role === 'admin' ? 0 : (data?.unread ?? 0);
  const { nav } = texts.shell;
  return (
    <nav aria-label={nav.label} className={classes.nav}>
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
      <a href={PATHS.settings} aria-current={current === 'settings' ? 'page' : undefined}>
        {nav.settings}
      </a>
    </nav>
  );
}

/** Goes to another screen as a link does. */
export function goToScreen(name: ScreenName): void {
  location.assign(PATHS[name]);
}
