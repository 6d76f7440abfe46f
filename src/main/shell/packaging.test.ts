import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../project.ts';

// From electron-builder's own neighbourhood: its schema, and the validator and YAML reader that it uses itself.
const builder = createRequire(createRequire(import.meta.url).resolve('app-builder-lib/package.json'));
const schema = builder('./scheme.json') as object;
const { load } = builder('js-yaml') as { load: (text: string) => unknown };
const { default: Ajv } = builder('ajv') as { default: new (options: object) => { compile(schema: object): Validator } };

type Validator = ((value: unknown) => boolean) & {
  errors?: readonly { instancePath: string; message: string; keyword: string; params: object }[] | null;
};

interface Packaging {
  readonly extraMetadata: { readonly main: string };
  readonly files: readonly string[];
  readonly asar: boolean;
}

const configuration = load(readFileSync(join(PROJECT_ROOT, 'electron-builder.yml'), 'utf8')) as Packaging;
// The schema names keywords (typeof, tsType) that only its generator knows.
const validate = new Ajv({ strict: false, allErrors: true }).compile(schema);

describe('electron-builder.yml', () => {
  it("keeps to electron-builder's schema", () => {
    expect(validate(configuration), JSON.stringify(validate.errors, null, 2)).toBe(true);
  });

  it('would be refused with a key that the schema does not know', () => {
    expect(validate({ ...configuration, apppId: 'x' })).toBe(false);
  });

  it('starts the shell that is there, and packs whole what the edge runs from', () => {
    expect(existsSync(join(PROJECT_ROOT, configuration.extraMetadata.main))).toBe(true);
    expect(configuration.asar).toBe(false);
    expect(configuration.files).toEqual(
      expect.arrayContaining(['bin/**', 'src/**', 'dist/screens/**', 'firmware-config/**']),
    );
  });
});

describe("Electron's value", () => {
  it('is imported by the one file that runs inside Electron', () => {
    const text = readFileSync(join(PROJECT_ROOT, 'src/main/shell/electron-host.ts'), 'utf8');
    expect(text).toMatch(/^import type .* from 'electron';$/m);
    expect(text).not.toMatch(/^import \{.* from 'electron';$/m);
  });
});
