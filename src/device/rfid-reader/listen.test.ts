import { expect, it } from 'vitest';
import { Fault } from '../../workstation/ports/fault.ts';
import { realTimers } from '../rehearsal/real-timers.ts';
import { type ListenOptions, postTransport } from './listen.ts';

const LOGIN = { listenUsername: 'reader', listenPassword: 'hush' };
const at = (options: ListenOptions) => postTransport('gate', options, ['/tevents'], 1000, realTimers);

it.each<[string, ListenOptions, RegExp]>([
  ['no address', LOGIN, /listen is an address/],
  ['a name, which may be anybody’s', { ...LOGIN, listen: 'hub.store:7443' }, /listen is an address/],
  ['no port', { ...LOGIN, listen: '127.0.0.1' }, /listen is an address/],
  ['a port that there is not', { ...LOGIN, listen: '127.0.0.1:70000' }, /listen is an address/],
  ['port 0', { ...LOGIN, listen: '127.0.0.1:0' }, /listen is an address/],
  ['a whole URL', { ...LOGIN, listen: 'https://127.0.0.1:7443' }, /listen is an address/],
  ['no login', { listen: '127.0.0.1:7443' }, /needs listenUsername/],
  ['no password', { listen: '127.0.0.1:7443', listenUsername: 'reader' }, /needs listenUsername/],
  ['no certificate in the network', { ...LOGIN, listen: '192.168.1.5:7443' }, /needs listenCertFile/],
  ['no certificate on every address', { ...LOGIN, listen: '0.0.0.0:7443' }, /needs listenCertFile/],
  ['no key', { ...LOGIN, listen: '127.0.0.1:7443', listenCertFile: '/c.pem' }, /need each other/],
  [
    'a certificate that is not there',
    { ...LOGIN, listen: '10.0.0.1:7443', listenCertFile: '/no.pem', listenKeyFile: '/no.key' },
    /listenCertFile cannot be read/,
  ],
])('refuses to listen with %s, and says so without the password', (_, options, message) => {
  expect(() => at(options)).toThrow(Fault);
  expect(() => at(options)).toThrow(message);
  expect(() => at(options)).not.toThrow(/hush/);
});

it('listens on this machine without a certificate, by IPv4 and IPv6', () => {
  expect(at({ ...LOGIN, listen: '127.0.0.1:7443' }).url).toBe('http://127.0.0.1:7443');
  expect(at({ ...LOGIN, listen: '[::1]:7443' }).url).toBe('http://[::1]:7443');
});
