import { Terminal, type TerminalFace } from './Terminal.tsx';

/** The terminal alone, near, its foot below the edge; the card lies beside it when it has been given back. 196 by 140 are seen. */
export function TerminalCloseUp({ face, card }: { face: TerminalFace; card: boolean }) {
  return (
    <svg
      className="drawing"
      viewBox="0 0 196 140"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      {card && <use href="#pic-credit-card" x="96" y="66" width="96" height="96" transform="rotate(-14 144 114)" />}
      <g transform="translate(24 6)">
        <Terminal face={face} />
      </g>
    </svg>
  );
}
