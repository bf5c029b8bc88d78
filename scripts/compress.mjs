// Writes a .br and a .gz beside each file of the site that compresses, at the
// highest settings, so that the server never compresses a static file itself.
// Usage: node compress.mjs FOLDER. Skips what is there and newer.
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const kinds = new Set(['.css', '.ico', '.js', '.json', '.svg', '.txt', '.wasm', '.webmanifest']);
const tooSmall = 512; // bytes; below it the headers weigh more than what is saved

const writers = {
  '.br': (bytes) =>
    promisify(brotliCompress)(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 11,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      },
    }),
  '.gz': (bytes) => promisify(gzip)(bytes, { level: 9 }),
};

const folder = process.argv[2];
if (!folder) throw new Error('usage: node compress.mjs FOLDER');

for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !kinds.has(extname(entry.name))) continue;
  const path = join(entry.parentPath ?? entry.path, entry.name);
  const source = await stat(path);
  if (source.size < tooSmall) continue;
  for (const [suffix, compress] of Object.entries(writers)) {
    const there = await stat(path + suffix).catch(() => null);
    if (there && there.mtimeMs >= source.mtimeMs) continue;
    await writeFile(path + suffix, await compress(await readFile(path)));
  }
}
