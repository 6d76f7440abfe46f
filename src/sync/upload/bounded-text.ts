/** Most bytes of an answer; those that we ask for have some hundreds. */
const MOST_BYTES = 64 * 1024;

/** The text of a body; null when it is longer than any answer of ours, and the rest of it is not read. */
export async function boundedText(body: ReadableStream<Uint8Array> | null): Promise<string | null> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MOST_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
