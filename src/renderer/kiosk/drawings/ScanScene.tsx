const BARS: readonly (readonly [number, number])[] = [
  [0, 2],
  [3.5, 1],
  [6, 3],
  [10.5, 1],
  [13, 2],
  [16.5, 1],
  [19, 1],
  [21.5, 3],
  [26, 1.5],
  [29, 1],
  [31.5, 2.5],
  [35.5, 1],
  [38, 2],
];

/** A pack held over the scanner's glass. Stands on the bottom edge of 240 by 150. */
export function ScanScene() {
  return (
    <svg
      className="drawing"
      viewBox="0 0 240 150"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M22 150v-12a10 10 0 0 1 10-10h176a10 10 0 0 1 10 10v12z" fill="var(--device-edge)" />
      <path d="M22 150v-12a10 10 0 0 1 10-10h162a10 10 0 0 1 10 10v12z" fill="var(--device)" />
      <path d="M58 128l7-7h110l7 7z" fill="#aeddff" />
      <path d="M58 128l7-7h40l-24 7z" fill="#fff" opacity=".6" />
      <path d="M118 124 90 84h66l-30 40z" fill="#f8312f" opacity=".22" />
      <path d="M100 124.5h42" stroke="#f8312f" strokeWidth="2.4" strokeLinecap="round" />
      <g transform="rotate(-7 120 60)">
        <path d="m148 12 14-8v82l-14 10z" fill="#d3883e" />
        <path d="m82 12 16-8h64l-14 8z" fill="#ffdea7" />
        <rect x="82" y="12" width="66" height="84" fill="#f3ad61" />
        <rect x="82" y="22" width="66" height="34" fill="#f8312f" />
        <circle cx="115" cy="39" r="13" fill="#fcd53f" />
        <path d="M115 31c5 2 8 6 7 11-5 1-10-2-11-7 0 0 1-3 4-4" fill="#44911b" />
        <rect x="91" y="63" width="48" height="26" rx="2.5" fill="#fff" />
        <g transform="translate(95 67)" fill="#15181c">
          {BARS.map(([x, width]) => (
            <rect key={x} x={x} width={width} height="18" />
          ))}
        </g>
      </g>
      <path d="M84 82.5 157 73.5" stroke="#f8312f" strokeWidth="1.8" strokeLinecap="round" />
    </svg>
  );
}
