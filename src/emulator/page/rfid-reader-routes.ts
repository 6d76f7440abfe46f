import { z } from 'zod';
import { type EmulatedLlrpReader, llrpBehaviourSchema } from '../rfid-reader/llrp/index.ts';
import { sgtin96 } from '../rfid-reader/sgtin.ts';
import { json } from './answer.ts';
import { fromHex, get, hex, plugRoute, post, present, type RouteEntry } from './route.ts';

const epc = hex.max(185).transform((text) => fromHex(text).toString('hex').toUpperCase());
const port = (most: number) => z.number().int().min(1).max(most);

/** What lies in front of a reader, and its faults; as `api.md` describes them. */
export function rfidReaderRoutes(name: 'rfidReader' | 'gateReader', reader: EmulatedLlrpReader): RouteEntry[] {
  const at = (what: string) => new RegExp(`^/api/${name}/${what}$`);
  const { antennas, inputs } = reader.model;
  const place = { antenna: port(antennas).optional(), rssi: z.number().int().min(-128).max(0).optional() };
  const gtin = z.string().regex(/^\d{8}$|^\d{12,14}$/);
  const serial = z
    .number()
    .int()
    .min(0)
    .max(2 ** 38 - 1);
  const tag = z.union([z.strictObject({ epc, ...place }), z.strictObject({ gtin, serial, ...place })]);
  const fieldBody = z.strictObject({
    clear: z.boolean().optional(),
    take: z
      .array(z.strictObject({ epc, antenna: port(antennas).optional() }))
      .max(500)
      .optional(),
    put: z.array(tag).max(500).optional(),
  });
  const faultBody = z.strictObject({
    behaviour: llrpBehaviourSchema.partial().optional(),
    input: z.strictObject({ port: port(inputs), high: z.boolean() }).optional(),
    antenna: z.strictObject({ port: port(antennas), connected: z.boolean() }).optional(),
    rospec: z
      .strictObject({
        antennas: z.array(port(antennas)).min(1).max(32).optional(),
        content: z.number().int().min(0).max(0xffff).optional(),
        trigger: z.strictObject({ kind: z.number().int().min(0).max(2), count: port(0xffff) }).optional(),
        start: z.number().int().min(0).max(1).optional(),
        priority: z.number().int().min(0).max(7).optional(),
        defaults: z.boolean().optional(),
      })
      .optional(),
    radio: z
      .strictObject({ power: port(81).optional(), session: z.number().int().min(0).max(3).optional() })
      .optional(),
    exception: z.string().max(200).optional(),
    halt: z.boolean().optional(),
    cut: z.boolean().optional(),
    garbage: hex.optional(),
  });

  return [
    get(at('field'), () => json(reader.field.tags())),
    post(at('field'), fieldBody, ({ clear, take = [], put = [] }) => {
      if (clear === true) reader.field.clear();
      for (const { epc, antenna } of take) reader.field.take(epc, antenna);
      const epcs = put.map((each) => ('epc' in each ? each.epc : sgtin96(each.gtin, each.serial)));
      for (const [index, { antenna, rssi }] of put.entries()) reader.field.put(epcs[index] ?? '', antenna, rssi);
      return { put: epcs };
    }),
    post(at('fault'), faultBody, ({ behaviour, input, antenna, rospec, radio, exception, halt, cut, garbage }) => {
      if (behaviour !== undefined) reader.setBehaviour(present(behaviour));
      if (input !== undefined) reader.setInput(input.port, input.high);
      if (antenna !== undefined) reader.setAntenna(antenna.port, antenna.connected);
      if (rospec !== undefined) reader.changeRospec(present(rospec));
      if (radio !== undefined) {
        const radios = reader.configuration.radios.map((each) => ({ ...each, ...present(radio) }));
        reader.changeConfiguration({ radios });
      }
      if (exception !== undefined) reader.exception(exception);
      if (halt === true) reader.halt();
      if (cut === true) reader.cut();
      return garbage === undefined ? undefined : reader.garbage(fromHex(garbage));
    }),
    plugRoute(at('plug'), reader),
  ];
}
