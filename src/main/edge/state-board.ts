import type { StateBoard, StateNode } from '../../sync/store-bus/homie.ts';
import type { DeviceReport, Unsubscribe } from '../../workstation/ports/device.ts';

export interface BoardSources {
  /** What the box does, and what it is doing now, in a word. */
  readonly kind: 'lane' | 'gate';
  readonly stage: () => string;
  /** Calls back whenever that may have changed. */
  readonly onStage: (changed: () => void) => Unsubscribe;
  readonly devices: { reports(): readonly DeviceReport[]; onReport(listener: () => void): Unsubscribe };
}

/** Shows a box and its devices to whoever watches the store's bus, from now on and at every change; ends with what it returns. */
export function showOnBoard(board: StateBoard, { kind, stage, onStage, devices }: BoardSources): Unsubscribe {
  const show = (): void => {
    const own: StateNode = {
      name: kind === 'lane' ? 'Lane' : 'Gate',
      type: kind,
      properties: { stage: { name: 'Stage', datatype: 'string', value: stage() } },
    };
    board.show({ [kind]: own, ...Object.fromEntries(devices.reports().map((report) => [report.id, nodeOf(report)])) });
  };
  const ends = [onStage(show), devices.onReport(show)];
  show();
  return () => {
    for (const end of ends) end();
  };
}

function nodeOf({ id, category, state, code }: DeviceReport): StateNode {
  return {
    name: id,
    type: category,
    properties: {
      state: {
        name: 'State',
        datatype: 'enum',
        format: 'absent,connecting,ready,degraded,disconnected',
        value: state,
      },
      code: { name: 'Code of what is wrong', datatype: 'string', value: code ?? '' },
    },
  };
}
