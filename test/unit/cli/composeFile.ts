/** docker-compose.yml as data, with its variables filled in as Docker Compose does it. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const service = z.object({
  restart: z.string().optional(),
  command: z.array(z.string()).optional(),
  environment: z.record(z.string(), z.string()).default({}),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()).optional(), disable: z.boolean().optional() }).optional(),
  stop_grace_period: z.string().optional(),
  build: z.object({ target: z.string() }).optional(),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
});
const composeFile = z.object({
  services: z.record(z.string(), service),
  volumes: z.record(z.string(), z.null()),
});
export type ComposeFile = z.output<typeof composeFile>;

/** A file of the repository's root, as text. */
export function rootFile(name: string): string {
  return readFileSync(fileURLToPath(new URL(`../../../${name}`, import.meta.url)), 'utf8');
}

/**
 * The file with `env` as its .env.
 *
 * @throws Error with the message of a variable that is required and not given
 */
export function readCompose(env: Record<string, string>): ComposeFile {
  return composeFile.parse(fillIn(parseYaml(rootFile('docker-compose.yml')), env));
}

/** Every variable that the file takes from .env, and those that it does not do without. */
export function variablesOf(text: string): { all: string[]; required: string[] } {
  const found = [...text.matchAll(/(?<!\$)\$\{(\w+)(:?[-?])?/g)];
  const names = (of: typeof found) => [...new Set(of.map(([, name = '']) => name))].sort();
  return { all: names(found), required: names(found.filter(([, , operator]) => operator === ':?')) };
}

function parseYaml(text: string): unknown {
  // Of the parsers that our dependencies bring with them; it is no dependency of our own.
  const require = createRequire(createRequire(import.meta.url).resolve('@fastify/swagger'));
  return require('yaml').parse(text, { merge: true });
}

function fillIn(value: unknown, env: Record<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => fillIn(each, env));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fillIn(each, env)]));
  }
  return typeof value === 'string' ? interpolate(value, env) : value;
}

function interpolate(text: string, env: Record<string, string>): string {
  return text.replace(/\$\$|\$\{(\w+)(?::([-?])([^}]*))?\}/g, (whole, name, operator, rest = '') => {
    if (whole === '$$') return '$';
    const value = env[name] ?? '';
    if (value === '' && operator === '?') throw new Error(rest);
    return value === '' && operator === '-' ? rest : value;
  });
}
