/** The fake's objects: a file of JSON lines, the last line of an object holding; on disk before they are acknowledged. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ensureDirectory, readLines, syncDirectory } from '../fakes/durable.ts';

const association = z.strictObject({
  to: z.string(),
  id: z.string(),
  /** A label of the account's own. */
  label: z.string().optional(),
  /** Of a company: the record's own one. */
  primary: z.boolean().default(false),
  /** HubSpot's type of the association, as it was made. */
  typeId: z.number().optional(),
});
export type FakeAssociation = z.output<typeof association>;

const objectSchema = z.object({
  kind: z.string(),
  id: z.string(),
  properties: z.record(z.string(), z.string().nullable()),
  /** The newest first. */
  history: z.record(z.string(), z.array(z.object({ value: z.string(), timestamp: z.string() }))),
  associations: z.array(association),
  createdAt: z.string(),
  updatedAt: z.string(),
});
export type FakeObject = z.output<typeof objectSchema>;

/** What a test or a demonstration tells of an object; what it leaves out stays. */
export const objectChange = z.strictObject({
  kind: z.string().min(1),
  id: z.string().regex(/^\d+$/),
  properties: z
    .record(z.string(), z.union([z.string(), z.number().transform(String), z.boolean().transform(String), z.null()]))
    .default({}),
  associations: z.array(association).optional(),
  createdAt: z.iso.datetime().optional(),
  /** When these properties took these values; now unless told otherwise. */
  updatedAt: z.iso.datetime().optional(),
});
export type ObjectChange = z.output<typeof objectChange>;

export interface FakeObjects {
  put(change: ObjectChange): Promise<FakeObject>;
  /** A new object, under an id that no other has. */
  create(kind: string, properties: Record<string, string>, associations: FakeAssociation[]): Promise<FakeObject>;
  get(kind: string, id: string): FakeObject | undefined;
  /** All of a kind, in the order of their first arrival. */
  list(kind: string): FakeObject[];
  /** From both sides: told of one object, it is the other's too. */
  associated(from: string, id: string, to: string): FakeAssociation[];
  close(): Promise<void>;
}

/** Opens the objects kept in `dir`. */
export async function openFakeObjects(dir: string): Promise<FakeObjects> {
  await ensureDirectory(dir);
  const path = join(dir, 'objects.jsonl');
  const objects = await readAll(path);
  const file = await open(path, 'a');
  await syncDirectory(dir);
  // One writer at a time, so that lines never mix.
  let writing: Promise<unknown> = Promise.resolve();
  const ofKind = (kind: string) => [...objects.values()].filter((object) => object.kind === kind);
  let lastId = Math.max(FIRST_OWN_ID, ...[...objects.values()].map(({ id }) => Number(id)));
  const put = (change: ObjectChange) => {
    lastId = Math.max(lastId, Number(change.id));
    const written = writing.then(async () => {
      const object = changed(objects.get(keyOf(change)), change);
      await file.appendFile(`${JSON.stringify(object)}\n`);
      objects.set(keyOf(object), object);
      return object;
    });
    writing = written.catch(() => undefined);
    return written;
  };
  return {
    put,
    create: (kind, properties, associations) => put({ kind, id: String(lastId + 1), properties, associations }),
    get: (kind, id) => objects.get(keyOf({ kind, id })),
    list: ofKind,
    associated: (from, id, to) => {
      const told = objects.get(keyOf({ kind: from, id }))?.associations.filter((one) => one.to === to) ?? [];
      const back = ofKind(to).flatMap((other) =>
        other.associations
          .filter((one) => one.to === from && one.id === id && !told.some((known) => known.id === other.id))
          .map((one) => ({ ...one, to, id: other.id })),
      );
      return [...told, ...back];
    },
    close: () => file.close(),
  };
}

/** Above the ids that tests and demonstrations tell of. */
const FIRST_OWN_ID = 1_000_000;

const keyOf = ({ kind, id }: { kind: string; id: string }) => `${kind}/${id}`;

function changed(known: FakeObject | undefined, change: ObjectChange): FakeObject {
  const { kind, id, properties, associations = known?.associations ?? [] } = change;
  const updatedAt = change.updatedAt ?? new Date().toISOString();
  const history = { ...known?.history };
  for (const [name, value] of Object.entries(properties)) {
    if (known?.properties[name] === value) continue;
    history[name] = [{ value: value ?? '', timestamp: updatedAt }, ...(history[name] ?? [])];
  }
  const createdAt = change.createdAt ?? known?.createdAt ?? updatedAt;
  return { kind, id, properties: { ...known?.properties, ...properties }, history, associations, createdAt, updatedAt };
}

async function readAll(path: string): Promise<Map<string, FakeObject>> {
  const lines = await readLines(path);
  const objects = lines.map((line) => objectSchema.parse(JSON.parse(line)));
  return new Map(objects.map((object) => [keyOf(object), object]));
}
