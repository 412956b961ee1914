#include "parse/outline.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace vireon {
namespace {

/** Bodies shorter than this cost no more to parse than what stands for them. */
constexpr size_t kShortBody = 48, kShortStatements = 32, kShortComment = 4;

bool isOneOf(std::string_view word, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

/** In front of a parenthesis whose block is not a function's. */
bool isControl(std::string_view word) { return isOneOf(word, {"if", "for", "while", "with", "switch", "catch", "await"}); }

/** After it an expression begins, so that a slash opens a regular expression. */
bool wantsOperand(std::string_view word) {
  if (word.size() < 2 || word.size() > 10 || std::string_view("rtcoidvneyw").find(word[0]) == std::string_view::npos) return false;
  return isOneOf(word, {"return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else", "do", "instanceof",
                        "yield", "await", "extends", "default"});
}

enum Class : uint8_t { kOther, kSpace, kNewline, kName, kDigit, kQuote, kBacktick, kSlash, kOpen, kClose };

constexpr std::array<Class, 256> kClasses = [] {
  std::array<Class, 256> classes{};
  for (int c = 'a'; c <= 'z'; c++) classes[c] = kName;
  for (int c = 'A'; c <= 'Z'; c++) classes[c] = kName;
  for (int c = '0'; c <= '9'; c++) classes[c] = kDigit;
  for (int c = 128; c < 256; c++) classes[c] = kName;
  classes['_'] = classes['$'] = kName;
  classes[' '] = classes['\t'] = classes['\r'] = classes['\f'] = classes['\v'] = kSpace;
  classes['\n'] = kNewline;
  classes['"'] = classes['\''] = kQuote;
  classes['`'] = kBacktick;
  classes['/'] = kSlash;
  classes['('] = classes['['] = classes['{'] = kOpen;
  classes[')'] = classes[']'] = classes['}'] = kClose;
  return classes;
}();

Class classOf(char c) { return kClasses[static_cast<unsigned char>(c)]; }

/** What is left out: the body of a function, statements one after the other, or a comment. */
struct Cut {
  enum class Sort : uint8_t { body, statements, comment } sort;
  uint32_t from, to;
  /** Stands for the tokens that it holds. */
  uint64_t tokens = 0;
};

/** Reads JavaScript and TypeScript without JSX token by token, no more than is needed to know where functions end. */
class Reader {
 public:
  Reader(std::string_view text, const std::vector<uint32_t>& kept, bool writes)
      : text_(text), kept_(kept), writes_(writes) {}

  /** False where the text cannot be read with certainty. */
  bool read() {
    if (text_.starts_with("#!")) skipLine();
    Open whole;
    whole.statements = true;
    whole.statement.from = whole.before.from = static_cast<uint32_t>(at_);
    open_.push_back(whole);
    while (at_ < text_.size())
      if (!token()) return false;
    return open_.size() == 1;
  }

  /** In order of place, none within another. */
  const std::vector<Cut>& cuts() const { return cuts_; }
  std::vector<std::string_view> written() const {
    std::vector<std::string_view> names;
    size_t next = 0;
    for (const Cut& cut : cuts_) {
      while (next < assigned_.size() && assigned_[next].first < cut.from) next++;
      for (; next < assigned_.size() && assigned_[next].first < cut.to; next++) names.push_back(assigned_[next].second);
    }
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
  }

 private:
  enum class Last : uint8_t { nothing, operand, wantsOperand, dot, control, parenthesis, arrow, block };

  struct Open {
    char kind = 0;
    /** Of a parenthesis: an `if`'s or the like; of a brace: a function's body; holds statements. */
    bool control = false, function = false, statements = false, switches = false;
    uint32_t at = 0;
    uint64_t tokens = 0;
    /** How many cuts there were before. */
    size_t cuts = 0;
    /** The statement that is being read, and the one before it as it stood when that was read. */
    struct Statement {
      uint32_t from = 0;
      size_t cuts = 0;
    } statement, before;
    /** The cut that the statement before was added to, if there was one. */
    std::optional<Cut> widened;
  };

  char peek(size_t ahead) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }

  void mix(uint64_t value) { tokens_ = (tokens_ ^ value) * 0x9E3779B97F4A7C15ull + (tokens_ >> 29); }
  void mix(std::string_view token) {
    for (; token.size() >= 8; token.remove_prefix(8)) {
      uint64_t word;
      std::copy_n(token.data(), 8, reinterpret_cast<char*>(&word));
      mix(word);
    }
    uint64_t rest = 256 + token.size();
    for (unsigned char c : token) rest = rest << 8 | c;
    mix(rest);
  }

  void skipLine() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  bool token() {
    const char c = text_[at_];
    switch (classOf(c)) {
      case kNewline:
        newline_ = true;
        [[fallthrough]];
      case kSpace:
        at_++;
        return true;
      case kName:
        return name();
      case kDigit:
        return number();
      case kQuote:
        return string(c);
      case kBacktick:
        at_++;
        return templateText();
      case kSlash:
        return slash();
      case kOpen:
        return open(c);
      case kClose:
        return close(c);
      default:
        return sign(c);
    }
  }

  void passed(Last last) {
    last_ = last;
    newline_ = false;
  }

  bool name() {
    const size_t from = at_;
    while (at_ < text_.size() && (classOf(text_[at_]) == kName || classOf(text_[at_]) == kDigit)) at_++;
    const std::string_view word = text_.substr(from, at_ - from);
    mix(word);
    const bool member = last_ == Last::dot;
    if (writes_ && !member) noteAssigned(word);
    if (atStatement_ && (word == "else" || word == "while")) rejoin();
    atStatement_ = false;
    beforeWord_ = member ? std::string_view() : word_;
    word_ = member ? std::string_view("a") : word;
    increments_ = false;
    passed(!member && wantsOperand(word) ? Last::wantsOperand : Last::operand);
    return true;
  }

  void noteAssigned(std::string_view word) {
    // for (x of …): assigned without a sign of it.
    const bool inHead = last_ == Last::nothing && headOfFor_;
    headOfFor_ = false;
    if (inHead || increments_ || assigns(at_)) assigned_.emplace_back(at_, word);
    if (closed_ && isOneOf(word, {"of", "in"})) unsure();
    closed_ = false;
  }

  bool assigns(size_t at) const {
    while (at < text_.size() && (classOf(text_[at]) == kSpace || classOf(text_[at]) == kNewline)) at++;
    size_t end = at;
    while (end < text_.size() && std::string_view("=+-*/%&|^<>?!").find(text_[end]) != std::string_view::npos) end++;
    const std::string_view run = text_.substr(at, std::min<size_t>(end - at, 4));
    if (run.empty()) return false;
    if (run[0] == '=') return run.size() == 1 || (run[1] != '=' && run[1] != '>');
    if (run.starts_with("++") || run.starts_with("--") || run.starts_with("/*") || run.starts_with("//")) return true;
    if (run == "<=" || run == ">=" || run.starts_with("!=")) return false;
    if (run[0] == '!') return true;
    return run.find('=') != run.npos;
  }

  /** What is assigned to here cannot be told by a look at tokens. */
  void unsure() { unsure_.push_back(at_); }

  bool number() {
    const size_t from = at_;
    while (at_ < text_.size() && (classOf(text_[at_]) == kName || classOf(text_[at_]) == kDigit || text_[at_] == '.')) at_++;
    mix(text_.substr(from, at_ - from));
    word_ = {};
    passed(Last::operand);
    return true;
  }

  bool string(char quote) {
    const size_t from = at_++;
    for (;; at_++) {
      const size_t next = text_.find_first_of(quote == '"' ? "\"\\\n" : "'\\\n", at_);
      if (next == text_.npos || text_[next] == '\n') return false;
      at_ = next;
      if (text_[at_] == quote) break;
      if (++at_ < text_.size() && text_[at_] == '\r' && peek(1) == '\n') at_++;
    }
    at_++;
    mix(text_.substr(from, at_ - from));
    word_ = {};
    passed(Last::operand);
    return true;
  }

  bool templateText() {
    const size_t from = at_;
    for (;; at_++) {
      at_ = text_.find_first_of("`\\$", at_);
      if (at_ == text_.npos) return false;
      if (text_[at_] == '\\') {
        at_++;
      } else if (text_[at_] == '`') {
        mix(text_.substr(from, ++at_ - from));
        word_ = {};
        passed(Last::operand);
        return true;
      } else if (peek(1) == '{') {
        mix(text_.substr(from, at_ - from));
        open_.emplace_back().kind = '`';
        at_ += 2;
        word_ = {};
        passed(Last::nothing);
        return true;
      }
    }
  }

  bool slash() {
    const size_t from = at_;
    if (peek(1) == '/') {
      skipLine();
      return comment(from);
    }
    if (peek(1) == '*') {
      const size_t end = text_.find("*/", at_ + 2);
      if (end == text_.npos) return false;
      at_ = end + 2;
      if (text_.substr(from, at_ - from).find('\n') != text_.npos) newline_ = true;
      return comment(from);
    }
    switch (last_) {
      case Last::block:
        return false;
      case Last::operand:
      case Last::parenthesis:
        // JSX is not read here.
        return peek(1) != '>' && sign('/');
      default:
        return regularExpression();
    }
  }

  bool comment(size_t from) {
    if (at_ - from >= kShortComment) cuts_.push_back({Cut::Sort::comment, static_cast<uint32_t>(from), static_cast<uint32_t>(at_)});
    return true;
  }

  bool regularExpression() {
    const size_t from = at_++;
    for (bool set = false;; at_++) {
      if (at_ >= text_.size() || text_[at_] == '\n') return false;
      const char c = text_[at_];
      if (c == '\\') at_++;
      if (c == '[') set = true;
      if (c == ']') set = false;
      if (c == '/' && !set) break;
    }
    at_++;
    mix(text_.substr(from, at_ - from));
    word_ = {};
    passed(Last::operand);
    return true;
  }

  bool open(char kind) {
    mix(static_cast<unsigned char>(kind));
    Open open;
    open.kind = kind;
    open.at = static_cast<uint32_t>(++at_);
    open.cuts = cuts_.size();
    open.statement = open.before = {open.at, open.cuts};
    if (kind == '(') {
      open.control = isControl(word_);
      isSwitch_ = word_ == "switch";
      open.function = word_ == "function" || beforeWord_ == "function" || afterStar_;
      headOfFor_ = word_ == "for" || word_ == "await";
    } else if (kind == '{') {
      open.function = last_ == Last::arrow || (last_ == Last::parenthesis && (functionHead_ || !newline_));
      open.statements = open.function || (last_ == Last::control && !afterSwitch_) || isOneOf(word_, {"else", "try", "finally", "do"});
      open.tokens = tokens_;
      if (open.function) tokens_ = 0;
    }
    if (kind == '(') open.switches = isSwitch_;
    atStatement_ = open.statements;
    open_.push_back(open);
    word_ = beforeWord_ = {};
    afterStar_ = closed_ = increments_ = false;
    if (kind != '(') headOfFor_ = false;
    passed(Last::nothing);
    return true;
  }

  bool close(char c) {
    if (open_.size() == 1) return false;
    const Open open = open_.back();
    open_.pop_back();
    if (open.kind == '`') {
      at_++;
      return c == '}' && templateText();
    }
    if (c != (open.kind == '(' ? ')' : open.kind == '[' ? ']' : '}')) return false;
    if (open.function && open.kind == '{') endBody(open);
    mix(static_cast<unsigned char>(c));
    at_++;
    word_ = beforeWord_ = {};
    increments_ = atStatement_ = false;
    if (c == ')') {
      functionHead_ = open.function;
      afterSwitch_ = open.switches;
      passed(open.control ? Last::control : Last::parenthesis);
      return true;
    }
    closed_ = true;
    if (writes_ && assigns(at_) && !isComparison(at_)) unsure();
    passed(c == ']' ? Last::operand : Last::block);
    return true;
  }

  bool isComparison(size_t at) const { return text_.substr(at, 2) == "=="; }

  void endBody(const Open& open) {
    const uint64_t own = tokens_;
    tokens_ = open.tokens;
    mix(own);
    const uint32_t to = static_cast<uint32_t>(at_);
    // Without a token it is empty, and must remain so.
    if (own == 0 || to - open.at < kShortBody || holds(kept_, open.at, to) || holds(unsure_, open.at, to)) return;
    cuts_.resize(open.cuts);
    cuts_.push_back({Cut::Sort::body, open.at, to, own});
  }

  /** At the semicolon behind a statement of a block: it goes, together with what goes right before it. */
  void endStatement() {
    Open& block = open_.back();
    if (writes_ || !block.statements) return;
    const uint32_t to = static_cast<uint32_t>(at_);
    block.before = block.statement;
    block.widened.reset();
    if (!holds(kept_, block.statement.from, to)) {
      cuts_.resize(block.statement.cuts);
      Cut* last = cuts_.size() > block.cuts ? &cuts_.back() : nullptr;
      if (last && last->sort == Cut::Sort::statements && last->to == block.statement.from) {
        block.widened = *last;
        last->to = to;
        last->tokens = tokens_;
      } else {
        cuts_.push_back({Cut::Sort::statements, block.statement.from, to, tokens_});
      }
    }
    block.statement = {to, cuts_.size()};
    atStatement_ = true;
  }

  /** An `else`, or the `while` of a `do`, belongs to the statement before. */
  void rejoin() {
    Open& block = open_.back();
    const bool cut = !holds(kept_, block.before.from, block.statement.from);
    if (cut) cuts_.resize(block.before.cuts);
    if (cut && block.widened) cuts_.back() = *block.widened;
    block.statement = block.before;
  }

  static bool holds(const std::vector<uint32_t>& places, uint32_t from, uint32_t to) {
    const auto first = std::lower_bound(places.begin(), places.end(), from);
    return first != places.end() && *first < to;
  }

  bool sign(char c) {
    // JSX is not read here; a backslash outside of strings is part of an uncommon name.
    if (c == '\\' || (c == '<' && peek(1) == '/')) return false;
    mix(static_cast<unsigned char>(c));
    atStatement_ = false;
    const char before = at_ > 0 ? text_[at_ - 1] : '\0';
    at_++;
    if (c == ';') endStatement();
    const bool twice = (c == '+' || c == '-') && before == c;
    if (twice) {
      // a++ / b: what stood before tells what a slash means.
      increments_ = true;
      last_ = beforeSign_;
      return true;
    }
    afterStar_ = c == '*' && word_ == "function";
    if (!afterStar_ && c != '*') beforeWord_ = {};
    if (c == '.' && peek(0) != '.' && before != '.') {
      passed(Last::dot);
    } else if (c == '>' && before == '=') {
      passed(Last::arrow);
    } else {
      beforeSign_ = last_;
      passed(Last::nothing);
    }
    if (!afterStar_) word_ = {};
    increments_ = closed_ = headOfFor_ = false;
    return true;
  }

  std::string_view text_;
  const std::vector<uint32_t>& kept_;
  const bool writes_;
  size_t at_ = 0;
  std::vector<Open> open_;
  std::vector<Cut> cuts_;
  std::vector<std::pair<uint32_t, std::string_view>> assigned_;
  std::vector<uint32_t> unsure_;
  /** Of the tokens since the body around began. */
  uint64_t tokens_ = 0;
  Last last_ = Last::nothing, beforeSign_ = Last::nothing;
  /** The last word and the one before it, where nothing stands between. */
  std::string_view word_, beforeWord_;
  bool newline_ = false, afterStar_ = false, functionHead_ = false, headOfFor_ = false, closed_ = false, increments_ = false;
  bool isSwitch_ = false, afterSwitch_ = false;
  /** Right before the first token of a statement. */
  bool atStatement_ = false;
};

void addPiece(Outline& outline, std::string_view piece, uint32_t original, uint32_t originalLength) {
  if (piece.empty()) return;
  outline.pieces.push_back({static_cast<uint32_t>(outline.text.size()), original, static_cast<uint32_t>(piece.size()), originalLength});
  outline.text += piece;
}

std::string standIn(const Cut& cut, std::string_view left) {
  // A line that ends in a comment may end a statement.
  if (cut.sort == Cut::Sort::comment) return left.find('\n') == left.npos ? " " : "\n";
  char name[24];
  std::snprintf(name, sizeof name, "_%016llx_", static_cast<unsigned long long>(cut.tokens));
  return cut.sort == Cut::Sort::body ? std::string(name) : std::string(name) + ";";
}

}  // namespace

const Outline::Piece& Outline::pieceAt(uint32_t at) const {
  auto after = std::upper_bound(pieces.begin(), pieces.end(), at, [](uint32_t place, const Piece& piece) { return place < piece.at; });
  return *std::prev(after);
}

uint32_t Outline::startOf(uint32_t at) const {
  if (pieces.empty()) return at;
  const Piece& piece = pieceAt(at);
  const uint32_t inside = at - piece.at;
  if (piece.length == piece.originalLength) return piece.original + inside;
  return inside == 0 ? piece.original : piece.original + piece.originalLength;
}

uint32_t Outline::endOf(uint32_t at) const {
  if (pieces.empty() || at == 0) return at;
  const Piece& piece = pieceAt(at - 1);
  const uint32_t inside = at - piece.at;
  if (piece.length == piece.originalLength) return piece.original + inside;
  return piece.original + piece.originalLength;
}

bool Outline::mentions(std::string_view word) const {
  return std::any_of(left.begin(), left.end(), [&](std::string_view body) { return body.find(word) != body.npos; });
}

bool Outline::writes(std::string_view name) const { return std::binary_search(written.begin(), written.end(), name); }

std::optional<Outline> outlineOf(std::string_view text, std::string_view language, const std::vector<uint32_t>& kept,
                                 bool writes) {
  if (language != "javascript" && language != "typescript") return std::nullopt;
  if (text.size() < kShortText) return std::nullopt;
  Reader reader(text, kept, writes);
  if (!reader.read()) return std::nullopt;
  size_t gone = 0;
  for (const Cut& cut : reader.cuts()) gone += cut.to - cut.from;
  if (gone < text.size() / (writes ? 2 : 5)) return std::nullopt;
  Outline outline;
  outline.text.reserve(text.size() - gone + reader.cuts().size() * 24 + 1);
  uint32_t at = 0;
  for (const Cut& cut : reader.cuts()) {
    if (cut.sort == Cut::Sort::statements && cut.to - cut.from < kShortStatements) continue;
    const std::string_view left = text.substr(cut.from, cut.to - cut.from);
    addPiece(outline, text.substr(at, cut.from - at), at, cut.from - at);
    addPiece(outline, standIn(cut, left), cut.from, cut.to - cut.from);
    if (cut.sort != Cut::Sort::comment) outline.left.push_back(left);
    at = cut.to;
  }
  addPiece(outline, text.substr(at), at, static_cast<uint32_t>(text.size()) - at);
  if (writes) outline.written = reader.written();
  return outline;
}

}  // namespace vireon
