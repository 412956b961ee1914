// Dockerfiles, read by hand: no grammar of theirs can be installed. Shell text and words are read as Bash.
#pragma once
#include "parse/parser.h"

namespace vireon {

/** nullptr where Bash has no grammar. */
std::unique_ptr<Tree> parseDockerfile(std::string_view source, const ParseLimits& limits);

/** Whether a text begins with an instruction, so that it is no shell command alone. */
bool beginsWithInstruction(std::string_view text);

/** The hash of the node that holds an instruction's shell text. */
constexpr uint32_t kShellHash = hashOf("shell");

}  // namespace vireon
