import { isTest, type SourceTree, typeScriptIn } from './source-tree.ts';
import { syntaxOf } from './syntax.ts';

const MOST_LINES = 500;
const LONG = 300;
const MOST_LONG = 0.1;
const VAGUE = /(?:^|[-_.])(?:utils?|helpers?|common|managers?|misc)(?:$|[-_.])/i;
const UNFINISHED = /\b(?:TODO|FIXME|XXX|HACK)\b/;
const SILENCER = /@ts-(?:ignore|expect-error|nocheck)/;

const lines = (text: string) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
const isCode = ([path]: readonly [string, string]) => /^(?:src|test|build)\/.*\.(?:[cm]?[jt]sx?|css|html)$/.test(path);

/** Files longer than any file should be, and the share of long ones where that is too large. */
export function oversized(tree: SourceTree): string[] {
  const sizes = [...tree].filter(isCode).map(([path, text]) => ({ path, size: lines(text) }));
  const long = sizes.filter((each) => each.size > LONG);
  const tooLong = sizes
    .filter((each) => each.size > MOST_LINES)
    .map((each) => `${each.path} has ${each.size} lines; none has over ${MOST_LINES}`);
  const most = Math.floor(sizes.length * MOST_LONG);
  return long.length <= most
    ? tooLong
    : [...tooLong, `${long.length} files have over ${LONG} lines; at most ${most} of ${sizes.length} may`];
}

/** Folders and files whose name says nothing of what they are for. */
export function vagueNames(tree: SourceTree): string[] {
  return [...tree.keys()].filter(
    (path) =>
      /^(?:src|test|build|bin|demo|firmware-config)\//.test(path) && path.split('/').some((part) => VAGUE.test(part)),
  );
}

/** Uses of the type `any`, comments that silence the compiler, and notes of work left undone. */
export function loopholes(tree: SourceTree): string[] {
  return typeScriptIn(tree, 'src', 'test', 'build').flatMap(([path, text]) => {
    const syntax = syntaxOf(path, text);
    return [
      ...syntax.anyLines.map((line) => `${path}:${line} uses any`),
      ...syntax.comments
        .filter((each) => SILENCER.test(each.text))
        .map((each) => `${path}:${each.line} silences the compiler`),
      ...syntax.comments
        .filter((each) => !isTest(path) && UNFINISHED.test(each.text))
        .map((each) => `${path}:${each.line} leaves work undone`),
    ];
  });
}
