/**
 * Writes the AsyncAPI document of the store bus from the schemas that its messages are checked by: `node build/asyncapi.ts`. With
 * `--check` it writes nothing and fails when the file is stale.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { signedDirectorySchema } from '../src/sync/wire/directory.ts';
import { envelopeSchema } from '../src/sync/wire/envelope.ts';
import { answeredSchema, askedSchema, EVENTS, isEventType, NOT_SAID_YET, REQUESTS } from '../src/sync/wire/messages.ts';

export const ASYNCAPI_FILE = fileURLToPath(new URL('../docs/asyncapi.json', import.meta.url));

type Json = { [key: string]: unknown };

/** A JSON Schema of draft 7, which is what AsyncAPI's own schema objects are a superset of. */
function schemaOf(type: z.ZodType): Json {
  const { $schema: _draft, ...schema } = z.toJSONSchema(type, { target: 'draft-7', io: 'input' });
  return schema;
}

/** An envelope around this body. */
function enveloped(type: string, body: z.ZodType): Json {
  return schemaOf(envelopeSchema.extend({ type: z.literal(type), body }));
}

const parameter = (description: string) => ({ description });
const PARAMETERS = {
  store: parameter('Id of the store'),
  from: parameter('Id of the box that says it'),
  to: parameter('Id of the box that is asked or answered'),
} as const;

const LATE = { acts: 'refused when it is late', reads: 'only reads', tells: 'taken however late it is' } as const;

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const mqtt = (retain: boolean) => ({ mqtt: { qos: 1, retain, bindingVersion: '0.2.0' } });

interface Place {
  readonly channel: string;
  readonly address: string;
  readonly parameters: readonly (keyof typeof PARAMETERS)[];
  readonly message: string;
  readonly payload: Json;
  readonly retain: boolean;
  readonly summary: string;
}

function places(): Place[] {
  const base = 'checkstand/{store}/{from}';
  const said = Object.entries(EVENTS).filter(([type]) => !(isEventType(type) && NOT_SAID_YET.has(type)));
  const events = said.map(([type, { body, from }]) => ({
    channel: type,
    address: `${base}/event/${type}`,
    parameters: ['store', 'from'] as const,
    message: type,
    payload: enveloped(type, body),
    retain: false,
    summary: `May be said by: ${from.join(', ')}`,
  }));
  const requests = Object.entries(REQUESTS).flatMap(([what, { body, answer, effect, from }]) => {
    const parameters = ['store', 'from', 'to'] as const;
    const answered = z.discriminatedUnion('kind', [
      answeredSchema.options[0].extend({ answer }),
      answeredSchema.options[1],
    ]);
    const late = LATE[effect];
    return [
      {
        ...{ channel: `${what}Request`, address: `${base}/request/{to}/${what}`, parameters, retain: false },
        ...{ message: `${what}Request`, payload: enveloped(what, askedSchema.extend({ ask: body })) },
        summary: `May be asked by: ${from.join(', ')}; ${late}`,
      },
      {
        ...{ channel: `${what}Response`, address: `${base}/response/{to}/${what}`, parameters, retain: false },
        ...{ message: `${what}Response`, payload: enveloped(what, answered), summary: `The answer to ${what}Request` },
      },
    ];
  });
  const directory = {
    ...{ channel: 'directory', address: `${base}/directory`, parameters: ['store', 'from'] as const, retain: true },
    ...{ message: 'directory', payload: schemaOf(signedDirectorySchema) },
    summary: 'The list of public keys, said by: hub',
  };
  return [...events, ...requests, directory];
}

/** The whole document, AsyncAPI 3.0: what boxes say and answer, and nothing that none does. */
export function asyncApi(): Json {
  const all = places();
  const reference = (...path: string[]) => ({ $ref: `#/${path.join('/')}` });
  const operation = ({ channel, message, retain }: Place, action: 'send' | 'receive') => ({
    action,
    channel: reference('channels', channel),
    messages: [reference('channels', channel, 'messages', message)],
    bindings: mqtt(retain),
    ...(action === 'send' && channel.endsWith('Request')
      ? { reply: { channel: reference('channels', channel.replace(/Request$/, 'Response')) } }
      : {}),
  });
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Checkstand store bus',
      version: '1',
      description:
        'What the boxes of one store tell each other over MQTT 3.1.1, QoS 1. Every message but the list of keys is signed by its sender over the RFC 8785 form of its topic and its other members. State stands outside, under homie/5/{box} (Homie 5).',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    servers: {
      hub: {
        host: 'hub:7320',
        protocol: 'secure-mqtt',
        protocolVersion: '3.1.1',
        description: "The store's hub, or Mosquitto in its place. Certificates are the store's own.",
        security: [
          reference('components', 'securitySchemes', 'certificate'),
          reference('components', 'securitySchemes', 'password'),
        ],
      },
    },
    channels: Object.fromEntries(
      all.map(({ channel, address, parameters, message, summary }) => [
        channel,
        {
          address,
          description: summary,
          parameters: Object.fromEntries(parameters.map((name) => [name, reference('components', 'parameters', name)])),
          messages: { [message]: reference('components', 'messages', message) },
        },
      ]),
    ),
    operations: Object.fromEntries(
      all.flatMap((place) => [
        [`send${capital(place.channel)}`, operation(place, 'send')],
        [`receive${capital(place.channel)}`, operation(place, 'receive')],
      ]),
    ),
    components: {
      parameters: PARAMETERS,
      messages: Object.fromEntries(
        all.map(({ message, payload, summary }) => [message, { name: message, summary, payload }]),
      ),
      securitySchemes: {
        certificate: { type: 'X509', description: "Issued by the store's hub to this box" },
        password: { type: 'userPassword', description: 'Under the id of the box, from pairing' },
      },
    },
  };
}

/** Whether the file says something else than is generated now; layout does not matter. */
export function isStale(): boolean {
  try {
    return !isDeepStrictEqual(JSON.parse(readFileSync(ASYNCAPI_FILE, 'utf8')), JSON.parse(JSON.stringify(asyncApi())));
  } catch {
    return true;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes('--check')) writeFileSync(ASYNCAPI_FILE, `${JSON.stringify(asyncApi(), null, 2)}\n`);
  else if (isStale()) {
    process.stderr.write(`stale: ${ASYNCAPI_FILE}\n`);
    process.exitCode = 1;
  }
}
