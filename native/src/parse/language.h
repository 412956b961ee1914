// The languages that can be parsed, by name.
#pragma once
#include <string>
#include <string_view>
#include <vector>

struct TSLanguage;

namespace vireon {

/** The one name that we use for a language: `js` → `javascript`, `yml` → `yaml`; an unknown name is empty. */
std::string_view canonicalLanguage(std::string_view name);

/** Sets the grammar of a language (canonical name). Call before rules are compiled; not thread-safe. */
void registerLanguage(std::string_view name, const TSLanguage* grammar);

/** nullptr where no grammar has been registered. */
const TSLanguage* grammarOf(std::string_view name);

/** Whether texts of a language (canonical name) can be parsed: by a grammar, or read by hand. */
bool isReadable(std::string_view name);

/** Canonical names of all languages that rules may name, `regex` and `generic` included. */
const std::vector<std::string_view>& knownLanguages();

}  // namespace vireon
