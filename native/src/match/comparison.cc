#include "match/comparison.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <ctime>

#include "match/formula.h"
#include "match/regex.h"

namespace vireon {
namespace {

using Value = ComparisonValue;
using Node = std::shared_ptr<Expr>;

constexpr int kMaxNesting = 100;

class Parser {
 public:
  Parser(std::string_view text, std::string& error) : in_(text), error_(error) {}

  Node parse() {
    Node result = either();
    skip();
    if (error_.empty() && at_ < in_.size()) fail("unexpected `" + std::string(in_.substr(at_, 10)) + "`");
    return error_.empty() ? result : nullptr;
  }

 private:
  void fail(std::string why) {
    if (error_.empty()) error_ = std::move(why);
  }
  void skip() {
    while (at_ < in_.size() && std::isspace(static_cast<unsigned char>(in_[at_]))) at_++;
  }
  bool word(std::string_view text) {
    skip();
    if (in_.substr(at_, text.size()) != text) return false;
    char next = at_ + text.size() < in_.size() ? in_[at_ + text.size()] : ' ';
    if (std::isalnum(static_cast<unsigned char>(next)) || next == '_') return false;
    at_ += text.size();
    return true;
  }
  bool sign(std::string_view text) {
    skip();
    if (in_.substr(at_, text.size()) != text) return false;
    at_ += text.size();
    return true;
  }
  static Node make(Expr::Sort sort, std::string name, std::vector<Node> parts) {
    auto node = std::make_shared<Expr>();
    node->sort = sort;
    node->name = std::move(name);
    node->parts = std::move(parts);
    return node;
  }

  Node either() {
    if (++depth_ > kMaxNesting) {
      fail("nested too deeply");
      return nullptr;
    }
    Node left = both();
    while (error_.empty() && (word("or") || sign("||"))) left = make(Expr::Sort::Binary, "or", {left, both()});
    depth_--;
    return left;
  }
  Node both() {
    Node left = negation();
    while (error_.empty() && (word("and") || sign("&&"))) left = make(Expr::Sort::Binary, "and", {left, negation()});
    return left;
  }
  Node negation() {
    skip();
    bool exclamation = at_ + 1 < in_.size() && in_[at_] == '!' && in_[at_ + 1] != '=';
    if (word("not")) return make(Expr::Sort::Unary, "not", {negation()});
    if (exclamation) {
      at_++;
      return make(Expr::Sort::Unary, "not", {negation()});
    }
    return comparison();
  }
  Node comparison() {
    Node left = sum();
    while (error_.empty()) {
      std::string op;
      for (const char* each : {"==", "!=", "<=", ">=", "<", ">"})
        if (sign(each)) {
          op = each;
          break;
        }
      if (op.empty() && word("not")) op = word("in") ? "not in" : "?";
      if (op.empty() && word("in")) op = "in";
      if (op.empty()) return left;
      left = make(Expr::Sort::Binary, op, {left, sum()});
    }
    return left;
  }
  Node sum() {
    Node left = product();
    while (error_.empty()) {
      if (sign("+"))
        left = make(Expr::Sort::Binary, "+", {left, product()});
      else if (sign("-"))
        left = make(Expr::Sort::Binary, "-", {left, product()});
      else
        return left;
    }
    return left;
  }
  Node product() {
    Node left = unary();
    while (error_.empty()) {
      std::string op;
      for (const char* each : {"**", "*", "//", "/", "%", "&", "|", "^"})
        if (sign(each)) {
          op = each;
          break;
        }
      if (op.empty()) return left;
      left = make(Expr::Sort::Binary, op, {left, unary()});
    }
    return left;
  }
  Node unary() {
    if (sign("-")) return make(Expr::Sort::Unary, "-", {unary()});
    if (sign("+")) return unary();
    if (sign("~")) return make(Expr::Sort::Unary, "~", {unary()});
    return primary();
  }
  Node primary() {
    skip();
    if (at_ >= in_.size()) {
      fail("the comparison ends too early");
      return nullptr;
    }
    char c = in_[at_];
    if (c == '(') {
      at_++;
      Node inner = either();
      if (!sign(")")) fail("a `)` is missing");
      return inner;
    }
    if (c == '[') {
      at_++;
      Node list = make(Expr::Sort::List, "", {});
      while (error_.empty() && !sign("]")) {
        list->parts.push_back(either());
        sign(",");
        skip();
        if (at_ >= in_.size()) fail("a `]` is missing");
      }
      return list;
    }
    if (c == '"' || c == '\'') return text(c);
    if (std::isdigit(static_cast<unsigned char>(c))) return number();
    if (c == '$') {
      size_t end = at_ + 1;
      while (end < in_.size() && (std::isalnum(static_cast<unsigned char>(in_[end])) || in_[end] == '_' || in_[end] == '.')) end++;
      Node meta = make(Expr::Sort::Meta, std::string(in_.substr(at_, end - at_)), {});
      at_ = end;
      return meta;
    }
    if (std::isalpha(static_cast<unsigned char>(c)) || c == '_') return name();
    fail("unexpected `" + std::string(in_.substr(at_, 10)) + "`");
    return nullptr;
  }
  Node text(char quote) {
    std::string value;
    for (at_++; at_ < in_.size() && in_[at_] != quote; at_++) {
      if (in_[at_] == '\\' && at_ + 1 < in_.size() && (in_[at_ + 1] == quote || in_[at_ + 1] == '\\')) at_++;
      value += in_[at_];
    }
    if (at_ >= in_.size()) fail("a quote is missing");
    at_++;
    Node node = make(Expr::Sort::Literal, "", {});
    node->value = value;
    return node;
  }
  Node number() {
    size_t end = at_;
    while (end < in_.size() && (std::isalnum(static_cast<unsigned char>(in_[end])) || in_[end] == '.' || in_[end] == '_')) end++;
    std::string spelled;
    for (char c : in_.substr(at_, end - at_))
      if (c != '_') spelled += c;
    at_ = end;
    Node node = make(Expr::Sort::Literal, "", {});
    char* stop = nullptr;
    bool hex = spelled.size() > 1 && (spelled[1] == 'x' || spelled[1] == 'X');
    if (!hex && spelled.find_first_of(".eE") != std::string::npos) {
      node->value = std::strtod(spelled.c_str(), &stop);
    } else {
      bool octal = spelled.size() > 1 && (spelled[1] == 'o' || spelled[1] == 'O');
      bool binary = spelled.size() > 1 && (spelled[1] == 'b' || spelled[1] == 'B');
      const char* digits = spelled.c_str() + (hex || octal || binary ? 2 : 0);
      node->value = static_cast<long long>(std::strtoull(digits, &stop, hex ? 16 : octal ? 8 : binary ? 2 : 10));
    }
    if (stop && *stop) fail("`" + spelled + "` is no number");
    return node;
  }
  Node name() {
    size_t end = at_;
    while (end < in_.size() && (std::isalnum(static_cast<unsigned char>(in_[end])) || in_[end] == '_' || in_[end] == '.')) end++;
    std::string spelled(in_.substr(at_, end - at_));
    at_ = end;
    Node node = make(Expr::Sort::Literal, "", {});
    if (spelled == "True" || spelled == "true" || spelled == "False" || spelled == "false") {
      node->value = spelled[0] == 'T' || spelled[0] == 't';
      return node;
    }
    static const std::string_view known[] = {"int", "float", "str", "len", "re.match", "today", "strptime", "parse_promql_duration"};
    if (std::find(std::begin(known), std::end(known), spelled) == std::end(known)) {
      fail("`" + spelled + "` is not known here");
      return nullptr;
    }
    if (!sign("(")) {
      fail("`" + spelled + "` must be called");
      return nullptr;
    }
    Node call = make(Expr::Sort::Call, spelled, {});
    while (error_.empty() && !sign(")")) {
      call->parts.push_back(either());
      sign(",");
      skip();
      if (at_ >= in_.size()) fail("a `)` is missing");
    }
    return call;
  }

  std::string_view in_;
  std::string& error_;
  size_t at_ = 0;
  int depth_ = 0;
};

using Result = std::optional<Value>;

std::optional<double> asNumber(const Value& value) {
  if (auto* i = std::get_if<long long>(&value)) return static_cast<double>(*i);
  if (auto* d = std::get_if<double>(&value)) return *d;
  return std::nullopt;
}

Result toInt(const std::string& raw, int base) {
  std::string text;
  for (char c : raw)
    if (c != '_') text += c;
  bool negative = !text.empty() && text[0] == '-';
  std::string digits = negative ? text.substr(1) : text;
  if (digits.empty()) return std::nullopt;
  if (base == 10 || base == 16 || base == 8 || base == 2) {
    if (digits.size() > 2 && digits[0] == '0') {
      char mark = std::tolower(static_cast<unsigned char>(digits[1]));
      int marked = mark == 'x' ? 16 : mark == 'o' ? 8 : mark == 'b' ? 2 : 0;
      if (marked) {
        base = marked;
        digits = digits.substr(2);
      }
    }
  }
  long long result = 0;
  auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), result, base);
  if (parsed.ec != std::errc() || parsed.ptr != digits.data() + digits.size()) return std::nullopt;
  return Value(negative ? -result : result);
}

std::string unquoted(const std::string& text) {
  if (text.size() >= 2 && (text[0] == '"' || text[0] == '\'' || text[0] == '`') && text.back() == text[0]) return text.substr(1, text.size() - 2);
  return text;
}

std::string display(const Value& value) {
  if (auto* i = std::get_if<long long>(&value)) return std::to_string(*i);
  if (auto* d = std::get_if<double>(&value)) return std::to_string(*d);
  if (auto* b = std::get_if<bool>(&value)) return *b ? "true" : "false";
  if (auto* s = std::get_if<std::string>(&value)) return *s;
  return "";
}

// Days since 1970 of a date of the Gregorian calendar.
long long daysFrom(int y, unsigned m, unsigned d) {
  y -= m <= 2;
  long long era = (y >= 0 ? y : y - 399) / 400;
  unsigned yoe = static_cast<unsigned>(y - era * 400);
  unsigned doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
  return era * 146097 + static_cast<long long>(yoe * 365 + yoe / 4 - yoe / 100 + doy) - 719468;
}

Result dateOf(const std::string& text) {
  int y = 0, m = 0, d = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%d", &y, &m, &d) != 3 || m < 1 || m > 12 || d < 1 || d > 31) return std::nullopt;
  return Value(static_cast<double>(daysFrom(y, m, d)) * 86400.0);
}

Result durationOf(const std::string& text) {
  long long total = 0, number = 0;
  bool digits = false;
  for (size_t i = 0; i < text.size(); i++) {
    char c = text[i];
    if (std::isdigit(static_cast<unsigned char>(c))) {
      if (number > 1'000'000'000'000) return std::nullopt;
      number = number * 10 + (c - '0');
      digits = true;
      continue;
    }
    if (!digits) return std::nullopt;
    long long unit = c == 's' ? 1000 : c == 'h' ? 3600'000 : c == 'd' ? 86400'000 : c == 'w' ? 604800'000 : c == 'y' ? 31536000'000 : 0;
    if (c == 'm') {
      unit = 60'000;
      if (i + 1 < text.size() && text[i + 1] == 's') {
        unit = 1;
        i++;
      }
    }
    if (!unit || number > INT64_MAX / unit / 2) return std::nullopt;
    total += number * unit;
    number = 0;
    digits = false;
  }
  if (digits || text.empty()) return std::nullopt;
  return Value(total);
}

class Evaluator {
 public:
  explicit Evaluator(const ComparisonContext& context) : context_(context) {}

  Result eval(const Expr& expr) {
    switch (expr.sort) {
      case Expr::Sort::Literal:
        return expr.value;
      case Expr::Sort::Meta:
        return meta(expr.name);
      case Expr::Sort::Unary:
        return unary(expr);
      case Expr::Sort::Binary:
        return binary(expr);
      case Expr::Sort::Call:
        return call(expr);
      case Expr::Sort::List: {
        std::vector<std::string> items;
        for (const Node& part : expr.parts) {
          Result item = eval(*part);
          if (!item) return std::nullopt;
          items.push_back(display(*item));
        }
        return Value(items);
      }
    }
    return std::nullopt;
  }

 private:
  Result meta(const std::string& name) {
    auto input = context_.lookup(name);
    if (!input) return std::nullopt;
    if (context_.strip || context_.base) {
      std::string raw = context_.strip ? unquoted(input->raw) : input->raw;
      if (auto number = toInt(raw, context_.base.value_or(10))) return number;
      if (context_.strip && !context_.base) {
        char* end = nullptr;
        double number = std::strtod(raw.c_str(), &end);
        if (end && !*end && !raw.empty()) return Value(number);
        return Value(raw);
      }
      return std::nullopt;
    }
    return input->value;
  }

  // Two metavariables that have no value are alike where they are written alike.
  Result spelled(const Expr& left, const Expr& right, bool alike) {
    if (left.sort != Expr::Sort::Meta || right.sort != Expr::Sort::Meta) return std::nullopt;
    auto a = context_.lookup(left.name), b = context_.lookup(right.name);
    return a && b ? Result(Value((a->raw == b->raw) == alike)) : std::nullopt;
  }

  Result unary(const Expr& expr) {
    Result operand = eval(*expr.parts[0]);
    if (!operand) return std::nullopt;
    if (expr.name == "not") {
      auto* b = std::get_if<bool>(&*operand);
      return b ? Result(Value(!*b)) : std::nullopt;
    }
    if (auto* i = std::get_if<long long>(&*operand)) return Value(expr.name == "~" ? ~*i : -*i);
    if (auto* d = std::get_if<double>(&*operand)) return Value(-*d);
    return std::nullopt;
  }

  Result binary(const Expr& expr) {
    const std::string& op = expr.name;
    Result left = eval(*expr.parts[0]), right = eval(*expr.parts[1]);
    if (op == "and" || op == "or") {
      auto* a = left ? std::get_if<bool>(&*left) : nullptr;
      auto* b = right ? std::get_if<bool>(&*right) : nullptr;
      if (!a || !b) return std::nullopt;
      return Value(op == "and" ? *a && *b : *a || *b);
    }
    if (!left && !right && (op == "==" || op == "!=")) return spelled(*expr.parts[0], *expr.parts[1], op == "==");
    if (!left || !right) return std::nullopt;
    if (op == "in" || op == "not in") {
      auto *part = std::get_if<std::string>(&*left), *whole = std::get_if<std::string>(&*right);
      if (part && whole) return Value((op == "in") == (whole->find(*part) != std::string::npos));
      auto* list = std::get_if<std::vector<std::string>>(&*right);
      if (!list) return std::nullopt;
      bool found = std::find(list->begin(), list->end(), display(*left)) != list->end();
      return Value((op == "in") == found);
    }
    auto x = asNumber(*left), y = asNumber(*right);
    if (x && y) return arithmetic(op, *left, *right, *x, *y);
    auto *s = std::get_if<std::string>(&*left), *t = std::get_if<std::string>(&*right);
    if (s && t) {
      if (op == "+") return Value(*s + *t);
      if (op == "==") return Value(*s == *t);
      if (op == "!=") return Value(*s != *t);
      if (op == "<") return Value(*s < *t);
      if (op == ">") return Value(*s > *t);
      if (op == "<=") return Value(*s <= *t);
      if (op == ">=") return Value(*s >= *t);
      return std::nullopt;
    }
    if (op == "==") return Value(*left == *right);
    if (op == "!=") return Value(!(*left == *right));
    return std::nullopt;
  }

  static Result arithmetic(const std::string& op, const Value& left, const Value& right, double x, double y) {
    if (op == "==") return Value(x == y);
    if (op == "!=") return Value(x != y);
    if (op == "<") return Value(x < y);
    if (op == ">") return Value(x > y);
    if (op == "<=") return Value(x <= y);
    if (op == ">=") return Value(x >= y);
    auto *a = std::get_if<long long>(&left), *b = std::get_if<long long>(&right);
    if (a && b) {
      long long result = 0;
      if (op == "+") return __builtin_add_overflow(*a, *b, &result) ? std::nullopt : Result(Value(result));
      if (op == "-") return __builtin_sub_overflow(*a, *b, &result) ? std::nullopt : Result(Value(result));
      if (op == "*") return __builtin_mul_overflow(*a, *b, &result) ? std::nullopt : Result(Value(result));
      if (op == "&") return Value(*a & *b);
      if (op == "|") return Value(*a | *b);
      if (op == "^") return Value(*a ^ *b);
      if (op == "**") return Value(static_cast<long long>(std::pow(x, y)));
      if (*b == 0 || *b == -1) return *b == 0 ? std::nullopt : Result(Value(op == "%" ? 0LL : -*a));
      if (op == "/" || op == "//") return Value(*a / *b);
      if (op == "%") return Value(*a % *b);
      return std::nullopt;
    }
    if (op == "+") return Value(x + y);
    if (op == "-") return Value(x - y);
    if (op == "*") return Value(x * y);
    if (op == "/") return Value(x / y);
    if (op == "%") return Value(std::fmod(x, y));
    if (op == "**") return Value(std::pow(x, y));
    return std::nullopt;
  }

  Result call(const Expr& expr) {
    if (expr.name == "today") return Value(context_.now);
    if (expr.parts.empty()) return std::nullopt;
    if (expr.name == "str" && expr.parts[0]->sort == Expr::Sort::Meta) {
      auto input = context_.lookup(expr.parts[0]->name);
      return input ? Result(Value(input->value && std::holds_alternative<std::string>(*input->value) ? std::get<std::string>(*input->value) : input->raw)) : std::nullopt;
    }
    if (expr.name == "re.match") return matches(expr);
    Result argument = eval(*expr.parts[0]);
    if (!argument) return std::nullopt;
    auto* text = std::get_if<std::string>(&*argument);
    if (expr.name == "int") {
      if (std::holds_alternative<long long>(*argument)) return argument;
      if (auto* d = std::get_if<double>(&*argument)) return Value(static_cast<long long>(*d));
      return text ? toInt(*text, 10) : std::nullopt;
    }
    if (expr.name == "float") {
      if (auto number = asNumber(*argument)) return Value(*number);
      return text ? Result(Value(std::strtod(text->c_str(), nullptr))) : std::nullopt;
    }
    if (expr.name == "str") return Value(display(*argument));
    if (expr.name == "len") return text ? Result(Value(static_cast<long long>(text->size()))) : std::nullopt;
    if (expr.name == "strptime") return text ? dateOf(*text) : std::nullopt;
    if (expr.name == "parse_promql_duration") return text ? durationOf(*text) : std::nullopt;
    return std::nullopt;
  }

  Result matches(const Expr& expr) {
    if (expr.parts.size() < 2) return std::nullopt;
    Result pattern = eval(*expr.parts[0]), subject = eval(*expr.parts[1]);
    if (!pattern || !subject) return std::nullopt;
    auto *p = std::get_if<std::string>(&*pattern), *s = std::get_if<std::string>(&*subject);
    if (!p || !s) return std::nullopt;
    std::string error;
    RegexFlags flags;
    flags.multiline = false;
    auto regex = Regex::compile(*p, flags, error);
    if (!regex) return std::nullopt;
    return Value(regex->matchesAtStart(*s) == Regex::Outcome::found);
  }

  const ComparisonContext& context_;
};

}  // namespace

std::shared_ptr<Expr> parseComparison(std::string_view text, std::string& error) { return Parser(text, error).parse(); }

bool comparisonHolds(const Expr& expr, const ComparisonContext& context) {
  auto result = Evaluator(context).eval(expr);
  if (!result) return false;
  if (auto* b = std::get_if<bool>(&*result)) return *b;
  if (auto* i = std::get_if<long long>(&*result)) return *i != 0;
  return false;
}

}  // namespace vireon
