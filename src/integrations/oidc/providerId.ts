/**
 * Whether this can be what a provider calls somebody or something: at most 255 characters of ASCII (OpenID Connect Core 1.0,
 * section 2, of subjects).
 */
export function isProviderId(value: unknown): value is string {
  return typeof value === 'string' && /^[\x20-\x7e]{1,255}$/.test(value);
}
