import { Fault } from '../../workstation/ports/fault.ts';
import { connectControl } from '../edge/control/client.ts';
import { deviceSigner } from '../edge/secrets.ts';
import { joinHub } from '../edge/store-bus.ts';
import type { BoxPorts } from './lane-config.ts';
import { GATE, type Layout } from './layout.ts';

/**
 * Does what a manager and a technician do in a shop: gets a code at the hub, and pairs the gate with it, before it starts. At every start,
 * which changes nothing for a gate that is paired. @throws Fault STORE_GATE_NOT_PAIRED, and those of the control socket
 */
export async function joinGate(layout: Layout, ports: BoxPorts): Promise<void> {
  const hub = await connectControl(layout.lane);
  try {
    const code = await hub.pairingCode(GATE, ['gate']);
    const at = { host: '127.0.0.1', port: ports.pairing, code };
    const outcome = await joinHub({ box: GATE, stateDirectory: layout.gate, signer: deviceSigner(layout.gate), ...at });
    if (outcome.kind === 'joined') return;
    const why = outcome.kind === 'refused' ? outcome.why : outcome.kind;
    throw new Fault('STORE_GATE_NOT_PAIRED', `the gate could not be paired: ${why}`);
  } finally {
    hub.close();
  }
}
