import type { Signer } from '../../workstation/ports/signer.ts';
import { enrolmentReplySchema, enrolmentText } from '../wire/identity.ts';
import { problemSchema } from '../wire/problem.ts';

export interface EnrolmentOptions {
  /** Address of the cloud, "https://cloud.example". */
  readonly url: string;
  /** As a manager was given it. */
  readonly code: string;
  readonly store: string;
  readonly workstation: string;
  /** `x` of the JWK of the box's Ed25519 key, base64url. */
  readonly publicKey: string;
  readonly signer: Signer;
  readonly fetch: (url: string, init: RequestInit) => Promise<Pick<Response, 'json' | 'status'>>;
}

export type Enrolment =
  | { readonly kind: 'enrolled'; readonly keyId: string }
  /** A problem's code: ENROLMENT_REFUSED, BUSY … */
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'unreachable' };

/** Makes this box's key known to the cloud by a one-time code. @throws Fault SIGNER_UNAVAILABLE */
export async function enrolBox(options: EnrolmentOptions): Promise<Enrolment> {
  const { url, code, store, workstation, publicKey, signer, fetch } = options;
  const request = { code, store, workstation, publicKey };
  const proof = Buffer.from(signer.sign(Buffer.from(enrolmentText(request)))).toString('base64url');
  try {
    const reply = await fetch(`${url.replace(/\/+$/, '')}/v1/enrolment`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...request, proof }),
      redirect: 'error',
    });
    const json: unknown = await reply.json();
    const enrolled = enrolmentReplySchema.safeParse(json);
    if (reply.status === 201 && enrolled.success) return { kind: 'enrolled', keyId: enrolled.data.keyId };
    const problem = problemSchema.safeParse(json);
    return { kind: 'refused', code: problem.success ? problem.data.code : `HTTP_${reply.status}` };
  } catch (error) {
    // No network, or something that is no cloud.
    if (error instanceof TypeError || error instanceof SyntaxError) return { kind: 'unreachable' };
    throw error;
  }
}
