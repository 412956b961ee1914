" vim -N -u ale.vim -c "call Main()", on a terminal, with ALE in $VIREON_ALE, in a folder with hash.py.
" $VIREON_COMMAND: the language server's command line. Writes $VIREON_REPORT and ends with 0 where all went well.
set nocompatible
let &runtimepath = $VIREON_ALE . ',' . &runtimepath . ',' . $VIREON_ALE . '/after'
let g:ale_linters_explicit = 1
let g:ale_linters = {'python': ['vireon']}
let g:ale_lint_on_text_changed = 'always'
let g:ale_lint_delay = 50
filetype plugin on
runtime plugin/ale.vim
call ale#linter#Define('python', {
\   'name': 'vireon', 'lsp': 'stdio', 'executable': split($VIREON_COMMAND)[0], 'command': $VIREON_COMMAND,
\   'project_root': {_ -> getcwd()}, 'language': 'python', 'initialization_options': {'from': 'ale'},
\})

let s:report = []
let s:failed = 0

func! s:Check(name, ok)
  call add(s:report, (a:ok ? 'ok   ' : 'FAIL ') . a:name)
  let s:failed = s:failed || !a:ok
endfunc

func! s:Until(condition)
  let start = reltime()
  while !eval(a:condition) && reltimefloat(reltime(start)) < 20
    sleep 20m
  endwhile
  return eval(a:condition)
endfunc

func! s:Found()
  return ale#engine#GetLoclist(bufnr(''))
endfunc

func! s:Run()
  edit hash.py
  call ale#Queue(0)
  call s:Check('a diagnostic arrives', s:Until('len(s:Found()) == 1'))
  for item in s:Found()
    call add(s:report, item.linter_name . ' ' . item.code . ' ' . item.lnum . ':' . item.col . ' ' . item.text)
  endfor
  call cursor(4, 20)
  ALEHover
  call s:Check('hovering shows the manual', s:Until('execute("messages") =~# "Collisions of MD5" || s:Preview() =~# "Collisions of MD5"'))
  call feedkeys("1\<CR>", 't')
  ALECodeAction
  call s:Check('the fix is made', s:Until('getline(4) ==# "    return hashlib.sha256(text)"'))
  " TextChanged does this as soon as a script no longer runs.
  call ale#Queue(0)
  call s:Check('the diagnostic goes', s:Until('len(s:Found()) == 0'))
endfunc

func! s:Preview()
  for number in range(1, winnr('$'))
    if getwinvar(number, '&previewwindow')
      return join(getbufline(winbufnr(number), 1, '$'))
    endif
  endfor
  return ''
endfunc

func! Main()
  try
    call s:Run()
  catch
    call s:Check(v:exception . ' at ' . v:throwpoint, 0)
  endtry
  call writefile(s:report, $VIREON_REPORT)
  call ale#lsp#reset#StopAllLSPs()
  execute s:failed ? 'cquit!' : 'qall!'
endfunc
