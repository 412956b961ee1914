import type { JsonObject } from './json-text.js';

/** An editor that can show what the rules say while somebody types. */
export interface Editor {
  readonly id: string;
  readonly name: string;
  readonly programs: readonly string[];
  readonly traces: readonly string[];
  /** A settings file in which our server can stand beside others; it is only written where its folder is there. */
  readonly settings?: { readonly file: string; readonly template: (program: string) => JsonObject };
  /** What a person does where no settings file can be changed for them. */
  readonly advice?: string;
}

const start = (program: string) => [program, 'lsp', '--stdio'];
const SEE = 'see docs/editors.md';

export const EDITORS: readonly Editor[] = [
  {
    id: 'sublime',
    name: 'Sublime Text',
    programs: ['subl'],
    traces: ['%sublime%/Packages/User'],
    settings: {
      file: '~/%sublime%/Packages/User/LanguageServers.sublime-settings',
      template: (program) => ({
        vireon: {
          enabled: true,
          command: start(program),
          selector: 'source | text',
          initialization_options: { from: 'sublime' },
        },
      }),
    },
  },
  ...['.vim', '.config/nvim'].map(
    (folder): Editor => ({
      id: folder === '.vim' ? 'coc-vim' : 'coc-nvim',
      name: folder === '.vim' ? 'coc.nvim in Vim' : 'coc.nvim in Neovim',
      programs: [],
      traces: [`${folder}/coc-settings.json`],
      settings: {
        file: `~/${folder}/coc-settings.json`,
        template: (program) => ({
          languageserver: {
            vireon: {
              command: program,
              args: ['lsp', '--stdio'],
              filetypes: ['*'],
              rootPatterns: ['.vireon', '.git'],
              initializationOptions: { from: 'coc' },
            },
          },
        }),
      },
    }),
  ),
  {
    id: 'vscode',
    name: 'VS Code',
    programs: ['code', 'code-insiders'],
    traces: ['%code%'],
    advice: `its extension starts the server; ${SEE}`,
  },
  {
    id: 'neovim',
    name: 'Neovim',
    programs: ['nvim'],
    traces: ['.config/nvim'],
    advice: `its configuration is a program; ${SEE} for the lines`,
  },
  {
    id: 'vim',
    name: 'Vim',
    programs: ['vim'],
    traces: ['.vimrc', '.vim'],
    advice: `its configuration is a program; ${SEE} for the lines`,
  },
  {
    id: 'emacs',
    name: 'Emacs',
    programs: ['emacs'],
    traces: ['.emacs.d', '.emacs', '.config/emacs'],
    advice: `its configuration is a program; ${SEE} for the lines`,
  },
  {
    id: 'helix',
    name: 'Helix',
    programs: ['hx'],
    traces: ['.config/helix'],
    advice: `a language's servers are one list that replaces the usual ones; ${SEE} for the lines`,
  },
  {
    id: 'kate',
    name: 'Kate',
    programs: ['kate'],
    traces: ['.config/kate'],
    advice: `it runs one server for a language, ours would displace the usual one; ${SEE}`,
  },
  {
    id: 'zed',
    name: 'Zed',
    programs: ['zed', 'zeditor'],
    traces: ['.config/zed'],
    advice: `settings alone cannot add a server, an extension must; ${SEE}`,
  },
];
