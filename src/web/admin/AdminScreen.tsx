import type { Me } from '../api/client.ts';
import { Message } from '../shell/Message.tsx';
import { Notices } from '../shell/Notices.tsx';
import { texts } from '../texts.ts';
import classes from './admin.module.css';
import { PeopleScreen } from './PeopleScreen.tsx';
import { SecurityScreen } from './SecurityScreen.tsx';

const { nav } = texts.admin;

/** What administrators have beside the queue; by the path which. */
export function AdminScreen({ me, path }: { me: Me; path: '/people' | '/security' }) {
  if (me.role !== 'admin') {
    return (
      <Message title={texts.product} text={texts.admin.forbidden}>
        <a href="/">{nav.queue}</a>
      </Message>
    );
  }
  return (
    <>
      <header className={classes.header}>
        <h1 className={classes.name}>
          {texts.product} <span className={classes.workspace}>{me.workspaceName}</span>
        </h1>
        <nav aria-label={nav.label} className={classes.nav}>
          <a href="/">{nav.queue}</a>
          <a href="/people" aria-current={path === '/people' ? 'page' : undefined}>
            {nav.people}
          </a>
          <a href="/security" aria-current={path === '/security' ? 'page' : undefined}>
            {nav.security}
          </a>
        </nav>
      </header>
      <main className={classes.main}>{path === '/people' ? <PeopleScreen me={me} /> : <SecurityScreen />}</main>
      <Notices />
    </>
  );
}
