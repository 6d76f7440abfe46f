/** An Iconify collection, as its JSON files have it. */
export interface SymbolSet {
  readonly icons: Readonly<Record<string, { readonly body: string }>>;
  readonly aliases?: Readonly<Record<string, { readonly parent: string }>>;
}

const bodyOf = (set: SymbolSet, name: string): string | undefined =>
  (set.icons[name] ?? set.icons[set.aliases?.[name]?.parent ?? ''])?.body;

/** Gives the ids inside one drawing a prefix of their own: in a sprite every drawing shares one document. */
export function scopeIds(body: string, prefix: string): string {
  const ids = new Set([...body.matchAll(/\bid="([^"]+)"/g)].map((match) => match[1]!));
  let scoped = body;
  for (const id of ids) {
    scoped = scoped
      .replaceAll(`id="${id}"`, `id="${prefix}-${id}"`)
      .replaceAll(`url(#${id})`, `url(#${prefix}-${id})`)
      .replaceAll(`href="#${id}"`, `href="#${prefix}-${id}"`);
  }
  return scoped;
}

/**
 * One SVG with a symbol per picture, ids `pic-<name>`. The drawings leave a margin of 2 in their box of 32; the symbols do without,
 * so that goods stand on an edge and not above it.
 */
export function pictureSprite(set: SymbolSet, names: readonly string[]): { svg: string; missing: string[] } {
  const missing: string[] = [];
  const symbols = names.map((name) => {
    const body = bodyOf(set, name);
    if (body === undefined) {
      missing.push(name);
      return '';
    }
    return `<symbol id="pic-${name}" viewBox="2 2 28 28" overflow="visible">${scopeIds(body, name)}</symbol>`;
  });
  return { svg: `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`, missing };
}

const SHAPES = new Set(['path', 'circle', 'rect', 'ellipse', 'line', 'polyline', 'polygon']);
/** Set once in the style sheet, where the stroke can follow the text beside it. */
const STYLED = new Set(['fill', 'stroke', 'stroke-linecap', 'stroke-linejoin', 'stroke-width']);

function shapes(body: string): { tag: string; attributes: Record<string, string> }[] {
  return [...body.matchAll(/<([a-z]+)((?:\s+[a-z0-9-]+="[^"]*")*)\s*\/?>/g)]
    .filter((match) => SHAPES.has(match[1]!))
    .map((match) => ({
      tag: match[1]!,
      attributes: Object.fromEntries(
        [...match[2]!.matchAll(/([a-z0-9-]+)="([^"]*)"/g)]
          .map((pair) => [pair[1]!, pair[2]!] as const)
          .filter(([key]) => !STYLED.has(key)),
      ),
    }));
}

/**
 * A module exporting `ICONS`: outline drawings by name, as React elements.
 * @throws Error naming the icon that the collection lacks.
 */
export function iconModule(set: SymbolSet, names: readonly string[]): string {
  const entries = names.map((name) => {
    const body = bodyOf(set, name);
    if (body === undefined) throw new Error(`no icon is called "${name}"`);
    const elements = shapes(body).map(
      ({ tag, attributes }, key) => `h(${JSON.stringify(tag)},${JSON.stringify({ ...attributes, key })})`,
    );
    return `${JSON.stringify(name)}:[${elements.join(',')}]`;
  });
  return `import { createElement as h } from 'react';\nexport const ICONS = {${entries.join(',\n')}};\n`;
}
