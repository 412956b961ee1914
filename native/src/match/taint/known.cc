#include "match/taint/known.h"

#include <charconv>
#include <string>

#include "parse/word.h"

namespace vireon {
namespace {

constexpr long long kMaxSummand = 1'000'000'000'000'000'000, kMaxFactor = 1'000'000'000;

std::optional<long long> integerOf(std::string_view text) {
  std::string digits;
  for (char c : text)
    if (c != '_') digits += c;
  int base = 10;
  size_t from = 0;
  if (digits.size() > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')) base = 16, from = 2;
  long long value = 0;
  const char* end = digits.data() + digits.size();
  auto read = std::from_chars(digits.data() + from, end, value, base);
  if (read.ec != std::errc() || read.ptr == digits.data() + from) return std::nullopt;
  while (read.ptr < end && oneOf(std::string_view(read.ptr, 1), {"l", "L", "u", "U"})) read.ptr++;
  return read.ptr == end ? std::optional(value) : std::nullopt;
}

// What is neither true nor false by its sort alone.
bool takesAnything(std::string_view language) {
  return oneOf(language, {"python", "javascript", "typescript", "tsx", "php", "c", "cpp"});
}

std::optional<int> order(const Known& left, const Known& right) {
  if (left.sort != right.sort) return std::nullopt;
  if (left.sort == Known::Sort::Int) return left.number < right.number ? -1 : left.number > right.number;
  if (left.sort == Known::Sort::String) return left.text.compare(right.text);
  return std::nullopt;
}

std::optional<bool> same(const Known& left, const Known& right) {
  if (left.sort == Known::Sort::Collection || right.sort == Known::Sort::Collection) return std::nullopt;
  if (left.sort != right.sort) return left.sort == Known::Sort::Null || right.sort == Known::Sort::Null ? std::optional(false) : std::nullopt;
  return left == right;
}

Known answer(std::optional<bool> value) { return value ? Known::boolean(*value) : Known(); }

Known arithmetic(std::string_view op, long long a, long long b) {
  auto within = [&](long long limit) { return -limit <= a && a <= limit && -limit <= b && b <= limit; };
  if (op == "+" && within(kMaxSummand)) return Known::integer(a + b);
  if (op == "-" && within(kMaxSummand)) return Known::integer(a - b);
  if (op == "*" && within(kMaxFactor)) return Known::integer(a * b);
  return {};
}

}  // namespace

Known Known::literal(const Node* node) {
  switch (node->kind) {
    case Kind::Null:
      return {Sort::Null, 0, {}};
    case Kind::Bool:
      return boolean(oneOf(node->text, {"true", "True", "TRUE"}));
    case Kind::Int:
      if (auto value = integerOf(node->text)) return integer(*value);
      return {};
    case Kind::String:
      return {Sort::String, 0, node->text};
    default:
      return {};
  }
}

std::optional<bool> truthOf(const Known& value, std::string_view language) {
  if (value.sort == Known::Sort::Bool) return value.number != 0;
  if (!value.any() || !takesAnything(language)) return std::nullopt;
  if (value.sort == Known::Sort::Null) return false;
  if (value.sort == Known::Sort::Int) return value.number != 0;
  if (value.sort == Known::Sort::String) return language == "c" || language == "cpp" || !value.text.empty();
  if (language == "python" || language == "php") return value.number != 0;
  return std::nullopt;
}

Known foldUnary(std::string_view op, const Known& operand, std::string_view language) {
  if (op == "!" || op == "not") {
    std::optional<bool> value = truthOf(operand, language);
    return value ? Known::boolean(!*value) : Known();
  }
  if (op == "-" && operand.sort == Known::Sort::Int) return arithmetic("-", 0, operand.number);
  return {};
}

Known foldBinary(std::string_view op, const Known& left, const Known& right, std::string_view language) {
  if (oneOf(op, {"&&", "and", "||", "or"})) {
    const bool either = op == "||" || op == "or";
    std::optional<bool> a = truthOf(left, language), b = truthOf(right, language);
    if ((a && *a == either) || (b && *b == either)) return Known::boolean(either);
    return a && b ? Known::boolean(!either) : Known();
  }
  if (!left.any() || !right.any()) return {};
  if (oneOf(op, {"==", "===", "is"})) return answer(same(left, right));
  if (oneOf(op, {"!=", "!==", "is not", "<>"})) {
    std::optional<bool> equal = same(left, right);
    return equal ? Known::boolean(!*equal) : Known();
  }
  if (oneOf(op, {"<", ">", "<=", ">="})) {
    std::optional<int> by = order(left, right);
    if (!by) return {};
    return Known::boolean(op == "<" ? *by < 0 : op == ">" ? *by > 0 : op == "<=" ? *by <= 0 : *by >= 0);
  }
  return left.sort == Known::Sort::Int && right.sort == Known::Sort::Int ? arithmetic(op, left.number, right.number) : Known();
}

bool asksForSize(std::string_view name) { return oneOf(name, {"len", "length", "size", "count", "Length", "Count", "strlen", "sizeof"}); }

Known sizeOf(const Known& value) {
  if (value.sort == Known::Sort::Collection) return Known::integer(value.number);
  return {};
}

}  // namespace vireon
