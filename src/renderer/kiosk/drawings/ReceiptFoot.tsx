const ROWS: readonly (readonly [number, number])[] = [
  [46, 22],
  [34, 18],
  [52, 20],
  [40, 24],
];

/** The foot of a receipt, its number marked where it is printed. Comes up from the edge of 160 by 150. */
export function ReceiptFoot() {
  return (
    <svg
      className="drawing"
      viewBox="0 0 160 150"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <path d="m26 6 6 6 6-6 6 6 6-6 6 6 6-6 6 6 6-6 6 6 6-6 6 6 6-6 6 6 6-6 6 6 6-6 6 6 6-6v144H26z" fill="#fff" />
      <path d="m134 6 4 4v140h-4z" fill="var(--post-edge)" />
      {ROWS.map(([name, price], row) => (
        <g key={`${name}/${price}`} fill="#c9c6b8">
          <rect x="38" y={26 + row * 12} width={name} height="5" rx="2.5" />
          <rect x={122 - price} y={26 + row * 12} width={price} height="5" rx="2.5" />
        </g>
      ))}
      <rect x="38" y="77" width="30" height="8" rx="4" fill="#2b2f36" />
      <rect x="92" y="77" width="30" height="8" rx="4" fill="#2b2f36" />
      <rect x="31" y="98" width="98" height="26" rx="8" fill="#fcd53f" />
      <text x="80" y="116" textAnchor="middle" fontSize="13" fontWeight="700" fill="#15181c">
        A7K2-000042
      </text>
      <rect x="46" y="134" width="68" height="5" rx="2.5" fill="#c9c6b8" />
    </svg>
  );
}
