/** What the security trail tells of: who got in, and what changed who may do what or lets something happen by itself. */
import type { Credential, Door } from './actor.ts';

/** Each event, as it begins a sentence; whom it is about and who did it follow. */
export const SECURITY_EVENTS = {
  sign_in: 'Signed in',
  sign_in_refused: 'Sign-in refused',
  sign_out: 'Signed out',
  sign_out_everywhere: 'Signed out everywhere',
  workspace_add: 'Workspace made',
  workspace_change: 'Workspace changed',
  user_add: 'User added',
  user_change: 'User changed',
  user_deactivate: 'User deactivated',
  user_reactivate: 'User reactivated',
  identity_link: 'Company’s account linked',
  identity_unlink: 'Company’s account unlinked',
  cover_add: 'Cover set',
  cover_end: 'Cover ended',
  group_role_change: 'Role that a directory’s group gives changed',
  token_add: 'Token made',
  token_revoke: 'Token revoked',
  settings_change: 'Settings changed',
  workspace_settings_change: 'Workspace’s settings changed',
  template_change: 'Template changed',
  template_remove: 'Template taken away',
  detection_change: 'Detection settings changed',
  mailbox_set: 'Mailbox set',
  keys_rotate: 'Keys rotated',
  mailbox_remove: 'Mailbox removed',
  webhook_key_add: 'Webhook key made',
  webhook_key_replace: 'Webhook key replaced',
  webhook_key_revoke: 'Webhook key revoked',
  webhook_endpoint_add: 'Endpoint for outgoing webhooks added',
  webhook_endpoint_change: 'Endpoint for outgoing webhooks changed',
  webhook_endpoint_remove: 'Endpoint for outgoing webhooks removed',
  webhook_endpoint_rotate: 'Secret of outgoing webhooks rotated',
  webhook_endpoint_gone: 'Endpoint for outgoing webhooks disabled, as it answered that it is gone',
  suppression_add: 'Suppression added',
  suppression_change: 'Suppression’s reason changed',
  suppression_remove: 'Suppression removed',
  contact_export: 'Data of a contact exported',
  contact_erase: 'Data of a contact erased',
  trail_export: 'Security trail exported',
  history_export: 'History exported',
} as const satisfies Record<string, string>;
export type SecurityEvent = keyof typeof SECURITY_EVENTS;

/** By which door something came that the trail tells of. `console` is the administrator's command line, on the database itself. */
export type SecurityChannel = Door | 'console' | 'system';

/** Who does something that the trail tells of. */
export interface Acting {
  /** The user's id; null where it is nobody whom we know. */
  by: string | null;
  channel: SecurityChannel;
  credential?: Credential;
  /** The client's IP address, where there is one. */
  address?: string;
  /** What the client calls itself; kept with the session that it begins. */
  userAgent?: string;
  /** Whoever sat at the console, by the name that the operating system has for him. */
  operator?: string;
}

/** Nobody: what the installation does itself, such as filling a demonstration's database. */
export const SYSTEM: Acting = { by: null, channel: 'system' };
