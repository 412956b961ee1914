// Plain values to bytes and back; a reader never runs over the end of what it was given.
#pragma once
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace vireon {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  template <typename T>
  void number(T value) {
    static_assert(std::is_arithmetic_v<T>);
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void text(std::string_view value) {
    number(static_cast<uint32_t>(value.size()));
    out_ += value;
  }

 private:
  std::string& out_;
};

/** After a failed read every further one gives zero or empty; ask `ok` at the end. */
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

  template <typename T>
  T number() {
    static_assert(std::is_arithmetic_v<T>);
    T value{};
    if (take(sizeof value)) std::memcpy(&value, taken_, sizeof value);
    return value;
  }
  std::string text() {
    const uint32_t size = number<uint32_t>();
    return take(size) ? std::string(taken_, size) : std::string();
  }
  /** A count of items that each take at least one byte. */
  uint32_t count() {
    const uint32_t value = number<uint32_t>();
    if (value > rest_.size()) ok_ = false;
    return ok_ ? value : 0;
  }
  bool ok() const { return ok_; }
  bool atEnd() const { return rest_.empty(); }

 private:
  bool take(size_t size) {
    if (!ok_ || size > rest_.size()) {
      ok_ = false;
      return false;
    }
    taken_ = rest_.data();
    rest_.remove_prefix(size);
    return true;
  }

  std::string_view rest_;
  const char* taken_ = nullptr;
  bool ok_ = true;
};

}  // namespace vireon
