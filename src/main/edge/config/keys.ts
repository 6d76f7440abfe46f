import { z } from 'zod';
import { configSchema } from './schema.ts';

/** One key of the configuration, for people and for naming environment variables. */
export interface ConfigKey {
  /** "server.port", "taxes[].percent". */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  /** As TOML would write it; null where there is none. */
  readonly fallback: string | null;
  readonly meaning: string;
  /** How an environment variable's text is read; `table` and `tables` cannot be given that way. */
  readonly shape: 'string' | 'integer' | 'number' | 'boolean' | 'list' | 'table' | 'tables';
  /** Null where only a file can set it. */
  readonly variable: string | null;
}

interface Node {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly items?: Node;
}

/** Every key in the order of the schema, sections first among their own. */
export function configKeys(): readonly ConfigKey[] {
  const root = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Node;
  return collect(root, '');
}

/** Sections with what they are for: "server" → "Where the screens are served". */
export function configSections(): ReadonlyMap<string, string> {
  const root = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' }) as Node;
  return new Map(Object.entries(root.properties ?? {}).map(([name, node]) => [name, node.description ?? '']));
}

/** The documented path of a value's path: indices become "[]". */
export function keyPath(path: readonly PropertyKey[]): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[]` : text === '' ? String(part) : `${text}.${String(part)}`),
    '',
  );
}

function collect(node: Node, prefix: string): ConfigKey[] {
  const keys: ConfigKey[] = [];
  for (const [name, child] of Object.entries(node.properties ?? {})) {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const shape = shapeOf(child);
    const section = prefix === '' && (shape === 'table' || shape === 'tables');
    if (!section)
      keys.push(keyOf(path, child, shape, node.required?.includes(name) === true && child.default === undefined));
    if (shape === 'tables') keys.push(...collect(child.items!, `${path}[]`));
    else if (child.properties !== undefined) keys.push(...collect(child, path));
  }
  return keys;
}

function keyOf(path: string, node: Node, shape: ConfigKey['shape'], required: boolean): ConfigKey {
  const settable = !path.includes('[]') && shape !== 'table' && shape !== 'tables';
  return {
    path,
    type: typeText(node),
    required,
    fallback: node.default === undefined ? null : toml(node.default),
    meaning: node.description ?? '',
    shape,
    variable: settable ? variableName(path) : null,
  };
}

/** "store.pricesIncludeTax" → "CHECKSTAND_STORE_PRICES_INCLUDE_TAX". */
export function variableName(path: string): string {
  const words = path.split('.').map((part) => part.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase());
  return `CHECKSTAND_${words.join('_')}`;
}

function shapeOf(node: Node): ConfigKey['shape'] {
  if (node.type === 'array') return node.items?.type === 'object' ? 'tables' : 'list';
  if (node.type === 'object') return 'table';
  if (node.type === 'integer' || node.type === 'number' || node.type === 'boolean') return node.type;
  return 'string';
}

function typeText(node: Node): string {
  if (node.enum !== undefined) return `one of ${node.enum.map((it) => JSON.stringify(it)).join(', ')}`;
  if (node.type === 'array')
    return node.items?.type === 'object' ? 'list of tables' : `list of ${plural(typeText(node.items ?? {}))}`;
  if (node.type === 'object') return 'table';
  if (node.type === 'integer' || node.type === 'number') {
    const range =
      node.minimum === undefined || node.maximum === undefined ? '' : `, ${node.minimum} to ${node.maximum}`;
    return `${node.type}${range}`;
  }
  return node.type ?? 'string';
}

function plural(type: string): string {
  return type.startsWith('one of ') ? type.slice('one of '.length) : `${type}s`;
}

function toml(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toml).join(', ')}]`;
  if (typeof value === 'object' && value !== null) return '{}';
  return JSON.stringify(value);
}
