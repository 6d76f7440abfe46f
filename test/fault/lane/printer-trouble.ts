import type { EmulatedPrinter } from '../../../src/emulator/index.ts';
import type { PrinterTrouble } from './script.ts';

/** Somebody sees to a roll that has ended after so long: no quicker than a person, and a printer is looked at once a second. */
const NEW_ROLL_MS = 1_600;
const LOOK_MS = 20;
/** What has not come about by then is seen to before the next shopper. */
const MOST_LOOKS = 250;

/** Lets something go wrong with a printer, and somebody see to it a while after it has. */
export function befall(printer: EmulatedPrinter, trouble: PrinterTrouble): void {
  begin(printer, trouble);
  let looks = 0;
  const look = setInterval(() => {
    looks += 1;
    const { paper, cover, jammed } = printer.state;
    const stopped = paper === 'out' || cover === 'open' || jammed || !printer.plugged;
    if (!stopped && looks < MOST_LOOKS) return;
    clearInterval(look);
    if (stopped) setTimeout(() => mend(printer), 'forMs' in trouble ? trouble.forMs : NEW_ROLL_MS).unref();
  }, LOOK_MS).unref();
}

function mend(printer: EmulatedPrinter): void {
  printer.setState({ paper: 'ok', cover: 'closed', jammed: false });
  if (!printer.plugged) void printer.plug();
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
