/**
 * Every word for people: one ICU catalogue per locale, by message id. Screens, receipts, speech and error codes all take their
 * words from here. A test fails the build when a locale lacks an id or its arguments differ.
 */
import { IntlMessageFormat } from 'intl-messageformat';
import { en } from './en/index.ts';

export type MessageId = keyof typeof en;
export type Catalogue = Readonly<Record<MessageId, string>>;
export type MessageArgs = Readonly<Record<string, string | number>>;

/** Languages that are complete, by BCP 47 tag, with their own names. */
export const LANGUAGES: Readonly<Record<string, { readonly endonym: string; readonly catalogue: Catalogue }>> = {
  en: { endonym: 'English', catalogue: en },
};

const compiled = new Map<string, IntlMessageFormat>();

/**
 * The message in the language asked for (falling back from "en-GB" to "en", then to English). An id that no catalogue has comes
 * back as itself, so that a newer peer's message is still readable.
 */
export function message(locale: string, id: string, args: MessageArgs = {}): string {
  const language = LANGUAGES[locale] ?? LANGUAGES[locale.split('-')[0] ?? ''] ?? LANGUAGES.en!;
  const source = (language.catalogue as Readonly<Record<string, string>>)[id];
  if (source === undefined) return id;
  const key = `${locale}\n${id}`;
  let format = compiled.get(key);
  if (format === undefined) {
    format = new IntlMessageFormat(source, locale, undefined, { ignoreTag: true });
    compiled.set(key, format);
  }
  return String(format.format(args));
}
