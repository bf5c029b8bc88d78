// Reads the logs of the test runners and prints "PASSED FAILED SKIPPED".
// Usage: node count.mjs nextest|cargo|playwright FILE
import { readFileSync } from 'node:fs';

const [kind, file] = process.argv.slice(2);
const sum = { passed: 0, failed: 0, skipped: 0 };

function add(passed, failed, skipped) {
  sum.passed += Number(passed ?? 0);
  sum.failed += Number(failed ?? 0);
  sum.skipped += Number(skipped ?? 0);
}

let log = '';
try {
  // eslint-disable-next-line no-control-regex
  log = readFileSync(file, 'utf8').replace(/\x1b\[[0-9;]*m/g, '');
} catch {
  // No log: the runner never started, so it ran nothing.
}

if (kind === 'nextest') {
  const line = log.split('\n').findLast((l) => /^\s*Summary \[.*tests? run:/.test(l)) ?? '';
  const number = (word) => line.match(new RegExp(`(\\d+) ${word}`))?.[1];
  add(number('passed'), Number(number('failed') ?? 0) + Number(number('timed out') ?? 0) + Number(number('exec failed') ?? 0), number('skipped'));
} else if (kind === 'cargo') {
  for (const [, p, f, s] of log.matchAll(/^test result: \S+ (\d+) passed; (\d+) failed; (\d+) ignored/gm)) add(p, f, s);
} else if (kind === 'playwright') {
  const stats = log ? JSON.parse(log).stats : {};
  add(stats.expected, Number(stats.unexpected ?? 0) + Number(stats.flaky ?? 0), stats.skipped);
} else {
  throw new Error('usage: node count.mjs nextest|cargo|playwright FILE');
}

console.log(sum.passed, sum.failed, sum.skipped);
