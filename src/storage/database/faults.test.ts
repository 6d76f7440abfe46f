import { describe, expect, it } from 'vitest';
import { Fault } from '../../workstation/ports/fault.ts';
import { guarded, guardedAsync, storageFault } from './faults.ts';

const failing = (code: string) => Object.assign(new Error('it went wrong'), { code });

describe('an error of the disk', () => {
  it.each([
    ['SQLITE_FULL', 'STORAGE_DISK_FULL'],
    ['SQLITE_IOERR_SHMSIZE', 'STORAGE_DISK_FULL'],
    ['ENOSPC', 'STORAGE_DISK_FULL'],
    ['EDQUOT', 'STORAGE_DISK_FULL'],
    ['SQLITE_IOERR_FSYNC', 'STORAGE_IO'],
    ['SQLITE_IOERR', 'STORAGE_IO'],
    ['SQLITE_CANTOPEN_ISDIR', 'STORAGE_IO'],
    ['SQLITE_READONLY_DBMOVED', 'STORAGE_IO'],
    ['EIO', 'STORAGE_IO'],
    ['EROFS', 'STORAGE_IO'],
    ['SQLITE_CORRUPT_VTAB', 'STORAGE_CORRUPT'],
    ['SQLITE_NOTADB', 'STORAGE_CORRUPT'],
    ['SQLITE_IOERR_CORRUPTFS', 'STORAGE_CORRUPT'],
    ['SQLITE_CONSTRAINT_UNIQUE', 'STORAGE_CORRUPT'],
    ['SQLITE_BUSY', 'STORAGE_LOCKED'],
    ['SQLITE_BUSY_SNAPSHOT', 'STORAGE_LOCKED'],
  ])('%s is the fault %s', (reason, code) => {
    const fault = storageFault(failing(reason), 'appending');
    expect(fault).toMatchObject({ code, message: `appending: it went wrong (${reason})`, cause: { code: reason } });
  });

  it.each([[new TypeError('no')], [failing('ERR_INVALID_ARG_TYPE')], [failing('SQLITE_ERROR')], ['a text'], [null]])(
    'is not what %s is',
    (error) => {
      expect(storageFault(error, 'appending')).toBeNull();
    },
  );

  it('comes out of guarded work as a Fault, and what is none comes out as it is', async () => {
    const fail = (error: unknown) => () => {
      throw error;
    };
    expect(() => guarded('reading', fail(failing('SQLITE_FULL')))).toThrow(Fault);
    await expect(guardedAsync('reading', async () => fail(failing('EIO'))())).rejects.toThrow(Fault);
    const mistake = new RangeError('mine');
    expect(() => guarded('reading', fail(mistake))).toThrow(mistake);
    await expect(guardedAsync('reading', async () => fail(mistake)())).rejects.toBe(mistake);
  });
});
