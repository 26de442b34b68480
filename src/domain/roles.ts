/** What a user may be: `service` is a program, the others are people. */
export const ROLES = ['rep', 'manager', 'admin', 'service'] as const;
export type Role = (typeof ROLES)[number];
