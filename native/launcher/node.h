// The way through Node, for everything that the daemon cannot answer at once.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "wire.h"

namespace vireon {

/// Becomes `node main.js …`. Returns only where Node could not be started.
void becomeNode(const std::string& main, const std::vector<std::string>& arguments);

/// Runs `node main.js …` with `input` as its stdin and our stdout and stderr; its exit code, or -1 where it could not
/// be started, died, or was killed since the deadline passed.
int runNode(const std::string& main, const std::vector<std::string>& arguments, std::string_view input, Deadline deadline);

}  // namespace vireon
