import { parseSync } from 'vite';

/** One arrow out of a file. `typeOnly` ones are gone at run time: `import type`, `export type`, and `import('x').Y` in a type. */
export interface Import {
  /** Null where the specifier is computed, so that nothing can be said about it. */
  readonly specifier: string | null;
  readonly typeOnly: boolean;
  readonly line: number;
}

export interface Comment {
  readonly text: string;
  readonly line: number;
}

/** A name that a file uses and does not itself declare, or one of the calls that read the clock: `Date.now`, `new Date()`. */
export interface FreeName {
  readonly name: string;
  readonly line: number;
}

export interface Syntax {
  readonly imports: readonly Import[];
  readonly comments: readonly Comment[];
  readonly freeNames: readonly FreeName[];
  /** Lines of the type `any`. */
  readonly anyLines: readonly number[];
  /** What the parser refused; a file with any of these was not checked. */
  readonly errors: readonly string[];
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;

/** Reads one source: what it imports, names and says in comments. Strings and comments never count as code. */
export function syntaxOf(path: string, text: string): Syntax {
  const parsed = parseSync(path, text, { lang: path.endsWith('x') ? 'tsx' : 'ts' });
  const lineAt = lineFinder(text);
  const imports: Import[] = [];
  const anyLines: number[] = [];
  const uses: FreeName[] = [];
  const declared = new Set<string>();

  const visit = (node: Node, parent: Node | null, key: string) => {
    const arrow = importOf(node);
    if (arrow !== null) imports.push({ ...arrow, line: lineAt(node.start) });
    if (node.type === 'TSAnyKeyword') anyLines.push(lineAt(node.start));
    const clock = clockRead(node);
    if (clock !== null) uses.push({ name: clock, line: lineAt(node.start) });
    for (const pattern of bindingsOf(node)) declare(pattern, declared);
    if (node.type === 'Identifier' && refers(parent, key))
      uses.push({ name: String(node.name), line: lineAt(node.start) });
    for (const [name, child] of Object.entries(node)) {
      for (const each of Array.isArray(child) ? child : [child]) if (isNode(each)) visit(each, node, name);
    }
  };
  visit(parsed.program as unknown as Node, null, '');

  return {
    imports,
    anyLines,
    comments: parsed.comments.map((comment) => ({ text: comment.value, line: lineAt(comment.start) })),
    freeNames: uses.filter((use) => !declared.has(use.name)),
    errors: parsed.errors.map((error) => error.message),
  };
}

function importOf(node: Node): Omit<Import, 'line'> | null {
  switch (node.type) {
    case 'ImportDeclaration':
      return { specifier: literal(node.source), typeOnly: node.importKind === 'type' };
    case 'ExportAllDeclaration':
    case 'ExportNamedDeclaration':
      return isNode(node.source) ? { specifier: literal(node.source), typeOnly: node.exportKind === 'type' } : null;
    case 'ImportExpression':
      return { specifier: literal(node.source), typeOnly: false };
    case 'TSImportType':
      return { specifier: literal(node.source), typeOnly: true };
    case 'TSExternalModuleReference':
      return { specifier: literal(node.expression), typeOnly: false };
    case 'CallExpression':
      return isNamed(node.callee, 'require') ? { specifier: literal(first(node.arguments)), typeOnly: false } : null;
    case 'NewExpression':
      return codeBesideThis(node);
    default:
      return null;
  }
}

/** `new URL('./worker.ts', import.meta.url)`: how workers and child processes are started, and an arrow like any other. */
function codeBesideThis(node: Node): Omit<Import, 'line'> | null {
  if (!isNamed(node.callee, 'URL')) return null;
  const target = literal(first(node.arguments));
  return target !== null && /^\.{1,2}\/.*\.[cm]?[jt]sx?$/.test(target) ? { specifier: target, typeOnly: false } : null;
}

function clockRead(node: Node): string | null {
  if (node.type === 'NewExpression' && isNamed(node.callee, 'Date') && first(node.arguments) === undefined)
    return 'new Date()';
  if (node.type === 'CallExpression' && isNamed(node.callee, 'Date')) return 'Date()';
  if (node.type !== 'MemberExpression' || !isNode(node.property)) return null;
  for (const [object, property] of [
    ['Date', 'now'],
    ['Math', 'random'],
  ] as const) {
    if (!isNamed(node.object, object)) continue;
    if (isNamed(node.property, property) || literal(node.property) === property) return `${object}.${property}`;
  }
  return null;
}

/** The patterns in which a node names new things: variables, parameters, functions, classes, imports. */
function bindingsOf(node: Node): unknown[] {
  const parameters = Array.isArray(node.params) ? node.params : [];
  switch (node.type) {
    case 'VariableDeclarator':
    case 'ClassDeclaration':
      return [node.id];
    case 'CatchClause':
      return [node.param];
    case 'ImportSpecifier':
    case 'ImportDefaultSpecifier':
    case 'ImportNamespaceSpecifier':
      return [node.local];
    default:
      return node.type.includes('Function') ? [node.id, ...parameters] : parameters;
  }
}

function declare(pattern: unknown, into: Set<string>): void {
  if (!isNode(pattern)) return;
  if (pattern.type === 'Identifier') into.add(String(pattern.name));
  const inner = [
    pattern.left,
    pattern.argument,
    pattern.parameter,
    pattern.value,
    pattern.elements,
    pattern.properties,
  ];
  if (/Pattern$|RestElement|Property$/.test(pattern.type)) for (const each of inner.flat()) declare(each, into);
}

/** True where an identifier stands for a value, not for a member, a key or a label. */
function refers(parent: Node | null, key: string): boolean {
  if (parent === null) return false;
  if (key === 'property') return parent.type !== 'MemberExpression' || parent.computed === true;
  if (key === 'key') return parent.computed === true;
  return !/^TS(?!As|Satisfies|NonNull|Type|Instantiation)|Specifier$|LabeledStatement|MetaProperty/.test(parent.type);
}

const isNamed = (value: unknown, name: string) => isNode(value) && value.type === 'Identifier' && value.name === name;
const first = (list: unknown): unknown => (Array.isArray(list) ? list[0] : undefined);

function literal(value: unknown): string | null {
  if (!isNode(value)) return null;
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value;
  if (value.type !== 'TemplateLiteral' || first(value.expressions) !== undefined) return null;
  const only = first(value.quasis);
  const cooked = isNode(only) ? (only.value as { cooked?: string }).cooked : undefined;
  return cooked ?? null;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
