#pragma once
#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace vireon {

/**
 * One pattern in the syntax of gitignore(5), without its leading `!` and `/` and trailing `/`.
 * `*` and `?` stop at `/`; `**` between slashes crosses them. Bytes are compared, as git does.
 */
class Glob {
 public:
  explicit Glob(std::string_view pattern);

  bool matches(std::string_view text) const;

  /** The text that the whole pattern stands for, where it has no wildcard. */
  const std::string* literal() const { return kind_ == Kind::literal ? &fixed_ : nullptr; }
  /** For `*` followed by plain text: that text. */
  const std::string* suffix() const { return kind_ == Kind::suffix ? &fixed_ : nullptr; }

 private:
  enum class Kind : uint8_t { nothing, literal, suffix, tokens };
  enum class TokenKind : uint8_t { byte, any, set, star, everything, folders };
  struct Token {
    TokenKind kind;
    unsigned char byte = 0;
    uint32_t set = 0;
  };

  bool tokenize(std::string_view pattern);
  size_t tokenizeStars(std::string_view pattern, size_t at, size_t literalPrefix);
  bool tokenizeSet(std::string_view pattern, size_t& at);
  bool accepts(const Token& token, unsigned char byte) const;
  void classify();

  Kind kind_ = Kind::nothing;
  std::string fixed_;
  std::vector<Token> tokens_;
  std::vector<std::bitset<256>> sets_;
};

}  // namespace vireon
