import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { openApiDocument } from '../../../scripts/lib/openApi.ts';

interface Media {
  schema?: object;
  example?: unknown;
  examples?: Record<string, { value: unknown }>;
}

interface Operation {
  operationId?: string;
  summary?: string;
  parameters?: { in: string; name: string; description?: string }[];
  requestBody?: { required?: boolean; content: Record<string, Media> };
  responses: Record<string, { description?: string; content?: Record<string, Media> }>;
}

interface Document {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, { examples?: unknown[] }> };
}

const PREFIX = '#/components/schemas/';

describe('the OpenAPI document', () => {
  let document: Document;
  let operations: [string, Operation][];

  before(async () => {
    document = JSON.parse((await openApiDocument()).text);
    operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
    );
    assert.ok(operations.length > 35);
  });

  it('gives every operation a name of its own that is a name in programs, and a summary', () => {
    const ids = operations.map(([, { operationId = '' }]) => operationId);
    for (const id of ids) assert.match(id, /^[a-z][A-Za-z_]+$/);
    assert.equal(new Set(ids).size, ids.length);
    for (const [name, { summary }] of operations) assert.ok(summary, name);
  });

  it('describes every property, parameter and answer', () => {
    const mute: string[] = [];
    const walk = (part: unknown, at: string): void => {
      if (typeof part !== 'object' || part === null) return;
      if ('properties' in part && typeof part.properties === 'object') {
        for (const [name, property] of Object.entries(part.properties ?? {})) {
          if (!property.description) mute.push(`${at}.${name}`);
        }
      }
      for (const [key, child] of Object.entries(part)) if (!/^examples?$/.test(key)) walk(child, `${at}/${key}`);
    };
    walk(document, '');
    for (const [name, { parameters = [], responses }] of operations) {
      for (const parameter of parameters) if (!parameter.description) mute.push(`${name} ${parameter.name}`);
      for (const [status, answer] of Object.entries(responses)) if (!answer.description) mute.push(`${name} ${status}`);
    }
    assert.deepEqual(mute, []);
  });

  it('has of every body an example that the body’s own schema takes', () => {
    for (const [name, { requestBody }] of operations) {
      for (const [type, media] of Object.entries(requestBody?.content ?? {})) {
        const examples = examplesOf(media);
        assert.ok(examples.length > 0, `${name} ${type}`);
        const ajv = new Ajv2020({ strict: false, validateFormats: false });
        const validate = ajv.compile({ ...media.schema, components: document.components });
        for (const example of examples) {
          assert.ok(validate(example), `${name}: ${JSON.stringify(example)}: ${ajv.errorsText(validate.errors)}`);
        }
      }
    }
  });

  function examplesOf({ schema, example, examples = {} }: Media): unknown[] {
    const named = schema !== undefined && '$ref' in schema ? String(schema.$ref).slice(PREFIX.length) : undefined;
    const own = schema !== undefined && 'examples' in schema && Array.isArray(schema.examples) ? schema.examples : [];
    const shown = [...Object.values(examples).map(({ value }) => value), ...(example === undefined ? [] : [example])];
    return [...shown, ...own, ...(named === undefined ? [] : (document.components.schemas[named]?.examples ?? []))];
  }

  it('declares what every request can be answered: bad bodies, failures, and keys that are in use', () => {
    for (const [name, { requestBody, responses }] of operations) {
      const expected = ['500'];
      if (requestBody !== undefined) expected.push('400', '413', '415');
      if (name.startsWith('post /api/')) expected.push('409');
      if (name.includes(' /api/')) expected.push('401', '403', '422', '429', '503');
      for (const status of expected) {
        assert.ok(responses[status]?.content?.['application/problem+json'], `${name} ${status}`);
      }
    }
  });

  it('names every list and what is in it, so that clients have types for them', () => {
    const lists = operations.filter(([, { operationId }]) => operationId?.startsWith('list'));
    assert.ok(lists.length >= 8);
    for (const [name, { responses }] of lists) {
      const schema = responses['200']?.content?.['application/json']?.schema;
      assert.ok(schema !== undefined && '$ref' in schema, name);
      const { properties } = z
        .object({ properties: z.object({ items: z.object({ items: z.object({ $ref: z.string() }) }) }) })
        .parse(document.components.schemas[String(schema.$ref).slice(PREFIX.length)]);
      assert.ok(properties.items.items.$ref.startsWith(PREFIX), name);
    }
  });

  it('lets bodies be left out in which nothing is required', () => {
    const required = (name: string) => operations.find(([each]) => each === name)?.[1].requestBody?.required;
    assert.equal(required('post /api/autonomous-actions/{id}/approve'), false);
    assert.equal(required('post /api/alerts/read-all'), false);
    assert.equal(required('post /api/autonomous-actions/{id}/snooze'), true);
    assert.equal(required('post /api/triggers'), true);
  });
});
