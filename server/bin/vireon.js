#!/usr/bin/env node
try {
  await import('../dist/main.js');
} catch (error) {
  process.stderr.write(`vireon: ${error.message}; build it again with \`npm run build\`\n`);
  // Hosts take this exit code of a hook as: blocked.
  process.exitCode = process.argv[2] === 'hook' ? 2 : 70;
}
