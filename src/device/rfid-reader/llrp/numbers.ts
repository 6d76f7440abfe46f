/** Versions as a message's header has them. Source: LLRP 1.0.1 and 1.1, message header. */
export const VERSION_1_0_1 = 1;
export const VERSION_1_1 = 2;

/** Message types. Source: LLRP 1.0.1, binary encodings of messages; 46, 47, 56, 57 since 1.1. */
export const MESSAGE = {
  getReaderCapabilities: 1,
  getReaderConfig: 2,
  setReaderConfig: 3,
  closeConnectionResponse: 4,
  getReaderCapabilitiesResponse: 11,
  getReaderConfigResponse: 12,
  setReaderConfigResponse: 13,
  closeConnection: 14,
  addRospec: 20,
  deleteRospec: 21,
  startRospec: 22,
  stopRospec: 23,
  enableRospec: 24,
  getRospecs: 26,
  addRospecResponse: 30,
  deleteRospecResponse: 31,
  startRospecResponse: 32,
  enableRospecResponse: 34,
  getRospecsResponse: 36,
  deleteAccessSpec: 41,
  getSupportedVersion: 46,
  setProtocolVersion: 47,
  deleteAccessSpecResponse: 51,
  getSupportedVersionResponse: 56,
  setProtocolVersionResponse: 57,
  roAccessReport: 61,
  keepalive: 62,
  readerEventNotification: 63,
  enableEventsAndReports: 64,
  keepaliveAck: 72,
  errorMessage: 100,
} as const;

/** Parameter types. Source: LLRP 1.0.1, binary encodings of parameters. Those up to 127 are a type and a value without a length. */
export const PARAMETER = {
  antennaId: 1,
  firstSeenUtc: 2,
  firstSeenUptime: 3,
  lastSeenUtc: 4,
  lastSeenUptime: 5,
  peakRssi: 6,
  tagSeenCount: 8,
  epc96: 13,
  uptime: 129,
  generalDeviceCapabilities: 137,
  gpioCapabilities: 141,
  llrpCapabilities: 142,
  regulatoryCapabilities: 143,
  uhfBandCapabilities: 144,
  transmitPowerLevelTableEntry: 145,
  frequencyInformation: 146,
  frequencyHopTable: 147,
  rospec: 177,
  roBoundarySpec: 178,
  rospecStartTrigger: 179,
  rospecStopTrigger: 182,
  aiSpec: 183,
  aiSpecStopTrigger: 184,
  inventoryParameterSpec: 186,
  gpoWriteData: 219,
  keepaliveSpec: 220,
  antennaProperties: 221,
  antennaConfiguration: 222,
  rfTransmitter: 224,
  gpiPortCurrentState: 225,
  eventsAndReports: 226,
  roReportSpec: 237,
  tagReportContentSelector: 238,
  tagReportData: 240,
  epcData: 241,
  readerEventNotificationSpec: 244,
  eventNotificationState: 245,
  readerEventNotificationData: 246,
  gpiEvent: 248,
  rospecEvent: 249,
  reportBufferLevelWarningEvent: 250,
  reportBufferOverflowErrorEvent: 251,
  readerExceptionEvent: 252,
  antennaEvent: 255,
  connectionAttemptEvent: 256,
  connectionCloseEvent: 257,
  llrpStatus: 287,
  c1g2InventoryCommand: 330,
  c1g2RfControl: 335,
  c1g2SingulationControl: 336,
} as const;

/** Bytes of a parameter without a length, its type byte included, by type; 0 is none that is known. */
export const TV_BYTES: Uint8Array = (() => {
  const sizes = new Uint8Array(128);
  const known: readonly (readonly [type: number, bytes: number])[] = [
    [1, 3], // AntennaID
    [2, 9], // FirstSeenTimestampUTC
    [3, 9], // FirstSeenTimestampUptime
    [4, 9], // LastSeenTimestampUTC
    [5, 9], // LastSeenTimestampUptime
    [6, 2], // PeakRSSI
    [7, 3], // ChannelIndex
    [8, 3], // TagSeenCount
    [9, 5], // ROSpecID
    [10, 3], // InventoryParameterSpecID
    [11, 3], // C1G2CRC
    [12, 3], // C1G2PC
    [13, 13], // EPC-96
    [14, 3], // SpecIndex
    [15, 3], // ClientRequestOpSpecResult
    [16, 5], // AccessSpecID
    [17, 3], // OpSpecID
    [18, 5], // C1G2SingulationDetails
    [19, 3], // C1G2XPCW1, since 1.1
    [20, 3], // C1G2XPCW2, since 1.1
  ];
  for (const [type, bytes] of known) sizes[type] = bytes;
  return sizes;
})();

/** Events that can be asked for. Source: LLRP 1.0.1, EventNotificationState. */
export const EVENT = { gpi: 1, rospec: 2, bufferWarning: 3, readerException: 4, antenna: 8 } as const;
