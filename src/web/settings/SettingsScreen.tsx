import { Button, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Me } from '../api/client.ts';
import { askWhoIsSignedIn, reloadFailed, useColleagues } from '../api/queries.ts';
import { useEventStream } from '../queue/useEventStream.ts';
import { SignInAgainDialog } from '../session/SignInAgainDialog.tsx';
import { Header } from '../shell/Header.tsx';
import { HelpDialog } from '../shell/HelpDialog.tsx';
import { Message } from '../shell/Message.tsx';
import { screenKeys } from '../shell/Nav.tsx';
import { Notices } from '../shell/Notices.tsx';
import { useShortcuts } from '../shell/shortcuts.ts';
import { texts } from '../texts.ts';
import { Part } from './Part.tsx';
import classes from './SettingsScreen.module.css';
import { hrefOf, isForm, LEVELS, type Level, placeOf, readAddress, type Section, sectionsOf } from './sections.ts';
import { noteUnsaved } from './unsaved.ts';
import { useSettings } from './useSettings.ts';

const words = texts.settings;
/** Of its events nothing is shown here: that it ends says that the session has. */
const NO_EVENTS: readonly string[] = [];

/** What Signoff does of its own accord and what one is told: one's own choices, and the workspace's for everybody. */
export function SettingsScreen({ me }: { me: Me }) {
  const client = useQueryClient();
  const [place, setPlace] = useState(() => readAddress(location, me));
  const [showsHelp, setHelp] = useState(false);
  const settings = useSettings();
  const { level } = place;
  const [seen, setSeen] = useState<ReadonlySet<Level>>(new Set([level]));
  const sections = sectionsOf(level, me);

  useEventStream({
    types: NO_EVENTS,
    onEvent: () => undefined,
    onGap: () => undefined,
    onBack: () => reloadFailed(client),
    onLost: () => void askWhoIsSignedIn(client),
  });
  useEffect(() => {
    document.title = `${words.title} · ${texts.product}`;
  }, []);
  useEffect(() => {
    const follow = () => setPlace(readAddress(location, me));
    addEventListener('popstate', follow);
    return () => removeEventListener('popstate', follow);
  }, [me]);

  useEffect(() => setSeen((levels) => new Set([...levels, level])), [level]);

  // What is shown at once may be old, and a form does not change under one's hands.
  const isLoaded = settings.data !== undefined && settings.isFetchedAfterMount;
  useEffect(() => {
    if (isLoaded && place.section !== null) headingOf(place.level, place.section)?.focus();
  }, [isLoaded, place]);

  const go = (level: Level, section?: Section) => {
    history.pushState(null, '', hrefOf(level, section));
    setPlace({ level, section: section ?? null });
  };
  const step = (by: 1 | -1) => {
    const at = sections.findIndex((section) =>
      headingOf(level, section)?.parentElement?.contains(document.activeElement),
    );
    const next = sections[at === -1 ? 0 : Math.min(Math.max(at + by, 0), sections.length - 1)];
    if (next !== undefined) go(level, next);
  };
  useShortcuts({
    next: () => step(1),
    previous: () => step(-1),
    whoseSettings: () => go(level === 'own' ? 'workspace' : 'own'),
    ...screenKeys,
    help: () => setHelp(true),
  });

  return (
    <div className={classes.screen}>
      <Header me={me} current="settings" onHelp={() => setHelp(true)} />
      <main className={classes.main}>
        <div className={classes.tools}>
          <SegmentedControl
            size="xs"
            aria-label={words.level}
            value={level}
            onChange={(chosen) => go(chosen)}
            transitionDuration={0}
            data={LEVELS.map((value) => ({ value, label: words.levels[value] }))}
          />
          <nav aria-label={words.sections} className={classes.sections}>
            {sections.map((section) => (
              <a
                key={section}
                href={hrefOf(level, section)}
                onClick={(event) => {
                  event.preventDefault();
                  go(level, section);
                }}
              >
                {words.sectionNames[section]}
              </a>
            ))}
          </nav>
        </div>
        {level === 'workspace' && (
          <p className={classes.note}>{me.may.includes('rules.change') ? words.ofWorkspace : <WhoMay />}</p>
        )}
        {isLoaded ? (
          // The other level's stay as they are, out of sight: what is chosen there and not saved is still there when one comes back.
          LEVELS.filter((each) => each === level || seen.has(each)).map((each) => (
            <div key={each} hidden={each !== level}>
              {sectionsOf(each, me).map((section) => (
                <section
                  key={section}
                  className={classes.section}
                  aria-labelledby={placeOf(each, section)}
                  onChange={() => isForm(section) && noteUnsaved(placeOf(each, section))}
                >
                  <h2 id={placeOf(each, section)} tabIndex={-1} className={classes.title}>
                    {words.sectionNames[section]}
                  </h2>
                  <Part section={section} level={each} settings={settings.data} me={me} />
                </section>
              ))}
            </div>
          ))
        ) : settings.isError ? (
          <Message title={words.title} text={words.error}>
            <Button onClick={() => void settings.refetch()}>{texts.common.retry}</Button>
          </Message>
        ) : (
          <p role="status">{texts.common.loading}</p>
        )}
      </main>
      <Notices />
      <SignInAgainDialog me={me} />
      {showsHelp && <HelpDialog opened onClose={() => setHelp(false)} />}
    </div>
  );
}

function headingOf(level: Level, section: Section): HTMLElement | null {
  return document.getElementById(placeOf(level, section));
}

/** Who may change what one only sees. */
function WhoMay() {
  const { data = [] } = useColleagues();
  return words.mayNot(data.filter(({ role }) => role === 'manager').map(({ displayName }) => displayName));
}
