import { parse } from 'smol-toml';
import type { ConfigKey } from './keys.ts';
import { nearestName } from './nearest.ts';
import type { Source, Table } from './sources.ts';

/** Variables that steer the process and not the configuration. */
const PROCESS_LEVEL = new Set(['CHECKSTAND_NODE', 'CHECKSTAND_NO_SHELL']);

export interface VariableFinding {
  readonly variable: string;
  readonly message: string;
}

/**
 * Reads `CHECKSTAND_<SECTION>_<KEY>` variables: texts as they are, numbers and true/false as TOML writes them, lists as a TOML list
 * (`["a", "b"]`). A name that is no key's is refused: a setting someone believes in must not be ignored.
 */
export function readEnvironment(
  env: Readonly<Record<string, string | undefined>>,
  keys: readonly ConfigKey[],
): { readonly sources: readonly Source[]; readonly findings: readonly VariableFinding[] } {
  const byVariable = new Map(keys.flatMap((key) => (key.variable === null ? [] : [[key.variable, key] as const])));
  const sources: Source[] = [];
  const findings: VariableFinding[] = [];
  for (const name of Object.keys(env).sort()) {
    const text = env[name];
    if (!name.startsWith('CHECKSTAND_') || PROCESS_LEVEL.has(name) || text === undefined) continue;
    const key = byVariable.get(name);
    if (key === undefined) {
      const near = nearestName(name, byVariable.keys());
      const hint = near === null ? '`checkstand config keys` lists them' : `did you mean ${near}?`;
      findings.push({ variable: name, message: `no key has this variable; ${hint}` });
    } else {
      sources.push({ kind: 'variable', name, value: nested(key.path.split('.'), read(text, key)) });
    }
  }
  return { sources, findings };
}

/** A text that does not read as the key's type is passed on as it is: the schema then says what is allowed. */
function read(text: string, key: ConfigKey): unknown {
  if (key.shape === 'string') return text;
  try {
    const { value, ...more } = parse(`value = ${text.trim()}`);
    return Object.keys(more).length === 0 ? value : text;
  } catch {
    return text;
  }
}

function nested(path: readonly string[], value: unknown): Table {
  return path.reduceRight<unknown>((inner, part) => ({ [part]: inner }), value) as Table;
}
