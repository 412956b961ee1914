// Which language a file is in.
#pragma once
#include <string_view>

namespace vireon {

/** By file name or extension; empty where neither tells. */
std::string_view languageOfPath(std::string_view path);

/** By the interpreter that a `#!` line names; empty where there is none or it is unknown. */
std::string_view languageOfShebang(std::string_view firstLine);

}  // namespace vireon
