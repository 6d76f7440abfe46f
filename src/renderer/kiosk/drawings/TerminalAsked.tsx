import { Terminal } from './Terminal.tsx';

/** The terminal alone, near, its foot below the edge: somebody has to look at the real one. 140 of its height are seen. */
export function TerminalAsked() {
  return (
    <svg
      className="drawing"
      viewBox="0 0 92 140"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <g transform="translate(0 6)">
        <Terminal face={{ kind: 'asked' }} />
      </g>
    </svg>
  );
}
