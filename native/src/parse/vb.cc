// Visual Basic: statements by their first words, expressions by precedence.
#include <algorithm>
#include <utility>

#include "parse/reader.h"
#include "parse/vb_lexer.h"

namespace vireon {
namespace {

using Token = VbToken;
using TokenKind = VbToken::Kind;

struct Operator {
  std::string_view word;
  int strength;
  std::string_view text;
};

constexpr Operator kOperators[] = {
    {"xor", 1, "xor"}, {"or", 2, "or"},   {"orelse", 2, "||"}, {"and", 3, "and"}, {"andalso", 3, "&&"}, {"=", 5, "=="},
    {"<>", 5, "!="},   {"<", 5, "<"},     {">", 5, ">"},       {"<=", 5, "<="},   {">=", 5, ">="},      {"is", 5, "is"},
    {"isnot", 5, "is not"}, {"like", 5, "like"}, {"<<", 6, "<<"}, {">>", 6, ">>"}, {"&", 7, "&"},      {"+", 8, "+"},
    {"-", 8, "-"},     {"mod", 9, "%"},   {"\\", 10, "\\"},    {"*", 11, "*"},    {"/", 11, "/"},       {"^", 13, "^"},
};
constexpr int kNot = 4, kSignOfNumber = 12;

class VbReader : Builder {
 public:
  VbReader(Tree& tree, std::string_view source) : Builder(tree, source), tokens_(vbTokens(source, 0, source.size())) {}

  void run() {
    Items items = statements();
    while (!ended()) {
      // An end that belongs to nothing.
      tree_.partial = true;
      skipLine();
      Items more = statements();
      items.insert(items.end(), more.begin(), more.end());
    }
    tree_.root = block(0, in_.size(), std::move(items));
  }

 private:
  // Tokens.
  const Token& token(size_t ahead = 0) const { return tokens_[std::min(next_ + ahead, tokens_.size() - 1)]; }
  std::string_view text(size_t ahead = 0) const { return in_.substr(token(ahead).start, token(ahead).end - token(ahead).start); }
  bool ended() const { return token().kind == TokenKind::End; }
  bool is(std::string_view word, size_t ahead = 0) const {
    const TokenKind kind = token(ahead).kind;
    return (kind == TokenKind::Word || kind == TokenKind::Sign) && sameWord(text(ahead), word);
  }
  bool isAny(std::initializer_list<std::string_view> words, size_t ahead = 0) const {
    return std::any_of(words.begin(), words.end(), [&](std::string_view word) { return is(word, ahead); });
  }
  bool isWord(size_t ahead = 0) const { return token(ahead).kind == TokenKind::Word; }
  bool lineEnds(size_t ahead = 0) const { return token(ahead).kind == TokenKind::Line || token(ahead).kind == TokenKind::End; }
  void advance() {
    if (next_ + 1 < tokens_.size()) next_++;
  }
  bool take(std::string_view word) {
    if (!is(word)) return false;
    advance();
    return true;
  }
  void skipLines() {
    while (token().kind == TokenKind::Line) advance();
  }
  void skipLine() {
    while (!lineEnds()) advance();
    skipLines();
  }
  uint32_t start() const { return token().start; }
  uint32_t end() const { return next_ == 0 ? 0 : tokens_[next_ - 1].end; }

  // What stands behind a statement that was understood does not belong to it.
  void endLine() {
    if (is("else") && inLine_) return;
    if (!lineEnds()) tree_.partial = true;
    while (!lineEnds()) advance();
  }

  Node* word(Kind kind = Kind::Name) {
    const Token& here = token();
    Node* node = leaf(kind, here.start, here.end);
    if (node->text.size() > 2 && node->text[0] == '[') setText(node, node->text.substr(1, node->text.size() - 2));
    advance();
    return node;
  }

  // Blocks.
  bool closesHere() const {
    if (is("end") && isWord(1))
      return std::any_of(open_.begin(), open_.end(), [&](std::string_view each) { return is(each, 1); });
    for (auto [word, of] : {std::pair<std::string_view, std::string_view>{"else", "if"}, {"elseif", "if"}, {"next", "for"}, {"loop", "do"}, {"case", "select"}, {"catch", "try"}, {"finally", "try"}, {"wend", "while"}})
      if (is(word) && std::find(open_.begin(), open_.end(), of) != open_.end()) return true;
    return false;
  }

  Items statements() {
    Items items;
    while (true) {
      skipLines();
      if (ended() || closesHere()) return items;
      const size_t before = next_;
      // An end without a beginning is passed over.
      if (is("end") && isWord(1)) skipLine();
      else add(items, statement());
      if (next_ == before) {
        tree_.partial = true;
        advance();
      }
    }
  }

  static void add(Items& items, Node* node) {
    if (!node) return;
    if (node->kind != Kind::Multi) return items.push_back(node);
    items.insert(items.end(), node->items, node->items + node->count);
  }

  // Statements until the end of what `word` opened; that end is taken too.
  Node* body(std::string_view word, bool ofClass = false) {
    const uint32_t from = start();
    open_.push_back(word);
    Items items = statements();
    open_.pop_back();
    const uint32_t to = items.empty() ? from : end();
    Node* result = ofClass ? membersOf(from, std::move(items)) : block(from, to, std::move(items));
    if (is("end") && is(word, 1)) {
      advance();
      advance();
    }
    return result;
  }

  Node* membersOf(uint32_t from, Items items) {
    Node* result = block(from, std::max(from, end()), std::move(items));
    result->flags |= kClassBody;
    return result;
  }

  Node* statement() {
    if (depth_ >= kMaxDepth) {
      tooDeep();
      skipLine();
      return nullptr;
    }
    depth_++;
    Node* result = statementInside();
    depth_--;
    return result;
  }

  Node* statementInside() {
    const uint32_t from = start();
    if (is("<")) return declaration(from);
    if (!isWord() || is(".", 1) || is("=", 1) || (is("(", 1) && !isAny({"if", "while", "until", "case", "return", "throw", "catch", "using", "elseif"}))) return simple(from);
    if (is("if")) return conditional(from);
    if (take("while")) {
      Node* condition = expression();
      Node* inside = body("while");
      take("wend");
      return make(Kind::While, from, end(), {as(Role::Cond, condition), as(Role::Body, inside)});
    }
    if (take("do")) return doLoop(from);
    if (take("for")) return forLoop(from);
    if (take("select")) return select(from);
    if (take("try")) return attempt(from);
    if (is("using") || is("with") || is("synclock")) return guarded(from);
    if (take("return")) return operand(Kind::Return, from);
    if (take("throw")) return operand(Kind::Throw, from);
    if (take("yield")) return operand(Kind::Yield, from);
    if (isAny({"exit", "continue"})) {
      const Kind kind = is("exit") ? Kind::Break : Kind::Continue;
      skipWords();
      return make(kind, from, end());
    }
    if (take("imports")) return import(from);
    if (take("call")) return simple(start());
    if (isAny({"raiseevent", "addhandler", "removehandler"})) return wordCall(from);
    if (isAny({"option", "goto", "on", "resume", "inherits", "implements", "stop", "end", "event", "redim", "erase"})) {
      skipWords();
      return nullptr;
    }
    if (isDeclaration()) return declaration(from);
    return simple(from);
  }

  void skipWords() {
    while (!lineEnds()) advance();
  }

  Node* operand(Kind kind, uint32_t from) {
    Items items;
    if (!lineEnds() && !is("else")) items.push_back(as(Role::Operand, expression()));
    endLine();
    return make(kind, from, end(), items);
  }

  Node* wordCall(uint32_t from) {
    Items items{as(Role::Callee, word())};
    do items.push_back(as(Role::Arg, expression()));
    while (take(","));
    endLine();
    return make(Kind::Call, from, end(), items);
  }

  // An assignment, or an expression for itself: `=` assigns but in brackets.
  Node* simple(uint32_t from) {
    Node* left = expression(0, false);
    if (!left) return nullptr;
    const std::string_view sign = token().kind == TokenKind::Sign ? text() : std::string_view();
    if (sign == "=" || (sign.size() > 1 && sign.back() == '=' && sign != "<=" && sign != ">=" && sign != ":=")) {
      advance();
      skipLines();
      Node* right = expression();
      Node* result = make(sign == "=" ? Kind::Assign : Kind::AugAssign, from, end(), {as(Role::Left, left), as(Role::Right, right)});
      if (sign != "=") setText(result, sign);
      left = result;
    }
    endLine();
    return left;
  }

  Node* line() {
    const uint32_t from = start();
    inLine_++;
    Items items;
    while (!lineEnds() && !is("else")) {
      const size_t before = next_;
      add(items, statement());
      if (next_ == before) {
        tree_.partial = true;
        advance();
      }
      if (token().kind == TokenKind::Line && in_[token().start] == ':') advance();
    }
    inLine_--;
    return block(from, end(), items);
  }

  Node* conditional(uint32_t from) {
    if (depth_ >= kMaxDepth) {
      tooDeep();
      skipLine();
      return nullptr;
    }
    depth_++;
    Node* result = conditionalInside(from);
    depth_--;
    return result;
  }

  Node* conditionalInside(uint32_t from) {
    advance();
    Items parts{as(Role::Cond, expression())};
    const bool then = take("then");
    if (then && !lineEnds()) {
      parts.push_back(as(Role::Then, line()));
      if (take("else")) parts.push_back(as(Role::Else, line()));
      return make(Kind::If, from, end(), parts);
    }
    const uint32_t inside = start();
    open_.push_back("if");
    Items items = statements();
    open_.pop_back();
    parts.push_back(as(Role::Then, block(inside, std::max(inside, end()), items)));
    if (is("elseif") || (is("else") && is("if", 1))) {
      if (is("else")) advance();
      parts.push_back(as(Role::Else, conditional(start())));
      return make(Kind::If, from, end(), parts);
    }
    if (take("else")) parts.push_back(as(Role::Else, body("if")));
    else if (is("end") && is("if", 1)) advance(), advance();
    return make(Kind::If, from, end(), parts);
  }

  Node* doLoop(uint32_t from) {
    Items parts;
    auto condition = [&] {
      const bool until = is("until");
      if (!take("while") && !take("until")) return;
      Node* asked = expression();
      if (until && asked) {
        asked = make(Kind::Unary, asked->start, asked->end, {as(Role::Operand, asked)});
        setText(asked, "not");
      }
      parts.push_back(as(Role::Cond, asked));
    };
    condition();
    const bool first = !parts.empty();
    parts.push_back(as(Role::Body, body("do")));
    take("loop");
    if (!first) condition();
    return make(first ? Kind::While : Kind::DoWhile, from, end(), parts);
  }

  Node* forLoop(uint32_t from) {
    const bool each = take("each");
    Node* name = postfix();
    Node* type = take("as") ? typeName() : nullptr;
    Items parts;
    if (each) {
      take("in");
      parts = {as(Role::Target, name), as(Role::Type, type), as(Role::Value, expression())};
    } else {
      take("=");
      Node* first = expression();
      Node* init = make(Kind::VarDef, from, end(), {as(Role::Name, name), as(Role::Type, type), as(Role::Value, first)});
      parts = {as(Role::Init, init)};
      if (take("to")) parts.push_back(as(Role::Cond, expression()));
      if (take("step")) parts.push_back(as(Role::Update, expression()));
    }
    parts.push_back(as(Role::Body, body("for")));
    if (take("next")) skipWords();
    return make(each ? Kind::ForEach : Kind::For, from, end(), parts);
  }

  Node* select(uint32_t from) {
    take("case");
    Items parts{as(Role::Cond, expression())};
    open_.push_back("select");
    skipLines();
    while (is("case")) {
      const uint32_t at = start();
      advance();
      Items clause;
      if (!take("else") && !lineEnds()) do {
          while (isAny({"is", "<", ">", "<=", ">=", "=", "<>"})) advance();
          Node* value = expression();
          if (take("to")) {
            Node* last = expression();
            value = make(Kind::Binary, at, end(), {as(Role::Left, value), as(Role::Right, last)});
            setText(value, "to");
          }
          clause.push_back(as(Role::Cond, value));
        } while (take(","));
      const uint32_t inside = start();
      Items items = statements();
      clause.push_back(as(Role::Body, block(inside, std::max(inside, end()), items)));
      parts.push_back(as(Role::Case, make(Kind::Case, at, end(), clause)));
    }
    open_.pop_back();
    if (is("end") && is("select", 1)) advance(), advance();
    return make(Kind::Switch, from, end(), parts);
  }

  Node* attempt(uint32_t from) {
    open_.push_back("try");
    const uint32_t inside = start();
    Items items = statements();
    Items parts{as(Role::Try, block(inside, std::max(inside, end()), items))};
    while (isAny({"catch", "finally"})) {
      const uint32_t at = start();
      const bool last = is("finally");
      advance();
      Items clause;
      if (!last && isWord() && !is("when")) {
        Node* name = word();
        Node* type = take("as") ? typeName() : nullptr;
        clause.push_back(as(Role::Param, make(Kind::Param, name->start, end(), {as(Role::Name, name), as(Role::Type, type)})));
      }
      if (!last && take("when")) clause.push_back(as(Role::Cond, expression()));
      const uint32_t opened = start();
      Items caught = statements();
      clause.push_back(as(Role::Body, block(opened, std::max(opened, end()), caught)));
      parts.push_back(as(last ? Role::Finally : Role::Handler, make(last ? Kind::Finally : Kind::Catch, at, end(), clause)));
    }
    open_.pop_back();
    if (is("end") && is("try", 1)) advance(), advance();
    return make(Kind::Try, from, end(), parts);
  }

  Node* guarded(uint32_t from) {
    static constexpr std::string_view kWords[] = {"using", "with", "synclock"};
    const std::string_view opened = *std::find_if(std::begin(kWords), std::end(kWords), [&](std::string_view each) { return is(each); });
    advance();
    Items parts;
    if (opened == "using" && isWord() && isAny({"as", "="}, 1)) {
      Node* all = variables(from, {}, {});
      if (all) add(parts, all);
    } else if (Node* subject = expression()) {
      add(parts, subject);
    }
    for (Node* part : parts) part->role = Role::Item;
    const bool names = opened == "with" && !parts.empty();
    if (names) withSubjects_.push_back(parts.front());
    parts.push_back(as(Role::Body, body(opened)));
    if (names) withSubjects_.pop_back();
    return make(Kind::With, from, end(), parts);
  }

  Node* import(uint32_t from) {
    Items items;
    if (isWord() && is("=", 1)) {
      items.push_back(as(Role::Alias, word()));
      advance();
    }
    const bool alias = !items.empty();
    while (isWord()) {
      items.push_back(as(Role::Path, word()));
      if (!take(".")) break;
    }
    skipWords();
    Node* result = make(Kind::Import, from, end(), items);
    if (!alias) result->flags |= kImportAll;
    return result;
  }

  // Declarations.
  bool isModifier(size_t ahead = 0) const {
    return isAny({"public", "private", "protected", "friend", "shared", "static", "mustoverride", "mustinherit", "notinheritable", "overrides", "overridable", "notoverridable",
                  "overloads", "readonly", "writeonly", "partial", "shadows", "withevents", "async", "iterator", "default", "dim", "const", "delegate", "declare", "narrowing", "widening"},
                 ahead);
  }
  bool isDeclaration() const {
    if (isAny({"sub", "function"})) return !is("(", 1);
    return isModifier() || isAny({"class", "module", "structure", "interface", "enum", "namespace", "property", "operator"}) || isAccessor();
  }
  bool isAccessor() const { return isAny({"get", "set"}) && !open_.empty() && open_.back() == "property"; }

  void attributes(Items& items, uint32_t& from) {
    bool first = true;
    while (is("<")) {
      const uint32_t at = start();
      advance();
      bool local = false;
      while (!is(">") && !ended()) {
        skipLines();
        const bool global = isAny({"assembly", "module"}) && token(1).kind == TokenKind::Line && in_[token(1).start] == ':';
        if (global) advance(), advance();
        const uint32_t begin = start();
        Node* made = postfix();
        if (!made) break;
        if (!global) {
          items.push_back(as(Role::Attribute, make(Kind::Attribute, begin, end(), {as(Role::Item, made)})));
          if (first) from = at;
          first = false;
          local = true;
        }
        skipLines();
        if (!take(",")) break;
      }
      take(">");
      skipLines();
      if (!local && first) from = start();
    }
  }

  Node* declaration(uint32_t from) {
    Items parts;
    attributes(parts, from);
    bool bodiless = false;
    while (isModifier()) {
      bodiless = bodiless || isAny({"mustoverride", "delegate", "declare"});
      if (is("dim")) advance();
      else parts.push_back(as(Role::Modifier, word(Kind::Modifier)));
    }
    if (isAny({"class", "module", "structure", "interface", "enum"})) return typeOf(from, parts);
    if (take("namespace")) return space(from);
    if (isAny({"sub", "function", "operator"})) return function(from, parts, bodiless);
    if (isAccessor()) return accessor(from, parts);
    if (take("property")) return property(from, parts);
    if (take("event")) {
      skipWords();
      return nullptr;
    }
    return variables(from, parts, {});
  }

  Node* typeOf(uint32_t from, Items parts) {
    static constexpr std::string_view kWords[] = {"class", "module", "structure", "interface", "enum"};
    const std::string_view opened = *std::find_if(std::begin(kWords), std::end(kWords), [&](std::string_view each) { return is(each); });
    advance();
    if (isWord()) parts.push_back(as(Role::Name, word()));
    if (is("(") && is("of", 1)) typeParameters(parts);
    if (take("as")) parts.push_back(as(Role::Base, typeName()));
    skipLines();
    while (isAny({"inherits", "implements"})) {
      const Role role = is("inherits") ? Role::Base : Role::Interface;
      advance();
      do parts.push_back(as(role, typeName()));
      while (take(","));
      endLine();
      skipLines();
    }
    interfaces_ += opened == "interface";
    parts.push_back(as(Role::Body, opened == "enum" ? enumeration() : body(opened, true)));
    interfaces_ -= opened == "interface";
    Node* result = make(Kind::Class, from, end(), parts);
    if (opened != "class") setText(result, opened);
    return result;
  }

  Node* enumeration() {
    const uint32_t from = start();
    Items items;
    skipLines();
    while (!ended() && !(is("end") && is("enum", 1))) {
      const uint32_t at = start();
      if (isWord()) {
        Items parts{as(Role::Name, word())};
        if (take("=")) parts.push_back(as(Role::Value, expression()));
        Node* made = make(Kind::VarDef, at, end(), parts);
        setText(made, "enum");
        items.push_back(made);
      }
      skipLine();
    }
    if (!ended()) advance(), advance();
    return membersOf(from, items);
  }

  Node* space(uint32_t from) {
    Node* name = postfix();
    Node* result = make(Kind::Other, from, from, {as(Role::Name, name), as(Role::Body, body("namespace"))});
    result->end = end();
    result->hash = hashOf("namespace");
    return result;
  }

  void typeParameters(Items& parts) {
    advance();
    advance();
    do {
      const uint32_t at = start();
      Node* name = isWord() ? word() : nullptr;
      if (take("as")) typeName();
      parts.push_back(as(Role::TypeParam, make(Kind::TypeParam, at, end(), {as(Role::Name, name)})));
    } while (take(","));
    take(")");
  }

  void parameters(Items& parts) {
    if (!take("(")) return;
    skipLines();
    while (!is(")") && !ended()) {
      const size_t before = next_;
      uint32_t from = start();
      Items inside;
      attributes(inside, from);
      while (isAny({"byval", "byref", "optional", "paramarray"})) inside.push_back(as(Role::Modifier, word(Kind::Modifier)));
      if (isWord()) inside.push_back(as(Role::Name, word()));
      if (is("(") && is(")", 1)) advance(), advance();
      if (take("as")) inside.push_back(as(Role::Type, typeName()));
      if (take("=")) inside.push_back(as(Role::Value, expression()));
      parts.push_back(as(Role::Param, make(Kind::Param, from, end(), inside)));
      skipLines();
      take(",");
      skipLines();
      if (next_ == before) {
        tree_.partial = true;
        advance();
      }
    }
    take(")");
  }

  Node* function(uint32_t from, Items parts, bool bodiless) {
    const std::string_view opened = is("sub") ? "sub" : is("function") ? "function" : "operator";
    advance();
    if (isWord() || token().kind == TokenKind::Sign) parts.push_back(as(Role::Name, word()));
    if (is("(") && is("of", 1)) typeParameters(parts);
    while (isAny({"lib", "alias"})) advance(), advance();
    parameters(parts);
    if (take("as")) parts.push_back(as(Role::Result, typeName()));
    if (isAny({"handles", "implements"})) skipWords();
    endLine();
    if (!bodiless && interfaces_ == 0) parts.push_back(as(Role::Body, body(opened)));
    return make(Kind::Function, from, end(), parts);
  }

  Node* accessor(uint32_t from, Items parts) {
    const std::string_view opened = is("get") ? "get" : "set";
    parts.push_back(as(Role::Name, word()));
    parameters(parts);
    endLine();
    parts.push_back(as(Role::Body, body(opened)));
    return make(Kind::Function, from, end(), parts);
  }

  Node* property(uint32_t from, Items parts) {
    if (isWord()) parts.push_back(as(Role::Name, word()));
    Items unused;
    parameters(unused);
    typeAndValue(parts);
    if (is("implements")) skipWords();
    size_t ahead = 0;
    while (lineEnds(ahead) && token(ahead).kind != TokenKind::End) ahead++;
    while (isModifier(ahead)) ahead++;
    if (isAny({"get", "set"}, ahead) && (lineEnds(ahead + 1) || is("(", ahead + 1))) parts.push_back(as(Role::Body, body("property", true)));
    return make(Kind::VarDef, from, end(), parts);
  }

  // `As T = v`, `As New T(…)`
  void typeAndValue(Items& parts) {
    if (take("as")) {
      if (is("new")) {
        Node* made = creation();
        parts.push_back(as(Role::Value, made));
      } else {
        parts.push_back(as(Role::Type, typeName()));
      }
    }
    if (take("=")) {
      skipLines();
      parts.push_back(as(Role::Value, expression()));
    }
  }

  Node* variables(uint32_t from, Items modifiers, Items made) {
    do {
      Items parts;
      if (made.empty()) parts = modifiers;
      const uint32_t at = made.empty() ? from : start();
      if (!isWord()) break;
      parts.push_back(as(Role::Name, word()));
      if (is("(")) {
        const uint32_t brackets = start();
        while (!is(")") && !lineEnds()) advance();
        take(")");
        (void)brackets;
      }
      take("?");
      typeAndValue(parts);
      made.push_back(make(Kind::VarDef, at, end(), parts));
    } while (take(","));
    if (made.empty()) return simple(start());
    if (!is("else")) {
      // A body may follow what `Using` declares.
      if (lineEnds()) {
      } else {
        endLine();
      }
    }
    return made.size() == 1 ? made[0] : make(Kind::Multi, from, end(), made);
  }

  // Types.
  Node* typeName() {
    if (!isWord()) return nullptr;
    if (depth_ >= kMaxDepth) {
      tooDeep();
      skipWords();
      return nullptr;
    }
    depth_++;
    Node* result = typeInside();
    depth_--;
    return result;
  }

  Node* typeInside() {
    const uint32_t from = start();
    Node* type = word();
    for (int links = 0; is(".") && isWord(1) && !tooLong(++links);) {
      advance();
      Node* name = word();
      type = make(Kind::Member, from, end(), {as(Role::Object, type), as(Role::Name, name)});
    }
    if (is("(") && is("of", 1)) {
      Items items{as(Role::Name, type)};
      advance();
      advance();
      do items.push_back(as(Role::TypeArg, typeName()));
      while (take(","));
      take(")");
      type = make(Kind::TypeApply, from, end(), items);
    }
    take("?");
    for (int ranks = 0; is("(") && (is(")", 1) || is(",", 1)) && !tooLong(++ranks);) {
      while (!is(")") && !lineEnds()) advance();
      take(")");
      type = make(Kind::ArrayType, from, end(), {as(Role::Type, type)});
    }
    return type;
  }

  // Expressions.
  // A chain is as deep as it is long.
  bool tooLong(int links) {
    if (links <= kMaxDepth) return false;
    tooDeep();
    skipWords();
    return true;
  }

  const Operator* operatorHere(bool equals) const {
    if (token().kind != TokenKind::Word && token().kind != TokenKind::Sign) return nullptr;
    for (const Operator& each : kOperators)
      if (is(each.word)) return each.word == "=" && !equals ? nullptr : &each;
    return nullptr;
  }

  Node* expression(int strength = 0, bool equals = true) {
    if (depth_ >= kMaxDepth) {
      tooDeep();
      skipWords();
      return nullptr;
    }
    depth_++;
    Node* left = unary(equals);
    for (int links = 0; left && !tooLong(++links);) {
      const Operator* sign = operatorHere(equals);
      if (!sign || sign->strength <= strength) break;
      advance();
      skipLines();
      Node* right = expression(sign->strength, equals);
      left = make(Kind::Binary, left->start, end(), {as(Role::Left, left), as(Role::Right, right)});
      setText(left, sign->text);
    }
    depth_--;
    return left;
  }

  Node* unary(bool equals) {
    const uint32_t from = start();
    if (isAny({"not", "-", "+", "addressof"})) {
      const bool asks = is("not");
      std::string_view sign = asks ? "not" : is("addressof") ? "&" : text();
      advance();
      Node* operand = expression(asks ? kNot : kSignOfNumber, equals);
      Node* result = make(Kind::Unary, from, end(), {as(Role::Operand, operand)});
      setText(result, sign);
      return result;
    }
    if (is("await") && !is("=", 1)) {
      advance();
      Node* operand = expression(kSignOfNumber, equals);
      return make(Kind::Await, from, end(), {as(Role::Operand, operand)});
    }
    if (is("typeof")) {
      advance();
      Node* operand = postfix();
      const bool isNot = is("isnot");
      if (isAny({"is", "isnot"})) advance();
      Node* type = typeName();
      Node* result = make(Kind::Other, from, end(), {as(Role::Operand, operand), as(Role::Type, type)});
      setText(result, isNot ? "typeof isnot" : "typeof");
      return result;
    }
    return postfix();
  }

  Node* postfix() {
    const uint32_t from = start();
    Node* value = primary();
    for (int links = 0; value && !tooLong(++links);) {
      if (is(".") || is("?.") || is("!")) {
        const bool optional = is("?.");
        advance();
        skipLines();
        if (!isWord()) {
          tree_.partial = true;
          break;
        }
        Node* name = word();
        value = make(Kind::Member, from, end(), {as(Role::Object, value), as(Role::Name, name)});
        if (optional) value->flags |= kOptionalChain;
      } else if (is("(") && is("of", 1)) {
        Items items{as(Role::Name, value)};
        advance();
        advance();
        do items.push_back(as(Role::TypeArg, typeName()));
        while (take(","));
        take(")");
        value = make(Kind::TypeApply, from, end(), items);
      } else if (is("(")) {
        Items items{as(Role::Callee, value)};
        arguments(items);
        value = make(Kind::Call, from, end(), items);
      } else {
        break;
      }
    }
    return value;
  }

  void arguments(Items& items) {
    for (Node* each : listed("(", ")")) items.push_back(as(Role::Arg, each));
  }

  // What stands between brackets, apart by commas.
  Items listed(std::string_view open, std::string_view close) {
    Items items;
    take(open);
    skipLines();
    while (!is(close) && !ended()) {
      const size_t before = next_;
      const uint32_t from = start();
      if (isWord() && is(":=", 1)) {
        Node* name = word();
        advance();
        skipLines();
        Node* value = expression();
        items.push_back(make(Kind::Keyword, from, end(), {as(Role::Name, name), as(Role::Value, value)}));
      } else if (!is(",")) {
        Node* value = expression();
        if (value) items.push_back(value);
      }
      skipLines();
      take(",");
      skipLines();
      if (next_ == before) {
        tree_.partial = true;
        break;
      }
    }
    if (!take(close)) tree_.partial = true;
    return items;
  }

  Node* array() {
    const uint32_t from = start();
    Items items = listed("{", "}");
    for (Node* item : items) item->role = Role::Item;
    return make(Kind::Array, from, end(), items);
  }

  Node* primary() {
    const Token here = token();
    switch (here.kind) {
      case TokenKind::Number: {
        Node* number = word(Kind::Int);
        if (number->text.find('.') != std::string_view::npos) number->kind = Kind::Float;
        return number;
      }
      case TokenKind::Text: {
        advance();
        Node* made = make(Kind::String, here.start, here.end);
        const uint32_t close = here.end > here.start + 1 && in_[here.end - 1] == '"' ? here.end - 1 : here.end;
        setText(made, in_.substr(here.start + 1, close - here.start - 1));
        made->flags |= kRawText;
        return made;
      }
      case TokenKind::Template:
        advance();
        return interpolated(here);
      case TokenKind::Sign:
        return bracketed();
      case TokenKind::Word:
        return wordlike();
      default:
        return nullptr;
    }
  }

  Node* bracketed() {
    const uint32_t from = start();
    if (is("{")) return array();
    if (is("(")) {
      Items items = listed("(", ")");
      if (items.size() == 1) return items[0];
      for (Node* item : items) item->role = Role::Item;
      return make(Kind::Tuple, from, end(), items);
    }
    if (is(".") && isWord(1)) {
      // Of what `With` names.
      Node* object = leaf(Kind::Name, from, from + 1);
      if (!withSubjects_.empty() && withSubjects_.back()->kind == Kind::Name)
        setText(object, withSubjects_.back()->text);
      else
        object->flags |= kSpecialName;
      advance();
      Node* name = word();
      return make(Kind::Member, from, end(), {as(Role::Object, object), as(Role::Name, name)});
    }
    return nullptr;
  }

  Node* wordlike() {
    const uint32_t from = start();
    if (isAny({"true", "false"})) return word(Kind::Bool);
    if (is("nothing")) return word(Kind::Null);
    if (isAny({"me", "mybase", "myclass"})) {
      Node* name = word();
      name->flags |= kSpecialName;
      return name;
    }
    if (is("new")) return creation();
    const bool lambda = isAny({"function", "sub"}) || (isAny({"async", "iterator"}) && isAny({"function", "sub"}, 1));
    if (lambda) return lambdaOf(from);
    if (isAny({"ctype", "directcast", "trycast"}) && is("(", 1)) {
      advance();
      advance();
      Node* value = expression();
      take(",");
      Node* type = typeName();
      take(")");
      return make(Kind::Cast, from, end(), {as(Role::Operand, value), as(Role::Type, type)});
    }
    if (is("if") && is("(", 1)) {
      Node* callee = word();
      Items items = listed("(", ")");
      if (items.size() == 3) return make(Kind::Ternary, from, end(), {as(Role::Cond, items[0]), as(Role::Then, items[1]), as(Role::Else, items[2])});
      for (Node* item : items) item->role = Role::Arg;
      items.insert(items.begin(), as(Role::Callee, callee));
      return make(Kind::Call, from, end(), items);
    }
    return word();
  }

  Node* creation() {
    const uint32_t from = start();
    advance();
    Items parts;
    if (isWord() && !is("with")) {
      parts.push_back(as(Role::Type, typeName()));
      if (is("(")) arguments(parts);
      if (is("{")) {
        Node* items = array();
        Node* result = make(Kind::Other, from, end(), {parts[0], as(Role::Value, items)});
        setText(result, "new_array");
        return result;
      }
    }
    if (is("with") && is("{", 1)) {
      advance();
      parts.push_back(as(Role::Body, initializer()));
    } else if (is("from") && is("{", 1)) {
      advance();
      parts.push_back(as(Role::Value, array()));
    }
    return make(Kind::New, from, end(), parts);
  }

  // `{ .A = 1, .B = 2 }`
  Node* initializer() {
    const uint32_t from = start();
    Items items;
    take("{");
    skipLines();
    while (!is("}") && !ended()) {
      const size_t before = next_;
      const uint32_t at = start();
      take("key");
      const bool field = take(".");
      Node* name = field && isWord() ? word() : expression();
      if (field && take("=")) {
        skipLines();
        Node* value = expression();
        items.push_back(as(Role::Item, make(Kind::Assign, at, end(), {as(Role::Left, name), as(Role::Right, value)})));
      } else if (name) {
        items.push_back(as(Role::Item, name));
      }
      skipLines();
      take(",");
      skipLines();
      if (next_ == before) {
        tree_.partial = true;
        break;
      }
    }
    take("}");
    return make(Kind::Object, from, end(), items);
  }

  Node* lambdaOf(uint32_t from) {
    Items parts;
    while (isAny({"async", "iterator"})) parts.push_back(as(Role::Modifier, word(Kind::Modifier)));
    const bool gives = is("function");
    advance();
    parameters(parts);
    if (take("as")) parts.push_back(as(Role::Result, typeName()));
    if (lineEnds()) {
      parts.push_back(as(Role::Body, body(gives ? "function" : "sub")));
    } else if (gives) {
      parts.push_back(as(Role::Body, expression()));
    } else {
      parts.push_back(as(Role::Body, lambdaStatement()));
    }
    return make(Kind::Lambda, from, end(), parts);
  }

  // The one statement of a `Sub(x) …`, which ends where the lambda does.
  Node* lambdaStatement() {
    const uint32_t from = start();
    Node* left = expression(0, false);
    if (!take("=")) return left;
    Node* right = expression();
    return make(Kind::Assign, from, end(), {as(Role::Left, left), as(Role::Right, right)});
  }

  Node* interpolated(const Token& here) {
    Items parts;
    uint32_t at = here.start + 2;
    const uint32_t last = std::max(at, here.end > 0 && in_[here.end - 1] == '"' ? here.end - 1 : here.end);
    auto literal = [&](uint32_t from, uint32_t to) {
      if (to > from) parts.push_back(as(Role::Item, leaf(Kind::String, from, to)));
    };
    uint32_t from = at;
    while (at < last) {
      if (in_[at] != '{' || (at + 1 < last && in_[at + 1] == '{')) {
        at += in_[at] == '{' ? 2 : 1;
        continue;
      }
      literal(from, at);
      uint32_t close = at + 1;
      int depth = 1;
      while (close < last && !(in_[close] == '}' && --depth == 0)) depth += in_[close++] == '{';
      parts.push_back(as(Role::Item, inside(at + 1, std::min(close, last))));
      at = from = std::min(close + 1, last);
    }
    literal(from, last);
    std::erase(parts, nullptr);
    Node* result = make(Kind::Template, here.start, here.end, parts);
    result->flags |= kFormatString;
    return result;
  }

  // An expression within a quoted text.
  Node* inside(uint32_t from, uint32_t to) {
    std::vector<Token> outer = vbTokens(in_, from, to);
    std::swap(outer, tokens_);
    const size_t next = std::exchange(next_, 0);
    Node* value = expression();
    std::swap(outer, tokens_);
    next_ = next;
    return value;
  }

  std::vector<Token> tokens_;
  size_t next_ = 0;
  int inLine_ = 0, interfaces_ = 0;
  // What is open, by the word that its end names.
  std::vector<std::string_view> open_;
  std::vector<const Node*> withSubjects_;
};

}  // namespace

void readVb(Tree& tree, std::string_view source) { VbReader(tree, source).run(); }

}  // namespace vireon
