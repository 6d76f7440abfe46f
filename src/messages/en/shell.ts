/** What the window says by itself while the lane’s program is away. */
export const shell = {
  'shell.outOfService.title': 'This lane is taking a short break',
  'shell.outOfService.detail': 'Please use the next lane',
  'shell.outOfService.kept': 'Your items are kept safe',
  'shell.starting.title': 'This lane is starting',
  'shell.starting.detail': 'We’ll be with you shortly',
} as const;
