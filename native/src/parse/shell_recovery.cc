#include "parse/shell_recovery.h"

#include <algorithm>
#include <array>

#include "parse/shell_word.h"

namespace vireon {
namespace {

constexpr size_t kMaxDepth = 32;
constexpr size_t kMaxWords = 200000;

constexpr std::array<std::string_view, 12> kRedirects = {"<<<", "<<-", "&>>", "<<", "<>", "<&",
                                                         ">&",  ">>",  ">|",  "&>", "<",  ">"};

bool isBlank(char c) { return c == ' ' || c == '\t'; }
bool isNameStart(char c) { return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool endsWord(char c) { return isBlank(c) || c == '\n' || std::string_view(";&|()<>").find(c) != std::string_view::npos; }

/** Length of `NAME=` or `NAME+=` at the start of a word, or 0. */
size_t assignmentPrefix(std::string_view word) {
  if (word.empty() || !isNameStart(word[0])) return 0;
  size_t i = 1;
  while (i < word.size() && (isNameStart(word[i]) || isDigit(word[i]))) ++i;
  if (i + 1 < word.size() && word[i] == '+' && word[i + 1] == '=') return i + 2;
  return i < word.size() && word[i] == '=' ? i + 1 : 0;
}

/** Reads one stretch; substitutions inside words are read by a reader of their own. */
class Reader {
 public:
  Reader(std::string_view text, ShellStretch stretch, const LineIndex& lines, std::vector<ShellContext> context,
         size_t room, std::vector<ShellCommand>& found)
      : text_(text.substr(0, stretch.end)), at_(stretch.begin), lines_(lines), context_(std::move(context)), room_(room),
        found_(found) {}

  void read();

 private:
  struct HereDocument {
    size_t command, redirect;
    std::string delimiter;
    bool expands, strips;
  };

  char peek(size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool done() const { return at_ >= text_.size() || found_.size() >= room_ || words_ > kMaxWords; }
  void operatorOrWord();
  void finish(ShellJoin next);
  bool readRedirect();
  void readHereDocuments();
  void readHereDocument(const HereDocument& pending);
  ShellWord readWord();
  void readQuoted(ShellWordBuilder& word);
  void readDollar(ShellWordBuilder& word);
  void readNested(ShellWordBuilder& word, size_t opening, char open, char close, ShellContext context);
  void readBackticks(ShellWordBuilder& word);
  size_t closing(size_t from, char open, char close) const;
  size_t closingQuote(size_t from, char quote) const;
  void addWord(ShellWord word, size_t begin);

  std::string_view text_;
  size_t at_;
  const LineIndex& lines_;
  std::vector<ShellContext> context_;
  size_t room_;
  std::vector<ShellCommand>& found_;
  ShellCommand current_;
  size_t words_ = 0;
  size_t currentBegin_ = 0, currentEnd_ = 0;
  std::vector<HereDocument> hereDocuments_;
  struct Inner {
    ShellStretch stretch;
    ShellContext context;
  };
  void readInner();

  /** Read after the command around them, so that commands come in the order of their beginnings. */
  std::vector<Inner> inner_;
};

void Reader::read() {
  current_.context = context_;
  while (!done()) operatorOrWord();
  finish(ShellJoin::start);
}

void Reader::operatorOrWord() {
  const char c = peek();
  if (isBlank(c) || c == '\r') {
    ++at_;
  } else if (c == '\\' && peek(1) == '\n') {
    at_ += 2;
  } else if (c == '\n') {
    ++at_;
    finish(ShellJoin::sequence);
    readHereDocuments();
  } else if (c == '#') {
    at_ = std::min(text_.find('\n', at_), text_.size());
  } else if (readRedirect()) {
    return;
  } else if (c == '&') {
    const bool both = peek(1) == '&';
    at_ += both ? 2 : 1;
    finish(both ? ShellJoin::conjunction : ShellJoin::background);
  } else if (c == '|') {
    const bool either = peek(1) == '|';
    at_ += either || peek(1) == '&' ? 2 : 1;
    finish(either ? ShellJoin::alternative : ShellJoin::pipe);
  } else if (c == ';') {
    while (peek() == ';') ++at_;
    finish(ShellJoin::sequence);
  } else if (c == '(' || c == ')') {
    ++at_;
    finish(c == '(' ? current_.joined : ShellJoin::sequence);
  } else {
    const size_t begin = at_;
    addWord(readWord(), begin);
  }
}

void Reader::addWord(ShellWord word, size_t begin) {
  if (current_.words.empty() && current_.redirects.empty() && current_.assignments.empty()) currentBegin_ = begin;
  currentEnd_ = at_;
  ++words_;
  const size_t prefix = current_.words.empty() ? assignmentPrefix(word.raw) : 0;
  if (prefix == 0) {
    current_.words.push_back(std::move(word));
    return;
  }
  const size_t equals = word.raw.find('=');
  std::string name = word.raw.substr(0, equals - (word.raw[equals - 1] == '+'));
  word.text.erase(0, prefix);
  if (word.value) word.value->erase(0, prefix);
  word.raw.erase(0, prefix);
  word.span = lines_.span(begin + prefix, at_);
  current_.assignments.push_back({std::move(name), std::move(word)});
}

void Reader::finish(ShellJoin next) {
  dropReservedWords(current_.words);
  if (!current_.words.empty() || !current_.assignments.empty() || !current_.redirects.empty()) {
    current_.span = lines_.span(currentBegin_, currentEnd_);
    found_.push_back(std::move(current_));
  }
  current_ = ShellCommand();
  current_.context = context_;
  current_.joined = next;
  readInner();
}

bool Reader::readRedirect() {
  const size_t begin = at_;
  size_t op = at_;
  while (op < text_.size() && isDigit(text_[op])) ++op;
  const auto known = std::find_if(kRedirects.begin(), kRedirects.end(),
                                  [&](std::string_view name) { return text_.substr(op).starts_with(name); });
  if (known == kRedirects.end() || (op > at_ && known->starts_with('&'))) return false;
  if ((*known == "<" || *known == ">") && op + 1 < text_.size() && text_[op + 1] == '(') return false;
  ShellRedirect redirect;
  redirect.op = *known;
  if (op > at_ && op - at_ < 6) redirect.descriptor = static_cast<uint32_t>(std::stoul(std::string(text_.substr(at_, op - at_))));
  at_ = op + known->size();
  while (isBlank(peek())) ++at_;
  redirect.target = readWord();
  redirect.span = lines_.span(begin, at_);
  if (*known == "<<<") redirect.body = {redirect.target.text, redirect.target.span, !redirect.target.value};
  const bool hereDocument = *known == "<<" || *known == "<<-";
  if (hereDocument)
    hereDocuments_.push_back({found_.size(), current_.redirects.size(), redirect.target.text,
                              redirect.target.raw == redirect.target.text, *known == "<<-"});
  if (current_.words.empty() && current_.redirects.empty() && current_.assignments.empty()) currentBegin_ = begin;
  currentEnd_ = at_;
  current_.redirects.push_back(std::move(redirect));
  return true;
}

void Reader::readHereDocuments() {
  const std::vector<HereDocument> pending = std::move(hereDocuments_);
  hereDocuments_.clear();
  for (const HereDocument& document : pending) readHereDocument(document);
}

void Reader::readHereDocument(const HereDocument& pending) {
  const size_t begin = at_;
  ShellBody body{{}, {}, pending.expands};
  size_t end = text_.size();
  while (at_ < text_.size()) {
    const size_t lineEnd = std::min(text_.find('\n', at_), text_.size());
    std::string_view line = text_.substr(at_, lineEnd - at_);
    const size_t lineBegin = at_;
    at_ = std::min(lineEnd + 1, text_.size());
    while (pending.strips && line.starts_with('\t')) line.remove_prefix(1);
    if (line == pending.delimiter) {
      end = lineBegin;
      break;
    }
    body.text += line;
    body.text += '\n';
  }
  body.span = lines_.span(begin, end);
  if (pending.command < found_.size() && pending.redirect < found_[pending.command].redirects.size())
    found_[pending.command].redirects[pending.redirect].body = std::move(body);
  if (!pending.expands) return;
  ShellWordBuilder ignored;
  const size_t after = at_;
  const std::string_view whole = text_;
  text_ = whole.substr(0, end);
  for (at_ = begin; at_ < end;) {
    if (peek() == '\\') {
      at_ += 2;
    } else if (peek() == '$') {
      readDollar(ignored);
    } else if (peek() == '`') {
      readBackticks(ignored);
    } else {
      ++at_;
    }
  }
  text_ = whole;
  at_ = after;
  readInner();
}

ShellWord Reader::readWord() {
  ShellWordBuilder word;
  const size_t begin = at_;
  while (at_ < text_.size()) {
    const char c = peek();
    if ((c == '<' || c == '>') && peek(1) == '(') {
      readNested(word, 2, '(', ')', ShellContext::processSubstitution);
    } else if (c == '=' && peek(1) == '(') {
      word.unquoted("=");
      ++at_;
      readNested(word, 1, '(', ')', ShellContext::group);
    } else if (endsWord(c)) {
      break;
    } else if (c == '\\') {
      const size_t length = std::min<size_t>(2, text_.size() - at_);
      word.unquoted(text_.substr(at_, length));
      at_ += length;
    } else if (c == '\'' || c == '"') {
      readQuoted(word);
    } else if (c == '$') {
      readDollar(word);
    } else if (c == '`') {
      readBackticks(word);
    } else {
      word.unquoted(text_.substr(at_++, 1));
    }
  }
  if (at_ == begin && at_ < text_.size() && !endsWord(peek())) ++at_;
  return word.finish(text_.substr(begin, at_ - begin), lines_.span(begin, at_));
}

size_t Reader::closingQuote(size_t from, char quote) const {
  for (size_t i = from; i < text_.size(); ++i) {
    if (text_[i] == '\\' && quote != '\'') {
      ++i;
    } else if (text_[i] == quote) {
      return i;
    }
  }
  return text_.size();
}

void Reader::readQuoted(ShellWordBuilder& word) {
  if (peek() == '\'') {
    const size_t end = std::min(closingQuote(at_ + 1, '\'') + 1, text_.size());
    word.singleQuoted(text_.substr(at_, end - at_));
    at_ = end;
    return;
  }
  ++at_;
  while (at_ < text_.size() && peek() != '"') {
    if (peek() == '$') {
      readDollar(word);
    } else if (peek() == '`') {
      readBackticks(word);
    } else {
      const size_t length = std::min<size_t>(peek() == '\\' ? 2 : 1, text_.size() - at_);
      word.inDoubleQuotes(text_.substr(at_, length));
      at_ += length;
    }
  }
  if (at_ < text_.size()) ++at_;
}

void Reader::readDollar(ShellWordBuilder& word) {
  const char next = peek(1);
  if (next == '(') return readNested(word, 2, '(', ')', ShellContext::substitution);
  if (next == '{') return readNested(word, 2, '{', '}', ShellContext::substitution);
  if (next == '\'') {
    size_t end = at_ + 2;
    while (end < text_.size() && text_[end] != '\'') end += text_[end] == '\\' ? 2 : 1;
    end = std::min(end + 1, text_.size());
    word.ansiQuoted(text_.substr(at_, end - at_));
    at_ = end;
    return;
  }
  if (next == '"') {
    ++at_;
    return;
  }
  size_t end = at_ + 1;
  if (isNameStart(next)) {
    while (end < text_.size() && (isNameStart(text_[end]) || isDigit(text_[end]))) ++end;
  } else if (isDigit(next) || (next != '\0' && std::string_view("@*#?-$!").find(next) != std::string_view::npos)) {
    ++end;
  }
  const std::string_view piece = text_.substr(at_, end - at_);
  at_ = end;
  if (piece.size() == 1) {
    word.inDoubleQuotes(piece);
  } else {
    word.unknown(piece);
  }
}

size_t Reader::closing(size_t from, char open, char close) const {
  size_t depth = 1;
  for (size_t i = from; i < text_.size(); ++i) {
    const char c = text_[i];
    if (c == '\\') {
      ++i;
    } else if (c == '\'' || c == '"') {
      i = closingQuote(i + 1, c);
    } else if (c == open) {
      ++depth;
    } else if (c == close && --depth == 0) {
      return i;
    }
  }
  return text_.size();
}

void Reader::readNested(ShellWordBuilder& word, size_t opening, char open, char close, ShellContext context) {
  const size_t inside = at_ + opening, end = closing(inside, open, close);
  const size_t after = std::min(end + 1, text_.size());
  word.unknown(text_.substr(at_, after - at_));
  inner_.push_back({{inside, end}, context});
  at_ = after;
}

void Reader::readBackticks(ShellWordBuilder& word) {
  const size_t end = closingQuote(at_ + 1, '`'), after = std::min(end + 1, text_.size());
  word.unknown(text_.substr(at_, after - at_));
  inner_.push_back({{at_ + 1, end}, ShellContext::substitution});
  at_ = after;
}

void Reader::readInner() {
  const std::vector<Inner> inner = std::move(inner_);
  inner_.clear();
  if (context_.size() >= kMaxDepth) return;
  for (const auto& [stretch, context] : inner) {
    std::vector<ShellContext> nested = context_;
    nested.push_back(context);
    Reader(text_, stretch, lines_, std::move(nested), room_, found_).read();
  }
}

}  // namespace

std::vector<ShellCommand> recoverShell(std::string_view text, ShellStretch stretch, const LineIndex& lines,
                                       const std::vector<ShellContext>& context, size_t room) {
  std::vector<ShellCommand> found;
  Reader(text, stretch, lines, context, room, found).read();
  return found;
}

void dropReservedWords(std::vector<ShellWord>& words) {
  static constexpr std::array<std::string_view, 9> openers = {"!", "{", "if", "then", "elif", "else", "while", "until", "do"};
  static constexpr std::array<std::string_view, 4> closers = {"}", "fi", "done", "esac"};
  const auto among = [](const auto& names, const ShellWord& word) {
    return std::find(names.begin(), names.end(), word.raw) != names.end();
  };
  size_t drop = 0;
  for (; drop < words.size(); ++drop) {
    const std::string& raw = words[drop].raw;
    if (raw == "time") {
      while (drop + 1 < words.size() && (words[drop + 1].raw == "-p" || words[drop + 1].raw == "--")) ++drop;
    } else if (raw == "coproc") {
      if (drop + 2 < words.size() && words[drop + 2].raw == "{") ++drop;
    } else if (!among(openers, words[drop])) {
      break;
    }
  }
  words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(drop));
  if (!words.empty() && among(closers, words.front())) words.erase(words.begin());
}

}  // namespace vireon
