#include "json.h"

#include <cstdint>
#include <cstdio>

namespace vireon {
namespace {

constexpr uint32_t kReplacement = 0xFFFD;

void appendUtf8(std::string& out, uint32_t point) {
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    out += static_cast<char>(0x80 | (point >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (point >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (point & 0x3F));
  }
}

/// Length of the well-formed UTF-8 sequence at `at`, or 0.
size_t sequenceLength(std::string_view text, size_t at) {
  const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
  const auto follows = [&](size_t i, unsigned low = 0x80, unsigned high = 0xBF) {
    return byte(i) >= low && byte(i) <= high;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return follows(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    return follows(1, lead == 0xE0 ? 0xA0 : 0x80, lead == 0xED ? 0x9F : 0xBF) && follows(2) ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    return follows(1, lead == 0xF0 ? 0x90 : 0x80, lead == 0xF4 ? 0x8F : 0xBF) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

/// Reads one JSON text from left to right; every `read…` returns false, or nothing, where it does not stand there.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  bool take(char expected) {
    skipSpace();
    if (at_ >= text_.size() || text_[at_] != expected) return false;
    ++at_;
    return true;
  }

  bool atEnd() {
    skipSpace();
    return at_ == text_.size();
  }

  std::optional<int> readExitCode() {
    skipSpace();
    int value = 0;
    const size_t begin = at_;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      value = value * 10 + (text_[at_] - '0');
      if (value > 255) return std::nullopt;
    }
    return at_ > begin ? std::optional(value) : std::nullopt;
  }

  std::optional<std::string> readString() {
    if (!take('"')) return std::nullopt;
    std::string out;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '"') return out;
      if (static_cast<unsigned char>(c) < 0x20) return std::nullopt;
      if (c != '\\') {
        out += c;
      } else if (!readEscape(out)) {
        return std::nullopt;
      }
    }
    return std::nullopt;
  }

 private:
  void skipSpace() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' || text_[at_] == '\r' || text_[at_] == '\t')) {
      ++at_;
    }
  }

  bool readEscape(std::string& out) {
    if (at_ >= text_.size()) return false;
    switch (text_[at_++]) {
      case '"': out += '"'; return true;
      case '\\': out += '\\'; return true;
      case '/': out += '/'; return true;
      case 'b': out += '\b'; return true;
      case 'f': out += '\f'; return true;
      case 'n': out += '\n'; return true;
      case 'r': out += '\r'; return true;
      case 't': out += '\t'; return true;
      case 'u': return readCodePoint(out);
      default: return false;
    }
  }

  bool readCodePoint(std::string& out) {
    const auto unit = readUnit();
    if (!unit) return false;
    const bool high = *unit >= 0xD800 && *unit <= 0xDBFF;
    if (!high) {
      appendUtf8(out, *unit >= 0xDC00 && *unit <= 0xDFFF ? kReplacement : *unit);
      return true;
    }
    const size_t before = at_;
    if (text_.substr(at_, 2) == "\\u") {
      at_ += 2;
      const auto low = readUnit();
      if (!low) return false;
      if (*low >= 0xDC00 && *low <= 0xDFFF) {
        appendUtf8(out, 0x10000 + ((*unit - 0xD800) << 10) + (*low - 0xDC00));
        return true;
      }
      at_ = before;
    }
    appendUtf8(out, kReplacement);
    return true;
  }

  std::optional<uint32_t> readUnit() {
    if (at_ + 4 > text_.size()) return std::nullopt;
    uint32_t value = 0;
    for (size_t i = 0; i < 4; ++i) {
      const char c = text_[at_++];
      const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
      if (digit < 0) return std::nullopt;
      value = value << 4 | static_cast<uint32_t>(digit);
    }
    return value;
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

std::string quote(std::string_view text) {
  std::string out = "\"";
  for (size_t at = 0; at < text.size();) {
    const unsigned char c = static_cast<unsigned char>(text[at]);
    const size_t length = sequenceLength(text, at);
    if (length == 0) {
      appendUtf8(out, kReplacement);
    } else if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c < 0x20) {
      char escaped[7];
      snprintf(escaped, sizeof escaped, "\\u%04x", c);
      out += escaped;
    } else {
      out += text.substr(at, length);
    }
    at += length == 0 ? 1 : length;
  }
  return out + '"';
}

std::optional<HookAnswer> readHookAnswer(std::string_view line) {
  Reader reader(line);
  std::optional<std::string> out, err;
  std::optional<int> exitCode;
  if (!reader.take('{')) return std::nullopt;
  do {
    const auto key = reader.readString();
    if (!key || !reader.take(':')) return std::nullopt;
    if (*key == "stdout" && !out) {
      if (!(out = reader.readString())) return std::nullopt;
    } else if (*key == "stderr" && !err) {
      if (!(err = reader.readString())) return std::nullopt;
    } else if (*key == "exitCode" && !exitCode) {
      if (!(exitCode = reader.readExitCode())) return std::nullopt;
    } else {
      return std::nullopt;
    }
  } while (reader.take(','));
  if (!reader.take('}') || !reader.atEnd() || !out || !err || !exitCode) return std::nullopt;
  return HookAnswer{std::move(*out), std::move(*err), *exitCode};
}

}  // namespace vireon
