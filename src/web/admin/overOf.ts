/** Why a token or key is no longer in force, in its own words; undefined: it is. */
export function overOf(
  { revokedAt, expiresAt }: { revokedAt: string | null; expiresAt: string | null },
  words: { revoked: string; expired: string },
): string | undefined {
  if (revokedAt !== null) return words.revoked;
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? words.expired : undefined;
}
