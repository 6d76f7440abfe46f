/** A staff badge on its band, face up. Hangs from the top of 150 by 150. */
export function Badge() {
  return (
    <svg
      className="drawing"
      viewBox="0 0 150 150"
      preserveAspectRatio="xMidYMax meet"
      aria-hidden="true"
      focusable="false"
    >
      <path d="M62 0h12v12H62z" fill="#0b2a63" />
      <path d="M76 0h12v12H76z" fill="#0084ce" />
      <rect x="61" y="8" width="28" height="16" rx="5" fill="var(--device)" />
      <rect x="68" y="20" width="14" height="18" rx="5" fill="var(--device-edge)" />
      <rect x="31" y="32" width="92" height="112" rx="12" fill="var(--post-edge)" />
      <rect x="27" y="32" width="92" height="112" rx="12" fill="#fff" />
      <path d="M27 64V44a12 12 0 0 1 12-12h68a12 12 0 0 1 12 12v20z" fill="#00a6ed" />
      <rect x="62" y="38" width="22" height="5" rx="2.5" fill="#0b2a63" />
      <circle cx="73" cy="76" r="23" fill="#aeddff" />
      <path d="M57 92.5a16 14 0 0 1 32 0 23 23 0 0 1-32 0" fill="#0084ce" />
      <circle cx="73" cy="71" r="9.5" fill="#f3ad61" />
      <path d="M63.5 70a9.5 9.5 0 0 1 19 0c-4-1-7-3-9-5-2 3-5 5-10 5" fill="#6d4534" />
      <rect x="45" y="109" width="56" height="8" rx="4" fill="#2b2f36" />
      <rect x="54" y="123" width="38" height="6" rx="3" fill="#c9c6b8" />
    </svg>
  );
}
