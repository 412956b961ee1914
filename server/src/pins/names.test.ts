import { expect, test } from 'vitest';
import { resemblances } from './names.js';

test.each([
  ['read_file', 'read_file', ['same-name']],
  ['read_fi1e', 'read_file', ['look-alike']],
  ['rnove_file', 'move_file', ['look-alike']],
  ['readFile', 'read_file', ['near-name']],
  ['raed_file', 'read_file', ['near-name']],
  ['read_fil', 'read_file', ['near-name']],
  ['read_files', 'read_file', []],
  ['get_page2', 'get_page1', []],
  ['fetch', 'patch', []],
  ['write_file', 'read_file', []],
  ['reаd_file', 'other', ['look-alike']],
  ['read_\u200bfile', 'other', ['look-alike']],
  ['ｒead', 'other', ['look-alike']],
  ['ファイル', 'other', []],
])('%s beside %s is %j', (name, other, standing) => {
  expect(resemblances(name, [{ server: 'b', tool: other }])).toEqual(standing);
});
