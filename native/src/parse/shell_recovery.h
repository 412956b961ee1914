// Commands in shell text that has no tree: a flat reader that knows quotes, operators, redirects and here-documents.
#pragma once
#include <cstddef>
#include <string_view>
#include <vector>

#include "parse/shell.h"

namespace vireon {

struct ShellStretch {
  size_t begin, end;
};

/** Reads `stretch` of `text`; at most `room` commands. Those found all carry `context` in front of their own. */
std::vector<ShellCommand> recoverShell(std::string_view text, ShellStretch stretch, const LineIndex& lines,
                                       const std::vector<ShellContext>& context, size_t room);

/** Takes away what only opens or closes a construct (`then`, `time -p`, `!`, `coproc NAME {`, `}`). */
void dropReservedWords(std::vector<ShellWord>& words);

}  // namespace vireon
