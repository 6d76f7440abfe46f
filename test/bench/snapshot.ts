export { snapshotRows as run } from './feed.ts';
