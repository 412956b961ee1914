const cp = require('child_process');

function convert(file, pattern, text) {
  // ruleid: js-shell-command-injection
  cp.exec('convert ' + file + ' out.png');
  // ruleid: js-shell-command-injection
  cp.execSync(`rm ${file}`);
  // ok: js-shell-command-injection
  cp.exec('ls -la', console.error);
  // ok: js-shell-command-injection
  return pattern.exec(`${text} and more`);
}
