#include "walk/glob.h"

#include <cctype>
#include <optional>

namespace vireon {
namespace {

using ByteSet = std::bitset<256>;

constexpr size_t kMaxPattern = 4096;
constexpr size_t kNowhere = static_cast<size_t>(-1);

std::optional<ByteSet> namedClass(std::string_view name) {
  struct Class {
    std::string_view name;
    int (*contains)(int);
  };
  static constexpr Class classes[] = {{"alnum", std::isalnum}, {"alpha", std::isalpha}, {"blank", std::isblank},
                                      {"cntrl", std::iscntrl}, {"digit", std::isdigit}, {"graph", std::isgraph},
                                      {"lower", std::islower}, {"print", std::isprint}, {"punct", std::ispunct},
                                      {"space", std::isspace}, {"upper", std::isupper}, {"xdigit", std::isxdigit}};
  for (const Class& known : classes) {
    if (known.name != name) continue;
    ByteSet set;
    for (int byte = 0; byte < 128; ++byte) set[byte] = known.contains(byte) != 0;
    return set;
  }
  return std::nullopt;
}

}  // namespace

Glob::Glob(std::string_view pattern) {
  if (pattern.size() > kMaxPattern || !tokenize(pattern)) {
    tokens_.clear();
    return;
  }
  classify();
}

bool Glob::tokenize(std::string_view pattern) {
  // git compares the part before the first wildcard apart and starts matching behind it,
  // so `**` there counts as standing at the start.
  const size_t literalPrefix = std::min(pattern.find_first_of("*?[\\"), pattern.size());
  for (size_t at = 0; at < pattern.size();) {
    const unsigned char byte = pattern[at];
    if (byte == '*') {
      at = tokenizeStars(pattern, at, literalPrefix);
    } else if (byte == '?') {
      tokens_.push_back({TokenKind::any});
      ++at;
    } else if (byte == '[') {
      if (!tokenizeSet(pattern, at)) return false;
    } else {
      if (byte == '\\' && ++at == pattern.size()) return false;
      tokens_.push_back({TokenKind::byte, static_cast<unsigned char>(pattern[at++])});
    }
  }
  return true;
}

size_t Glob::tokenizeStars(std::string_view pattern, size_t at, size_t literalPrefix) {
  const size_t start = at;
  while (at < pattern.size() && pattern[at] == '*') ++at;
  const bool opensFolder = start == literalPrefix || start == 0 || pattern[start - 1] == '/';
  const std::string_view rest = pattern.substr(at);
  const bool escapedSlash = rest.starts_with("\\/");
  if (at - start < 2 || !opensFolder || !(rest.empty() || rest.starts_with('/') || escapedSlash)) {
    tokens_.push_back({TokenKind::star});
    return at;
  }
  if (rest.empty()) {
    tokens_.push_back({TokenKind::everything});
    return at;
  }
  if (escapedSlash) {
    // Only the plain slash may vanish together with the stars in front of it.
    tokens_.push_back({TokenKind::everything});
    return at;
  }
  tokens_.push_back({TokenKind::folders});
  return at + 1;
}

bool Glob::tokenizeSet(std::string_view pattern, size_t& at) {
  size_t i = at + 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  ByteSet set;
  unsigned char previous = 0;
  bool havePrevious = false;
  for (bool first = true;; first = false) {
    if (i >= pattern.size()) return false;
    unsigned char byte = pattern[i];
    if (byte == ']' && !first) break;
    if (byte == '[' && i + 1 < pattern.size() && pattern[i + 1] == ':') {
      const size_t close = pattern.find(']', i + 2);
      if (close == std::string_view::npos) return false;
      if (close > i + 2 && pattern[close - 1] == ':') {
        const auto named = namedClass(pattern.substr(i + 2, close - 1 - (i + 2)));
        if (!named) return false;
        set |= *named;
        havePrevious = false;
        i = close + 1;
        continue;
      }
    } else if (byte == '-' && havePrevious && i + 1 < pattern.size() && pattern[i + 1] != ']') {
      ++i;
      if (pattern[i] == '\\' && ++i >= pattern.size()) return false;
      const unsigned char last = pattern[i++];
      for (int c = previous; c <= last; ++c) set.set(c);
      havePrevious = false;
      continue;
    } else if (byte == '\\') {
      if (++i >= pattern.size()) return false;
      byte = pattern[i];
    }
    set.set(byte);
    previous = byte;
    havePrevious = true;
    ++i;
  }
  if (negated) set.flip();
  set.reset('/');
  at = i + 1;
  tokens_.push_back({TokenKind::set, 0, static_cast<uint32_t>(sets_.size())});
  sets_.push_back(set);
  return true;
}

void Glob::classify() {
  const bool star = !tokens_.empty() && tokens_.front().kind == TokenKind::star;
  for (size_t i = star ? 1 : 0; i < tokens_.size(); ++i) {
    if (tokens_[i].kind != TokenKind::byte || (star && tokens_[i].byte == '/')) {
      kind_ = Kind::tokens;
      fixed_.clear();
      return;
    }
    fixed_.push_back(static_cast<char>(tokens_[i].byte));
  }
  kind_ = star ? Kind::suffix : Kind::literal;
  tokens_.clear();
}

bool Glob::accepts(const Token& token, unsigned char byte) const {
  switch (token.kind) {
    case TokenKind::byte:
      return token.byte == byte;
    case TokenKind::any:
      return byte != '/';
    case TokenKind::set:
      return sets_[token.set][byte];
    default:
      return false;
  }
}

// A later star can take over whatever an earlier one could, so only the last star inside the
// current folder and the last `**` are retried: never exponential.
bool Glob::matches(std::string_view text) const {
  if (kind_ == Kind::nothing) return false;
  if (kind_ == Kind::literal) return text == fixed_;
  if (kind_ == Kind::suffix) {
    return text.ends_with(fixed_) && text.find('/') == std::string_view::npos;
  }
  size_t t = 0, p = 0;
  size_t starToken = kNowhere, starText = 0, deepToken = kNowhere, deepText = 0;
  for (;;) {
    if (p < tokens_.size()) {
      const Token& token = tokens_[p];
      if (token.kind == TokenKind::star) {
        starToken = p++;
        starText = t;
        continue;
      }
      if (token.kind == TokenKind::everything || token.kind == TokenKind::folders) {
        deepToken = p++;
        deepText = t;
        starToken = kNowhere;
        continue;
      }
      if (t < text.size() && accepts(token, text[t])) {
        ++p, ++t;
        continue;
      }
    } else if (t == text.size()) {
      return true;
    }
    if (starToken != kNowhere && starText < text.size() && text[starText] != '/') {
      t = ++starText;
      p = starToken + 1;
      continue;
    }
    if (deepToken == kNowhere) return false;
    if (tokens_[deepToken].kind == TokenKind::folders) {
      const size_t slash = text.find('/', deepText);
      if (slash == std::string_view::npos) return false;
      deepText = slash + 1;
    } else if (deepText++ >= text.size()) {
      return false;
    }
    starToken = kNowhere;
    t = deepText;
    p = deepToken + 1;
  }
}

}  // namespace vireon
