/** Headers of every answer: nothing but this server's own files, no framing, no sniffing, no powers the screens do not use. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self'; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()',
};

/** For a browser that came without a session. */
export const NO_SESSION_PAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Checkstand</title>
<h1>This screen needs a launch address</h1>
<p>Each address opens one session. Ask the lane for a new one: <code>checkstand status</code></p>
</html>`;
