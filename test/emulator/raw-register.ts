import { RawHost } from './raw-host.ts';

/** A cash register that knows no more of ZVT than how long a message is: it takes messages off the line one by one, as hex. */
export class RawRegister {
  readonly host: RawHost;

  private constructor(host: RawHost) {
    this.host = host;
  }

  static async connect(port: number): Promise<RawRegister> {
    return new RawRegister(await RawHost.connect(port));
  }

  write(hex: string): void {
    this.host.write(hex);
  }

  /** The next message, without spaces. */
  async take(): Promise<string> {
    const head = await this.host.take(3);
    const length = Number.parseInt(head.slice(6), 16);
    if (length !== 0xff) return (head + (length > 0 ? await this.host.take(length) : '')).replaceAll(' ', '');
    const long = await this.host.take(2);
    const bytes = Number.parseInt(long.slice(3) + long.slice(0, 2), 16);
    return (head + long + (await this.host.take(bytes))).replaceAll(' ', '');
  }

  /** Takes messages and acknowledges each, until one begins like this; that one is acknowledged too. */
  async takeUntil(...beginnings: readonly string[]): Promise<string[]> {
    const taken: string[] = [];
    for (;;) {
      const message = await this.take();
      taken.push(message);
      if (!/^8[04]/.test(message)) this.write('80 00 00');
      if (beginnings.some((beginning) => message.startsWith(beginning))) return taken;
    }
  }

  /** Registers: no receipts, no intermediate status, pounds. */
  async register(configByte = '00', more = ''): Promise<void> {
    const data = `000000${configByte}0826${more.replaceAll(' ', '')}`;
    this.write(`0600${(data.length / 2).toString(16).padStart(2, '0')}${data}`);
    await this.takeUntil('060f');
  }
}

/** 06 01 for so many minor units. */
export function payment(minor: number): string {
  return `06 01 07 04 ${String(minor).padStart(12, '0')}`;
}
