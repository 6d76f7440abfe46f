/** Packs side by side on the pad, and its waves; none while it is silent. Stands on the bottom edge of 240 by 150. */
export function PadScene({ quiet }: { quiet: boolean }) {
  return (
    <svg
      className="drawing"
      viewBox="0 0 240 150"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M30 116h180l26 34H4z" fill="var(--device)" />
      <path d="M36 119h168l20 27H16z" fill="var(--device-edge)" />
      {!quiet && (
        <g fill="none" stroke="#aeddff" strokeWidth="2.2" strokeLinecap="round">
          <path d="M104 133a16 6 0 0 1 32 0" />
          <path d="M92 135a28 11 0 0 1 56 0" opacity=".75" />
          <path d="M80 137a40 16 0 0 1 80 0" opacity=".5" />
        </g>
      )}
      <g>
        <path d="m86 70 9-6v62l-9 8z" fill="#d3883e" />
        <path d="m46 70 10-6h39l-9 6z" fill="#ffdea7" />
        <path d="M46 70h40v64H46z" fill="#f3ad61" />
        <path d="M46 80h40v24H46z" fill="#f8312f" />
        <circle cx="66" cy="92" r="8" fill="#fcd53f" />
      </g>
      <g>
        <path d="m190 44 9-6v88l-9 8z" fill="#0074ba" />
        <path d="m156 44 10-6h33l-9 6z" fill="#aeddff" />
        <path d="M156 44h34v90h-34z" fill="#00a6ed" />
        <path d="M156 62h34v30h-34z" fill="#fff" />
        <path d="M173 66c7 8 9 12 9 16a9 9 0 0 1-18 0c0-4 2-8 9-16" fill="#00a6ed" />
      </g>
    </svg>
  );
}
