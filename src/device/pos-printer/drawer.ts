import type { CashDrawerPort, DrawerOutcome, DrawerRequest, PrintOutcome } from '../../workstation/ports/device.ts';
import type { DrawerPulse } from './dialect.ts';
import type { PosPrinterOptions, PosPrinterProfile } from './profile.ts';

/**
 * The cash drawer on a printer, as the store and the model say that there is one; else null. `run` gives the pulse as a job like any
 * other, so that it is asked about before and after and never given twice; `high` is the level of the switch's line as last seen.
 */
export function drawerOn(
  { profile, options }: { readonly profile: PosPrinterProfile; readonly options?: PosPrinterOptions },
  run: (pulse: DrawerPulse, request: DrawerRequest, started: () => void) => Promise<PrintOutcome>,
  high: () => boolean | null,
): CashDrawerPort | null {
  const { drawer: line = 'none', drawerSwitch = 'none' } = options ?? {};
  const { supported, onMs, offMs } = profile.drawer;
  if (line === 'none' || !supported) return null;
  const pulse: DrawerPulse = { line: line === '1' ? 1 : 2, onMs, offMs };
  return {
    open: async (request, started) => drawerOutcome(await run(pulse, request, started)),
    state() {
      const level = high();
      if (drawerSwitch === 'none' || level === null) return 'unknown';
      return level === (drawerSwitch === 'openHigh') ? 'open' : 'closed';
    },
  };
}

function drawerOutcome(outcome: PrintOutcome): DrawerOutcome {
  switch (outcome.kind) {
    case 'printed':
      return { kind: 'pulsed' };
    case 'notPrinted':
      return { kind: 'notOpened', cause: outcome.cause };
    case 'unknown':
      return outcome;
  }
}
