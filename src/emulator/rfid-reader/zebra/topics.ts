/** Whole topics, as somebody typed them into the reader's page. */
export interface ZebraReaderTopics {
  readonly data: string;
  readonly events: string;
  readonly controlCommand: string;
  readonly controlResponse: string;
  readonly managementCommand: string;
  readonly managementResponse: string;
}

/** Topics as this project's profiles expect them behind a base. */
export function zebraTopicsBehind(base: string): ZebraReaderTopics {
  return {
    data: `${base}/tevents`,
    events: `${base}/mevents`,
    controlCommand: `${base}/ccmds`,
    controlResponse: `${base}/crsp`,
    managementCommand: `${base}/mcmds`,
    managementResponse: `${base}/mrsp`,
  };
}
