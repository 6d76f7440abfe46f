import type { Appearance } from '../../protocol/view.ts';

/** The looks asked for in the address, over those of the fixture; what is not understood is left as it is. */
export function appearanceOf(query: URLSearchParams, base: Appearance): Appearance {
  const text = Number(query.get('text'));
  const theme = query.get('theme');
  const contrast = query.get('contrast');
  return {
    text: text === 1 || text === 2 || text === 3 || text === 4 ? text : base.text,
    theme: theme === 'light' || theme === 'dark' ? theme : base.theme,
    contrast: contrast === 'normal' || contrast === 'more' ? contrast : base.contrast,
    lowReach: query.has('reach') ? query.get('reach') === 'low' : base.lowReach,
  };
}
