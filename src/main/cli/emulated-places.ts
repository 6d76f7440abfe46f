import type { Emulators } from '../../emulator/index.ts';
import { IMPINJ_TOPIC, RELAY_TOPICS, ZEBRA_LOGIN, ZEBRA_TOPIC } from '../../emulator/index.ts';

/** Where each emulated device is, in lines for whoever is to bind it. */
export function emulatedPlaces(emulators: Emulators, host: string, serialDirectory: string | null): string[] {
  const { scanner, printer, terminal, lights, rfidReader, gateReader, gateScanner, scale, brokerSide, page } =
    emulators;
  const lines = [
    `devices at ${page.url} (scanner ${scanner.port}, printer ${printer.port}, payment terminal ${terminal.port}, lights ${lights.port}, RFID reader ${rfidReader.port}, gate ${gateReader.port} with scanner ${gateScanner.port}, scale ${scale.port})`,
  ];
  if (serialDirectory !== null)
    lines.push(`serial ports in ${serialDirectory}: scanner, printer, terminal, lights, scale`);
  if (brokerSide === null) return lines;
  const { broker, iotReaders, relays } = brokerSide;
  const at = `mqtt://${host}:${broker.port}`;
  if (iotReaders !== null) {
    const { impinj, zebraHttp } = iotReaders;
    lines.push(
      `Impinj reader at http://${host}:${impinj.port} and ${at}/${IMPINJ_TOPIC}, Zebra reader at ${at}/${ZEBRA_TOPIC}`,
    );
    if (zebraHttp !== null)
      lines.push(
        `Zebra reader over HTTP at http://${host}:${zebraHttp.http.port}, login ${ZEBRA_LOGIN.username} / ${ZEBRA_LOGIN.password}`,
      );
  }
  for (const [name, topic, board] of [
    ['lane', RELAY_TOPICS.laneRelays, relays.laneRelays],
    ['gate', RELAY_TOPICS.gateRelays, relays.gateRelays],
  ] as const) {
    if (board !== undefined) lines.push(`relays of the ${name} (${board.dialect}) at ${at}/${topic}`);
  }
  return lines;
}
