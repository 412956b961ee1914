-- nvim --headless --clean -c 'luafile neovim.lua', Neovim 0.7 or later, in a folder with hash.py.
-- VIREON_COMMAND: the language server's command, words apart by tabs. Ends with exit code 0 where all went well.
local failed = false
local function say(...) io.stdout:write(table.concat({ ... }, ' ') .. '\n') end
local function check(name, ok)
  say(ok and 'ok  ' or 'FAIL', name)
  if not ok then failed = true end
end
local function line(number) return vim.api.nvim_buf_get_lines(0, number, number + 1, false)[1] or '' end

local ok, problem = xpcall(function()
  local version = vim.version()
  say(('Neovim %d.%d.%d'):format(version.major, version.minor, version.patch))
  vim.cmd('edit hash.py')
  vim.bo.filetype = 'python'
  local config = {
    name = 'vireon',
    cmd = vim.split(os.getenv('VIREON_COMMAND'), '\t'),
    root_dir = vim.fn.getcwd(),
    init_options = { from = 'neovim' },
  }
  if vim.lsp.config then
    config.filetypes = { 'python' }
    vim.lsp.config('vireon', config)
    vim.lsp.enable('vireon')
    vim.bo.filetype = 'python'
  elseif vim.lsp.start then
    vim.lsp.start(config)
  else
    vim.lsp.buf_attach_client(0, vim.lsp.start_client(config))
  end

  check('a diagnostic arrives', vim.wait(20000, function() return #vim.diagnostic.get(0) == 1 end, 20))
  local found = vim.diagnostic.get(0)[1]
  say(('%s %s %d:%d %s'):format(found.source, found.code, found.lnum, found.col, found.message))
  check('it stands where the fault is', found.lnum == 3 and found.col == 19 and found.code == 'no-weak-hash')

  vim.api.nvim_win_set_cursor(0, { found.lnum + 1, found.col })
  local params = {
    textDocument = vim.lsp.util.make_text_document_params(),
    position = { line = found.lnum, character = found.col },
  }
  local manual = ''
  for _, answer in pairs(vim.lsp.buf_request_sync(0, 'textDocument/hover', params, 5000) or {}) do
    manual = answer.result and answer.result.contents.value or ''
  end
  check('hovering shows the manual', manual:find('Collisions of MD5', 1, true) ~= nil)

  local titles = {}
  vim.ui.select = function(items, options, choose)
    for _, item in ipairs(items) do titles[#titles + 1] = (options.format_item(item)) end
    choose(items[1], 1)
  end
  vim.lsp.buf.code_action()
  check('the fix is made', vim.wait(5000, function() return line(3) == '    return hashlib.sha256(text)' end, 20))
  say(table.concat(titles, ' | '))
  check('the menu offers three actions', #titles == 3)
  check('the diagnostic goes', vim.wait(5000, function() return #vim.diagnostic.get(0) == 0 end, 20))

  vim.api.nvim_buf_set_lines(0, 4, 4, false, { 'eval("1")' })
  check('typing brings another', vim.wait(5000, function() return #vim.diagnostic.get(0) == 1 end, 20))
  vim.api.nvim_win_set_cursor(0, { 5, 0 })
  vim.lsp.buf.code_action()
  check('a comment ignores it', vim.wait(5000, function() return line(4):find('vireon-ignore: no-eval', 1, true) ~= nil end, 20))
  check('which settles it', vim.wait(5000, function() return #vim.diagnostic.get(0) == 0 end, 20))
end, debug.traceback)
if not ok then check(problem, false) end
vim.cmd(failed and 'cquit!' or 'qall!')
