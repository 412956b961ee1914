#!/usr/bin/env node
// Writes the published JSON Schemas that are made from code; with --check, says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { decisionSchema } from '../server/dist/normalise/decision-shape.js';
import { proposalSchema } from '../server/dist/normalise/shape.js';
import { settingsSchema } from '../server/dist/workspace/settings.js';

const schemas = { proposal: proposalSchema, decision: decisionSchema, config: settingsSchema };
const isCheck = process.argv.includes('--check');
const stale = [];

for (const [name, schema] of Object.entries(schemas)) {
  const file = new URL(`../schemas/${name}.schema.json`, import.meta.url);
  const { $schema, ...body } = schema.toJSONSchema({ io: 'input' });
  const text = `${JSON.stringify({ $schema, $id: `urn:vireon:schema:${name}`, ...body }, undefined, 2)}\n`;
  if (isCheck && read(file) !== text) stale.push(`schemas/${name}.schema.json`);
  if (!isCheck) writeFileSync(file, text);
}

if (stale.length > 0) {
  process.stderr.write(`out of date: ${stale.join(', ')}; run \`npm run fix\`\n`);
  process.exitCode = 1;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
