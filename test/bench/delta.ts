export { deltaRows as run } from './feed.ts';
