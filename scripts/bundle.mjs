// Joins what was compiled with the packages it uses into few files: to find and read hundreds costs more than to run them.
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const main = join(root, 'server/dist/main.js');
const target = join(root, 'server/dist/bundle');

/** A module that asks where it lies is told where it lay before. */
const places = {
  name: 'places',
  transform(code, id) {
    if (!id.startsWith(root) || !code.includes('import.meta.url')) return null;
    const before = JSON.stringify(relative(target, id).split(sep).join('/'));
    return { code: code.replaceAll('import.meta.url', `new URL(${before}, import.meta.url).href`), map: null };
  },
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
const bundle = await rolldown({
  input: { main },
  platform: 'node',
  // What loads its parts by names that it computes cannot be joined; its ES modules, where it has them, can.
  resolve: { mainFields: ['module', 'main'] },
  external: ['better-sqlite3'],
  plugins: [places],
});
await bundle.write({ dir: target, format: 'esm', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' });
await bundle.close();
