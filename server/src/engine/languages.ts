// One name for each language where rule files know several.

const ALIASES: Readonly<Record<string, string>> = {
  js: 'javascript',
  jsx: 'javascript',
  ts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  python2: 'python',
  python3: 'python',
  golang: 'go',
  sh: 'bash',
  none: 'regex',
  yml: 'yaml',
  rb: 'ruby',
  rs: 'rust',
  kt: 'kotlin',
  'c++': 'cpp',
  'c#': 'csharp',
  tf: 'terraform',
  hcl: 'terraform',
  docker: 'dockerfile',
  sol: 'solidity',
  ex: 'elixir',
  ml: 'ocaml',
  jl: 'julia',
  clj: 'clojure',
  vbnet: 'vb',
  'vb.net': 'vb',
};

export function canonicalLanguage(name: string): string {
  const lower = name.toLowerCase();
  return ALIASES[lower] ?? lower;
}
