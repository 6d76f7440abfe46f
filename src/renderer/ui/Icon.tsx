import { ICONS } from 'virtual:icons';
import { memo } from 'react';
import type { IconName } from './icon-names.ts';

/** An outline icon of the text's colour and size. `turns`: it points along the reading direction and mirrors with it. */
export const Icon = memo(function Icon({ name, turns = false }: { name: IconName; turns?: boolean }) {
  return (
    <svg className={turns ? 'i turns' : 'i'} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {ICONS[name]}
    </svg>
  );
});
