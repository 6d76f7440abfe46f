import type { AiRow } from './row.ts';

/**
 * Measures, whose fourth digit is the number of decimals (GS1 General Specifications 3.6.2, 3.6.3): what an item weighs or
 * measures by itself, and what it or a logistic unit does with its packing.
 */
const TRADE_MEASURES: readonly (readonly [ai: string, title: string])[] = [
  ['310', 'NET WEIGHT (kg)'],
  ['311', 'LENGTH (m)'],
  ['312', 'WIDTH (m)'],
  ['313', 'HEIGHT (m)'],
  ['314', 'AREA (m2)'],
  ['315', 'NET VOLUME (l)'],
  ['316', 'NET VOLUME (m3)'],
  ['320', 'NET WEIGHT (lb)'],
  ['321', 'LENGTH (in)'],
  ['322', 'LENGTH (ft)'],
  ['323', 'LENGTH (yd)'],
  ['324', 'WIDTH (in)'],
  ['325', 'WIDTH (ft)'],
  ['326', 'WIDTH (yd)'],
  ['327', 'HEIGHT (in)'],
  ['328', 'HEIGHT (ft)'],
  ['329', 'HEIGHT (yd)'],
  ['350', 'AREA (in2)'],
  ['351', 'AREA (ft2)'],
  ['352', 'AREA (yd2)'],
  ['356', 'NET WEIGHT (troy oz)'],
  ['357', 'NET VOLUME (oz)'],
  ['360', 'NET VOLUME (qt)'],
  ['361', 'NET VOLUME (gal.)'],
  ['364', 'VOLUME (in3)'],
  ['365', 'VOLUME (ft3)'],
  ['366', 'VOLUME (yd3)'],
];
const LOGISTIC_MEASURES: readonly (readonly [ai: string, title: string])[] = [
  ['330', 'GROSS WEIGHT (kg)'],
  ['331', 'LENGTH (m), log'],
  ['332', 'WIDTH (m), log'],
  ['333', 'HEIGHT (m), log'],
  ['334', 'AREA (m2), log'],
  ['335', 'VOLUME (l), log'],
  ['336', 'VOLUME (m3), log'],
  ['340', 'GROSS WEIGHT (lb)'],
  ['341', 'LENGTH (in), log'],
  ['342', 'LENGTH (ft), log'],
  ['343', 'LENGTH (yd), log'],
  ['344', 'WIDTH (in), log'],
  ['345', 'WIDTH (ft), log'],
  ['346', 'WIDTH (yd), log'],
  ['347', 'HEIGHT (in), log'],
  ['348', 'HEIGHT (ft), log'],
  ['349', 'HEIGHT (yd), log'],
  ['353', 'AREA (in2), log'],
  ['354', 'AREA (ft2), log'],
  ['355', 'AREA (yd2), log'],
  ['362', 'VOLUME (qt), log'],
  ['363', 'VOLUME (gal.), log'],
  ['367', 'VOLUME (in3), log'],
  ['368', 'VOLUME (ft3), log'],
  ['369', 'VOLUME (yd3), log'],
];

/** A price is that of a variable measure, which has to be there. */
const MEASURED = 'with 30,31nn,32nn,35nn,36nn';

/**
 * AIs that start with 3 (GS1 General Specifications 3.6; pairs 4.13). The same measure with two numbers of decimals is a
 * contradiction, so that each excludes its siblings.
 */
export const STARTING_3: readonly AiRow[] = [
  ['30', 'VAR. COUNT', 'N..8', 'with 01,02'],
  ...TRADE_MEASURES.map(([ai, title]) => measure(ai, title, 'with 01,02')),
  ...LOGISTIC_MEASURES.map(([ai, title]) => measure(ai, title, 'with 00,01')),
  measure('337', 'KG PER m2', 'with 01'),
  ['37', 'COUNT', 'N..8', 'with 00; with 02,8026'],
  ['3900-3909', 'AMOUNT', 'N..15', 'with 255,8020; not 390n,391n,394n,8111'],
  ['3910-3919', 'AMOUNT', 'N3:currency N..15', 'with 8020; not 391n'],
  ['3920-3929', 'PRICE', 'N..15', `with 01; ${MEASURED}; not 392n,393n`],
  ['3930-3939', 'PRICE', 'N3:currency N..15', `with 01; ${MEASURED}; not 393n`],
  ['3940-3943', 'PRCNT OFF', 'N4', 'with 255; not 394n,8111'],
  ['3950-3955', 'PRICE/UoM', 'N6', `${MEASURED}; not 392n,393n,395n,8005`],
];

function measure(ai: string, title: string, pairs: string): AiRow {
  return [`${ai}0-${ai}5`, title, 'N6', `${pairs}; not ${ai}n`];
}
