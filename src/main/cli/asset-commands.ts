import type { Command } from 'commander';
import type { ExitCode, Io } from './io.ts';

/** The commands for files that boxes are given. */
export function addAssetCommands(
  command: (usage: string, description: string) => Command,
  retailer: readonly [string, string, string],
  io: Io,
  done: (code: ExitCode) => void,
): void {
  command(
    'pictures <paths...>',
    'give items their pictures: files, or folders of them, each named by its item: tea.png',
  )
    .option(...retailer)
    .action(async (paths, _options, of: Command) =>
      done(await (await import('./cloud-assets.ts')).cloudPictures(paths, of.optsWithGlobals(), io)),
    );
  command('picture-remove <item>', 'take the picture of an item away again')
    .option(...retailer)
    .action(async (item, _options, of: Command) =>
      done(await (await import('./cloud-assets.ts')).cloudPictureRemove(item, of.optsWithGlobals(), io)),
    );
  command('firmware <file>', 'keep a firmware image, for devices to be set to it')
    .option(...retailer)
    .requiredOption('--version <text>', 'as its maker writes it')
    .action(async (file, _options, of: Command) =>
      done(await (await import('./cloud-assets.ts')).cloudFirmware(file, of.optsWithGlobals(), io)),
    );
  command('firmware-list', 'the firmware images that are kept')
    .option(...retailer)
    .action(async (_options, of: Command) =>
      done(await (await import('./cloud-assets.ts')).cloudFirmwareList(of.optsWithGlobals(), io)),
    );
  command('firmware-remove <sha256>', 'forget a firmware image that no device is set to')
    .option(...retailer)
    .action(async (sha256, _options, of: Command) =>
      done(await (await import('./cloud-assets.ts')).cloudFirmwareRemove(sha256, of.optsWithGlobals(), io)),
    );
  command('prune', 'let go of pictures that no item has any more').action(async (_options, of: Command) =>
    done(await (await import('./cloud-assets.ts')).cloudPrune(of.optsWithGlobals(), io)),
  );
}
