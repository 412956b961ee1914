#include "parse/shell_word.h"

namespace vireon {
namespace {

void appendCodePoint(std::string& out, uint32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x110000) {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

int digitOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/** Reads up to `most` digits; false where there is none. */
bool readNumber(std::string_view text, size_t& at, int base, size_t most, uint32_t& number) {
  const size_t start = at;
  number = 0;
  while (at < text.size() && at - start < most && digitOf(text[at]) < base) number = number * base + digitOf(text[at++]);
  return at > start;
}

/** `at` stands behind the backslash. */
void appendAnsiEscape(std::string& out, std::string_view text, size_t& at) {
  constexpr std::string_view letters = "abeEfnrtv\\'\"?";
  constexpr std::string_view meanings = "\a\b\x1B\x1B\f\n\r\t\v\\'\"?";
  const char kind = text[at];
  uint32_t number;
  if (const size_t letter = letters.find(kind); letter != std::string_view::npos) {
    out += meanings[letter];
    ++at;
  } else if (kind >= '0' && kind <= '7') {
    readNumber(text, at, 8, 3, number);
    out += static_cast<char>(number);
  } else if (kind == 'x' && readNumber(text, ++at, 16, 2, number)) {
    out += static_cast<char>(number);
  } else if ((kind == 'u' || kind == 'U') && readNumber(text, ++at, 16, kind == 'u' ? 4 : 8, number)) {
    appendCodePoint(out, number);
  } else if (kind == 'c' && at + 1 < text.size()) {
    out += static_cast<char>(text[at + 1] & 0x1F);
    at += 2;
  } else {
    out += '\\';
    if (kind != 'x' && kind != 'u' && kind != 'U') {
      out += kind;
      ++at;
    } else {
      out += kind;
    }
  }
}

}  // namespace

void ShellWordBuilder::unquoted(std::string_view piece) {
  for (size_t i = 0; i < piece.size(); ++i) {
    const char c = piece[i];
    if (c == '\\' && i + 1 < piece.size()) {
      if (piece[++i] != '\n') text_ += piece[i];
      continue;
    }
    glob_ |= c == '*' || c == '?' || c == '[';
    text_ += c;
  }
}

void ShellWordBuilder::inDoubleQuotes(std::string_view piece) {
  for (size_t i = 0; i < piece.size(); ++i) {
    if (piece[i] != '\\' || i + 1 == piece.size()) {
      text_ += piece[i];
      continue;
    }
    const char next = piece[++i];
    if (next == '\n') continue;
    if (next != '"' && next != '\\' && next != '$' && next != '`') text_ += '\\';
    text_ += next;
  }
}

void ShellWordBuilder::singleQuoted(std::string_view piece) {
  piece.remove_prefix(1);
  if (piece.ends_with('\'')) piece.remove_suffix(1);
  text_ += piece;
}

void ShellWordBuilder::ansiQuoted(std::string_view piece) {
  piece.remove_prefix(2);
  if (piece.ends_with('\'')) piece.remove_suffix(1);
  for (size_t i = 0; i < piece.size();) {
    if (piece[i] == '\\' && i + 1 < piece.size()) {
      appendAnsiEscape(text_, piece, ++i);
    } else {
      text_ += piece[i++];
    }
  }
}

void ShellWordBuilder::unknown(std::string_view piece) {
  known_ = false;
  text_ += piece;
}

ShellWord ShellWordBuilder::finish(std::string_view raw, Span span) const {
  ShellWord word{span, std::string(raw), std::nullopt, text_, glob_};
  if (known_) word.value = text_;
  return word;
}

}  // namespace vireon
