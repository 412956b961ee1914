// The commands of a shell text, as the shell would see their words.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scan/lines.h"

struct TSLanguage;

namespace vireon {

struct ShellWord {
  Span span;
  /** As written. */
  std::string raw;
  /** Quotes and escapes resolved; nothing where an expansion or substitution makes it unknowable. */
  std::optional<std::string> value;
  /** With unknowable pieces kept as written. */
  std::string text;
  /** An unquoted `*`, `?` or `[` stands in it. */
  bool glob = false;
};

/** Text that a here-document or here-string gives to a command. */
struct ShellBody {
  std::string text;
  Span span;
  bool expands = false;
};

struct ShellRedirect {
  Span span;
  std::string op;
  /** The number in front of the operator. */
  std::optional<uint32_t> descriptor;
  ShellWord target;
  std::optional<ShellBody> body;
};

struct ShellAssignment {
  std::string name;
  ShellWord value;
};

enum class ShellJoin : uint8_t { start, conjunction, alternative, sequence, pipe, background };

enum class ShellContext : uint8_t { substitution, processSubstitution, subshell, function, condition, loop, group };

struct ShellCommand {
  Span span;
  std::vector<ShellWord> words;
  std::vector<ShellAssignment> assignments;
  std::vector<ShellRedirect> redirects;
  ShellJoin joined = ShellJoin::start;
  std::vector<ShellContext> context;
  std::optional<std::string> inFunction;
};

struct ShellError {
  Span span;
  std::string message;
};

struct ShellParse {
  std::vector<ShellCommand> commands;
  std::vector<ShellError> errors;
};

/**
 * Never fails: what does not parse is told in `errors`, and the commands that can be found in it are given all the same.
 * Time, depth and the number of commands are bounded; a bound that was hit is an error too.
 */
ShellParse parseShell(std::string_view text, const TSLanguage* bash);

}  // namespace vireon
