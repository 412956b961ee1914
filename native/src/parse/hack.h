// Hack is PHP with types of its own: what PHP's grammar cannot read is spelled as PHP, each place keeping its length.
#pragma once
#include <string>
#include <string_view>

namespace vireon {

/** Attributes, type arguments, collections and `async`, as PHP writes them or left out; byte for byte as long. */
std::string hackAsPhp(std::string_view source);

}  // namespace vireon
