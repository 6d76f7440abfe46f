import { describe, expect, it } from 'vitest';
import { withFirmware } from './cloud-assets.ts';
import { fieldsOf } from './cloud-feed.ts';
import { UsageError } from './io.ts';

const IMAGE = { version: '8.1.0', sha256: 'a'.repeat(64), bytes: 12 };
const office = {
  firmwareOf: async (sha256: string, retailer?: string) =>
    sha256 === IMAGE.sha256 && retailer === 'main' ? IMAGE : null,
};

describe('the firmware of a device, as it is typed', () => {
  it('is an image that the cloud has, by its SHA-256; what else is set stays as it is', async () => {
    const fields = fieldsOf([
      'kiosk.idleSeconds=90',
      `device.pad-reader.firmware=${IMAGE.sha256}`,
      'device.pad.profile=x',
    ]);
    expect(await withFirmware(office, fields, 'main')).toEqual({
      ...{ 'kiosk.idleSeconds': 90, 'device.pad-reader.firmware': IMAGE, 'device.pad.profile': 'x' },
    });
  });

  it.each([
    ['another image', 'b'.repeat(64), 'main'],
    ["another retailer's", IMAGE.sha256, 'rival'],
    ['a version', '8.1.0', 'main'],
  ])('is not %s', async (_, value, retailer) => {
    const typed = withFirmware(office, fieldsOf([`device.pad.firmware=${value}`]), retailer);
    await expect(typed).rejects.toThrow(UsageError);
  });
});
