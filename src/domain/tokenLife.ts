/** For how many days a token is in force unless told otherwise. */
export const DEFAULT_TOKEN_DAYS = 365;
/** Who wants one for longer makes another by then: a token that nobody remembers is one that nobody revokes. */
export const MAX_TOKEN_DAYS = 3 * 365;
