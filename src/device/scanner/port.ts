import type { ScanEvent, ScannerPort, Unsubscribe } from '../../workstation/ports/device.ts';
import type { DeviceLog } from '../log.ts';

/** One port for all the scanners of a lane: whichever of them reads, the lane hears it. */
export interface MergedScanners extends ScannerPort {
  emit(scan: ScanEvent): void;
}

export function mergedScanners(log: DeviceLog): MergedScanners {
  const listeners = new Set<(scan: ScanEvent) => void>();
  return {
    onScan(listener): Unsubscribe {
      const own = (scan: ScanEvent): void => listener(scan);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    emit(scan) {
      for (const listener of [...listeners]) {
        try {
          listener(scan);
        } catch (error) {
          // What was scanned stays out of the log: a hostile symbol must not write there.
          log.warn('SCANNER_LISTENER_FAULT', { error: error instanceof Error ? error.name : 'unknown' });
        }
      }
    },
  };
}
