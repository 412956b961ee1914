#include "match/pattern/contexts.h"

#include <cctype>

namespace vireon {
namespace {

using Take = Context::Take;

constexpr Context kWhole[] = {{"", ""}};
constexpr Context kObject[] = {
    {"vvc_ = ", ""}, {"", ""}, {"class vvc_ {", "}"},
};
constexpr Context kField[] = {{"vvc_ = {", "}"}};
constexpr Context kCatch[] = {{"try { vve_; } ", ""}};
constexpr Context kTry[] = {{"", ""}, {"", " finally { vve_; }", Take::Whole}};
constexpr Context kCase[] = {{"switch (vve_) {", "\n}"}};
constexpr Context kGoField[] = {{"var vvc_ = vvc_{", "}\n"}};
constexpr Context kGoCase[] = {{"func vvc_() { switch vvc_ {", "\n} }\n"}, {"func vvc_() { select {", "\n} }\n"}};
constexpr Context kGoLiteral[] = {{kBeforeGoLiteral, "\n"}};
constexpr Context kJavascript[] = {
    {"", ""},
    {"", " { vve_; }", Take::Whole},
    {"", " vve_;", Take::Whole},
    {"vvc_ = ", ""},
    {"class vvc_ {", "\n}"},
    {"class vvc_ {", " { vve_; } }", Take::Whole},
    {"vvc_ = {", "}"},
    {"", " class vvc_ {}"},
    {"async function vvc_() {", "\n}"},
    {"interface vvc_ {", "}"},
    {"let vvc_: ", ";"},
};
constexpr Context kJava[] = {
    {"", ""},
    {"", ";", Take::Operand},
    {"class vvc_ {", "\n}"},
    {"class vvc_ { void vvc_() {", "\n} }"},
    {"", ";", Take::Ended},
    {"class vvc_ { void vvc_() {", ";} }", Take::Operand},
    {"class vvc_ { vvc_() {", ";} }", Take::Operand},
    {"", " { vve_; }", Take::Whole},
    {"", " { vve_ vve_; }", Take::Whole},
    {"class vvc_ {", " { vve_; } }", Take::Whole},
    {"class vvc_ {", "; }", Take::Ended},
    {"", " class vvc_ {}"},
    {"", " vve_;", Take::Whole},
    {"class vvc_ { vvc_ vvc_ = ", "; }"},
};
constexpr Context kGo[] = {
    {"", "\n"},
    {"func vvc_() {", "\n}\n"},
    {"package vvc_\n", "\n"},
    {"", " { vve_; }\n", Take::Whole},
    {"var vvc_ = vvc_{", "}\n"},
    {"type vvc_ interface {\n", "\n}\n"},
    {"type vvc_ struct {\n", "\n}\n"},
    {"var vvc_ ", "\n"},
};
constexpr Context kPython[] = {
    {"", ""},
    {"(", ")"},
    {"", "\n  vve_", Take::Whole},
    {"", " vve_", Take::Whole},
    {"", "\nclass vvc_: pass"},
    {"vvc_(", ")"},
    {"", "\nexcept vve_: vve_", Take::Whole},
    {"{", "}"},
    {"vvc_[", "]"},
    {"def vvc_(", "): pass"},
    {"async def vvc_():\n  ", ""},
};
constexpr Context kPythonHandler[] = {{"try:\n  vve_\n", ""}, {"try:\n  vve_\n", " vve_", Take::Whole}};
constexpr Context kBash[] = {{"", ""}, {"", "\n"}, {"vvc_() {\n", "\n}"}, {"case vvc_ in\n", "\nesac"}};
constexpr Context kJson[] = {{"", ""}, {"{", "}"}, {"[", "]"}};
constexpr Context kYaml[] = {{"", ""}, {"", "\n"}};

// `name: value`, which a grammar may take for a label.
bool looksLikeField(std::string_view text) {
  size_t at = 0;
  if (!text.empty() && (text[0] == '"' || text[0] == '\'')) {
    at = text.find(text[0], 1);
    if (at == text.npos) return false;
    at++;
  } else {
    while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) || text[at] == '_' || text[at] == '$')) at++;
  }
  while (at > 0 && at < text.size() && text[at] == ' ') at++;
  bool single = at < text.size() && text[at] == ':' && (at + 1 >= text.size() || (text[at + 1] != ':' && text[at + 1] != '='));
  return at > 0 && single;
}

std::string_view firstWord(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) end++;
  return text.substr(0, end);
}

bool declaresType(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    while (end < text.size() && std::isalpha(static_cast<unsigned char>(text[end]))) end++;
    std::string_view word = text.substr(at, end - at);
    if (word == "class" || word == "record" || word == "struct" || word == "interface") return true;
    if (word.empty() || end >= text.size() || !std::isspace(static_cast<unsigned char>(text[end]))) return false;
    at = text.find_first_not_of(" \t\r\n", end);
  }
  return false;
}

std::span<const Context> likelyContexts(std::string_view language, std::string_view text) {
  // C#'s grammar takes `class A(int x) {}` in a method for a function that gives a `class`.
  if (language == "csharp" && declaresType(text)) return kWhole;
  if (dialectOf(language)) return {};
  std::string_view word = firstWord(text);
  if (language == "python") return word == "except" || word == "finally" || word == "else" ? std::span<const Context>(kPythonHandler) : std::span<const Context>();
  if (language == "bash" || language == "json" || language == "yaml") return {};
  if (language == "go") {
    if (word == "case" || word == "default") return kGoCase;
    if (text.starts_with("{")) return kGoLiteral;
    return looksLikeField(text) ? std::span<const Context>(kGoField) : std::span<const Context>();
  }
  if (word == "catch" || word == "finally") return kCatch;
  if (word == "try") return kTry;
  if (word == "case" || word == "default") return kCase;
  if (language == "java") return {};
  if (text.starts_with("{")) return kObject;
  return looksLikeField(text) ? std::span<const Context>(kField) : std::span<const Context>();
}

}  // namespace

std::span<const Context> contextsOf(std::string_view language) {
  if (const Dialect* dialect = dialectOf(language)) return dialect->contexts;
  if (language == "python") return kPython;
  if (language == "java") return kJava;
  if (language == "go") return kGo;
  if (language == "bash") return kBash;
  if (language == "json") return kJson;
  if (language == "yaml") return kYaml;
  return kJavascript;
}

std::vector<Context> contextsFor(std::string_view language, std::string_view text) {
  const std::span<const Context> likely = likelyContexts(language, text), all = contextsOf(language);
  std::vector<Context> contexts(likely.begin(), likely.end());
  contexts.insert(contexts.end(), all.begin(), all.end());
  return contexts;
}

}  // namespace vireon
