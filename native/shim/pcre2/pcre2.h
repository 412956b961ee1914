// PCRE2's package ships its header and its character tables under the names that its own build copies from.
#include <pcre2.h.generic>
