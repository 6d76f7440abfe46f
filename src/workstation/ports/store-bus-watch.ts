/** How the store's bus is heard on this box. */
export interface StoreBusWatch {
  /** Monotonic milliseconds at which a lane or the hub was last heard, be it a heartbeat; null for never. */
  lastHeard(): number | null;
}
