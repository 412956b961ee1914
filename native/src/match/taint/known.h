// What is known of a value itself, as far as it decides which way a condition goes.
#pragma once
#include <optional>
#include <string_view>

#include "parse/tree.h"

namespace vireon {

struct Known {
  enum class Sort : uint8_t { Nothing, Null, Bool, Int, String, Collection } sort = Sort::Nothing;
  /** Of a boolean 0 or 1; of a collection how many items it has, as long as nothing changes it. */
  long long number = 0;
  /** Of a string, a part of the text that it stands in. */
  std::string_view text;

  bool any() const { return sort != Sort::Nothing; }
  bool operator==(const Known& other) const = default;

  static Known boolean(bool value) { return {Sort::Bool, value, {}}; }
  static Known integer(long long value) { return {Sort::Int, value, {}}; }
  static Known collection(size_t size) { return {Sort::Collection, static_cast<long long>(size), {}}; }
  /** Of a literal; of anything else nothing. */
  static Known literal(const Node* node);
};

/** Which way a condition goes that has this value; languages differ in what else than booleans they take. */
std::optional<bool> truthOf(const Known& value, std::string_view language);
Known foldUnary(std::string_view op, const Known& operand, std::string_view language);
Known foldBinary(std::string_view op, const Known& left, const Known& right, std::string_view language);
/** `len(x)`, `x.length`, `x.size()`. */
bool asksForSize(std::string_view name);
Known sizeOf(const Known& value);

}  // namespace vireon
