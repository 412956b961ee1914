// Regular expressions that take forever.
#pragma once
#include <string_view>

namespace vireon {

/** A repeated group that itself repeats or chooses: (a+)+, (a|a)*. */
bool looksCatastrophic(std::string_view re);

}  // namespace vireon
