#include "parse/shell.h"

#include <tree_sitter/api.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include "parse/bounded.h"
#include "parse/shell_recovery.h"
#include "parse/shell_word.h"

namespace vireon {
namespace {

constexpr size_t kMaxTreeBytes = 1 << 20;
constexpr size_t kMaxBytes = 16 << 20;
constexpr size_t kMaxCommands = 10000;
constexpr size_t kMaxWords = 100000;
constexpr size_t kMaxErrors = 100;
constexpr int kMaxDepth = 150;
/** Text copied for commands inside commands may be this much larger than what was given. */
constexpr size_t kMaxCopiedBytes = 64 << 20;
constexpr auto kParseTime = std::chrono::milliseconds(300);

struct Child {
  TSNode node;
  std::string_view type;
  std::string_view field;
  bool named;
};

std::vector<Child> childrenOf(TSNode node) {
  std::vector<Child> children;
  TSTreeCursor cursor = ts_tree_cursor_new(node);
  if (ts_tree_cursor_goto_first_child(&cursor)) {
    do {
      const TSNode child = ts_tree_cursor_current_node(&cursor);
      const char* field = ts_tree_cursor_current_field_name(&cursor);
      children.push_back({child, ts_node_type(child), field ? field : "", ts_node_is_named(child)});
    } while (ts_tree_cursor_goto_next_sibling(&cursor));
  }
  ts_tree_cursor_delete(&cursor);
  return children;
}

template <typename... Names>
bool isOneOf(std::string_view type, Names... names) {
  return ((type == names) || ...);
}

bool isSimple(std::string_view type) {
  return isOneOf(type, "command", "declaration_command", "unset_command", "test_command", "variable_assignment",
                 "variable_assignments");
}

bool isExpansion(std::string_view type) {
  return isOneOf(type, "simple_expansion", "expansion", "command_substitution", "arithmetic_expansion",
                 "process_substitution", "array");
}

/** The command that a redirect behind a list or a pipe belongs to. */
std::optional<Child> lastOf(const Child& body) {
  if (!isOneOf(body.type, "list", "pipeline", "negated_command")) return std::nullopt;
  std::optional<Child> last;
  for (const Child& child : childrenOf(body.node))
    if (child.named && child.type != "comment") last = child;
  return last;
}

bool readsInput(const ShellRedirect& redirect) { return redirect.op.starts_with('<'); }

/** Where a statement stands. */
struct Scope {
  std::vector<ShellContext> context;
  std::optional<std::string> function;
  /** Here-document of a construct around: the commands inside read it. */
  std::shared_ptr<const ShellRedirect> input;
  int depth = 0;

  Scope inside(ShellContext added) const {
    Scope inner = *this;
    inner.context.push_back(added);
    ++inner.depth;
    return inner;
  }
};

/** A simple command while it is put together. */
struct Draft {
  ShellCommand command;
  std::vector<Child> pieces;
  /** Statements that the grammar hangs below a here-document though they follow the command. */
  std::vector<std::pair<Child, ShellJoin>> followers;
  /** Nodes whose substitutions are still to be visited. */
  std::vector<TSNode> expanding;
};

class Visitor {
 public:
  Visitor(std::string_view text, ShellParse& parse) : text_(text), lines_(text), parse_(parse) {}

  void visit(const TSTree* tree);
  void recover(ShellStretch stretch, const Scope& scope, ShellJoin join);
  void error(ShellStretch stretch, std::string message);

 private:
  void reportErrors(const TSTree* tree);
  bool isBroken(const Child& child) const;
  bool misreadsDelimiter(TSNode node) const;
  void sequence(const std::vector<Child>& children, const Scope& scope, ShellJoin join);
  size_t recoverSibling(const std::vector<Child>& children, size_t at, const Scope& scope, ShellJoin join);
  void statement(const Child& child, const Scope& scope, ShellJoin join);
  void simple(const Child& child, const Scope& scope, ShellJoin join, const std::vector<Child>& redirects);
  void redirected(TSNode node, const Scope& scope, ShellJoin join);
  void withRedirects(const Child& body, const std::vector<Child>& redirects, const Scope& scope, ShellJoin join);
  void functionDefinition(TSNode node, const Scope& scope);
  void caseStatement(TSNode node, const Scope& scope, ShellJoin join);
  void substitutions(TSNode node, const Scope& scope);
  void substitution(TSNode node, std::string_view type, const Scope& scope);
  void nestedBackticks(TSNode node, const Scope& scope);

  void collect(const Child& child, Draft& draft);
  void collectTest(TSNode node, Draft& draft);
  void assignment(TSNode node, Draft& draft);
  void redirect(const Child& child, Draft& draft);
  void fileRedirect(TSNode node, Draft& draft);
  void hereString(TSNode node, Draft& draft);
  void hereDocument(TSNode node, Draft& draft);
  void finish(Draft& draft, ShellStretch stretch, const Scope& scope, ShellJoin join);
  bool add(ShellCommand command);

  std::vector<ShellWord> wordsOf(const std::vector<Child>& pieces);
  ShellWord wordOf(const std::vector<Child>& pieces, size_t begin, size_t end);
  ShellWord wordOf(const Child& piece) { return wordOf({piece}, 0, 1); }
  void resolve(const Child& piece, ShellWordBuilder& word);
  void resolveString(TSNode node, ShellWordBuilder& word);
  bool touch(const Child& a, const Child& b) const;

  std::string_view textOf(size_t begin, size_t end) const { return text_.substr(begin, end - begin); }
  std::string_view textOf(TSNode node) const { return textOf(ts_node_start_byte(node), ts_node_end_byte(node)); }
  ShellStretch stretchOf(TSNode node) const { return {ts_node_start_byte(node), ts_node_end_byte(node)}; }
  Span spanOf(TSNode node) const { return lines_.span(ts_node_start_byte(node), ts_node_end_byte(node)); }

  std::string_view text_;
  const LineIndex lines_;
  ShellParse& parse_;
  /** Redirects of the last command of a list or pipe, which the grammar hangs around the whole, by that command's node. */
  std::map<const void*, std::vector<Child>> trailing_;
  size_t copied_ = 0, words_ = 0;
  bool full_ = false;
};

void Visitor::error(ShellStretch stretch, std::string message) {
  if (parse_.errors.size() < kMaxErrors) parse_.errors.push_back({lines_.span(stretch.begin, stretch.end), std::move(message)});
}

void Visitor::visit(const TSTree* tree) {
  const TSNode root = ts_tree_root_node(tree);
  if (ts_node_has_error(root)) reportErrors(tree);
  if (std::string_view(ts_node_type(root)) == "ERROR") return recover({0, text_.size()}, {}, ShellJoin::start);
  sequence(childrenOf(root), {}, ShellJoin::start);
}

void Visitor::reportErrors(const TSTree* tree) {
  TSTreeCursor cursor = ts_tree_cursor_new(ts_tree_root_node(tree));
  for (bool descend = true; parse_.errors.size() < kMaxErrors;) {
    const TSNode node = ts_tree_cursor_current_node(&cursor);
    if (descend && ts_node_is_missing(node)) error(stretchOf(node), std::string("missing `") + ts_node_type(node) + "`");
    const bool broken = ts_node_is_error(node);
    if (descend && broken) error(stretchOf(node), "this is not understood as shell");
    if (descend && !broken && ts_node_has_error(node) && ts_tree_cursor_goto_first_child(&cursor)) continue;
    descend = ts_tree_cursor_goto_next_sibling(&cursor);
    if (!descend && !ts_tree_cursor_goto_parent(&cursor)) break;
  }
  ts_tree_cursor_delete(&cursor);
}

void Visitor::recover(ShellStretch stretch, const Scope& scope, ShellJoin join) {
  if (full_) return;
  const size_t room = kMaxCommands + 1 - parse_.commands.size();
  for (ShellCommand& command : recoverShell(text_, stretch, lines_, scope.context, room)) {
    if (command.joined == ShellJoin::start && command.context.size() == scope.context.size()) command.joined = join;
    command.inFunction = scope.function;
    if (!add(std::move(command))) return;
  }
}

bool Visitor::add(ShellCommand command) {
  if (full_) return false;
  for (const ShellWord& word : command.words) copied_ += word.raw.size() + word.text.size();
  for (const ShellRedirect& redirect : command.redirects)
    copied_ += redirect.target.raw.size() + (redirect.body ? redirect.body->text.size() : 0);
  words_ += command.words.size();
  if (parse_.commands.size() == kMaxCommands || copied_ > kMaxCopiedBytes || words_ > kMaxWords) {
    full_ = true;
    error({0, text_.size()}, "too much: only the first " + std::to_string(parse_.commands.size()) + " commands are given");
    return false;
  }
  parse_.commands.push_back(std::move(command));
  return true;
}

bool Visitor::isBroken(const Child& child) const {
  if (child.type == "ERROR") return true;
  if (child.type == "redirected_statement" && misreadsDelimiter(child.node)) return true;
  return ts_node_has_error(child.node) && (isSimple(child.type) || child.type == "redirected_statement");
}

/** The grammar takes an operator that touches a here-document's delimiter (`<<EOF;`) for a part of it. */
bool Visitor::misreadsDelimiter(TSNode node) const {
  for (const Child& child : childrenOf(node)) {
    if (child.type == "heredoc_redirect" && misreadsDelimiter(child.node)) return true;
    if (child.type == "heredoc_start" && textOf(child.node).find_first_of(";&|<>()") != std::string_view::npos) return true;
  }
  return false;
}

void Visitor::sequence(const std::vector<Child>& children, const Scope& scope, ShellJoin join) {
  for (size_t i = 0; i < children.size() && !full_; ++i) {
    const Child& child = children[i];
    if (child.type == "comment") continue;
    if (isBroken(child)) {
      i = recoverSibling(children, i, scope, join);
      join = ShellJoin::sequence;
    } else if (child.named) {
      statement(child, scope, join);
      join = ShellJoin::sequence;
    } else if (child.type == "&&") {
      join = ShellJoin::conjunction;
    } else if (child.type == "||") {
      join = ShellJoin::alternative;
    } else if (isOneOf(child.type, "|", "|&")) {
      join = ShellJoin::pipe;
    } else if (child.type == "&") {
      join = ShellJoin::background;
    } else if (isOneOf(child.type, "then", "do", "else", "elif")) {
      join = ShellJoin::start;
    }
  }
}

/** Reads a broken statement anew, together with what stands on its line; returns the last child that was read. */
size_t Visitor::recoverSibling(const std::vector<Child>& children, size_t at, const Scope& scope, ShellJoin join) {
  ShellStretch stretch = stretchOf(children[at].node);
  // The grammar loses a here-document's end together with its place, so all that follows is in doubt.
  const bool hereDocument = textOf(stretch.begin, stretch.end).find("<<") != std::string_view::npos;
  size_t last = at;
  while (last + 1 < children.size()) {
    const size_t next = ts_node_start_byte(children[last + 1].node);
    if (!hereDocument && textOf(stretch.end, std::max(next, stretch.end)).find('\n') != std::string_view::npos) break;
    if (!hereDocument && isOneOf(children[last + 1].type, "}", ")", "fi", "done", "esac", "then", "do", "else", "elif", "`")) break;
    stretch.end = std::max<size_t>(stretch.end, ts_node_end_byte(children[++last].node));
  }
  const size_t before = at > 0 ? ts_node_end_byte(children[at - 1].node) : 0;
  const bool glued = at > 0 && children[at - 1].named && isSimple(children[at - 1].type) && !full_ && !parse_.commands.empty() &&
                     textOf(before, std::max(before, stretch.begin)).find_first_not_of(" \t") == std::string_view::npos;
  if (glued) {
    const size_t begin = ts_node_start_byte(children[at - 1].node);
    const Position from = lines_.at(begin);
    const auto stale = std::find_if(parse_.commands.begin(), parse_.commands.end(), [&](const ShellCommand& command) {
      return command.span.start.line == from.line && command.span.start.column == from.column;
    });
    if (stale != parse_.commands.end()) {
      join = stale->joined;
      parse_.commands.erase(stale, parse_.commands.end());
      stretch.begin = begin;
    }
  }
  recover(stretch, scope, join);
  return last;
}

void Visitor::statement(const Child& child, const Scope& scope, ShellJoin join) {
  const TSNode node = child.node;
  if (scope.depth > kMaxDepth) {
    error(stretchOf(node), "nested deeper than " + std::to_string(kMaxDepth) + " levels");
    return recover(stretchOf(node), scope, join);
  }
  Scope inner = scope;
  ++inner.depth;
  if (auto given = trailing_.extract(node.id)) {
    withRedirects(child, given.mapped(), inner, join);
  } else if (isSimple(child.type)) {
    simple(child, inner, join, {});
  } else if (child.type == "redirected_statement") {
    redirected(node, inner, join);
  } else if (isOneOf(child.type, "list", "pipeline", "negated_command", "elif_clause", "else_clause", "do_group")) {
    sequence(childrenOf(node), inner, join);
  } else if (child.type == "subshell") {
    sequence(childrenOf(node), scope.inside(ShellContext::subshell), join);
  } else if (child.type == "compound_statement" && !textOf(node).starts_with("((")) {
    sequence(childrenOf(node), scope.inside(ShellContext::group), join);
  } else if (child.type == "if_statement") {
    sequence(childrenOf(node), scope.inside(ShellContext::condition), join);
  } else if (isOneOf(child.type, "while_statement", "for_statement", "c_style_for_statement")) {
    sequence(childrenOf(node), scope.inside(ShellContext::loop), join);
  } else if (child.type == "case_statement") {
    caseStatement(node, scope.inside(ShellContext::condition), join);
  } else if (child.type == "function_definition") {
    functionDefinition(node, scope);
  } else {
    substitution(node, child.type, inner);
  }
}

void Visitor::caseStatement(TSNode node, const Scope& scope, ShellJoin join) {
  for (const Child& child : childrenOf(node)) {
    if (child.type != "case_item") {
      if (child.named) substitution(child.node, child.type, scope);
      continue;
    }
    std::vector<Child> body;
    for (const Child& part : childrenOf(child.node)) {
      if (part.field == "value") {
        substitution(part.node, part.type, scope);
      } else if (part.type != "|") {
        body.push_back(part);
      }
    }
    sequence(body, scope, join);
    join = ShellJoin::start;
  }
}

void Visitor::functionDefinition(TSNode node, const Scope& scope) {
  Scope inner = scope.inside(ShellContext::function);
  Draft draft;
  for (const Child& child : childrenOf(node)) {
    if (child.field == "name") {
      inner.function = std::string(textOf(child.node));
    } else if (child.field == "redirect") {
      redirect(child, draft);
    } else if (child.type == "compound_statement") {
      sequence(childrenOf(child.node), inner, ShellJoin::start);
    } else if (child.field == "body") {
      statement(child, inner, ShellJoin::start);
    }
  }
  if (!draft.command.redirects.empty()) finish(draft, stretchOf(node), inner, ShellJoin::sequence);
}

void Visitor::redirected(TSNode node, const Scope& scope, ShellJoin join) {
  std::vector<Child> redirects;
  std::optional<Child> body;
  for (const Child& child : childrenOf(node)) {
    if (child.field == "body") {
      body = child;
    } else if (child.named) {
      redirects.push_back(child);
    }
  }
  if (body) return withRedirects(*body, redirects, scope, join);
  Draft draft;
  for (const Child& child : redirects) redirect(child, draft);
  const auto followers = std::move(draft.followers);
  draft.followers.clear();
  finish(draft, stretchOf(node), scope, join);
  for (const auto& [follower, joined] : followers) statement(follower, scope, joined);
}

void Visitor::withRedirects(const Child& body, const std::vector<Child>& redirects, const Scope& scope,
                            ShellJoin join) {
  if (isSimple(body.type)) return simple(body, scope, join, redirects);
  const std::optional<Child> last = lastOf(body);
  if (last) {
    trailing_[last->node.id] = redirects;
    return statement(body, scope, join);
  }
  Draft draft;
  for (const Child& child : redirects) redirect(child, draft);
  Scope inner = scope;
  for (const ShellRedirect& given : draft.command.redirects)
    if (given.body) inner.input = std::make_shared<const ShellRedirect>(given);
  const auto followers = std::move(draft.followers);
  draft.followers.clear();
  ShellStretch stretch = stretchOf(body.node);
  for (const Child& child : redirects) {
    stretch.begin = std::min<size_t>(stretch.begin, ts_node_start_byte(child.node));
    stretch.end = std::max<size_t>(stretch.end, ts_node_end_byte(child.node));
  }
  finish(draft, stretch, scope, join);
  statement(body, inner, join);
  for (const auto& [follower, joined] : followers) statement(follower, scope, joined);
}

void Visitor::simple(const Child& child, const Scope& scope, ShellJoin join, const std::vector<Child>& redirects) {
  Draft draft;
  std::vector<Child> subshells;
  if (child.type == "test_command") {
    collectTest(child.node, draft);
  } else if (child.type == "variable_assignment") {
    assignment(child.node, draft);
  } else {
    for (const Child& part : childrenOf(child.node)) {
      if (part.type == "subshell") {
        subshells.push_back(part);
      } else if (part.type == "variable_assignment" && child.type != "declaration_command") {
        assignment(part.node, draft);
      } else {
        collect(part, draft);
      }
    }
  }
  ShellStretch stretch = stretchOf(child.node);
  for (const Child& given : redirects) {
    redirect(given, draft);
    if (given.type != "heredoc_redirect") stretch.end = std::max<size_t>(stretch.end, ts_node_end_byte(given.node));
  }
  finish(draft, stretch, scope, join);
  for (const Child& subshell : subshells) statement(subshell, scope, join);
}

void Visitor::collect(const Child& child, Draft& draft) {
  if (isOneOf(child.type, "file_redirect", "herestring_redirect", "heredoc_redirect")) return redirect(child, draft);
  draft.pieces.push_back(child);
  draft.expanding.push_back(child.node);
}

void Visitor::collectTest(TSNode node, Draft& draft) {
  for (const Child& child : childrenOf(node)) {
    if (isOneOf(child.type, "binary_expression", "unary_expression", "parenthesized_expression", "postfix_expression")) {
      if (ts_node_descendant_count(child.node) < kMaxCommands) {
        collectTest(child.node, draft);
        continue;
      }
    }
    collect(child, draft);
  }
}

void Visitor::assignment(TSNode node, Draft& draft) {
  ShellAssignment assignment;
  size_t value = ts_node_end_byte(node);
  for (const Child& child : childrenOf(node)) {
    if (child.field == "name") assignment.name = std::string(textOf(child.node));
    if (child.field == "value") {
      value = ts_node_start_byte(child.node);
      assignment.value = wordOf(child);
    }
  }
  if (value == ts_node_end_byte(node)) assignment.value = ShellWordBuilder().finish("", lines_.span(value, value));
  draft.command.assignments.push_back(std::move(assignment));
  draft.expanding.push_back(node);
}

void Visitor::redirect(const Child& child, Draft& draft) {
  if (child.type == "file_redirect") {
    fileRedirect(child.node, draft);
  } else if (child.type == "herestring_redirect") {
    hereString(child.node, draft);
  } else if (child.type == "heredoc_redirect") {
    hereDocument(child.node, draft);
  }
}

std::optional<uint32_t> descriptorOf(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return static_cast<uint32_t>(std::stoul(std::string(text)));
}

/** The grammar takes all words behind the operator as destinations; only the first one is. */
void Visitor::fileRedirect(TSNode node, Draft& draft) {
  ShellRedirect redirect;
  std::vector<Child> destinations;
  for (const Child& child : childrenOf(node)) {
    if (child.field == "descriptor") {
      redirect.descriptor = descriptorOf(textOf(child.node));
    } else if (child.field == "destination") {
      destinations.push_back(child);
      draft.expanding.push_back(child.node);
    } else if (!child.named) {
      redirect.op = child.type;
    }
  }
  size_t own = destinations.empty() ? 0 : 1;
  while (own < destinations.size() && own > 0 && touch(destinations[own - 1], destinations[own])) ++own;
  const size_t end = own > 0 ? ts_node_end_byte(destinations[own - 1].node) : ts_node_end_byte(node);
  if (redirect.op.ends_with('-')) {
    redirect.op.pop_back();
    redirect.target = ShellWordBuilder().finish("-", lines_.span(end - 1, end));
    redirect.target.text = "-";
    redirect.target.value = "-";
  } else {
    redirect.target = wordOf(destinations, 0, own);
  }
  redirect.span = lines_.span(ts_node_start_byte(node), end);
  draft.command.redirects.push_back(std::move(redirect));
  draft.pieces.insert(draft.pieces.end(), destinations.begin() + static_cast<std::ptrdiff_t>(own), destinations.end());
}

void Visitor::hereString(TSNode node, Draft& draft) {
  ShellRedirect redirect;
  redirect.op = "<<<";
  redirect.span = spanOf(node);
  for (const Child& child : childrenOf(node)) {
    if (child.type == "file_descriptor") redirect.descriptor = descriptorOf(textOf(child.node));
    if (!child.named || child.type == "file_descriptor") continue;
    redirect.target = wordOf(child);
    redirect.body = {redirect.target.text, redirect.target.span, !redirect.target.value};
    draft.expanding.push_back(child.node);
  }
  draft.command.redirects.push_back(std::move(redirect));
}

std::string withoutLeadingTabs(std::string_view text) {
  std::string out;
  bool lineStart = true;
  for (const char c : text) {
    if (lineStart && c == '\t') continue;
    lineStart = c == '\n';
    out += c;
  }
  return out;
}

void Visitor::hereDocument(TSNode node, Draft& draft) {
  ShellRedirect redirect;
  std::optional<ShellStretch> body;
  size_t end = ts_node_end_byte(node);
  std::vector<Child> inner;
  ShellJoin join = ShellJoin::pipe;
  for (const Child& child : childrenOf(node)) {
    if (isOneOf(child.type, "<<", "<<-")) {
      redirect.op = child.type;
    } else if (child.type == "file_descriptor") {
      redirect.descriptor = descriptorOf(textOf(child.node));
    } else if (child.type == "heredoc_start") {
      end = ts_node_end_byte(child.node);
      ShellWordBuilder word;
      std::string plain;
      for (const char c : textOf(child.node))
        if (c != '\'' && c != '"' && c != '\\') plain += c;
      word.unquoted(plain);
      redirect.target = word.finish(textOf(child.node), spanOf(child.node));
    } else if (child.type == "heredoc_body") {
      // The node leaves out blanks at the start of the first line.
      const size_t start = ts_node_start_byte(child.node);
      const size_t newline = start == 0 ? std::string_view::npos : text_.rfind('\n', start - 1);
      body = ShellStretch{newline == std::string_view::npos ? start : newline + 1, ts_node_end_byte(child.node)};
      draft.expanding.push_back(child.node);
    } else if (child.type == "heredoc_end") {
      if (!body) body = ShellStretch{ts_node_start_byte(child.node), ts_node_start_byte(child.node)};
    } else if (child.field == "redirect") {
      this->redirect(child, draft);
    } else if (child.field == "argument") {
      draft.pieces.push_back(child);
      draft.expanding.push_back(child.node);
    } else if (isOneOf(child.type, "&&", "||")) {
      join = child.type == "&&" ? ShellJoin::conjunction : ShellJoin::alternative;
    } else if (child.type == "pipeline" || child.field == "right") {
      draft.followers.push_back({child, child.type == "pipeline" && child.field != "right" ? ShellJoin::pipe : join});
    }
  }
  redirect.span = lines_.span(ts_node_start_byte(node), end);
  if (body) {
    const std::string_view raw = textOf(body->begin, body->end);
    redirect.body = {redirect.op == "<<-" ? withoutLeadingTabs(raw) : std::string(raw), lines_.span(body->begin, body->end),
                     redirect.target.raw == redirect.target.text};
  }
  draft.command.redirects.push_back(std::move(redirect));
}

void Visitor::finish(Draft& draft, ShellStretch stretch, const Scope& scope, ShellJoin join) {
  ShellCommand& command = draft.command;
  command.words = wordsOf(draft.pieces);
  dropReservedWords(command.words);
  if (!command.words.empty() || !command.assignments.empty() || !command.redirects.empty()) {
    const bool hasInput = std::any_of(command.redirects.begin(), command.redirects.end(), readsInput);
    if (scope.input && !hasInput && join != ShellJoin::pipe && !command.words.empty()) command.redirects.push_back(*scope.input);
    command.span = lines_.span(stretch.begin, stretch.end);
    command.joined = join;
    command.context = scope.context;
    command.inFunction = scope.function;
    if (!add(std::move(command))) return;
  }
  for (const TSNode node : draft.expanding) substitution(node, ts_node_type(node), scope);
  for (const auto& [follower, joined] : draft.followers) statement(follower, scope, joined);
}

void Visitor::substitutions(TSNode node, const Scope& scope) {
  for (const Child& child : childrenOf(node)) substitution(child.node, child.type, scope);
}

/** Visits the commands inside a node that is no statement. */
void Visitor::substitution(TSNode node, std::string_view type, const Scope& outer) {
  if (ts_node_child_count(node) == 0 || full_) return;
  if (outer.depth > kMaxDepth) {
    error(stretchOf(node), "nested deeper than " + std::to_string(kMaxDepth) + " levels");
    return recover(stretchOf(node), outer, ShellJoin::start);
  }
  const bool process = type == "process_substitution";
  if (type != "command_substitution" && !process) {
    Scope inner = outer;
    ++inner.depth;
    if (type == "ERROR") return recover(stretchOf(node), inner, ShellJoin::start);
    return substitutions(node, inner);
  }
  if (textOf(node).starts_with('`') && textOf(node).find("\\`") != std::string_view::npos) return nestedBackticks(node, outer);
  Scope inner = outer.inside(process ? ShellContext::processSubstitution : ShellContext::substitution);
  inner.input = nullptr;
  Draft draft;
  std::vector<Child> statements;
  for (const Child& child : childrenOf(node)) {
    if (child.field == "redirect") {
      redirect(child, draft);
    } else {
      statements.push_back(child);
    }
  }
  if (!draft.command.redirects.empty()) finish(draft, stretchOf(node), inner, ShellJoin::start);
  sequence(statements, inner, ShellJoin::start);
}

/** Backticks inside backticks are escaped, which hides them from the grammar. */
void Visitor::nestedBackticks(TSNode node, const Scope& scope) {
  std::string_view quoted = textOf(node).substr(1);
  if (quoted.ends_with('`')) quoted.remove_suffix(1);
  std::string plain;
  for (size_t i = 0; i < quoted.size(); ++i) {
    const bool escape = quoted[i] == '\\' && i + 1 < quoted.size();
    if (escape && (quoted[i + 1] == '`' || quoted[i + 1] == '\\' || quoted[i + 1] == '$')) ++i;
    plain += quoted[i];
  }
  const Scope inner = scope.inside(ShellContext::substitution);
  const LineIndex lines(plain);
  for (ShellCommand& command : recoverShell(plain, {0, plain.size()}, lines, inner.context, kMaxCommands)) {
    command.span = spanOf(node);
    for (ShellWord& word : command.words) word.span = command.span;
    for (ShellAssignment& assignment : command.assignments) assignment.value.span = command.span;
    for (ShellRedirect& redirect : command.redirects) {
      redirect.span = redirect.target.span = command.span;
      if (redirect.body) redirect.body->span = command.span;
    }
    command.inFunction = scope.function;
    if (!add(std::move(command))) return;
  }
}

/** Nothing between the two but line continuations: the shell sees one word. */
bool Visitor::touch(const Child& a, const Child& b) const {
  std::string_view gap = textOf(ts_node_end_byte(a.node), std::max(ts_node_start_byte(b.node), ts_node_end_byte(a.node)));
  while (gap.starts_with("\\\n")) gap.remove_prefix(2);
  return gap.empty();
}

std::vector<ShellWord> Visitor::wordsOf(const std::vector<Child>& pieces) {
  std::vector<ShellWord> words;
  for (size_t begin = 0; begin < pieces.size();) {
    size_t end = begin + 1;
    while (end < pieces.size() && touch(pieces[end - 1], pieces[end])) ++end;
    words.push_back(wordOf(pieces, begin, end));
    begin = end;
  }
  return words;
}

ShellWord Visitor::wordOf(const std::vector<Child>& pieces, size_t begin, size_t end) {
  ShellWordBuilder word;
  if (begin == end) return word.finish("", {});
  for (size_t i = begin; i < end; ++i) {
    // `$"…"` is a string to be translated; the grammar sometimes gives its `$` apart.
    const bool translated = pieces[i].type == "$" && i + 1 < end && pieces[i + 1].type == "string";
    if (!translated) resolve(pieces[i], word);
  }
  const size_t first = ts_node_start_byte(pieces[begin].node), last = ts_node_end_byte(pieces[end - 1].node);
  return word.finish(textOf(first, last), lines_.span(first, last));
}

void Visitor::resolve(const Child& piece, ShellWordBuilder& word) {
  const std::string_view raw = textOf(piece.node);
  if (piece.type == "raw_string") return word.singleQuoted(raw);
  if (piece.type == "ansi_c_string") return word.ansiQuoted(raw);
  if (piece.type == "string") return resolveString(piece.node, word);
  if (isExpansion(piece.type)) return word.unknown(raw);
  if (!isOneOf(piece.type, "concatenation", "command_name", "translated_string", "variable_assignment", "number"))
    return word.unquoted(raw);
  size_t at = ts_node_start_byte(piece.node);
  for (const Child& child : childrenOf(piece.node)) {
    word.unquoted(textOf(at, std::max<size_t>(at, ts_node_start_byte(child.node))));
    at = std::max<size_t>(at, ts_node_end_byte(child.node));
    if (child.type != "$" || piece.type != "translated_string") resolve(child, word);
  }
  word.unquoted(textOf(at, ts_node_end_byte(piece.node)));
}

void Visitor::resolveString(TSNode node, ShellWordBuilder& word) {
  size_t at = ts_node_start_byte(node) + 1;
  const size_t end = ts_node_end_byte(node) - (textOf(node).size() > 1 && textOf(node).ends_with('"'));
  for (const Child& child : childrenOf(node)) {
    const size_t begin = ts_node_start_byte(child.node);
    if (begin < at || !isExpansion(child.type)) continue;
    word.inDoubleQuotes(textOf(at, begin));
    word.unknown(textOf(child.node));
    at = ts_node_end_byte(child.node);
  }
  if (at < end) word.inDoubleQuotes(textOf(at, end));
}

}  // namespace

ShellParse parseShell(std::string_view text, const TSLanguage* bash) {
  ShellParse parse;
  Visitor visitor(text, parse);
  const ShellStretch whole{0, text.size()};
  if (text.size() > kMaxBytes) {
    visitor.error(whole, "longer than " + std::to_string(kMaxBytes) + " bytes: not looked at");
    return parse;
  }
  if (text.size() > kMaxTreeBytes || !bash) {
    visitor.error(whole, "too long to be parsed whole: read command by command");
    visitor.recover(whole, {}, ShellJoin::start);
    return parse;
  }
  const BoundedParse parsed = parseBounded(text, bash, kParseTime);
  if (parsed.tree) {
    visitor.visit(parsed.tree);
  } else {
    visitor.error(whole, "takes too much time or memory to parse whole: read command by command");
    visitor.recover(whole, {}, ShellJoin::start);
  }
  return parse;
}

}  // namespace vireon
