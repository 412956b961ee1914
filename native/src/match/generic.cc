#include "match/generic.h"

#include <algorithm>
#include <cctype>

namespace vireon {
namespace {

struct Token {
  enum class Sort : uint8_t { Word, Mark, Open, Close, Dots, Meta, MetaMany } sort;
  uint32_t start, end;
  uint32_t line;
  std::string_view text;
  /** How many `...` stand here one after the other. */
  uint32_t times = 1;
};

bool wordCharacter(unsigned char c) { return std::isalnum(c) || c == '_' || c >= 0x80; }

std::vector<Token> tokensOf(std::string_view text, bool pattern) {
  std::vector<Token> tokens;
  uint32_t line = 0;
  for (uint32_t at = 0; at < text.size();) {
    unsigned char c = text[at];
    if (c == '\n') line++;
    if (std::isspace(c)) {
      at++;
      continue;
    }
    uint32_t start = at;
    Token::Sort sort = Token::Sort::Mark;
    if (pattern && text.substr(at, 3) == "...") {
      sort = Token::Sort::Dots;
      while (at < text.size() && text[at] == '.') at++;
    } else if (pattern && c == '$' && text.substr(at, 4) == "$...") {
      uint32_t end = at + 4;
      while (end < text.size() && (std::isupper(static_cast<unsigned char>(text[end])) || std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '_')) end++;
      sort = end > at + 4 ? Token::Sort::MetaMany : Token::Sort::Mark;
      at = end > at + 4 ? end : at + 1;
    } else if (pattern && c == '$' && at + 1 < text.size() && (std::isupper(static_cast<unsigned char>(text[at + 1])) || text[at + 1] == '_')) {
      uint32_t end = at + 1;
      while (end < text.size() && (std::isupper(static_cast<unsigned char>(text[end])) || std::isdigit(static_cast<unsigned char>(text[end])) || text[end] == '_')) end++;
      sort = end < text.size() && std::islower(static_cast<unsigned char>(text[end])) ? Token::Sort::Mark : Token::Sort::Meta;
      at = sort == Token::Sort::Meta ? end : at + 1;
    } else if (wordCharacter(c)) {
      sort = Token::Sort::Word;
      while (at < text.size() && wordCharacter(text[at])) at++;
    } else {
      if (c == '(' || c == '[' || c == '{') sort = Token::Sort::Open;
      if (c == ')' || c == ']' || c == '}') sort = Token::Sort::Close;
      at++;
    }
    tokens.push_back({sort, start, at, line, text.substr(start, at - start)});
  }
  return tokens;
}

constexpr size_t kNone = SIZE_MAX;

/** For each opening bracket the one that closes it, whatever its sort. */
std::vector<size_t> closersOf(const std::vector<Token>& tokens) {
  std::vector<size_t> closers(tokens.size(), kNone), open;
  for (size_t i = 0; i < tokens.size(); i++) {
    if (tokens[i].sort == Token::Sort::Open) open.push_back(i);
    if (tokens[i].sort != Token::Sort::Close || open.empty()) continue;
    closers[open.back()] = i;
    open.pop_back();
  }
  return closers;
}

bool sameText(std::string_view a, std::string_view b, bool caseless) {
  if (!caseless) return a == b;
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

}  // namespace

struct GenericPattern {
  std::string source;
  std::vector<Token> tokens;
  std::vector<MetaId> metas;
  bool caseless = false;
  int maxSpan = 10;
  /** How many `...` end the pattern. */
  uint32_t dotsAtEnd = 0;
};

std::shared_ptr<GenericPattern> compileGeneric(std::string_view text, MetaNames& names, bool caseless, int maxSpan, std::string& error) {
  auto pattern = std::make_shared<GenericPattern>();
  size_t first = text.find_first_not_of(" \t\r\n"), last = text.find_last_not_of(" \t\r\n");
  if (first == text.npos) {
    error = "the pattern is empty";
    return nullptr;
  }
  pattern->source = text.substr(first, last - first + 1);
  pattern->tokens = tokensOf(pattern->source, true);
  pattern->caseless = caseless;
  pattern->maxSpan = maxSpan;
  while (!pattern->tokens.empty() && pattern->tokens.front().sort == Token::Sort::Dots) pattern->tokens.erase(pattern->tokens.begin());
  while (!pattern->tokens.empty() && pattern->tokens.back().sort == Token::Sort::Dots) {
    pattern->tokens.pop_back();
    pattern->dotsAtEnd++;
  }
  for (size_t i = 1; i < pattern->tokens.size(); i++)
    if (pattern->tokens[i].sort == Token::Sort::Dots && pattern->tokens[i - 1].sort == Token::Sort::Dots) {
      pattern->tokens[i - 1].times += pattern->tokens[i].times;
      pattern->tokens.erase(pattern->tokens.begin() + i--);
    }
  if (pattern->tokens.empty()) {
    error = "a pattern of `...` alone matches everything";
    return nullptr;
  }
  for (const Token& token : pattern->tokens) {
    bool meta = token.sort == Token::Sort::Meta || token.sort == Token::Sort::MetaMany;
    pattern->metas.push_back(meta ? names.id(token.text) : 0);
  }
  return pattern;
}

namespace {

class GenericMatcher {
 public:
  GenericMatcher(const GenericPattern& pattern, std::string_view text, const std::vector<Token>& tokens)
      : pattern_(pattern), text_(text), tokens_(tokens), closers_(closersOf(tokens)) {}

  /** Index behind the last token, or 0 where nothing matches from `start`. */
  size_t match(size_t start, Bindings& bindings) {
    stepsHere_ = 0;
    size_t end = 0;
    return from(0, start, bindings, end) ? end : 0;
  }
  bool exhausted = false;

 private:
  // One start may cost so much, one pattern in one text so much.
  static constexpr uint32_t kStepsAtStart = 20'000, kStepsInText = 20'000'000;

  bool tick() {
    if (++stepsHere_ <= kStepsAtStart && ++steps_ <= kStepsInText) return true;
    exhausted = true;
    return false;
  }

  bool bind(MetaId id, std::string_view name, uint32_t start, uint32_t end, Bindings& bindings) {
    if (name == "$_") return true;
    std::string_view text = text_.substr(start, end - start);
    for (const Bound& known : bindings)
      if (known.id == id) return known.text == text || (known.sort == Bound::Sort::Node && known.node && known.node->text == text);
    Bound bound;
    bound.sort = Bound::Sort::Text;
    bound.id = id;
    bound.start = start;
    bound.end = end;
    bound.text = text;
    bindings.push_back(bound);
    return true;
  }

  bool from(size_t i, size_t j, Bindings& bindings, size_t& end) {
    if (!tick()) return false;
    if (i == pattern_.tokens.size()) {
      end = j;
      return true;
    }
    const Token& p = pattern_.tokens[i];
    if (p.sort == Token::Sort::Dots || p.sort == Token::Sort::MetaMany) return skip(i, j, bindings, end);
    if (j == tokens_.size()) return false;
    const Token& t = tokens_[j];
    size_t known = bindings.size();
    if (p.sort == Token::Sort::Meta) {
      if (t.sort != Token::Sort::Word || !bind(pattern_.metas[i], p.text, t.start, t.end, bindings)) return false;
    } else if (!sameText(p.text, t.text, pattern_.caseless)) {
      return false;
    }
    if (from(i + 1, j + 1, bindings, end)) return true;
    bindings.resize(known);
    return false;
  }

  // Not further than so many lines.
  bool skip(size_t i, size_t j, Bindings& bindings, size_t& end) {
    // What is named stands on one line, or on lines of its own. Over whole brackets first; else down into them, but never up.
    const Token& p = pattern_.tokens[i];
    const bool block = j > 0 && j < tokens_.size() && tokens_[j].line > tokens_[j - 1].line;
    const uint32_t lines = p.sort == Token::Sort::MetaMany && !block ? 0 : pattern_.maxSpan * p.times;
    return skipTo(i, j, bindings, end, true, lines) || skipTo(i, j, bindings, end, false, lines);
  }

  bool skipTo(size_t i, size_t j, Bindings& bindings, size_t& end, bool level, uint32_t lines) {
    const Token& p = pattern_.tokens[i];
    int depth = 0;
    uint32_t line = j > 0 ? tokens_[j - 1].line : 0;
    const uint32_t last = line + lines;
    for (size_t to = j; to <= tokens_.size(); to++) {
      if (!tick()) return false;
      if (to < tokens_.size() && tokens_[to].line > line + pattern_.maxSpan * p.times) break;
      if (level || depth > 0) {
        size_t known = bindings.size();
        uint32_t start = j < tokens_.size() ? tokens_[j].start : text_.size();
        uint32_t stop = to > j ? tokens_[to - 1].end : start;
        bool fits = p.sort == Token::Sort::Dots || (bind(pattern_.metas[i], p.text, start, stop, bindings));
        if (fits && from(i + 1, to, bindings, end)) return true;
        bindings.resize(known);
      }
      if (to == tokens_.size()) break;
      if (tokens_[to].line > last) break;
      if (tokens_[to].sort == Token::Sort::Close && --depth < 0) break;
      if (tokens_[to].sort != Token::Sort::Open) continue;
      if (!level) {
        depth++;
        continue;
      }
      if (closers_[to] == kNone || tokens_[closers_[to]].line > last) break;
      to = closers_[to];
    }
    return false;
  }

  const GenericPattern& pattern_;
  std::string_view text_;
  const std::vector<Token>& tokens_;
  const std::vector<size_t> closers_;
  uint32_t stepsHere_ = 0, steps_ = 0;
};

}  // namespace

namespace {

// A pattern that ends in `...` goes on to the end of what holds it, or so many lines.
size_t reach(const GenericPattern& pattern, const std::vector<Token>& tokens, size_t end) {
  int depth = 0;
  const uint32_t last = tokens[end - 1].line + pattern.maxSpan * pattern.dotsAtEnd;
  while (pattern.dotsAtEnd > 0 && end < tokens.size() && tokens[end].line <= last) {
    if (tokens[end].sort == Token::Sort::Open) depth++;
    if (tokens[end].sort == Token::Sort::Close && --depth < 0) break;
    end++;
  }
  return end;
}

}  // namespace

bool matchGeneric(const GenericPattern& pattern, std::string_view text, const Bindings& given, std::vector<PatternMatch>& out) {
  std::vector<Token> tokens = tokensOf(text, false);
  GenericMatcher matcher(pattern, text, tokens);
  const Token& first = pattern.tokens[0];
  for (size_t start = 0; start < tokens.size(); start++) {
    if ((first.sort == Token::Sort::Word || first.sort == Token::Sort::Mark) && !sameText(first.text, tokens[start].text, pattern.caseless)) continue;
    Bindings bindings = given;
    size_t end = matcher.match(start, bindings);
    if (!end) continue;
    out.push_back({tokens[start].start, tokens[reach(pattern, tokens, end) - 1].end, bindings});
    start = std::max(start, end - 1);
  }
  return !matcher.exhausted;
}

std::vector<std::string> genericWords(const GenericPattern& pattern) {
  std::vector<std::string> words;
  for (const Token& token : pattern.tokens)
    if (token.sort == Token::Sort::Word && token.text.size() >= 3) words.emplace_back(token.text);
  return words;
}

}  // namespace vireon
