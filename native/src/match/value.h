// A value as YAML or JSON can hold it: rules cross the border in this form.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vireon {

struct Value;
using ValueList = std::vector<Value>;
/** Keys in the order of the source; a repeated key keeps its first place. */
using ValueMap = std::vector<std::pair<std::string, Value>>;

struct Value {
  std::variant<std::nullptr_t, bool, double, std::string, ValueList, ValueMap> data = nullptr;

  bool isNull() const { return std::holds_alternative<std::nullptr_t>(data); }
  const bool* boolean() const { return std::get_if<bool>(&data); }
  const double* number() const { return std::get_if<double>(&data); }
  const std::string* string() const { return std::get_if<std::string>(&data); }
  const ValueList* list() const { return std::get_if<ValueList>(&data); }
  const ValueMap* map() const { return std::get_if<ValueMap>(&data); }

  /** The value under `key`, or nullptr where this is no map or has no such key. */
  const Value* get(std::string_view key) const {
    if (const ValueMap* entries = map())
      for (const auto& [name, value] : *entries)
        if (name == key) return &value;
    return nullptr;
  }
};

}  // namespace vireon
