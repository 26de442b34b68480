/** Who is who in the fake's Slack: one workspace with one app. */
export const TEAM = { id: 'TSIGNOFF', domain: 'signoff' };
export const APP_ID = 'ASIGNOFF';
export const BOT = { userId: 'USIGNOFF', botId: 'BSIGNOFF', name: 'signoff' };

export const USER = /^[UW][A-Z0-9]{2,}$/;
/** A channel, group or direct conversation. */
export const CHANNEL = /^[CGD][A-Z0-9]{2,}$/;

/** The app's direct conversation with a user. */
export const directWith = (userId: string): string => `D${userId.slice(1)}`;
