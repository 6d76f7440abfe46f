import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Plugin } from 'vite';
import { ICON_NAMES } from '../src/renderer/ui/icon-names.ts';
import { iconModule, pictureSprite, type SymbolSet } from './drawings.ts';
import { GROCERY_PICTURES, SCREEN_PICTURES } from './picture-names.ts';

const PICTURES = 'virtual:pictures';
const ICONS = 'virtual:icons';

/** Names in the `picture` column of a catalogue; none where there is no such file or column. */
export function cataloguePictures(csv: string): string[] {
  const rows: Record<string, string>[] = parse(csv, {
    columns: true,
    skip_empty_lines: true,
    relax_column_count: true,
  });
  return [...new Set(rows.map((row) => row.picture ?? '').filter((name) => /^[a-z0-9-]{1,64}$/.test(name)))];
}

function symbolSet(name: string): SymbolSet {
  const path = createRequire(import.meta.url).resolve(`@iconify-json/${name}/icons.json`);
  return JSON.parse(readFileSync(path, 'utf8'));
}

/**
 * Draws the screens: `virtual:pictures` is the address of one SVG sprite with every picture, an asset apart from the script;
 * `virtual:icons` is the icons that the screens name, as React elements. The page preloads the sprite and the Latin typeface.
 */
export function pictures(root: string): Plugin {
  const catalogue = join(root, 'demo', 'catalogue.csv');
  const fromCatalogue = existsSync(catalogue) ? cataloguePictures(readFileSync(catalogue, 'utf8')) : [];
  const names = [...new Set([...SCREEN_PICTURES, ...GROCERY_PICTURES, ...fromCatalogue])].sort();
  const sprite = pictureSprite(symbolSet('fluent-emoji-flat'), names);
  const hash = createHash('sha256').update(sprite.svg).digest('base64url').slice(0, 8);
  const fileName = `assets/pictures-${hash}.svg`;
  let base = '/';

  return {
    name: 'checkstand-pictures',
    configResolved(config) {
      base = config.base;
    },
    buildStart() {
      for (const name of sprite.missing) this.warn(`no picture is called "${name}": the kiosk shows a basket instead`);
    },
    resolveId(id) {
      return id === PICTURES || id === ICONS ? `\0${id}` : null;
    },
    load(id) {
      if (id === `\0${PICTURES}`) return `export default ${JSON.stringify(base + fileName)};`;
      if (id === `\0${ICONS}`) return iconModule(symbolSet('lucide'), ICON_NAMES);
      return null;
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: sprite.svg });
    },
    configureServer(server) {
      server.middlewares.use(base + fileName, (_request, response) => {
        response.setHeader('content-type', 'image/svg+xml');
        response.end(sprite.svg);
      });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, context) {
        const font = Object.keys(context.bundle ?? {}).find((name) => /figtree-latin-wght-normal.*\.woff2$/.test(name));
        const preload = (href: string, as: string, type: string) => ({
          tag: 'link',
          attrs: { rel: 'preload', href: base + href, as, type, crossorigin: '' },
          injectTo: 'head' as const,
        });
        const links = [preload(fileName, 'fetch', 'image/svg+xml')];
        return font === undefined ? links : [...links, preload(font, 'font', 'font/woff2')];
      },
    },
  };
}
