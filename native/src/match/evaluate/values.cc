// What a metavariable stands for, as a value and as a text.
#include "match/evaluate/formula_run.h"

#include <cctype>
#include <cmath>
#include <cstdlib>

#include "parse/names.h"
#include "parse/word.h"

namespace vireon {
namespace {

// A number if it is one, else the text.
ComparisonValue valueOfText(const std::string& text) {
  char* end = nullptr;
  if (!text.empty() && (std::isdigit(static_cast<unsigned char>(text[0])) || text[0] == '-')) {
    long long whole = std::strtoll(text.c_str(), &end, 10);
    if (!*end) return whole;
    double number = std::strtod(text.c_str(), &end);
    if (!*end) return number;
  }
  return text;
}

std::optional<ComparisonValue> integerOf(const std::string& text) {
  char* end = nullptr;
  bool binary = text.size() > 2 && text[0] == '0' && (text[1] == 'b' || text[1] == 'B');
  bool octal = text.size() > 2 && text[0] == '0' && (text[1] == 'o' || text[1] == 'O');
  long long value = binary || octal ? std::strtoll(text.c_str() + 2, &end, binary ? 2 : 8) : std::strtoll(text.c_str(), &end, 0);
  if (*end && *end != 'L' && *end != 'l' && *end != 'n' && *end != 'u' && *end != 'U') return std::nullopt;
  return ComparisonValue(value);
}

// Written without a point it is whole.
ComparisonValue floatOf(const std::string& text) {
  double value = std::strtod(text.c_str(), nullptr);
  if (value == std::floor(value) && std::abs(value) < 9e15 && text.find_first_of(".eE") == text.npos) return static_cast<long long>(value);
  return value;
}

std::optional<ComparisonValue> valueOfLiteral(const Node* literal) {
  std::string text;
  for (char c : literal->text)
    if (c != '_') text += c;
  switch (literal->kind) {
    case Kind::Int:
      return integerOf(text);
    case Kind::Float:
      return floatOf(text);
    case Kind::Bool:
      return ComparisonValue(!text.empty() && (text[0] == 't' || text[0] == 'T'));
    case Kind::String:
      return ComparisonValue(std::string(literal->text));
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<ComparisonValue> FormulaRun::valueOf(const Bound& bound) const {
  const Node* node = bound.sort == Bound::Sort::Node ? bound.node : nullptr;
  if (bound.sort == Bound::Sort::Text) return valueOfText(std::string(bound.text));
  if (!node) return std::nullopt;
  if (node->kind == Kind::Text) return valueOfText(std::string(trimmed(node->text)));
  const Node* literal = text_.tree_ ? constantOf(*text_.tree_, node) : nullptr;
  if (!literal || isAnyString(literal)) return std::nullopt;
  return valueOfLiteral(literal);
}

/** The pieces of a template put together, where all of them are known. */
std::optional<std::string> FormulaRun::joined(const Node* node) const {
  std::string whole;
  for (const Node* part : node->children()) {
    const Node* literal = constantOf(*text_.tree_, part);
    if (!literal || isAnyString(literal)) return std::nullopt;
    whole += literal->text;
  }
  return whole;
}

/** A string without its quotes, else the text itself. */
std::string FormulaRun::content(const Bound& bound) const {
  if (bound.sort == Bound::Sort::Node && bound.node->kind == Kind::Template && text_.tree_)
    if (auto whole = joined(bound.node)) return *whole;
  if (bound.sort == Bound::Sort::Node && text_.tree_)
    if (const Node* literal = constantOf(*text_.tree_, bound.node); literal && literal->kind == Kind::String && !isAnyString(literal))
      return std::string(literal->text);
  return text_.textOf(bound);
}

}  // namespace vireon
