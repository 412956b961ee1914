// JSON in and out, for test programs that know no Node.
#pragma once
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "match/value.h"

namespace vireon::test {

/** Nothing where the text is no JSON, or nests deeper than a rule may. */
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : in_(text) {}

  std::optional<Value> read() {
    Value value = any(0);
    skip();
    if (failed_ || at_ != in_.size()) return std::nullopt;
    return value;
  }

 private:
  static constexpr int kMaxDepth = 200;

  char peek() const { return at_ < in_.size() ? in_[at_] : '\0'; }
  bool take(char c) {
    skip();
    if (peek() != c || at_ >= in_.size()) return false;
    at_++;
    return true;
  }
  void skip() {
    while (at_ < in_.size() && std::string_view(" \t\r\n").find(in_[at_]) != std::string_view::npos) at_++;
  }
  Value fail() {
    failed_ = true;
    return {};
  }
  bool word(std::string_view expected) {
    if (in_.substr(at_, expected.size()) != expected) return false;
    at_ += expected.size();
    return true;
  }

  Value any(int depth) {
    skip();
    if (depth > kMaxDepth) return fail();
    if (take('{')) return map(depth);
    if (take('[')) return list(depth);
    if (peek() == '"') return {text()};
    if (word("true")) return {true};
    if (word("false")) return {false};
    if (word("null")) return {};
    const size_t end = std::min(in_.find_first_not_of("+-.eE0123456789", at_), in_.size());
    if (end == at_) return fail();
    const std::string digits(in_.substr(at_, end - at_));
    at_ = end;
    return {std::strtod(digits.c_str(), nullptr)};
  }

  Value map(int depth) {
    ValueMap map;
    while (!failed_ && !take('}')) {
      if (!map.empty() && !take(',')) return fail();
      skip();
      if (peek() != '"') return fail();
      std::string key = text();
      if (!take(':')) return fail();
      map.emplace_back(std::move(key), any(depth + 1));
    }
    return {std::move(map)};
  }

  Value list(int depth) {
    ValueList list;
    while (!failed_ && !take(']')) {
      if (!list.empty() && !take(',')) return fail();
      list.push_back(any(depth + 1));
    }
    return {std::move(list)};
  }

  unsigned hex() {
    const std::string digits(in_.substr(std::min(at_, in_.size()), 4));
    at_ += 4;
    return static_cast<unsigned>(std::strtoul(digits.c_str(), nullptr, 16));
  }

  std::string text() {
    std::string out;
    for (at_++; at_ < in_.size() && in_[at_] != '"';) {
      const char c = in_[at_++];
      if (c != '\\') {
        out += c;
        continue;
      }
      const char escaped = peek();
      at_++;
      static constexpr std::string_view kFrom = "ntrbf", kTo = "\n\t\r\b\f";
      if (const size_t found = kFrom.find(escaped); found != kFrom.npos)
        out += kTo[found];
      else if (escaped == 'u')
        append(out, hex());
      else
        out += escaped;
    }
    if (at_ >= in_.size()) failed_ = true;
    at_++;
    return out;
  }

  void append(std::string& out, unsigned code) {
    if (code >= 0xD800 && code < 0xDC00 && in_.substr(std::min(at_, in_.size()), 2) == "\\u") {
      at_ += 2;
      code = 0x10000 + ((code - 0xD800) << 10) + ((hex() - 0xDC00) & 0x3FF);
    }
    auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code >> shift & 63)); };
    if (code < 0x80) {
      out += static_cast<char>(code);
    } else if (code < 0x800) {
      out += static_cast<char>(0xC0 | code >> 6);
      tail(0);
    } else if (code < 0x10000) {
      out += static_cast<char>(0xE0 | code >> 12);
      tail(6);
      tail(0);
    } else {
      out += static_cast<char>(0xF0 | code >> 18);
      tail(12);
      tail(6);
      tail(0);
    }
  }

  std::string_view in_;
  size_t at_ = 0;
  bool failed_ = false;
};

inline std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const unsigned char c : text) {
    char escape[8];
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20) {
      std::snprintf(escape, sizeof escape, "\\u%04x", c);
      out += escape;
    } else {
      out += static_cast<char>(c);
    }
  }
  return out += '"';
}

inline std::string written(const Value& value) {
  std::string out;
  if (const bool* flag = value.boolean()) return *flag ? "true" : "false";
  if (const std::string* text = value.string()) return quoted(*text);
  if (const double* number = value.number()) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.17g", std::isfinite(*number) ? *number : 0.0);
    return digits;
  }
  if (const ValueList* list = value.list()) {
    for (const Value& item : *list) out += (out.empty() ? "" : ",") + written(item);
    return "[" + out + "]";
  }
  if (const ValueMap* map = value.map()) {
    for (const auto& [key, item] : *map) out += (out.empty() ? "" : ",") + quoted(key) + ":" + written(item);
    return "{" + out + "}";
  }
  return "null";
}

}  // namespace vireon::test
