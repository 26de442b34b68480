/** What mail is signed with, as whoever runs the installation configures it: docs/email.md. */
import { z } from 'zod';
import { isRsaKey } from '../rsaKey.ts';

const LABEL = '[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?';
const NAME = new RegExp(`^${LABEL}(?:\\.${LABEL})*$`);

const name = z.string().toLowerCase().max(253).regex(NAME, 'must be a name as the DNS has them');

/** Whose mail it is: the part of From behind the @. */
export const dkimDomain = name;

/** Where its public half is: `{selector}._domainkey.{domain}`. */
export const dkimSelector = name;

/** In PEM; its line breaks may be written as `\n`, for files whose values are lines. */
export const dkimPrivateKey = z
  .string()
  .transform((pem) => pem.replaceAll('\\n', '\n'))
  .refine(isRsaKey, 'must be a private RSA key in PEM of 1024 bits or more, without a passphrase');
