import { read } from 'node:fs';
import { promisify } from 'node:util';
import type { SerialPort } from 'serialport';

type Binding = NonNullable<SerialPort['port']>;
type PolledBinding = Extract<Binding, { readonly poller: unknown }>;

const readFile = promisify(read);
const AGAIN = new Set(['EAGAIN', 'EWOULDBLOCK', 'EINTR']);

/**
 * Makes a port that was hung up end. A read of such a terminal gives no byte and no error, for ever (tty_read in Linux); the library reads
 * again at once, so that it neither notices nor lets anything else have the processor. Here that is the end of the line. Called
 * before the first byte is read.
 */
export function endWhenHungUp(port: SerialPort): void {
  const binding = port.port;
  if (binding === undefined || !isPolled(binding)) return;
  binding.read = async (buffer, offset, length) => {
    for (;;) {
      // Closed from here: the library takes a cancelled read for no fault.
      if (binding.fd === null) throw Object.assign(new Error('closed'), { canceled: true });
      try {
        const { bytesRead } = await readFile(binding.fd, buffer, offset, length, null);
        if (bytesRead > 0) return { bytesRead, buffer };
      } catch (error) {
        if (!AGAIN.has((error as NodeJS.ErrnoException).code ?? '')) throw error;
        // A poller that was closed meanwhile must not be asked: its native part is gone, and takes the process with it.
        if (binding.fd !== null) await readable(binding);
        continue;
      }
      throw new Error('hung up');
    }
  };
}

/** As libuv names them (uv_poll_event). */
const EVENTS = { readable: 1, writable: 2, disconnect: 4 } as const;

/**
 * Makes a port wait for all that it waits for. The library asks the system anew for each event and forgets those it asked for before, so that
 * a write that has to wait would not go on once the next read waits (unless the device says something), and a read would not hear
 * while a write waits: a receipt with pictures fills the system's buffer and stays there.
 */
export function waitForAll(port: SerialPort): void {
  const binding = port.port;
  if (binding === undefined || !isPolled(binding)) return;
  const { poller } = binding;
  const poll = poller.poll.bind(poller);
  poller.poll = (asked = 0) => {
    const names = ['readable', 'writable', 'disconnect'] as const;
    poll(names.reduce((all, name) => (poller.listenerCount(name) > 0 ? all | EVENTS[name] : all), asked));
  };
}

function isPolled(binding: Binding): binding is PolledBinding {
  return 'poller' in binding;
}

function readable({ poller }: PolledBinding): Promise<void> {
  return new Promise((resolve, reject) => {
    poller.once('readable', (error: Error | null) => (error ? reject(error) : resolve()));
  });
}
