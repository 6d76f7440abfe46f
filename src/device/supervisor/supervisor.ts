/**
 * Runs the drivers of a box: every device is bound explicitly, reconnected with capped and jittered pauses, asked while idle, and
 * reported hot. What one device does never touches another.
 */
import type { DeviceReport, Unsubscribe } from '../../workstation/ports/device.ts';
import { Supervised, type SupervisedDevice, type SupervisionContext } from './supervised.ts';

export interface Supervisor {
  reports(): DeviceReport[];
  /** Called on every change of state or code, until unsubscribed. */
  onReport(listener: (report: DeviceReport) => void): Unsubscribe;
  start(): void;
  /** Settles when no socket or timer is left; may be called again. */
  stop(): Promise<void>;
}

export function createSupervisor(
  devices: readonly SupervisedDevice[],
  context: Omit<SupervisionContext, 'changed'>,
): Supervisor {
  const listeners = new Set<(report: DeviceReport) => void>();
  const changed = (report: DeviceReport): void => {
    context.log.info('DEVICE_STATE', {
      id: report.id,
      state: report.state,
      ...(report.code === undefined ? {} : { code: report.code }),
    });
    for (const listener of [...listeners]) {
      try {
        listener(report);
      } catch (error) {
        context.log.warn('DEVICE_LISTENER_FAULT', {
          id: report.id,
          error: error instanceof Error ? error.name : 'unknown',
        });
      }
    }
  };
  const supervised = devices.map((device) => new Supervised(device, { ...context, changed }));
  return {
    reports: () => supervised.map((one) => one.report),
    onReport(listener) {
      const own = (report: DeviceReport): void => listener(report);
      listeners.add(own);
      return () => listeners.delete(own);
    },
    start() {
      for (const one of supervised) one.start();
    },
    async stop() {
      await Promise.all(supervised.map((one) => one.stop()));
    },
  };
}
