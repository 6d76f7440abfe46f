/** Signs with the workstation's own key. A fiscal unit is another adapter of this port. */
export interface Signer {
  readonly keyId: string;
  /** An Ed25519 signature (64 bytes). @throws Fault SIGNER_UNAVAILABLE */
  sign(bytes: Uint8Array): Uint8Array;
}
