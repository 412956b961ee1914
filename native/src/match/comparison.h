// The small Python-like language of `metavariable-comparison`.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace vireon {

using ComparisonValue = std::variant<long long, double, bool, std::string, std::vector<std::string>>;

struct Expr {
  enum class Sort : uint8_t { Literal, Meta, Unary, Binary, Call, List } sort = Sort::Literal;
  ComparisonValue value;
  std::string name;  // of an operator, function or metavariable
  std::vector<std::shared_ptr<Expr>> parts;
};

/** What a metavariable stands for: `raw` is its text, `value` its literal where it has one. */
struct ComparisonInput {
  std::string raw;
  std::optional<ComparisonValue> value;
};

struct ComparisonContext {
  std::function<std::optional<ComparisonInput>(const std::string&)> lookup;
  std::optional<int> base;
  bool strip = false;
  /** Seconds since 1970. */
  double now = 0;
};

/** False where it cannot be worked out. */
bool comparisonHolds(const Expr& expr, const ComparisonContext& context);

}  // namespace vireon
