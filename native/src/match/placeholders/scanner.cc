#include "match/placeholders/scanner.h"

#include <algorithm>
#include <cctype>

#include "match/metavar.h"

namespace vireon {
namespace {

bool isUpper(char c) { return (c >= 'A' && c <= 'Z') || c == '_'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }

size_t nameEnd(std::string_view text, size_t at) {
  while (at < text.size() && (isUpper(text[at]) || isDigit(text[at]))) at++;
  return at;
}

}  // namespace

bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }
bool isSpace(char c) { return std::isspace(static_cast<unsigned char>(c)); }

bool hasWord(std::string_view text, std::string_view word) {
  for (size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    bool left = at == 0 || !isWord(text[at - 1]);
    bool right = at + word.size() >= text.size() || !isWord(text[at + word.size()]);
    if (left && right) return true;
  }
  return false;
}

bool hasAnyWord(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return hasWord(text, word); });
}

size_t metaLength(std::string_view text, size_t at) {
  if (at + 1 >= text.size() || text[at] != '$') return 0;
  size_t end = at + 1;
  if (isUpper(text[end]))
    end = nameEnd(text, end);
  else
    while (end < text.size() && isDigit(text[end])) end++;
  return end == at + 1 || (end < text.size() && isWord(text[end])) ? 0 : end - at;
}

size_t metaEllipsisLength(std::string_view text, size_t at) {
  if (text.substr(at, 4) != "$..." || at + 4 >= text.size() || !isUpper(text[at + 4])) return 0;
  return nameEnd(text, at + 4) - at;
}

bool isMetaName(std::string_view text) { return !text.empty() && metaLength(text, 0) == text.size(); }
bool isMetaEllipsisName(std::string_view text) { return !text.empty() && metaEllipsisLength(text, 0) == text.size(); }

void Scanner::copy(size_t count) {
  count = std::min(count, in_.size() - at_);
  placed_.text.append(in_.substr(at_, count));
  at_ += count;
}

void Scanner::place(std::string_view text, size_t length) {
  placed_.text += text;
  at_ = std::min(at_ + length, in_.size());
}

void Scanner::placeTyped(TypedPlaceholder typed, size_t end, bool bracketed) {
  const std::string name = std::string(kTypedPrefix) + std::to_string(placed_.typed.size()) + "_";
  placed_.typed.push_back(std::move(typed));
  place(bracketed ? "(" + name + ")" : name, end - at_);
}

std::string Scanner::spelled(std::string_view prefix, size_t from, size_t length) const {
  return std::string(prefix).append(in_.substr(from, length));
}

void Scanner::skipLine() { at_ = std::min(in_.find('\n', at_), in_.size()); }

char Scanner::previous(size_t* where) const {
  const size_t end = withoutSpaces(at_);
  if (where) *where = end;
  return end == 0 ? '\0' : in_[end - 1];
}

char Scanner::next(size_t from) const {
  while (from < in_.size() && isSpace(in_[from])) from++;
  return from < in_.size() ? in_[from] : '\0';
}

size_t Scanner::withoutSpaces(size_t end) const {
  while (end > 0 && isSpace(in_[end - 1])) end--;
  return end;
}

std::string_view Scanner::wordBefore(size_t end) const {
  end = withoutSpaces(end);
  size_t start = end;
  while (start > 0 && (isWord(in_[start - 1]) || in_[start - 1] == '$')) start--;
  return in_.substr(start, end - start);
}

bool Scanner::newlineBefore() const { return in_.substr(withoutSpaces(at_), at_ - withoutSpaces(at_)).find('\n') != std::string_view::npos; }

bool Scanner::lineEndsAt(size_t from) const {
  while (from < in_.size() && among(in_[from], " \t\r")) from++;
  return from >= in_.size() || in_[from] == '\n';
}

std::string_view Scanner::statementBefore(size_t end) const {
  size_t start = end;
  int depth = 0;
  while (start > 0) {
    char c = in_[start - 1];
    if (c == ')' || c == ']') depth++;
    if ((c == '(' || c == '[') && depth-- == 0) break;
    if (depth == 0 && (c == ';' || c == '{' || c == '}')) break;
    start--;
  }
  return in_.substr(start, end - start);
}

size_t Scanner::closing() const {
  int depth = 0;
  for (size_t at = at_; at < in_.size(); at++) {
    if (in_[at] == '(') depth++;
    if (in_[at] == ')' && --depth == 0) return at;
  }
  return in_.size();
}

size_t Scanner::argumentEnd(size_t from, std::string_view opening, std::string_view closing) const {
  int depth = 0;
  for (size_t at = from; at < in_.size(); at++) {
    if (among(in_[at], opening)) depth++;
    if (among(in_[at], closing) && depth-- == 0) return at;
    if (in_[at] == ',' && depth == 0) return at;
  }
  return in_.size();
}

std::string_view Scanner::wordOfParenthesis(size_t end) const {
  int depth = 0;
  for (size_t i = end; i > 0; i--) {
    if (in_[i - 1] == ')') depth++;
    if (in_[i - 1] == '(' && --depth == 0) return wordBefore(i - 1);
  }
  return {};
}

}  // namespace vireon
