// The little JSON that the daemon's wire needs: a header of strings out, an answer of strings and one number in.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace vireon {

/// The text as a JSON string with its quotes. Bytes that are not UTF-8 become U+FFFD, as Node would show them.
std::string quote(std::string_view text);

/// What a host's hook prints and how it exits.
struct HookAnswer {
  std::string out;
  std::string err;
  int exitCode = 0;
};

/// Reads `{"stdout":…,"stderr":…,"exitCode":…}`; nothing where the line is anything else.
std::optional<HookAnswer> readHookAnswer(std::string_view line);

}  // namespace vireon
