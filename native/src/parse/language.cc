#include "parse/language.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "parse/reader.h"

// Grammars that are compiled from their packages' sources, because those hold no binaries for every platform.
extern "C" const TSLanguage* tree_sitter_dart_orchard();
extern "C" const TSLanguage* tree_sitter_apex();

namespace vireon {
namespace {

struct Language {
  std::string_view name;
  std::vector<std::string_view> aliases;
  const TSLanguage* grammar = nullptr;
};

std::vector<Language>& languages() {
  static std::vector<Language> all = {
      {"javascript", {"js", "jsx"}},
      {"typescript", {"ts"}},
      {"tsx", {}},
      {"python", {"py", "python2", "python3"}},
      {"go", {"golang"}},
      {"java", {}},
      {"bash", {"sh", "shell"}},
      {"json", {}},
      {"yaml", {"yml"}},
      {"ruby", {"rb"}},
      {"php", {}},
      {"c", {}},
      {"cpp", {"c++"}},
      {"csharp", {"c#"}},
      {"terraform", {"hcl", "tf"}},
      {"solidity", {"sol"}},
      {"scala", {}},
      {"rust", {"rs"}},
      {"kotlin", {"kt"}},
      {"swift", {}},
      {"lua", {}},
      {"elixir", {"ex"}},
      {"ocaml", {"ml"}},
      {"julia", {"jl"}},
      {"r", {}},
      {"dart", {}, tree_sitter_dart_orchard()},
      {"apex", {}, tree_sitter_apex()},
      {"hack", {}},
      {"clojure", {"clj"}},
      {"vb", {"vbnet", "vb.net"}},
      {"html", {}},
      {"xml", {}},
      {"dockerfile", {"docker"}},
      {"regex", {"none"}},
      {"generic", {"spacegrep"}},
  };
  return all;
}

bool sameButCase(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

Language* find(std::string_view name) {
  for (Language& language : languages()) {
    if (sameButCase(language.name, name)) return &language;
    for (std::string_view alias : language.aliases)
      if (sameButCase(alias, name)) return &language;
  }
  return nullptr;
}

}  // namespace

std::string_view canonicalLanguage(std::string_view name) {
  const Language* language = find(name);
  return language ? language->name : std::string_view();
}

void registerLanguage(std::string_view name, const TSLanguage* grammar) {
  if (Language* language = find(name)) language->grammar = grammar;
}

const TSLanguage* grammarOf(std::string_view name) {
  // Dockerfiles have no grammar of their own; their shell text has.
  if (name == "dockerfile") name = "bash";
  const Language* language = find(name);
  return language ? language->grammar : nullptr;
}

bool isReadable(std::string_view name) { return readerOf(name) || grammarOf(name); }

const std::vector<std::string_view>& knownLanguages() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> list;
    for (const Language& language : languages()) list.push_back(language.name);
    return list;
  }();
  return names;
}

}  // namespace vireon
