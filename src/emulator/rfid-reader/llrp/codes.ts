/** Numbers of the protocol. Source: EPCglobal LLRP 1.0.1 and 1.1, binary encodings. */
export const SAYS = {
  capabilities: 11,
  configuration: 12,
  configured: 13,
  closed: 4,
  rospecAdded: 30,
  rospecDeleted: 31,
  rospecStarted: 32,
  rospecStopped: 33,
  rospecEnabled: 34,
  rospecDisabled: 35,
  rospecs: 36,
  accessSpecDeleted: 51,
  supportedVersion: 56,
  versionSet: 57,
  report: 61,
  keepalive: 62,
  event: 63,
  error: 100,
} as const;

/** LLRPStatus codes. */
export const STATUS = {
  success: 0,
  parameterError: 100,
  fieldError: 101,
  parameterMissing: 103,
  parameterOverflow: 105,
  unsupportedMessage: 109,
  unsupportedVersion: 110,
  unsupportedParameter: 111,
  invalid: 300,
  outOfRange: 301,
} as const;

/** ReaderEventType of EventNotificationState. */
export const NOTIFY = { input: 1, rospec: 2, exception: 4, antenna: 8 } as const;

/** What a reader answers when it does not do what it is asked: a code and a word for the log of whoever reads it. */
export interface Refusal {
  readonly code: number;
  readonly why: string;
}

export const refuse = (code: number, why: string): Refusal => ({ code, why });
