import { useLayoutEffect } from 'react';
import type { Appearance, KioskView } from '../../../protocol/view.ts';
import { direction } from '../../ui/format.ts';
import { pixelsPerMillimetre } from '../../ui/panel.ts';

function dress(root: HTMLElement, locale: string, appearance: Appearance): void {
  root.lang = locale;
  root.dir = direction(locale);
  root.dataset.theme = appearance.theme;
  root.dataset.contrast = appearance.contrast;
  root.dataset.text = String(appearance.text);
  root.dataset.reach = appearance.lowReach ? 'low' : 'all';
}

/** Puts on the root element what the whole page reads: language, direction, looks, px per millimetre, and the version shown. */
export function useRoot(view: KioskView): void {
  const { locale, appearance, version } = view;
  const { diagonalInches } = view.panel;
  useLayoutEffect(() => dress(document.documentElement, locale, appearance), [locale, appearance]);
  useLayoutEffect(() => {
    document.documentElement.dataset.viewVersion = String(version);
  }, [version]);
  useLayoutEffect(() => {
    const measure = () => {
      const scale = pixelsPerMillimetre(diagonalInches, window.innerWidth, window.innerHeight);
      document.documentElement.style.setProperty('--mm', `${scale}px`);
    };
    measure();
    window.addEventListener('resize', measure);
    return () => window.removeEventListener('resize', measure);
  }, [diagonalInches]);
}
