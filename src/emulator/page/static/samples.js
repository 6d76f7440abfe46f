/** Barcodes that a lane must survive. `data` is text, bytes as hex, or several barcodes in one write. */
export const samples = [
  { name: 'Wrong check digit', data: '4006381333932' },
  { name: 'Unknown article', data: '2000000000008', aim: ']E0' },
  { name: 'GS1 DataMatrix, batch and expiry', data: '01095060001343521726123110ABC123\u001d21S1', aim: ']d2' },
  { name: 'Expired goods', data: '0109506000134352172001011' + '0OLD', aim: ']d2' },
  { name: 'Digital Link', data: 'https://id.example/01/09506000134352/21/1', aim: ']Q1' },
  { name: 'Unknown AI', data: '0109506000134352' + '89XYZ', aim: ']d2' },
  { name: 'Markup', data: '<img src=x onerror=alert(1)>' },
  { name: 'SQL', data: "'; DROP TABLE items; --" },
  { name: '__proto__', data: '__proto__' },
  { name: 'Control characters', data: '40063\u0000\u001b[2J81333931', aim: ']C0' },
  { name: 'Right-to-left override', data: '\u202e1393331836004' },
  { name: 'Ten thousand characters', data: 'A'.repeat(10_000), aim: ']C0' },
  { name: 'Not UTF-8', data: { hex: 'ff fe c3 28 a0 a1' } },
  { name: 'Line ends inside', data: '4006\r\n381333931', aim: ']C0' },
  { name: 'Empty scan', data: '', aim: ']C0' },
  { name: 'Two in one write', data: ['4006381333931', '4006381333931'] },
];
