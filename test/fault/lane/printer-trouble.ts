import type { EmulatedPrinter } from '../../../src/emulator/index.ts';
import type { PrinterTrouble } from './script.ts';

/** Somebody sees to a roll that has ended after so long. */
const NEW_ROLL_MS = 600;

/** Lets something go wrong with a printer, and somebody see to it after a while. */
export function befall(printer: EmulatedPrinter, trouble: PrinterTrouble): void {
  begin(printer, trouble);
  const mended = () => {
    printer.setState({ paper: 'ok', cover: 'closed', jammed: false });
    if (!printer.plugged) void printer.plug();
  };
  setTimeout(mended, 'forMs' in trouble ? trouble.forMs : NEW_ROLL_MS).unref();
}

function begin(printer: EmulatedPrinter, trouble: PrinterTrouble): void {
  switch (trouble.kind) {
    case 'paperEnds':
      return printer.setBehaviour({ rowsLeft: trouble.rows });
    case 'stops':
      return printer.setBehaviour({ stopAfter: { rows: trouble.rows, by: trouble.by } });
    case 'unplugged':
      return printer.unplug(trouble.forMs);
    case 'jam':
      return printer.setState({ jammed: true });
    case 'paperOut':
      return printer.setState({ paper: 'out' });
    case 'coverOpen':
      return printer.setState({ cover: 'open' });
  }
}
