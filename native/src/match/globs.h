// Globs of a rule's `paths`.
#pragma once
#include <string_view>

namespace vireon {

/** Whether a glob names this path or a folder above it, at any depth unless it starts with `/`. */
bool globMatchesPath(std::string_view glob, std::string_view path);

}  // namespace vireon
