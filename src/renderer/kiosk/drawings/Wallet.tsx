/** A wallet with the card put away: nothing is to be done with it now. Stands on the bottom edge of 200 by 176. */
export function Wallet() {
  return (
    <svg
      className="drawing"
      viewBox="0 0 200 176"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M16 46a16 16 0 0 1 16-16h136a16 16 0 0 1 16 16v130H16z" fill="#4b2d20" />
      <g transform="rotate(7 120 40)">
        <rect x="56" y="20" width="112" height="80" rx="9" fill="#008463" />
        <rect x="56" y="20" width="112" height="14" rx="7" fill="#00a57b" />
      </g>
      <g transform="rotate(-4 90 40)">
        <rect x="30" y="4" width="124" height="90" rx="10" fill="#0084ce" />
        <path d="M30 14A10 10 0 0 1 40 4h104a10 10 0 0 1 10 10v2H30z" fill="#00a6ed" />
        <rect x="30" y="22" width="124" height="17" fill="#0b2a63" />
        <rect x="42" y="49" width="24" height="18" rx="4" fill="#fcd53f" />
        <path d="M42 58h7m10 0h7M54 49v18" fill="none" stroke="#d3883e" strokeWidth="1.8" />
        <rect x="104" y="52" width="38" height="6" rx="3" fill="#fff" opacity=".85" />
      </g>
      <path d="M4 76a16 16 0 0 1 16-16h160a16 16 0 0 1 16 16v100H4z" fill="#8a5539" />
      <path d="M4 76a16 16 0 0 1 16-16h160a16 16 0 0 1 16 16v6a16 16 0 0 0-16-16H20A16 16 0 0 0 4 82z" fill="#a96f4d" />
      <path d="M170 60h10a16 16 0 0 1 16 16v100h-26z" fill="#6d4534" opacity=".55" />
      <path
        d="M14 176V82a10 10 0 0 1 10-10h152a10 10 0 0 1 10 10v10m0 52v32"
        fill="none"
        stroke="#d9a679"
        strokeWidth="1.7"
        strokeDasharray="5 4"
        strokeLinecap="round"
      />
      <path d="M196 98h-50a20 20 0 0 0 0 40h50z" fill="#4b2d20" />
      <path d="M196 98h-50a20 20 0 0 0-20 17 20 20 0 0 1 20-13h50z" fill="#6d4534" />
      <circle cx="150" cy="118" r="8.5" fill="#d3883e" />
      <circle cx="149" cy="116.5" r="7" fill="#fcd53f" />
      <path d="M145.5 114a5 5 0 0 1 4-2" fill="none" stroke="#fff" strokeWidth="1.6" strokeLinecap="round" />
    </svg>
  );
}
