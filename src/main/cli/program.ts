import { Command, CommanderError } from 'commander';
import { Fault } from '../../workstation/ports/fault.ts';
import { addAssetCommands } from './asset-commands.ts';
import { EXIT, type ExitCode, type Io, UsageError } from './io.ts';

const CONFIG: readonly [string, string] = [
  '--config <file>',
  'configuration file (default: /etc/checkstand/config.toml)',
];

const PIN_STDIN: readonly [string, string] = ['--pin-stdin', 'read the PIN from the first line of standard input'];

const collect = (value: string, before: readonly string[]): string[] => [...before, value];

/** Runs one command line (without node and script). Everything that goes wrong becomes one sentence and an exit code. */
export async function run(args: readonly string[], io: Io): Promise<ExitCode> {
  let exit: ExitCode = EXIT.done;
  const program = commands(io, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return exit;
  } catch (error) {
    return failed(error, args.includes('--debug'), io);
  }
}

function failed(error: unknown, debug: boolean, io: Io): ExitCode {
  // Commander has said its sentence; help and version are no errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.badInput;
  const sentence = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    io.err(`checkstand: ${sentence}`);
    return EXIT.badInput;
  }
  io.err(`checkstand: ${sentence} (${error instanceof Fault ? error.code : 'UNEXPECTED'})`);
  if (debug && error instanceof Error) io.err(error.stack ?? '');
  return EXIT.fault;
}

/** Every command. Each loads its own code when it runs, so that none pays for another. */
function commands(io: Io, done: (code: ExitCode) => void): Command {
  const program = new Command('checkstand')
    .description('Self-checkout that sells with no network and loses nothing when the power goes.')
    .option('--debug', 'show where a fault came from')
    .configureOutput({ writeOut: (text) => io.out(text.trimEnd()), writeErr: (text) => io.err(text.trimEnd()) })
    .showHelpAfterError('`checkstand --help` lists the commands.')
    .exitOverride();
  const command = (under: Command, usage: string, description: string): Command =>
    under.command(usage).description(description).copyInheritedSettings(program);

  command(program, 'store', 'the store in a box: a lane on demo data with emulated devices')
    .option('--no-shell', 'open no window')
    .option(
      '--pad-reader <interface>',
      "how the pad's reader is read: llrp, impinj-http, impinj-mqtt, zebra-mqtt or zebra-http",
      'llrp',
    )
    .option('--lane-light <board>', "what the lane's light hangs on: lcus, shelly or tasmota", 'lcus')
    .option(
      '--gate-lights <board>',
      'what lights, siren and door of the gate hang on: reader, shelly or tasmota',
      'reader',
    )
    .action(async (options) => done(await (await import('./store.ts')).storeCommand(options, io)));
  command(program, 'edge', 'one edge: databases, devices, rules and the screens of this box')
    .option(...CONFIG)
    .action(async (options) => done(await (await import('./edge.ts')).edgeCommand(options, io)));
  command(program, 'kiosk', "the kiosk's window in this machine's Chromium")
    .option(...CONFIG)
    .option('--windowed', 'in a window instead of over the whole screen')
    .option('--size <width>x<height>', 'size of the window in pixels')
    .action(async (options) => done(await (await import('./kiosk.ts')).kioskCommand(options, io)));
  command(program, 'emulator', "the devices' other end, with a page to drive them")
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option(
      '--port <number>',
      'port of the page; scanner, printer, terminal, lights and RFID reader take the next five, gate and scale the eighth and ninth after it',
      '7310',
    )
    .option('--scanner-port <number>', 'port of the scanner')
    .option('--printer-port <number>', 'port of the printer')
    .option('--printer <language>', 'what the printer speaks: esc-pos or star', 'esc-pos')
    .option('--terminal-port <number>', 'port of the payment terminal')
    .option('--lights-port <number>', 'port of the lane light')
    .option('--rfid-reader-port <number>', 'port of the RFID reader')
    .option('--gate-reader-port <number>', 'port of the RFID reader at the gate')
    .option('--gate-scanner-port <number>', 'port of the scanner at the gate')
    .option('--scale-port <number>', 'port of the scale')
    .option('--iot-readers', 'also an Impinj and a Zebra reader, with a broker')
    .option('--broker-port <number>', 'port of the broker')
    .option('--impinj-port <number>', 'port of the Impinj reader')
    .option('--zebra-posts <url>', 'also a Zebra reader over HTTP, which posts there: http://name:password@host:port')
    .option('--zebra-port <number>', 'port of its REST interface')
    .option('--lane-relays <dialect>', 'also relays for the lane light, behind the broker: shelly or tasmota')
    .option('--gate-relays <dialect>', 'also relays for lights, siren and door of the gate: shelly or tasmota')
    .option(
      '--serial <dir>',
      'scanner, printer, terminal, lights and scale as serial ports too, in this directory; needs socat',
    )
    .option('--state <directory>', 'where papers and settings are kept', '.checkstand/emulator')
    .option('--catalogue <file>', 'goods to scan on the page (CSV)')
    .option('--currency <code>', 'currency of their prices', 'GBP')
    .action(async (options) => done(await (await import('./emulator.ts')).emulatorCommand(options, io)));
  const cloud = command(program, 'cloud', 'the reference back office, on DATABASE_URL or a PostgreSQL of its own')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--port <number>', 'port to listen on', '7400')
    .option('--state <directory>', 'where a database of its own lies', '.checkstand/cloud')
    .option('--own', 'a database of its own, whatever DATABASE_URL says')
    .action(async (options) => done(await (await import('./cloud.ts')).cloudCommand(options, io)));
  command(cloud, 'code', 'a one-time code that joins a box to this cloud')
    .requiredOption('--store <id>', 'the store, as in its configuration')
    .requiredOption('--workstation <id>', 'the box, as in its configuration')
    .action(async (_options, of: Command) =>
      done(await (await import('./cloud-office.ts')).cloudCode(of.optsWithGlobals(), io)),
    );
  command(cloud, 'revoke', "take a box's key its rights, at once")
    .requiredOption('--store <id>', 'the store, as in its configuration')
    .requiredOption('--workstation <id>', 'the box, as in its configuration')
    .action(async (_options, of: Command) =>
      done(await (await import('./cloud-office.ts')).cloudRevoke(of.optsWithGlobals(), io)),
    );
  command(cloud, 'rebuild', 'make orders and all else again from the journals, and compare').action(
    async (_options, of: Command) =>
      done(await (await import('./cloud-office.ts')).cloudRebuild(of.optsWithGlobals(), io)),
  );
  command(cloud, 'store', 'what stands above the digital receipts of a store')
    .requiredOption('--store <id>', 'the store, as in its configuration')
    .requiredOption('--name <name>', 'its name')
    .option('--address <line>', 'a line of its address; again for more', collect, [])
    .option('--tax-id <number>', 'its tax number')
    .option('--timezone <name>', 'IANA name of its timezone', 'UTC')
    .action(async (_options, of: Command) =>
      done(await (await import('./cloud-office.ts')).cloudStore(of.optsWithGlobals(), io)),
    );
  command(cloud, 'export', 'sales of some days')
    .option('--format <name>', 'csv, xlsx, poslog (JSON) or epcis (the tags)', 'csv')
    .requiredOption('--from <day>', 'first business day: 2026-03-02')
    .requiredOption('--to <day>', 'last business day')
    .option('--store <id>', 'one store; every one when left out')
    .option('--output <file>', 'write to a file instead')
    .action(async (_options, of: Command) =>
      done(await (await import('./cloud-export.ts')).cloudExport(of.optsWithGlobals(), io)),
    );
  command(cloud, 'key', 'a key by which another system asks this cloud')
    .requiredOption('--name <name>', 'whose it is; another one of that name is replaced')
    .option('--may <right>', 'what for: export, balances, publish, erase; again for more', collect, [])
    .option('--store <id>', 'one store; every one when left out')
    .option('--retailer <name>', 'whose accounts and persons: for balances and erase', 'main')
    .option('--days <number>', 'how long it is good', '90')
    .option('--revoke', 'take that key its rights, at once')
    .action(async (_options, of: Command) =>
      done(await (await import('./cloud-export.ts')).cloudKey(of.optsWithGlobals(), io)),
    );
  const RETAILER: [string, string, string] = ['--retailer <name>', 'of which retailer', 'main'];
  command(
    cloud,
    'erase <kind> [value]',
    'erase a person: receipt, link, address, loyalty, giftCard, voucher or operator',
  )
    .option(...RETAILER)
    .option('--store <id>', 'of this store alone; for the number of a receipt, its store')
    .option('--dry-run', 'count what would be erased, and erase nothing')
    .addHelpText('after', '\nWithout a value it is read from standard input, where nobody else sees it.')
    .action(async (kind, value, _options, of: Command) =>
      done(await (await import('./cloud-erase.ts')).cloudErase(kind, value, of.optsWithGlobals(), io)),
    );
  const cloudImport = (kind: 'catalogue' | 'promotions') => async (file: string, _options: unknown, of: Command) =>
    done(await (await import('./cloud-feed.ts')).cloudImport(kind, file, of.optsWithGlobals(), io));
  command(cloud, 'import <file>', 'publish a catalogue (CSV or NDJSON) to every box')
    .option(...RETAILER)
    .option('--skip-bad', 'take the good lines and report the bad ones')
    .action(cloudImport('catalogue'));
  command(cloud, 'promotions <file>', 'publish promotions (NDJSON, or CSV for simple ones) to every box')
    .option(...RETAILER)
    .option('--skip-bad', 'take the good lines and report the bad ones')
    .action(cloudImport('promotions'));
  command(cloud, 'price <code> <amount>', 'publish one price: a barcode or an id, and minor units (199 for 1.99)')
    .option(...RETAILER)
    .option('--store <id>', 'for this store alone')
    .action(async (code, amount, _options, of: Command) =>
      done(await (await import('./cloud-feed.ts')).cloudPrice(code, amount, of.optsWithGlobals(), io)),
    );
  addAssetCommands((usage, about) => command(cloud, usage, about), RETAILER, io, done);
  command(cloud, 'config-key', 'the key that boxes trust with their configuration, as their cloud.configKey').action(
    async (_options, of: Command) =>
      done(await (await import('./cloud-feed.ts')).cloudConfigKey(of.optsWithGlobals(), io)),
  );
  command(cloud, 'configure [fields...]', 'sign and publish what boxes should be set to, as FIELD=VALUE, all of it')
    .option(...RETAILER)
    .option('--store <id>', 'for this store alone')
    .option('--workstation <id>', 'for this box of the store alone')
    .option('--days <number>', 'how long it is good for', '30')
    .action(async (fields, _options, of: Command) =>
      done(await (await import('./cloud-feed.ts')).cloudConfigure(fields, of.optsWithGlobals(), io)),
    );
  const rollout = command(cloud, 'rollout', 'a change of configuration for a few boxes first, then for more');
  command(rollout, 'start <name> [fields...]', 'give FIELD=VALUE to the first cohort of boxes')
    .option(...RETAILER)
    .option('--store <id>', 'for boxes of this store alone')
    .option('--stages <percents>', 'shares of the boxes, one after the other', '1,10,50,100')
    .option('--days <number>', 'how long it is good for', '30')
    .action(async (name, fields, _options, of: Command) =>
      done(await (await import('./cloud-rollout.ts')).rolloutStart(name, fields, of.optsWithGlobals(), io)),
    );
  command(rollout, 'advance <name>', 'give it to the next cohort, where every box so far has taken it')
    .option(...RETAILER)
    .option('--anyway', 'without those that have said nothing yet')
    .action(async (name, _options, of: Command) =>
      done(await (await import('./cloud-rollout.ts')).rolloutAdvance(name, of.optsWithGlobals(), io)),
    );
  for (const [to, about] of [
    ['pause', 'nobody else gets it until it is resumed'],
    ['resume', 'it goes on where it was'],
    ['back', 'every box that has it is set to what it was set to before'],
  ] as const) {
    command(rollout, `${to} <name>`, about)
      .option(...RETAILER)
      .action(async (name, _options, of: Command) =>
        done(await (await import('./cloud-rollout.ts')).rolloutTurn(name, to, of.optsWithGlobals(), io)),
      );
  }
  command(rollout, 'status <name>', 'how far it has come, and which boxes refuse it')
    .option(...RETAILER)
    .action(async (name, _options, of: Command) =>
      done(await (await import('./cloud-rollout.ts')).rolloutStatus(name, of.optsWithGlobals(), io)),
    );
  command(program, 'enrol <code>', 'join this box to the cloud that its configuration names')
    .option(...CONFIG)
    .action(async (code, options) => done(await (await import('./enrol.ts')).enrolCommand(code, options, io)));
  const openid = command(program, 'openid', 'this box at an OpenID provider, by its own key');
  command(openid, 'keys', 'its public key as a JWK set, for the provider')
    .option(...CONFIG)
    .action(async (options) => done((await import('./openid.ts')).openidKeys(options, io)));
  command(openid, 'token', 'an access token from the provider (private_key_jwt)')
    .requiredOption('--issuer <url>', "the provider's issuer")
    .requiredOption('--client <id>', 'this box as the provider knows it')
    .option('--scope <names>', 'what the token is for')
    .option(...CONFIG)
    .action(async (options) => done(await (await import('./openid.ts')).openidToken(options, io)));
  const bus = command(program, 'bus', "the store's boxes: pair one with the hub, shut one out");
  command(bus, 'code <box>', 'at the hub: a code that pairs this box, once')
    .option(...CONFIG)
    .option('--role <role>', 'what it does: lane, gate or hub; may be given again', collect, [])
    .action(async (box, options) => done(await (await import('./bus.ts')).busCode(box, options, io)));
  command(bus, 'join <address> <code>', "at a new box: join the hub's store")
    .option(...CONFIG)
    .action(async (address, code, options) =>
      done(await (await import('./bus.ts')).busJoin(address, code, options, io)),
    );
  command(bus, 'revoke <box>', 'at the hub: nothing that this box says counts any more')
    .option(...CONFIG)
    .action(async (box, options) => done(await (await import('./bus.ts')).busRevoke(box, options, io)));
  command(program, 'status', 'how this box is, and a fresh address that opens the kiosk')
    .option(...CONFIG)
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await import('./status.ts')).statusCommand(options, io)));
  command(program, 'devices', 'the devices of this box and how they are; ports and USB devices of this machine')
    .option(...CONFIG)
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await import('./devices.ts')).devicesCommand(options, io)));
  command(program, 'doctor', 'what is missing on this machine, and what mends it')
    .option(...CONFIG)
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await import('./doctor/index.ts')).doctorCommand(options, io)));

  const config = command(program, 'config', 'the configuration');
  command(config, 'check', 'what is wrong and where')
    .option(...CONFIG)
    .action(async (options) => done(await (await import('./config.ts')).configCheck(options, io)));
  command(config, 'keys', 'every key with type, default and meaning')
    .option('--markdown', 'as the page docs/configuration.md')
    .option('--json', 'as JSON')
    .action(async (options) => done((await import('./config.ts')).configKeysCommand(options, io)));

  command(program, 'import <file>', 'read a catalogue (CSV or NDJSON) into this box')
    .option(...CONFIG)
    .option('--skip-bad', 'take the good lines and report the bad ones')
    .action(async (file, options) => done(await (await import('./import.ts')).importCommand(file, options, io)));

  command(
    program,
    'price [file]',
    'price a basket: a JSON document with goods, taxes and promotions ("-": standard input)',
  )
    .option('--ndjson', 'one document a line, one result a line')
    .action(async (file, options) => done(await (await import('./price.ts')).priceCommand(file, options, io)));

  const promotions = command(program, 'promotions', 'what is off the shelf price, and when');
  command(promotions, 'import <file>', 'replace the promotions of this box (NDJSON, or CSV for simple ones)')
    .option(...CONFIG)
    .option('--skip-bad', 'take the good lines and report the bad ones')
    .action(async (file, options) => done(await (await import('./promotions.ts')).promotionsImport(file, options, io)));

  const journal = command(program, 'journal', 'the append-only log of this box');
  command(journal, 'verify [file]', 'check the chain of a journal.db or an NDJSON export')
    .option(...CONFIG)
    .option('--json', 'as JSON')
    .action(async (file, options) => done(await (await import('./journal.ts')).journalVerify(file, options, io)));
  command(journal, 'export [file]', 'write a journal.db as NDJSON on standard output')
    .option(...CONFIG)
    .option('--output <file>', 'write to a file instead')
    .action(async (file, options) => done(await (await import('./journal.ts')).journalExport(file, options, io)));

  const barcode = command(program, 'barcode', 'the rules of GS1 by hand');
  command(
    barcode,
    'parse [file]',
    'take scans apart: one a line, {GS} for the separator, from a file or standard input (-)',
  )
    .option('--template <pattern>', 'a label of the store: PATTERN[:verifier][*scale]; again for more', collect, [])
    .option('--config <file>', 'take the labels of this configuration')
    .action(async (file, options) => done(await (await import('./barcode.ts')).barcodeParse(file, options, io)));

  const epc = command(program, 'epc', 'the tags of the Tag Data Standard by hand');
  command(epc, 'decode [file]', 'read tags: hexadecimal, one a line, from a file or standard input (-)').action(
    async (file) => done(await (await import('./epc.ts')).epcDecode(file, io)),
  );
  command(epc, 'encode [file]', 'write tags: an EPC URI or a Digital Link a line, from a file or standard input (-)')
    .option('--filter <number>', 'filter value for what does not say its own', '0')
    .option('--toggle', 'say that AIDC data follows (TDS 2.x)')
    .option('--host <name>', 'host name in place of that of a Digital Link')
    .action(async (file, options) => done(await (await import('./epc.ts')).epcEncode(file, options, io)));

  const operator = command(program, 'operator', 'the staff who can sign in at this lane');
  command(operator, 'add', 'add someone; the PIN is asked for twice')
    .requiredOption('--id <number>', 'the number they sign in with, 1 to 8 digits')
    .requiredOption('--name <name>', 'their name')
    .requiredOption('--role <role>', 'attendant, manager or technician')
    .option(...PIN_STDIN)
    .option(...CONFIG)
    .action(async (options) => done(await (await import('./operator.ts')).operatorAdd(options, io)));
  command(operator, 'list', 'who there is')
    .option(...CONFIG)
    .option('--json', 'as JSON')
    .action(async (options) => done(await (await import('./operator.ts')).operatorList(options, io)));
  command(operator, 'remove', 'remove someone')
    .requiredOption('--id <number>', 'their number')
    .option(...CONFIG)
    .action(async (options) => done(await (await import('./operator.ts')).operatorRemove(options, io)));
  command(operator, 'pin', 'give someone another PIN, which is asked for twice')
    .requiredOption('--id <number>', 'their number')
    .option(...PIN_STDIN)
    .option(...CONFIG)
    .action(async (options) => done(await (await import('./operator.ts')).operatorPin(options, io)));

  command(program, 'version', 'the version of Checkstand and of what it runs on')
    .option('--json', 'as JSON')
    .action(async (options) => done((await import('./version.ts')).versionCommand(options, io)));
  return program;
}
