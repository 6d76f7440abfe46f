import type { AiRow } from './row.ts';

const ITEM = 'with 01,02';
const PATIENT = 'with 8018';
const CARE = 'with 8017,8018';

/** AIs that start with 7 (GS1 General Specifications 3.8; pairs 4.13). */
export const STARTING_7: readonly AiRow[] = [
  ['7001', 'NSN', 'N13', 'with 01,02,8006,8026'],
  ['7002', 'MEAT CUT', 'X..30', ITEM],
  ['7003', 'EXPIRY TIME', 'N6:date N4:hourMinute', ITEM],
  ['7004', 'ACTIVE POTENCY', 'N..4', 'with 01; with 10'],
  ['7005', 'CATCH AREA', 'X..12', ITEM],
  ['7006', 'FIRST FREEZE DATE', 'N6:date', ITEM],
  ['7007', 'HARVEST DATE', 'N6:date N6?:date', ITEM],
  ['7008', 'AQUATIC SPECIES', 'X..3', ITEM],
  ['7009', 'FISHING GEAR TYPE', 'X..10', ITEM],
  ['7010', 'PROD METHOD', 'X..2', ITEM],
  ['7011', 'TEST BY DATE', 'N6:date N4?:hourMinute', ITEM],
  ['7020', 'REFURB LOT', 'X..20', 'with 01,8006; with 416'],
  ['7021', 'FUNC STAT', 'X..20', 'with 01,8006'],
  ['7022', 'REV STAT', 'X..20', 'with 7021'],
  ['7023', 'GIAI - ASSEMBLY', 'X..30:companyPrefix'],
  ['7030-7039', 'PROCESSOR', 'N3:countryOr999 X..27', ITEM],
  ['7040', 'UIC+EXT', 'N1 X1 X1 X1:importerIndex'],
  ['7041', 'UFRGT UNIT TYPE', 'X..4:packageType', 'with 00'],
  ['710', 'NHRN PZN', 'X..20', 'with 01'],
  ['711', 'NHRN CIP', 'X..20', 'with 01'],
  ['712', 'NHRN CN', 'X..20', 'with 01'],
  ['713', 'NHRN DRN', 'X..20', 'with 01'],
  ['714', 'NHRN AIM', 'X..20', 'with 01'],
  ['715', 'NHRN NDC', 'X..20', 'with 01'],
  ['716', 'NHRN AIC', 'X..20', 'with 01'],
  ['717', 'NHRN', 'X..20', 'with 01'],
  ['7230-7239', 'CERT', 'X2 X..28', 'with 01,8004'],
  ['7240', 'PROTOCOL', 'X..20', 'with 01,8006'],
  ['7241', 'AIDC MEDIA TYPE', 'N2:mediaType', CARE],
  ['7242', 'VCN', 'X..25', CARE],
  ['7250', 'DOB', 'N8:fullDate', `${PATIENT}; not 7251`],
  ['7251', 'DOB TIME', 'N8:fullDate N4:hourMinute', `${PATIENT}; not 7250`],
  ['7252', 'BIO SEX', 'N1:sex', PATIENT],
  ['7253', 'FAMILY NAME', 'X..40:percentEncoded', `${CARE}; not 7256,7259`],
  ['7254', 'GIVEN NAME', 'X..40:percentEncoded', `${CARE}; not 7256,7259`],
  ['7255', 'SUFFIX', 'X..10', `${CARE}; not 7256,7259`],
  ['7256', 'FULL NAME', 'X..90:percentEncoded', CARE],
  ['7257', 'PERSON ADDR', 'X..70:percentEncoded', PATIENT],
  ['7258', 'BIRTH SEQUENCE', 'X3:birthSequence', 'with 8018+7259'],
  ['7259', 'BABY', 'X..40:percentEncoded', `${PATIENT}; not 7256`],
];
