import { createTransport } from 'nodemailer';
import type { ReceiptDocument } from '../../domain/receipt/document.ts';
import { knownLocale } from '../../domain/receipt/format.ts';
import { message } from '../../messages/index.ts';
import { receiptPage } from './page.ts';

export interface MailSettings {
  /** `smtp://user:password@host:587`, or `smtps:` for TLS from the first byte. */
  readonly url: string;
  /** `Corner shop <receipts@shop.example>` */
  readonly from: string;
}

export interface ReceiptMail {
  /** Names the mail: sent twice, it is one. */
  readonly id: string;
  readonly address: string;
  readonly document: ReceiptDocument;
}

/** `refused`: for good, by an answer that starts with 5. `failed`: this time. Source: RFC 5321, section 4.2.1. */
export type Delivered = 'sent' | 'refused' | 'failed';
export type Deliver = (mail: ReceiptMail) => Promise<Delivered>;

const WAIT_MS = 10_000;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Delivers by SMTP, encrypted on the way unless the server is on this machine: where it offers no TLS, nothing is sent.
 * @throws Error when the settings name no server or no sender.
 */
export function smtp({ url, from }: MailSettings): { readonly deliver: Deliver; close(): void } {
  const server = new URL(url);
  if (!/^smtps?:$/.test(server.protocol) || server.hostname === '')
    throw new Error('the mail server is smtp://host:port');
  if (!/@[^@\s]+$/.test(from.replace(/>$/, ''))) throw new Error('mail needs a sender with an address');
  const secure = server.protocol === 'smtps:';
  const transport = createTransport({
    host: server.hostname.replace(/^\[|\]$/g, ''),
    port: server.port === '' ? (secure ? 465 : 587) : Number(server.port),
    secure,
    requireTLS: !LOOPBACK.test(server.hostname),
    ...(server.username === ''
      ? {}
      : { auth: { user: decodeURIComponent(server.username), pass: decodeURIComponent(server.password) } }),
    connectionTimeout: WAIT_MS,
    greetingTimeout: WAIT_MS,
    socketTimeout: WAIT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = from.replace(/^.*@|>$/g, '');
  return {
    async deliver({ id, address, document }) {
      const { storeName, receiptNumber } = document.header;
      try {
        await transport.sendMail({
          from,
          // As an object: nothing in it can name a second one.
          to: { name: '', address },
          subject: message(knownLocale(document.locale), 'digital.mail.subject', {
            number: receiptNumber,
            store: storeName,
          }),
          messageId: `<${id}@${domain}>`,
          headers: { 'Auto-Submitted': 'auto-generated' },
          html: receiptPage(document, 'none'),
        });
        return 'sent';
      } catch (error) {
        const { responseCode = 0 } = error as { responseCode?: number };
        return responseCode >= 500 ? 'refused' : 'failed';
      }
    },
    close: () => transport.close(),
  };
}
