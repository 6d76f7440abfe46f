declare module 'virtual:pictures' {
  /** Address of the sprite with every picture. */
  const url: string;
  export default url;
}

declare module 'virtual:icons' {
  import type { ReactNode } from 'react';
  import type { IconName } from './ui/icon-names.ts';

  export const ICONS: Readonly<Record<IconName, ReactNode>>;
}
