import { connect } from 'mqtt';
import { silentLog } from '../../src/emulator/log.ts';
import { EmulatedLlrpReader } from '../../src/emulator/rfid-reader/llrp/index.ts';
import { EmulatedZebra } from '../../src/emulator/rfid-reader/zebra/index.ts';
import { zebraTopicsBehind } from '../../src/emulator/rfid-reader/zebra/topics.ts';
import { Mosquitto } from '../fixtures/mosquitto.ts';

/** A reader that says what it is told to, one tag a message. */
export interface Feed {
  /** Lines of the gate's configuration that bind it. */
  readonly device: string;
  /** Sends one read; the bytes are on their way when it returns. */
  say(epc: string): void;
  stop(): Promise<void>;
}

const TOPIC = 'gate/reader-1';
const RSSI = -52;
const shared = { host: '127.0.0.1', log: silentLog, now: Date.now, onChange: () => undefined };

const binding = (profile: string, url: string) =>
  `[[devices]]\nid = "reader-1"\ncategory = "rfidReader"\nprofile = "${profile}"\nurl = "${url}"\n`;

/** LLRP over TCP: an emulated reader answers the driver, and its line carries the reports that are made here. */
export async function llrpFeed(): Promise<Feed> {
  const reader = new EmulatedLlrpReader({ ...shared, port: 0 });
  await reader.start();
  return {
    device: binding('impinj-r420-llrp', `tcp://127.0.0.1:${reader.port}`),
    say: (epc) => void reader.garbage(tagReport(epc)),
    stop: () => reader.stop(),
  };
}

/** Zebra's JSON over a real Mosquitto: an emulated reader answers the driver, and a client of its own publishes what it would. */
export async function mqttFeed(): Promise<Feed> {
  const broker = await Mosquitto.start();
  const topics = zebraTopicsBehind(TOPIC);
  const reader = new EmulatedZebra({
    ...shared,
    ...{ broker: { url: broker.url }, roundMs: 40, heartbeatMs: 1000, topics },
  });
  await reader.start();
  const client = connect(broker.url, { protocolVersion: 4 });
  await new Promise((resolve) => client.once('connect', resolve));
  let eventNum = 0;
  return {
    device: binding('zebra-fx9600-mqtt', `${broker.url}/${TOPIC}`),
    say(epc) {
      eventNum += 1;
      const data = { antenna: 1, eventNum, format: 'epc', idHex: epc, peakRssi: RSSI, reads: 1 };
      client.publish(topics.data, JSON.stringify({ type: 'CUSTOM', timestamp: new Date().toISOString(), data }), {
        qos: 1,
      });
    },
    async stop() {
      await client.endAsync(true);
      await reader.stop();
      await broker.stop();
    },
  };
}

/** RO_ACCESS_REPORT (61) of LLRP 1.0.1 with one tag: EPC-96, antenna 1, peak RSSI, first seen, seen once. */
function tagReport(epc: string): Uint8Array {
  const tag = Buffer.alloc(4 + 13 + 3 + 2 + 9 + 3);
  tag.writeUInt16BE(240, 0);
  tag.writeUInt16BE(tag.length, 2);
  tag.writeUInt8(0x8d, 4);
  tag.write(epc, 5, 'hex');
  tag.writeUInt8(0x81, 17);
  tag.writeUInt16BE(1, 18);
  tag.writeUInt8(0x86, 20);
  tag.writeInt8(RSSI, 21);
  tag.writeUInt8(0x82, 22);
  tag.writeBigUInt64BE(BigInt(Date.now()) * 1000n, 23);
  tag.writeUInt8(0x88, 31);
  tag.writeUInt16BE(1, 32);
  const message = Buffer.alloc(10 + tag.length);
  message.writeUInt16BE((1 << 10) | 61, 0);
  message.writeUInt32BE(message.length, 2);
  tag.copy(message, 10);
  return message;
}
