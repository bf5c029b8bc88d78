// What the booking page costs a browser: bytes by kind, requests, the largest paint on
// a slow phone, layout shift, and Lighthouse. Prints rows of a table as JSON.
// Usage: node page.mjs ORIGIN PATH BARE_PATH CHROMIUM
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium } from '@playwright/test';

const [origin, path, barePath, executablePath] = process.argv.slice(2);
if (!executablePath) throw new Error('usage: node page.mjs ORIGIN PATH BARE_PATH CHROMIUM');

const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-dev-shm-usage'];
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 800 };
const runs = 5;
/** Public pages beside those of booking. */
const others = [
  '/log-in',
  '/sign-up',
  '/recover',
  '/help',
  '/privacy',
  '/accessibility',
  '/me/display',
  '/staff/log-in',
];
const rows = [];
const row = (what, measured, aim, met, more = {}) => rows.push({ what, measured, aim, met, ...more });
const kib = (bytes) => `${(bytes / 1024).toFixed(1)} KiB`;
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

const browser = await chromium.launch({ executablePath, args: flags });
await bytes();
await paint();
await browser.close();
await lighthouse();
console.log(JSON.stringify(rows));

/** A first visit, nothing cached; what came over the wire, headers included. */
async function bytes() {
  const context = await browser.newContext({ viewport: phone });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  const kinds = new Map();
  await wire.send('Network.enable');
  wire.on('Network.responseReceived', ({ requestId, response, type }) => {
    const packed = response.headers['content-encoding'] ?? '-';
    kinds.set(requestId, { kind: kindOf(response.url, type), packed, bytes: 0 });
  });
  wire.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const found = kinds.get(requestId);
    if (found) found.bytes = encodedDataLength;
  });
  await page.goto(origin + path, { waitUntil: 'networkidle' });
  const sum = (...names) =>
    [...kinds.values()].filter((r) => names.includes(r.kind)).reduce((all, r) => all + r.bytes, 0);
  for (const kind of ['html', 'css', 'js', 'wasm', 'font']) {
    if (sum(kind) === 0) throw new Error(`${path} has loaded no ${kind}`);
  }
  const plain = [...kinds.values()].filter((r) => isPacked(r.kind) && r.packed !== 'br');
  if (plain.length > 0) throw new Error(`not packed with brotli: ${plain.map((r) => `${r.kind} (${r.packed})`)}`);
  const part = (what, most, ...names) => {
    row(`Booking page on the wire, brotli: ${what}`, kib(sum(...names)), `≤ ${most} KiB`, sum(...names) <= most * 1024);
  };
  part('HTML', 14, 'html');
  part('CSS', 14, 'css');
  part('font', 36, 'font');
  part('JS and WASM', 95, 'js', 'wasm');
  const all = [...kinds.values()];
  const total = all.reduce((sum, one) => sum + one.bytes, 0);
  const fits = total <= 160 * 1024 && all.length <= 7;
  row('All of it', `${kib(total)} in ${all.length} requests`, '≤ 160 KiB in ≤ 7 requests', fits);
  // Those that stand behind the whole page and load nothing come after it.
  const waitedFor = await page.evaluate(
    () =>
      [...document.scripts].filter(
        (script) => script.type !== 'module' && !script.defer && !script.async && (script.src || document.head.contains(script)),
      ).length,
  );
  row('Scripts that the first paint waits for', String(waitedFor), '0', waitedFor === 0);
  await context.close();
}

/** What the server packs; a font is packed already. */
function isPacked(kind) {
  return ['html', 'css', 'js', 'wasm'].includes(kind);
}

function kindOf(url, type) {
  const end = new URL(url).pathname.split('.').pop();
  if (type === 'Document') return 'html';
  if (end === 'wasm' || end === 'css' || end === 'js') return end;
  return type === 'Font' ? 'font' : 'other';
}

/** A phone with a quarter of this machine's speed, on 9 Mbit/s with 100 ms; and there a page of one line. */
async function paint() {
  const [ours, bare] = [await paintsOf(path, phone), await paintsOf(barePath, phone)];
  const wide = await paintsOf(path, desk);
  const [seconds, least] = [median(ours.paints) / 1000, median(bare.paints) / 1000];
  row('Largest contentful paint, 4× slower CPU, 9 Mbit/s, 100 ms', `${seconds.toFixed(2)} s`, '≤ 0.8 s', seconds <= 0.8, {
    limit: `${least.toFixed(2)} s: a page of one line, without style, type or script`,
    share: least / seconds,
  });
  for (const [{ shifts }, { width }] of [
    [ours, phone],
    [wide, desk],
  ]) {
    const shift = Math.max(...shifts);
    row(`Layout shift at ${width}`, shift.toFixed(4), '0', shift === 0);
  }
}

async function paintsOf(path, viewport) {
  const paints = [];
  const shifts = [];
  for (let run = 0; run < runs; run += 1) {
    const context = await browser.newContext({ viewport });
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    await wire.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await wire.send('Network.enable');
    const bytesPerSecond = 9e6 / 8;
    await wire.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: 100,
      downloadThroughput: bytesPerSecond,
      uploadThroughput: bytesPerSecond,
    });
    await page.goto(origin + path, { waitUntil: 'networkidle' });
    const seen = await page.evaluate(
      () =>
        new Promise((done) => {
          const found = { paint: 0, shift: 0 };
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) found.paint = entry.startTime;
          }).observe({ type: 'largest-contentful-paint', buffered: true });
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) found.shift += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => done(found), 300);
        }),
    );
    if (seen.paint === 0) throw new Error(`${path} has painted nothing at ${viewport.width}`);
    paints.push(seen.paint);
    shifts.push(seen.shift);
    await context.close();
  }
  return { paints, shifts };
}

/** Public pages in Lighthouse's own settings for phones. */
async function lighthouse() {
  const folder = await mkdtemp(join(tmpdir(), 'kith-lighthouse-'));
  const program = fileURLToPath(new URL('../node_modules/.bin/lighthouse', import.meta.url));
  const service = path.split('/').slice(0, 3).join('/');
  for (const page of ['/', '/book', service, path, ...others]) {
    const report = join(folder, 'report.json');
    await promisify(execFile)(
      program,
      [origin + page, '--quiet', '--output=json', `--output-path=${report}`, `--chrome-flags=--headless=new ${flags.join(' ')}`],
      { env: { ...process.env, CHROME_PATH: executablePath } },
    );
    const { categories } = JSON.parse(await readFile(report, 'utf8'));
    const score = (name) => Math.round((categories[name]?.score ?? 0) * 100);
    const scores = ['performance', 'accessibility', 'best-practices', 'seo'].map(score);
    // What robots.txt keeps out of searches can't score there.
    const judged = page.startsWith('/staff') ? scores.slice(0, 3) : scores;
    const aim = judged.map(() => 100).join(' / ');
    const met = judged.every((score) => score === 100);
    row(`Lighthouse, \`${page}\`: performance, accessibility, best practices, SEO`, scores.join(' / '), aim, met);
  }
  await rm(folder, { recursive: true, force: true });
}
