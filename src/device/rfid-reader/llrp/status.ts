import { MESSAGE, PARAMETER } from './numbers.ts';
import { after, type Span, u16, valuesOf } from './parameters.ts';

/** Bytes of fields before the parameters, in the answers that have some. Source: LLRP 1.1, GET_SUPPORTED_VERSION_RESPONSE. */
const FIELDS: Readonly<Record<number, number>> = { [MESSAGE.getSupportedVersionResponse]: 2 };

/** The status code of an answer, 0 for success; null where it has none, or is malformed. Source: LLRP 1.0.1, LLRPStatus. */
export function statusOf(type: number, body: Span): number | null {
  const [status] = valuesOf(after(body, FIELDS[type] ?? 0), PARAMETER.llrpStatus, 2) ?? [];
  return status === undefined ? null : u16(status.bytes, status.from);
}
