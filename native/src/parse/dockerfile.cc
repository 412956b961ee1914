#include "parse/dockerfile.h"

#include <algorithm>
#include <cctype>

#include "parse/lower.h"

namespace vireon {
namespace {

constexpr std::string_view kInstructions[] = {"ADD",    "ARG",   "CMD",        "COPY", "ENTRYPOINT", "ENV",
                                              "EXPOSE", "FROM",  "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD",
                                              "RUN",    "SHELL", "STOPSIGNAL", "USER", "VOLUME",     "WORKDIR"};

bool isBlank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
bool isSpace(char c) { return isBlank(c) || c == '\n'; }

std::string_view instructionNamed(std::string_view word) {
  for (std::string_view known : kInstructions)
    if (known.size() == word.size() &&
        std::equal(word.begin(), word.end(), known.begin(), [](unsigned char a, char b) { return std::toupper(a) == b; }))
      return known;
  return {};
}

struct Range {
  uint32_t from, to;
  bool empty() const { return from >= to; }
};

using Items = std::vector<Node*>;

class DockerfileParser {
 public:
  DockerfileParser(Tree& tree, std::string_view source, const ParseLimits& limits)
      : tree_(tree), source_(source), limits_(limits) {
    masked_ = tree.arena.keep(source);
    text_ = const_cast<char*>(masked_.data());
    size_t directive = source.find("escape=`");
    if (directive != source.npos && directive < 200) escape_ = '`';
  }

  void run() {
    Items statements;
    while (at_ < source_.size()) {
      uint32_t start = at_;
      uint32_t end = logicalLine();
      while (start < end && isSpace(text_[start])) start++;
      if (start >= end) continue;
      if (text_[start] == '#') continue;
      Node* node = instruction(start, end, 0);
      if (!node) continue;
      if (node->kind == Kind::Multi) statements.insert(statements.end(), node->items, node->items + node->count);
      else statements.push_back(node->kind == Kind::Block ? node : statement(node));
    }
    tree_.root = make(Kind::Block, {0, uint32_t(source_.size())}, statements);
  }

 private:
  Node* make(Kind kind, Range range, const Items& items) {
    Node* node = tree_.arena.make<Node>();
    tree_.nodes++;
    node->kind = kind;
    node->start = range.from;
    node->end = range.to;
    Items sorted(items);
    std::erase(sorted, nullptr);
    std::stable_sort(sorted.begin(), sorted.end(), [](const Node* a, const Node* b) { return a->role < b->role; });
    if (kind == Kind::Block || kind == Kind::ExprStmt)
      for (Node* item : sorted) item->role = Role::Item;
    node->count = sorted.size();
    node->items = tree_.arena.array<Node*>(sorted.size());
    std::copy(sorted.begin(), sorted.end(), node->items);
    return node;
  }
  Node* leaf(Kind kind, Range range) {
    Node* node = make(kind, range, {});
    setText(node, masked_.substr(range.from, range.to - range.from));
    return node;
  }
  static void setText(Node* node, std::string_view text) {
    node->text = text;
    node->hash = hashOf(text);
  }
  static Node* as(Role role, Node* node) {
    if (node) node->role = role;
    return node;
  }
  Node* statement(Node* node) { return make(Kind::ExprStmt, {node->start, node->end}, {node}); }
  Node* keyword(Node* name, Node* value) {
    return make(Kind::Keyword, {name->start, value->end}, {as(Role::Name, name), as(Role::Value, value)});
  }

  // The end of the line, continuations and comments in between blanked out.
  uint32_t logicalLine() {
    bool comment = false, first = true;
    uint32_t end = at_;
    for (;;) {
      uint32_t stop = std::min(source_.find('\n', at_), source_.size());
      uint32_t begin = at_;
      while (begin < stop && isBlank(text_[begin])) begin++;
      comment = begin < stop && text_[begin] == '#';
      at_ = std::min<uint32_t>(stop + 1, source_.size());
      if (first && (comment || begin >= stop)) return stop;
      if (comment || begin >= stop) {
        // Within an instruction comments and empty lines are passed over.
        std::fill(text_ + begin, text_ + stop, ' ');
        if (stop < source_.size()) text_[stop] = ' ';
        if (at_ >= source_.size()) return end;
        continue;
      }
      first = false;
      end = stop;
      uint32_t last = stop;
      while (last > begin && isBlank(text_[last - 1])) last--;
      if (last == begin || text_[last - 1] != escape_ || stop >= source_.size()) return end;
      text_[last - 1] = ' ';
      text_[stop] = ' ';
    }
  }

  Range trim(Range range) const {
    while (range.from < range.to && isSpace(text_[range.from])) range.from++;
    while (range.to > range.from && isSpace(text_[range.to - 1])) range.to--;
    return range;
  }

  // Words apart at blanks; quotes and braces hold together.
  std::vector<Range> words(Range range) const {
    std::vector<Range> found;
    for (uint32_t at = range.from; at < range.to;) {
      while (at < range.to && isSpace(text_[at])) at++;
      if (at >= range.to) break;
      uint32_t start = at;
      char quote = 0;
      int braces = 0;
      for (; at < range.to; at++) {
        char c = text_[at];
        if (c == '\\' && quote != '\'') {
          at++;
          continue;
        }
        if (quote) {
          if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '{' && at > start && text_[at - 1] == '$') {
          braces++;
        } else if (c == '}' && braces > 0) {
          braces--;
        } else if (isSpace(c) && braces == 0) {
          break;
        }
      }
      at = std::min(at, range.to);
      found.push_back({start, at});
    }
    return found;
  }

  static void shift(Node* node, uint32_t by) {
    node->start += by;
    node->end += by;
    for (Node* child : node->children()) shift(child, by);
  }

  Node* bash(Range range) {
    std::unique_ptr<Tree> inner = parseText(masked_.substr(range.from, range.to - range.from), "bash", limits_);
    if (!inner || !inner->root) return make(Kind::Block, range, {});
    tree_.partial = tree_.partial || inner->partial;
    if (tree_.bound.empty()) tree_.bound = inner->bound;
    tree_.nodes += inner->nodes;
    shift(inner->root, range.from);
    Node* root = inner->root;
    tree_.inner.push_back(std::move(inner));
    return root;
  }

  // One word as Bash reads it: quotes, variables.
  Node* word(Range range) {
    std::string_view text = masked_.substr(range.from, range.to - range.from);
    if (text.find_first_of("$\"'\\`") == text.npos) return leaf(Kind::String, range);
    bool wasPartial = tree_.partial;
    Node* root = bash(range);
    if (root->kind == Kind::Block && root->count == 1 && root->items[0]->kind == Kind::ExprStmt && root->items[0]->count == 1) {
      Node* call = root->items[0]->items[0];
      if (call->kind == Kind::Call && call->count == 1) return call->items[0];
    }
    tree_.partial = wasPartial;
    return leaf(Kind::String, range);
  }

  bool fourHex(uint32_t from, uint32_t last) const {
    return from + 4 <= last && std::all_of(text_ + from, text_ + from + 4, [](unsigned char c) { return std::isxdigit(c); });
  }

  // ["a", "b"]: nullptr where the text is none, and then it is a shell's.
  Node* array(Range range) {
    range = trim(range);
    if (range.empty() || text_[range.from] != '[' || text_[range.to - 1] != ']') return nullptr;
    Items items;
    uint32_t at = range.from + 1, last = range.to - 1;
    auto blanks = [&] {
      while (at < last && isSpace(text_[at])) at++;
    };
    blanks();
    while (at < last) {
      uint32_t start = at;
      Node* item = nullptr;
      if (text_[at] == '"') {
        for (at++; at < last && text_[at] != '"'; at++)
          if (text_[at] == '\\') {
            if (at + 1 < last && std::string_view("\"\\/bfnrtu").find(text_[at + 1]) == std::string_view::npos) return nullptr;
            if (at + 1 < last && text_[at + 1] == 'u' && !fourHex(at + 2, last)) return nullptr;
            at++;
          }
        if (at >= last) return nullptr;
        at++;
        item = make(Kind::String, {start, at}, {});
        setText(item, masked_.substr(start + 1, at - start - 2));
      } else {
        while (at < last && text_[at] != ',' && !isSpace(text_[at])) at++;
        std::string_view text = masked_.substr(start, at - start);
        bool placeholder = text.substr(0, 2) == "vv" || text.substr(0, 4) == "${vv";
        if (!placeholder) return nullptr;
        item = word({start, at});
      }
      item->role = Role::Item;
      items.push_back(item);
      blanks();
      if (at >= last) break;
      if (text_[at] != ',') return nullptr;
      at++;
      blanks();
      if (at >= last) return nullptr;
    }
    return make(Kind::Array, range, items);
  }

  // --name, --name=value, --mount=type=x,target=y
  Range flags(Range rest, Items& out) {
    for (;;) {
      rest = trim(rest);
      if (rest.to - rest.from < 3 || text_[rest.from] != '-' || text_[rest.from + 1] != '-') return rest;
      Range flag = words(rest)[0];
      rest.from = flag.to;
      uint32_t equals = std::find(text_ + flag.from, text_ + flag.to, '=') - text_;
      Node* name = leaf(Kind::Name, {flag.from, equals});
      if (equals == flag.to) {
        Node* none = make(Kind::String, {flag.to, flag.to}, {});
        out.push_back(as(Role::Attribute, keyword(name, none)));
        continue;
      }
      bool parts = name->text == "--mount";
      for (uint32_t at = equals + 1; at <= flag.to;) {
        uint32_t comma = parts ? std::find(text_ + at, text_ + flag.to, ',') - text_ : flag.to;
        uint32_t inner = parts ? std::find(text_ + at, text_ + comma, '=') - text_ : comma;
        Node* key = inner < comma ? leaf(Kind::Name, {at, inner}) : leaf(Kind::Name, {flag.from, equals});
        out.push_back(as(Role::Attribute, keyword(key, word({inner < comma ? inner + 1 : at, comma}))));
        at = comma + 1;
      }
    }
  }

  Node* shell(Range range) {
    range = trim(range);
    if (range.empty()) return nullptr;
    if (Node* exec = array(range)) return exec;
    std::string_view text = masked_.substr(range.from, range.to - range.from);
    bool ended = text.back() == ';';
    Node* body = text.substr(0, 2) == "<<" ? leaf(Kind::Text, range) : bash(range);
    if (body->kind == Kind::Block && body->count == 1 && body->items[0]->kind == Kind::ExprStmt && body->items[0]->count == 1) body = body->items[0]->items[0];
    Node* result = make(Kind::Other, range, {as(Role::Item, body)});
    result->hash = kShellHash;
    if (ended) result->flags |= kSemicolon;
    return result;
  }

  // The lines of a heredoc belong to the instruction that opens it.
  void heredocs(Range range, uint32_t& end) {
    std::string_view text = masked_.substr(range.from, range.to - range.from);
    for (size_t at = text.find("<<"); at != text.npos; at = text.find("<<", at + 2)) {
      size_t word = at + 2;
      if (word < text.size() && text[word] == '-') word++;
      if (word < text.size() && (text[word] == '"' || text[word] == '\'')) word++;
      size_t stop = word;
      while (stop < text.size() && (std::isalnum(static_cast<unsigned char>(text[stop])) || text[stop] == '_')) stop++;
      if (stop == word) continue;
      std::string_view name = text.substr(word, stop - word);
      for (size_t line = at_; line < source_.size();) {
        size_t close = std::min(source_.find('\n', line), source_.size());
        std::string_view here = source_.substr(line, close - line);
        here = here.substr(std::min(here.find_first_not_of(" \t"), here.size()));
        while (!here.empty() && isBlank(here.back())) here.remove_suffix(1);
        line = close + 1;
        if (here != name) continue;
        at_ = std::min(line, source_.size());
        end = close;
        break;
      }
    }
  }

  // name[:tag][@digest], user[:group]
  void addPieces(Range range, Items& out, std::string_view second) {
    uint32_t colon = range.to, sign = range.to;
    int braces = 0;
    for (uint32_t at = range.from; at < range.to; at++) {
      char c = text_[at];
      if (c == '{') braces++;
      if (c == '}') braces--;
      if (braces) continue;
      if (c == '/') colon = range.to;
      if (c == ':' && colon == range.to && sign == range.to) colon = at;
      if (c == '@' && sign == range.to) sign = at;
    }
    uint32_t name = std::min(colon, sign);
    out.push_back(as(Role::Arg, word({range.from, name})));
    auto part = [&](std::string_view key, Range value) {
      if (value.empty()) return;
      Node* label = make(Kind::Name, {value.from, value.from}, {});
      setText(label, key);
      Node* node = keyword(label, word(value));
      node->start = value.from;
      out.push_back(as(Role::Arg, node));
    };
    if (colon < range.to) part(second, {colon + 1, std::max(colon + 1, sign)});
    if (sign < range.to) part("@", {sign + 1, range.to});
  }

  static bool placeholder(std::string_view text) { return text.substr(0, 2) == "vv" && text.size() > 3 && text[3] == '_'; }

  // KEY=value…, or KEY and the rest of the line.
  void addPairs(Range rest, Items& out) {
    std::vector<Range> list = words(rest);
    if (list.empty()) return;
    auto equals = [&](Range range) { return uint32_t(std::find(text_ + range.from, text_ + range.to, '=') - text_); };
    auto key = [&](Range range) {
      Node* name = word(range);
      if (name->kind == Kind::String) name->kind = Kind::Name;
      return name;
    };
    std::string_view first = masked_.substr(list[0].from, list[0].to - list[0].from);
    if (list.size() > 1 && equals(list[0]) == list[0].to && first.substr(0, 4) != "vve_" && first.substr(0, 4) != "vvs_") {
      Range value = trim({list[0].to, rest.to});
      std::vector<Range> values = words(value);
      out.push_back(as(Role::Arg, keyword(key(list[0]), values.size() == 1 ? word(value) : leaf(Kind::String, value))));
      return;
    }
    for (Range each : list) {
      uint32_t sign = equals(each);
      if (sign == each.to)
        out.push_back(as(Role::Arg, word(each)));
      else if (sign + 1 == each.to)
        out.push_back(as(Role::Arg, keyword(key({each.from, sign}), make(Kind::String, {each.to, each.to}, {}))));
      else
        out.push_back(as(Role::Arg, keyword(key({each.from, sign}), word({sign + 1, each.to}))));
    }
  }

  Node* instruction(uint32_t start, uint32_t end, int depth) {
    uint32_t stop = start;
    while (stop < end && !isSpace(text_[stop])) stop++;
    std::string_view name = instructionNamed(masked_.substr(start, stop - start));
    Range rest = trim({stop, end});
    if (name.empty()) {
      std::string_view text = masked_.substr(start, stop - start);
      if (rest.empty() && placeholder(text)) return leaf(Kind::Name, {start, stop});
      tree_.partial = true;
      return nullptr;
    }
    Items items;
    rest = flags(rest, items);
    uint32_t last = trim({start, end}).to;
    const bool pairs = name == "ENV" || name == "LABEL", apart = name == "LABEL";
    if (pairs) addPairs(rest, items);
    if (apart && items.size() > 1 && std::all_of(items.begin(), items.end(), [](const Node* item) { return item->kind == Kind::Keyword; })) return onePerPair({start, last}, name, items);
    if (name == "RUN" || name == "COPY" || name == "ADD") heredocs(rest, last);
    if (name == "RUN" || name == "CMD" || name == "ENTRYPOINT") {
      if (Node* body = shell(rest)) items.push_back(as(Role::Arg, body));
    } else if (name == "ARG") {
      addPairs(rest, items);
    } else if (name == "FROM") {
      std::vector<Range> list = words(rest);
      if (!list.empty()) addPieces(list[0], items, ":");
      if (list.size() > 2) items.push_back(as(Role::Arg, keyword(label("=", list[1]), word(list[2]))));
    } else if (name == "USER") {
      for (Range each : words(rest)) addPieces(each, items, ":");
    } else if (name == "HEALTHCHECK") {
      health(rest, items);
    } else if (name == "ONBUILD" && depth == 0) {
      Node* inner = rest.empty() ? nullptr : instruction(rest.from, rest.to, 1);
      if (inner && inner->kind == Kind::Multi) inner->kind = Kind::Block;
      if (inner) items.push_back(as(Role::Arg, inner));
    } else if (name == "MAINTAINER") {
      if (!rest.empty()) items.push_back(as(Role::Arg, words(rest).size() == 1 ? word(rest) : leaf(Kind::String, rest)));
    } else if (pairs) {
      // Taken apart above.
    } else if (Node* list = array(rest)) {
      items.push_back(as(Role::Arg, list));
    } else {
      for (Range each : words(rest)) items.push_back(as(Role::Arg, word(each)));
    }
    Node* call = make(Kind::Call, {start, last}, items);
    setText(call, name);
    return call;
  }

  // `LABEL a=1 b=2` says the same as an instruction for each.
  Node* onePerPair(Range range, std::string_view name, const Items& pairs) {
    Items calls;
    for (Node* pair : pairs) {
      Node* call = make(Kind::Call, {range.from, pair->end}, {as(Role::Arg, pair)});
      setText(call, name);
      calls.push_back(statement(call));
    }
    Node* list = make(Kind::Other, range, calls);
    list->kind = Kind::Multi;
    return list;
  }

  Node* label(std::string_view text, Range range) {
    Node* name = make(Kind::Name, range, {});
    setText(name, text);
    return name;
  }

  void health(Range rest, Items& items) {
    std::vector<Range> list = words(rest);
    for (size_t i = 0; i < list.size(); i++) {
      std::string_view text = masked_.substr(list[i].from, list[i].to - list[i].from);
      if (text == "CMD") {
        Items inner;
        if (Node* body = shell({list[i].to, rest.to})) inner.push_back(as(Role::Arg, body));
        Node* call = make(Kind::Call, {list[i].from, rest.to}, inner);
        setText(call, "CMD");
        // `HEALTHCHECK ... CMD`: the dots stand for options, which nobody has to name.
        std::erase_if(items, [](const Node* item) { return item->text == "vve_"; });
        items.push_back(as(Role::Arg, call));
        return;
      }
      items.push_back(as(Role::Arg, word(list[i])));
    }
  }

  Tree& tree_;
  std::string_view source_, masked_;
  ParseLimits limits_;
  char* text_ = nullptr;
  uint32_t at_ = 0;
  char escape_ = '\\';
};

}  // namespace

bool beginsWithInstruction(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    line = line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
    std::string_view word = line.substr(0, std::min(line.find_first_of(" \t"), line.size()));
    at = end + 1;
    if (word.empty() || word[0] == '#') continue;
    bool upper = std::none_of(word.begin(), word.end(), [](unsigned char c) { return std::islower(c); });
    if (upper && !instructionNamed(word).empty()) return true;
    // A line of `...` or of one metavariable alone says nothing yet.
    if (word.size() != line.size() || (word[0] != '$' && word != "...")) return false;
    if (at >= text.size()) return true;
  }
  return false;
}

std::unique_ptr<Tree> parseDockerfile(std::string_view source, const ParseLimits& limits) {
  if (!tableFor("bash")) return nullptr;
  auto tree = std::make_unique<Tree>();
  tree->source = source;
  tree->language = "dockerfile";
  if (source.size() > limits.bytes) {
    tree->bound = "larger than " + std::to_string(limits.bytes) + " bytes";
    tree->partial = true;
    tree->root = tree->arena.make<Node>();
    tree->root->kind = Kind::Block;
    return tree;
  }
  DockerfileParser(*tree, source, limits).run();
  settle(tree->root);
  return tree;
}

}  // namespace vireon
