import { z } from 'zod';
import { PROBLEM_TYPE, PROBLEMS, type ProblemCode, problemSchema } from '../../sync/wire/problem.ts';
import type { Access, Answer, KnownRoute, RouteContract } from './contract.ts';

const JSON_TYPE = 'application/json';

/** What a route of each kind may be refused with before it is asked anything. */
const BY_ACCESS: Readonly<Record<Access, readonly ProblemCode[]>> = {
  anyone: [],
  workstation: ['TOKEN_INVALID', 'TOKEN_EXPIRED', 'NONCE_STALE', 'TOKEN_REPLAYED', 'IDENTITY_REVOKED'],
  office: ['TOKEN_INVALID', 'IDENTITY_REVOKED'],
  metrics: ['TOKEN_INVALID'],
};
const EVERYWHERE: readonly ProblemCode[] = ['UNAVAILABLE', 'INTERNAL'];

const SCHEMES: Readonly<Record<Exclude<Access, 'anyone'>, object>> = {
  workstation: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description:
      "A JWT that the workstation's Ed25519 key signed for this one request (claims aud, nonce, htm, htu, jti). The nonce is in the header checkstand-nonce of every answer.",
  },
  office: {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of `checkstand cloud key`, for what it may do and its stores.',
  },
  metrics: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN of the cloud.' },
};

/** The OpenAPI document of routes, by the schemas that they check with. Source: OpenAPI Specification 3.1.1. */
export function openApiOf(routes: readonly KnownRoute[], version: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, contract } of routes) {
    const templated = path.replace(/:(\w+)/g, '{$1}');
    paths[templated] = { ...paths[templated], [method.toLowerCase()]: operationOf(path, contract) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Checkstand cloud',
      version,
      description:
        'The reference back office: journals up, everything else down. What is not a success is a problem (RFC 9457).',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    paths,
    components: { securitySchemes: schemesOf(routes), schemas: { Problem: schemaOf(problemSchema, 'output') } },
  };
}

function schemesOf(routes: readonly KnownRoute[]): Record<string, object> {
  const used = new Set<string>(routes.map(({ contract }) => contract.access));
  return Object.fromEntries(Object.entries(SCHEMES).filter(([name]) => used.has(name)));
}

function operationOf(path: string, contract: RouteContract): object {
  const { summary, access, may, body } = contract;
  return {
    summary,
    ...(may === undefined ? {} : { description: `The key needs the right \`${may}\`.` }),
    security: access === 'anyone' ? [] : [{ [access]: [] }],
    parameters: [...inPath(path, contract.params), ...inQuery(contract.query)],
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { [body.type]: body.schema === undefined ? {} : { schema: schemaOf(body.schema, 'input') } },
          },
        }),
    responses: { ...successes(contract.answers), ...refusals(contract) },
  };
}

function successes(answers: Readonly<Record<number, Answer>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(answers).map(([status, { description, type, schema }]) => {
      const content =
        schema !== undefined
          ? { [type ?? JSON_TYPE]: { schema: schemaOf(schema, 'output') } }
          : type === undefined
            ? undefined
            : { [type]: {} };
      return [status, { description, ...(content === undefined ? {} : { content }) }];
    }),
  );
}

/** By status, since several codes may share one. */
function refusals({ access, problems = [], answers }: RouteContract): Record<string, object> {
  const byStatus = new Map<number, ProblemCode[]>();
  for (const code of new Set([...BY_ACCESS[access], ...problems, ...EVERYWHERE])) {
    const status = PROBLEMS[code];
    // A status that the route also answers by itself, as /readyz does, is said there.
    if (answers[status] === undefined) byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  const content = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.join(', '), content }]),
  );
}

function inPath(path: string, params: z.ZodObject | undefined): object[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: propertyOf(params, name) ?? { type: 'string' },
  }));
}

function inQuery(query: z.ZodObject | undefined): object[] {
  return Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
    name,
    in: 'query',
    required: !schema.safeParse(undefined).success,
    schema: propertyOf(query, name),
  }));
}

function propertyOf(schema: z.ZodObject | undefined, name: string): unknown {
  return (schemaOf(schema ?? z.object({}), 'input') as { properties?: Record<string, unknown> }).properties?.[name];
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const { $schema, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, unrepresentable: 'any' });
  return rest;
}
