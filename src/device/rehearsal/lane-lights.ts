import { LightsDriver } from '../lights/driver.ts';
import { MqttRelayDriver } from '../lights/mqtt-relay/driver.ts';
import { mqttRelayProfileSchema } from '../lights/mqtt-relay/profile.ts';
import { lightsProfileSchema } from '../lights/profile.ts';
import { answering } from './far-ends.ts';
import type { Rehearsable } from './rehearsed.ts';

/** What any profile has to have. */
export const BASE = { version: 1, vendor: 'Any', model: 'Any' };

export const lights: Rehearsable = {
  name: 'lane light (LCUS relays)',
  category: 'lights',
  works: 'red, green',
  noise: [0xa0, 0x01, 0x01, 0xa2, 0xff],
  answers: false,
  cast({ time, wire, shared }) {
    const profile = lightsProfileSchema.parse({ ...BASE, category: 'lights', protocol: 'lcus' });
    const driver = new LightsDriver({ profile, timers: shared.timers });
    const lit = new Set<number>();
    answering(wire, (written) => {
      for (let at = 0; at < written.length; at += 4) {
        if (written[at + 2] === 1) lit.add(written[at + 1] ?? 0);
        else lit.delete(written[at + 1] ?? 0);
      }
      // A board that echoes.
      return [written];
    });
    const shown = async (light: 'green' | 'red') => {
      driver.show(light);
      await time.advance(1000);
      return [...lit].map((relay) => ({ 1: 'green', 2: 'amber', 3: 'red' })[relay] ?? 'dark').join('+');
    };
    return { driver, heartbeat: null, use: async () => `${await shown('red')}, ${await shown('green')}` };
  },
};

export const relays: Rehearsable = {
  name: 'lane light (relays over MQTT)',
  category: 'lights',
  works: 'red, green',
  noise: [0x7b, 0x5b, 0xff],
  answers: true,
  messages: true,
  cast({ time, wire, shared }) {
    const profile = mqttRelayProfileSchema.parse({
      ...{ ...BASE, category: 'lights', protocol: 'mqtt-relay', outputs: 4, numberedFrom: 1 },
      command: { topic: 'cmnd/{topic}/POWER{n}', on: 'ON', off: 'OFF', ask: '' },
      state: { topic: 'stat/{topic}/POWER{n}', field: null, on: 'ON', off: 'OFF' },
    });
    const driver = new MqttRelayDriver({ ...shared, profile, topic: 'lane/lights' });
    const lit = new Set<number>();
    wire.answer = (written, topic = '') => {
      wire.written.length = 0;
      wire.topics.length = 0;
      const relay = Number(/^cmnd\/lane\/lights\/POWER(\d)$/.exec(topic)?.[1]);
      const command = Buffer.from(written).toString();
      if (command === 'ON') lit.add(relay);
      if (command === 'OFF') lit.delete(relay);
      const state = Buffer.from(lit.has(relay) ? 'ON' : 'OFF');
      queueMicrotask(() => wire.say(state, `stat/lane/lights/POWER${relay}`));
    };
    const shown = async (light: 'green' | 'red') => {
      driver.show(light);
      await time.advance(1000);
      return [...lit].map((relay) => ({ 1: 'green', 2: 'amber', 3: 'red' })[relay] ?? 'dark').join('+');
    };
    return { driver, heartbeat: profile.heartbeat, use: async () => `${await shown('red')}, ${await shown('green')}` };
  },
};
