// How much a text tells, which is much where nobody made it up.
#pragma once
#include <string_view>

namespace vireon {

/** It has many bits, and many for each character, by what English is made of. */
bool looksRandom(std::string_view text);
/** Shannon's bits for each byte. */
double shannonBits(std::string_view text);

}  // namespace vireon
