/** What a request may do, by name. Which role may, and how far it reaches: ACCESS in src/api/access.ts. */
export const VERBS = [
  'triggers.create',
  'actions.read',
  'actions.decide',
  'actions.snooze',
  'credentials.read',
  'alerts.read',
  'alerts.mark',
  'events.read',
  'records.read',
  'insights.read',
  'settings.own',
  'rules.read',
  'rules.change',
  'templates.own',
  'settings.workspace',
  'people.manage',
  'people.provision',
  'connections.manage',
  'covers.manage',
  'privacy.manage',
  'security.read',
  'installation.read',
  'me.read',
] as const;
export type Verb = (typeof VERBS)[number];

/**
 * Verbs that a token has only where it names them: a program that raises triggers is not to make administrators because its
 * token was made without a thought.
 */
export const ONLY_WHERE_NAMED: readonly Verb[] = ['people.provision'];
