import type { Settings } from '../api/client.ts';
import type { Level } from './sections.ts';

/** Rules of one's own over the workspace's, or of the workspace over Signoff's. */
export interface RulesProps {
  level: Level;
  chosen: Settings;
  /** What holds where nothing is chosen. */
  inherited: Settings;
  mayChange: boolean;
  /** Saves what the form makes of what it was opened with. @throws ProblemError where the API refuses */
  save: (change: <S extends Settings>(settings: S) => S) => Promise<void>;
}
