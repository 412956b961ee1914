// A rule's patterns and conditions, compiled.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "match/options.h"
#include "match/pattern/pattern.h"
#include "match/prefilter.h"
#include "match/regex.h"
#include "match/ruleset.h"
#include "match/value.h"

namespace vireon {

struct Expr;  // of a comparison
struct Formula;
struct TaintRule;

struct Condition {
  enum class Sort : uint8_t { Regex, Pattern, Comparison, Entropy, Redos, Type } sort = Sort::Regex;
  MetaId meta = 0;
  std::shared_ptr<Regex> regex;
  /** Metavariables of the regular expression's groups. */
  std::vector<MetaId> groups;
  bool constants = false;
  /** Of `metavariable-pattern`: the language to read the text in, empty for the rule's own. */
  std::string language;
  std::shared_ptr<Formula> formula;
  std::shared_ptr<Expr> comparison;
  std::optional<int> base;
  bool strip = false;
  std::vector<std::shared_ptr<Pattern>> types;
  /** Of `entropy` with a bound: the text must have more bits per byte. */
  std::optional<double> above;
  /** Where it stands in the rule. */
  Pointer pointer;
};

/** Of `options.secret_group`: what a match of a regular expression binds beside its groups. */
struct SecretNames {
  /** 0: the first group that holds something, else the whole match. */
  size_t group = 0;
  MetaId secret = 0, match = 0, lines = 0;
};

struct Formula {
  enum class Sort : uint8_t { Pattern, Regex, All, Any, Inside, Anywhere, Not } sort = Sort::Pattern;
  std::vector<Formula> children;
  std::vector<Condition> conditions;
  /** Each list is one `focus-metavariable`. */
  std::vector<std::vector<MetaId>> focus;
  /** By language: a rule for several has its patterns in each. */
  std::map<std::string, std::shared_ptr<Pattern>, std::less<>> patterns;
  /** A pattern of generic mode. */
  std::shared_ptr<struct GenericPattern> generic;
  std::shared_ptr<Regex> regex;
  /** Of a regex: the metavariables of its groups. */
  std::vector<MetaId> groups;
  std::optional<SecretNames> secret;
  std::optional<MetaId> as;
  std::string source;
  /** Where the operator and the last of its `focus` stand in the rule. */
  Pointer pointer, focusPointer;
};

struct CompiledRule {
  std::vector<std::string> languages;
  Formula formula;
  MatchOptions options;
  std::string message;
  std::optional<std::string> fix;
  std::shared_ptr<Regex> fixRegex;
  std::string fixReplacement;
  int fixCount = 0;
  std::vector<std::string> include, exclude;
  /** Of `options.path_regex` and `options.path_not_regex`. */
  std::shared_ptr<Regex> pathRegex, pathNotRegex;
  Prefilter prefilter;
  /** Of `mode: taint`; `formula` then only says what must be there at all. */
  std::shared_ptr<TaintRule> taint;
  std::string id;
  bool usable = false;
};

/** Compiles one rule; what it does not understand is told as issues, and the rule is then not usable. */
CompiledRule compileRule(const Value& rule, size_t index, MetaNames& names, std::vector<CompileIssue>& issues);

/** A necessary condition of a formula in one language or all of them. */
Prefilter prefilterOf(const CompiledRule& rule);

/** A comparison's text; nullptr with `error` where it is not understood. */
std::shared_ptr<Expr> parseComparison(std::string_view text, std::string& error);

}  // namespace vireon
