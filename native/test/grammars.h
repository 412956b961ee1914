// The packages' prebuilt grammars, without Node: what they want of it is not called.
#pragma once
#include <dlfcn.h>

#include <iostream>

#include "parse/language.h"

namespace vireon::test {

inline void loadGrammars() {
  struct Grammar {
    const char *language, *file, *symbol;
  };
  constexpr Grammar grammars[] = {
#define GRAMMAR(language, file, symbol) {language, file, "tree_sitter_" symbol},
#include "grammars.inc"
#undef GRAMMAR
  };
  for (const Grammar& grammar : grammars) {
    void* library = dlopen(grammar.file, RTLD_LAZY);
    auto* make = library ? reinterpret_cast<const TSLanguage* (*)()>(dlsym(library, grammar.symbol)) : nullptr;
    if (make)
      registerLanguage(grammar.language, make());
    else
      std::cerr << grammar.language << ": " << dlerror() << "\n";
  }
}

}  // namespace vireon::test
