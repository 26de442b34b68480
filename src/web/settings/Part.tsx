import { lazy, Suspense } from 'react';
import type { Me, SettingsAnswer } from '../api/client.ts';
import { texts } from '../texts.ts';
import { ActionRules } from './ActionRules.tsx';
import { AwayForm } from './AwayForm.tsx';
import { Detection } from './Detection.tsx';
import { HoursForm } from './HoursForm.tsx';
import { NotificationsForm } from './NotificationsForm.tsx';
import { OwnMailbox } from './OwnMailbox.tsx';
import { type Level, placeOf, type Section } from './sections.ts';
import { TriggerRules } from './TriggerRules.tsx';
import { useSaveChanged } from './useSaveChanged.ts';
import { useSaveSettings, useSaveWorkspaceSettings } from './useSettings.ts';

/** Few write templates. */
const Templates = lazy(() => import('./Templates.tsx').then((module) => ({ default: module.Templates })));

interface PartProps {
  section: Section;
  level: Level;
  settings: SettingsAnswer;
  me: Me;
}

/** One part of the settings. */
export function Part({ section, level, settings, me }: PartProps) {
  const saveOwn = useSaveSettings();
  const saveWorkspace = useSaveWorkspaceSettings();
  const mayChangeAll = me.may.includes('rules.change');
  const isOwn = level === 'own';
  const chosen = isOwn ? settings.own : settings.workspace;
  const rules = {
    level,
    chosen,
    inherited: isOwn ? settings.workspace : {},
    mayChange: isOwn || mayChangeAll,
    save: useSaveChanged(placeOf(level, section), chosen, isOwn ? saveOwn : saveWorkspace),
  };
  switch (section) {
    case 'actions':
      return <ActionRules {...rules} />;
    case 'triggers':
      return <TriggerRules {...rules} />;
    case 'detection':
      return <Detection currency={me.currency} mayChange={mayChangeAll} />;
    case 'templates':
      return (
        <Suspense fallback={<p role="status">{texts.common.loading}</p>}>
          <Templates level={level} userId={me.id} mayChange={isOwn || me.may.includes('settings.workspace')} />
        </Suspense>
      );
    case 'told':
      return <NotificationsForm {...rules} />;
    case 'hours':
      return <HoursForm {...rules} />;
    case 'away':
      return <AwayForm me={me} />;
    case 'mailbox':
      return <OwnMailbox />;
  }
}
