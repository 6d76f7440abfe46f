import { z } from 'zod';

/** What a connection may do. It never changes while the connection lives. */
export const roleSchema = z.enum(['kiosk', 'console']);
export type Role = z.infer<typeof roleSchema>;
