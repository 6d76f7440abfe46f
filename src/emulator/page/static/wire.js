import { send } from './parts.js';

/* What stands beside each device's name: whether it is plugged in, and who is at the other end. */

const atBroker = ({ connected }) => (connected ? 'at the broker' : 'no broker');
const SAYS = {
  broker: ({ connected }) => (connected ? 'connected' : 'nobody there'),
  impinj: atBroker,
  zebra: atBroker,
  laneRelays: atBroker,
  gateRelays: atBroker,
  zebraHttp: ({ connected, answered }) =>
    connected
      ? 'its posts are taken'
      : answered === null
        ? 'nobody takes its posts'
        : `its posts are refused, ${answered}`,
};
const usual = ({ connected }) => (connected ? 'connected' : 'no lane yet');

let state;

document.addEventListener('click', ({ target }) => {
  const name = target.closest?.('[data-plug]')?.dataset.plug;
  if (name !== undefined) send(`/api/${name}/plug`, { plugged: !state[name].plugged });
});

/** Every device that the page has a place for. */
export function showWires(next) {
  state = next;
  for (const wire of document.querySelectorAll('[data-wire]')) {
    const name = wire.dataset.wire;
    const { plugged, connected, port } = state[name];
    const says = plugged ? (SAYS[name] ?? usual)(state[name]) : 'unplugged';
    wire.dataset.state = !plugged ? 'unplugged' : connected ? 'connected' : 'waiting';
    wire.textContent = port === undefined ? says : `${says} · ${port}`;
    document.querySelector(`[data-plug="${name}"]`).textContent = plugged ? 'Unplug' : 'Plug in';
  }
}
