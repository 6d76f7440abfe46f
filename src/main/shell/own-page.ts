import { message } from '../../messages/index.ts';

/** Pages that the window shows by itself. */
export type OwnPage = 'starting' | 'outOfService';

/**
 * The page as whole HTML: no script, nothing loaded. Sizes follow the window, since the panel is not known here; colours follow the
 * kiosk's, light or dark as the machine is set.
 */
export function ownPage(page: OwnPage, locale: string): string {
  const text = (id: string): string => escaped(message(locale, `shell.${page}.${id}`));
  const kept = page === 'outOfService' ? `<p class="kept">${text('kept')}</p>` : '';
  return `<!doctype html>
<html lang="${escaped(locale)}" dir="${direction(locale)}">
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Checkstand</title>
<style>${STYLE}</style>
<main>
${MARK[page]}
<h1>${text('title')}</h1>
<p>${text('detail')}</p>
${kept}
</main>
</html>
`;
}

/** The same as an address that a window can open. */
export function ownPageUrl(html: string): string {
  return `data:text/html;charset=utf-8,${encodeURIComponent(html)}`;
}

function direction(locale: string): string {
  return /^(ar|fa|he|ur)\b/.test(locale) ? 'rtl' : 'ltr';
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (it) => `&#${it.charCodeAt(0)};`);
}

const MARK: Readonly<Record<OwnPage, string>> = {
  outOfService:
    '<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21"/><path d="M14 24h20" class="bar"/></svg>',
  starting:
    '<svg viewBox="0 0 48 48" aria-hidden="true"><circle cx="24" cy="24" r="21"/><path d="M24 13v11l7 5" class="bar"/></svg>',
};

const STYLE = `
:root { color-scheme: light dark; --ground: #f3f2ec; --ink: #15181c; --ink-2: #4c5157 }
@media (prefers-color-scheme: dark) { :root { --ground: #121416; --ink: #f4f3ee; --ink-2: #b9bcbd } }
* { box-sizing: border-box; margin: 0 }
html { height: 100%; background: var(--ground); color: var(--ink); cursor: none; user-select: none;
  font: 400 max(3.1vmin, 18px)/1.35 Figtree, system-ui, "Noto Sans", sans-serif }
body { height: 100%; display: grid; align-items: center; padding: 8vmin }
main { display: grid; gap: 3vmin; max-inline-size: 26em; margin-block-end: 10vmin }
svg { inline-size: 13vmin; fill: none; stroke: var(--ink); stroke-width: 2; stroke-linecap: round; margin-block-end: 2vmin }
svg .bar { stroke-width: 5 }
h1 { font-size: 2.1em; font-weight: 700; line-height: 1.1; text-wrap: balance }
p { font-size: 1.25em }
.kept { color: var(--ink-2); font-size: 1em }
`;
