// Values of names where they are read, by walking each function in the order in which it runs.
#include <algorithm>
#include <charconv>
#include <string>
#include <unordered_map>

#include "parse/names.h"

namespace vireon {
namespace {

// A string that is constant but whose text is not known, e.g. of two different ones after a branch.
Node makeAnyString() {
  Node node;
  node.kind = Kind::String;
  node.flags = kSynthetic | kWildcardBody;
  return node;
}
const Node kAnyString = makeAnyString();

bool isLiteral(const Node* node) { return node->kind >= Kind::Int && node->kind <= Kind::Regex; }

bool sameLiteral(const Node* a, const Node* b) {
  return a == b || (a && b && isLiteral(a) && a->kind == b->kind && a->text == b->text && !isAnyString(a) && !isAnyString(b));
}

const Node* either(const Node* a, const Node* b) {
  if (!a || !b) return nullptr;
  if (sameLiteral(a, b)) return a;
  return a->kind == Kind::String && b->kind == Kind::String ? &kAnyString : nullptr;
}

Node* literal(Tree& tree, const Node* at, Kind kind, std::string_view text) {
  Node* node = tree.arena.make<Node>();
  node->kind = kind;
  node->flags = kSynthetic;
  node->start = at->start;
  node->end = at->end;
  node->text = tree.arena.keep(text);
  node->hash = hashOf(node->text);
  return node;
}

constexpr size_t kMaxFolded = 1 << 16;

bool number(const Node* node, long long& value) {
  if (node->kind != Kind::Int) return false;
  auto result = std::from_chars(node->text.data(), node->text.data() + node->text.size(), value);
  return result.ec == std::errc() && result.ptr == node->text.data() + node->text.size();
}

const Node* concatenate(Tree& tree, const Node* at, const Node* a, const Node* b) {
  if (!a || !b) return nullptr;
  if (isAnyString(a) || isAnyString(b)) return &kAnyString;
  if (a->text.size() + b->text.size() > kMaxFolded) return &kAnyString;
  return literal(tree, at, Kind::String, std::string(a->text) + std::string(b->text));
}

const Node* foldBinary(Tree& tree, const Node* node) {
  const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
  if (!left || !right) return nullptr;
  const Node* a = constantOf(tree, left);
  bool repeats = node->text == "*" && a && a->kind == Kind::String && tree.language == "python";
  if (repeats && !constantOf(tree, right)) return &kAnyString;
  // `x and "a" or "b"` is one or the other.
  if (node->text == "or" && left->kind == Kind::Binary && left->text == "and" && left->child(Role::Right))
    return either(constantOf(tree, left->child(Role::Right)), constantOf(tree, right));
  const Node* b = a ? constantOf(tree, right) : nullptr;
  if (!a || !b) return nullptr;
  long long x = 0, y = 0;
  bool plus = node->text == "+" || node->text == "." || (node->text == "&" && tree.language == "vb");
  if (plus && (a->kind == Kind::String || b->kind == Kind::String)) {
    bool mixed = a->kind != b->kind;
    if (!mixed || tree.language != "python") return concatenate(tree, node, a, b);
    return nullptr;
  }
  if (node->text == "*" && a->kind == Kind::String && number(b, y)) {
    if (y < 0 || isAnyString(a) || a->text.size() * y > kMaxFolded) return &kAnyString;
    std::string text;
    for (long long i = 0; i < y; i++) text += a->text;
    return literal(tree, node, Kind::String, text);
  }
  if (!number(a, x) || !number(b, y)) return nullptr;
  long long result = 0;
  bool overflow = node->text == "+"   ? __builtin_add_overflow(x, y, &result)
                  : node->text == "-" ? __builtin_sub_overflow(x, y, &result)
                  : node->text == "*" ? __builtin_mul_overflow(x, y, &result)
                                      : true;
  if (overflow) return nullptr;
  return literal(tree, node, Kind::Int, std::to_string(result));
}

const Node* foldCall(Tree& tree, const Node* node) {
  const Node* callee = node->child(Role::Callee);
  // What these give for a constant is one.
  if (callee && callee->kind == Kind::Name && tree.language == "php" && (callee->text == "escapeshellarg" || callee->text == "htmlspecialchars_decode")) {
    for (const Node* argument : node->all(Role::Arg))
      if (!constantOf(tree, argument)) return nullptr;
    return node->all(Role::Arg).empty() ? nullptr : &kAnyString;
  }
  if (!callee || callee->kind != Kind::Member) return nullptr;
  const Node *object = callee->child(Role::Object), *name = callee->child(Role::Name);
  if (!object || !name || name->text != "format" || tree.language != "java") return nullptr;
  std::string_view type = object->kind == Kind::Member && object->child(Role::Name) ? object->child(Role::Name)->text : object->text;
  if (type != "String") return nullptr;
  for (const Node* argument : node->all(Role::Arg))
    if (!constantOf(tree, argument)) return nullptr;
  return &kAnyString;
}

const Node* fold(Tree& tree, const Node* node) {
  switch (node->kind) {
    case Kind::Name:
    case Kind::Member:
      return node->info && node->info->value ? constantOf(tree, node->info->value) : nullptr;
    case Kind::Template: {
      if (node->has(kTagged)) return nullptr;
      const Node* whole = nullptr;
      for (const Node* part : node->children()) {
        const Node* value = constantOf(tree, part);
        if (!value || (node->has(kFormatString) && value->kind != Kind::String)) return nullptr;
        whole = whole ? concatenate(tree, node, whole, value) : value;
      }
      if (!whole) return literal(tree, node, Kind::String, "");
      return whole->kind == Kind::String ? whole : isAnyString(whole) ? whole : literal(tree, node, Kind::String, whole->text);
    }
    case Kind::Binary:
      return foldBinary(tree, node);
    case Kind::Ternary: {
      const Node *then = node->child(Role::Then), *other = node->child(Role::Else);
      return then && other ? either(constantOf(tree, then), constantOf(tree, other)) : nullptr;
    }
    case Kind::Cast:
      return node->child(Role::Operand) ? constantOf(tree, node->child(Role::Operand)) : nullptr;
    case Kind::Unary: {
      const Node* operand = node->child(Role::Operand);
      if (!operand) return nullptr;
      const Node* value = constantOf(tree, operand);
      if (!value) return nullptr;
      if (node->text == "-" && (value->kind == Kind::Int || value->kind == Kind::Float) && !value->text.empty())
        return literal(tree, node, value->kind, value->text[0] == '-' ? std::string(value->text.substr(1)) : "-" + std::string(value->text));
      if ((node->text == "!" || node->text == "not") && value->kind == Kind::Bool)
        return literal(tree, node, Kind::Bool, value->text == "true" ? "false" : "true");
      if (node->text == "$") return value;
      return nullptr;
    }
    case Kind::Call:
      return foldCall(tree, node);
    default:
      return nullptr;
  }
}

using Env = std::vector<std::pair<const Binding*, const Node*>>;

class Propagator {
 public:
  explicit Propagator(Tree& tree) : tree_(tree), ruby_(tree.language == "ruby"), places_(tree.bindings.size() + 1) {}

  void run() {
    owner_ = nullptr;
    statements(tree_.root);
    // A function's body is walked after all that is around it, when single values are known.
    for (size_t i = 0; i < pending_.size(); i++) {
      owner_ = pending_[i];
      env_.clear();
      dead_ = false;
      if (const Node* body = owner_->child(Role::Body)) statement(body);
    }
  }

 private:
  const Node* value(const Binding* binding) {
    if (const auto* entry = entryOf(binding)) return entry->second;
    bool outer = binding->owner != owner_;
    if (!outer || !binding->value || binding->writes > 0) return nullptr;
    if (binding->sort == Binding::Sort::Param || binding->sort == Binding::Sort::Import) return nullptr;
    if (binding->sort == Binding::Sort::Field && !binding->constant && !binding->isPrivate && tree_.language == "java") return nullptr;
    return binding->value;
  }

  void set(const Binding* binding, const Node* value) {
    if (auto* entry = entryOf(binding))
      entry->second = value;
    else
      add(env_, binding, value);
  }

  void add(Env& env, const Binding* binding, const Node* value) {
    if (env.size() >= 400) return;
    env.emplace_back(binding, value);
    places_[binding->id] = env.size();
  }

  std::pair<const Binding*, const Node*>* entryOf(const Binding* binding) {
    const size_t place = places_[binding->id];
    if (place == 0) return nullptr;
    if (place <= env_.size() && env_[place - 1].first == binding) return &env_[place - 1];
    for (auto& entry : env_)
      if (entry.first == binding) return &entry;
    return nullptr;
  }

  static void forget(Env& env, const Binding* binding) {
    for (auto& entry : env)
      if (entry.first == binding) entry.second = nullptr;
  }

  // What both ways agree on. A way that has left is not asked.
  void join(const Env& other, bool otherDead) {
    if (otherDead) return;
    if (dead_) {
      env_ = other;
      dead_ = false;
      return;
    }
    for (auto& [binding, value] : env_) {
      const Node* theirs = nullptr;
      for (const auto& [known, known_value] : other)
        if (known == binding) theirs = known_value;
      if (value == theirs) continue;
      const Node* mine = value ? constantOf(tree_, value) : nullptr;
      value = either(mine, theirs ? constantOf(tree_, theirs) : nullptr);
    }
    for (const auto& [binding, value] : other) {
      bool mine = false;
      for (const auto& entry : env_)
        if (entry.first == binding) mine = true;
      if (!mine) add(env_, binding, nullptr);
    }
  }

  void forgetWrites(const Node* node, Env& env) {
    if (node->kind == Kind::Assign || node->kind == Kind::AugAssign || node->kind == Kind::Update) {
      for (const Node* child : node->children())
        if (child->role == Role::Left || child->role == Role::Operand) forgetTarget(child, env);
    } else if (node->kind == Kind::VarDef || node->kind == Kind::ForEach) {
      if (const Node* name = node->child(Role::Name)) forgetTarget(name, env);
      if (const Node* target = node->child(Role::Target)) forgetTarget(target, env);
    }
    for (const Node* child : node->children()) forgetWrites(child, env);
  }

  void forgetTarget(const Node* target, Env& env) {
    if (target->info && target->info->binding) {
      forget(env, target->info->binding);
      // Also what has not been seen yet must stay unknown.
      bool known = false;
      for (const auto& entry : env) known |= entry.first == target->info->binding;
      if (!known) add(env, target->info->binding, nullptr);
      return;
    }
    for (const Node* child : target->children()) forgetTarget(child, env);
  }

  void statements(const Node* block) {
    for (const Node* child : block->children()) statement(child);
  }

  void assign(const Node* target, const Node* value) {
    if (target->info && target->info->binding) {
      set(target->info->binding, value);
      return;
    }
    if (target->kind == Kind::Name) return;
    bool apart = value && (value->kind == Kind::Tuple || value->kind == Kind::Array) && value->count == target->count &&
                 (target->kind == Kind::Tuple || target->kind == Kind::Array);
    if (target->kind == Kind::Tuple || target->kind == Kind::Array || target->kind == Kind::Object ||
        target->kind == Kind::Pair || target->kind == Kind::Spread) {
      for (uint32_t i = 0; i < target->count; i++) {
        if (target->kind == Kind::Pair && target->items[i]->role == Role::Key) continue;
        assign(target->items[i], apart ? value->items[i] : nullptr);
      }
      return;
    }
    expression(target);
  }

  void branch(const Node* node, Env& env, bool& dead) {
    std::swap(env, env_);
    std::swap(dead, dead_);
    if (node) statement(node);
    std::swap(env, env_);
    std::swap(dead, dead_);
  }

  void loop(const Node* node) {
    if (const Node* init = node->child(Role::Init)) statement(init);
    if (const Node* value = node->child(Role::Value)) expression(value);
    forgetWrites(node, env_);
    for (const Node* child : node->children()) {
      if (child->role == Role::Init || child->role == Role::Value || child->role == Role::Target || child->role == Role::Type) continue;
      if (child->role == Role::Body || child->role == Role::Else || child->role == Role::Update) continue;
      statement(child);
    }
    Env inside = env_;
    bool dead = dead_;
    if (const Node* body = node->child(Role::Body)) branch(body, inside, dead);
    for (const Node* update : node->all(Role::Update)) branch(update, inside, dead);
    forgetWrites(node, env_);
    if (const Node* otherwise = node->child(Role::Else)) statement(otherwise);
  }

  void statement(const Node* node) {
    switch (node->kind) {
      case Kind::Function:
        for (const Node* child : node->children())
          if (child->role != Role::Body && child->role != Role::Name) statement(child);
        pending_.push_back(node);
        return;
      case Kind::Lambda:
        pending_.push_back(node);
        return;
      case Kind::Class: {
        for (const Node* child : node->children())
          if (child->role != Role::Body && child->role != Role::Name) statement(child);
        const Node* around = owner_;
        owner_ = node;
        if (const Node* body = node->child(Role::Body)) statements(body);
        owner_ = around;
        return;
      }
      case Kind::VarDef: {
        const Node* value = node->child(Role::Value);
        if (value) expression(value);
        // `char a[N]`
        for (const Node* type = node->child(Role::Type); type && type->kind == Kind::ArrayType; type = type->child(Role::Type))
          for (const Node* size : type->all(Role::Item)) expression(size);
        const Node* target = node->child(Role::Name);
        if (!target) target = node->child(Role::Target);
        if (target && value && !node->has(kNotExpression)) assign(target, value);
        return;
      }
      case Kind::If: {
        if (const Node* init = node->child(Role::Init)) statement(init);
        if (const Node* condition = node->child(Role::Cond)) statement(condition);
        Env other = env_;
        bool otherDead = dead_;
        if (const Node* then = node->child(Role::Then)) statement(then);
        branch(node->child(Role::Else), other, otherDead);
        join(other, otherDead);
        return;
      }
      case Kind::While:
      case Kind::DoWhile:
      case Kind::For:
      case Kind::ForEach:
        return loop(node);
      case Kind::Switch: {
        for (const Node* child : node->children())
          if (child->role != Role::Case) statement(child);
        Env before = env_, merged;
        bool anyMerged = false, hasDefault = false, deadBefore = dead_;
        for (const Node* each : node->all(Role::Case)) {
          if (!each->child(Role::Cond)) hasDefault = true;
          env_ = before;
          dead_ = deadBefore;
          statement(each);
          if (dead_ && !breaks(each)) continue;
          dead_ = false;
          if (anyMerged) join(merged, false);
          merged = env_;
          anyMerged = true;
        }
        env_ = before;
        dead_ = deadBefore;
        if (hasDefault && anyMerged)
          env_ = merged;
        else if (anyMerged)
          join(merged, false);
        else if (hasDefault)
          dead_ = true;
        return;
      }
      case Kind::Try: {
        for (const Node* init : node->all(Role::Init)) statement(init);
        Env before = env_;
        bool deadBefore = dead_;
        if (const Node* body = node->child(Role::Try)) {
          statement(body);
          forgetWrites(body, before);
        }
        if (const Node* otherwise = node->child(Role::Else)) statement(otherwise);
        const Node* tried = node->child(Role::Try);
        for (const Node* handler : node->all(Role::Handler)) {
          if (tried && !mayThrow(tried)) break;
          Env inside = before;
          bool dead = deadBefore;
          branch(handler, inside, dead);
          join(inside, dead);
        }
        if (const Node* last = node->child(Role::Finally)) {
          if (dead_) {
            env_ = before;
            dead_ = false;
            statement(last);
            dead_ = true;
          } else {
            statement(last);
          }
        }
        return;
      }
      case Kind::With:
        for (const Node* item : node->all(Role::Item)) statement(item);
        if (const Node* body = node->child(Role::Body)) statement(body);
        return;
      case Kind::Other: {
        const Node *target = node->child(Role::Target), *value = node->child(Role::Value);
        if (node->text != "as" || !target || !value) return expression(node);
        expression(value);
        assign(target, value);
        return;
      }
      case Kind::Return:
      case Kind::Throw:
      case Kind::Break:
      case Kind::Continue:
        for (const Node* child : node->children()) expression(child);
        dead_ = true;
        return;
      default:
        expression(node);
    }
  }

  static bool breaks(const Node* node) {
    if (node->kind == Kind::Break) return true;
    if (node->kind == Kind::Function || node->kind == Kind::Lambda || node->kind == Kind::For || node->kind == Kind::While ||
        node->kind == Kind::ForEach || node->kind == Kind::Switch)
      return false;
    for (const Node* child : node->children())
      if (breaks(child)) return true;
    return false;
  }

  void expression(const Node* node) {
    switch (node->kind) {
      case Kind::Name:
        read(node);
        return;
      case Kind::Assign: {
        const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
        if (right) expression(right);
        if (left && left->kind == Kind::Member && left->child(Role::Object)) expression(left->child(Role::Object));
        if (left && left->kind == Kind::Index)
          for (const Node* child : left->children()) expression(child);
        else if (left)
          assign(left, right);
        return;
      }
      case Kind::Call:
        for (const Node* child : node->children()) expression(child);
        if (ruby_) changedInPlace(node);
        return;
      case Kind::Binary: {
        const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
        if (ruby_ && node->text == "<<" && left && right) {
          expression(left);
          expression(right);
          return change(left, constantOf(tree_, right));
        }
        bool maybe = node->text == "&&" || node->text == "||" || node->text == "and" || node->text == "or" || node->text == "??";
        if (!maybe || !left || !right) break;
        expression(left);
        Env skipped = env_;
        expression(right);
        join(skipped, false);
        return;
      }
      case Kind::Ternary: {
        if (const Node* condition = node->child(Role::Cond)) expression(condition);
        Env other = env_;
        bool otherDead = dead_;
        if (const Node* then = node->child(Role::Then)) expression(then);
        branch(node->child(Role::Else), other, otherDead);
        join(other, otherDead);
        return;
      }
      case Kind::AugAssign:
        return augmented(node);
      case Kind::Update:
        for (const Node* child : node->children())
          if (child->info && child->info->binding) set(child->info->binding, nullptr);
        return;
      case Kind::Member:
        if (const Node* object = node->child(Role::Object)) expression(object);
        if (node->info && node->info->binding) read(node);
        return;
      case Kind::Function:
      case Kind::Lambda:
      case Kind::Class:
      case Kind::VarDef:
      case Kind::If:
      case Kind::While:
      case Kind::DoWhile:
      case Kind::For:
      case Kind::ForEach:
      case Kind::Switch:
      case Kind::Try:
      case Kind::Return:
      case Kind::Throw:
      case Kind::Break:
      case Kind::Continue:
        return statement(node);
      case Kind::With:
        return statement(node);
      case Kind::Other:
        if (node->text == "as" && node->child(Role::Target) && node->child(Role::Value)) return statement(node);
        break;
      default:
        break;
    }
    for (const Node* child : node->children()) expression(child);
  }

  // Ruby's strings are changed where they are; they stay constant if what is added is.
  void change(const Node* target, bool constant) {
    if (target->kind != Kind::Name || !target->info || !target->info->binding) return;
    const Node* before = value(target->info->binding);
    const Node* known = before ? constantOf(tree_, before) : nullptr;
    if (!known) return;
    set(target->info->binding, constant && known->kind == Kind::String ? &kAnyString : nullptr);
  }

  void changedInPlace(const Node* call) {
    const Node* callee = call->child(Role::Callee);
    if (!callee || callee->kind != Kind::Member || !callee->child(Role::Object) || !callee->child(Role::Name)) return;
    std::string_view name = callee->child(Role::Name)->text;
    bool changes = name == "concat" || name == "insert" || name == "prepend" || name == "replace" || name == "append" || name == "<<";
    if (!changes && !name.ends_with('!')) return;
    bool constant = true;
    for (const Node* argument : call->all(Role::Arg)) constant = constant && constantOf(tree_, argument);
    change(callee->child(Role::Object), constant);
  }

  void augmented(const Node* node) {
    const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
    if (right) expression(right);
    if (!left || !right || !left->info || !left->info->binding) return;
    const Node* before = value(left->info->binding);
    if (!before || node->text.size() != 2) {
      set(left->info->binding, nullptr);
      return;
    }
    Node* sum = tree_.arena.make<Node>();
    sum->kind = Kind::Binary;
    sum->start = node->start;
    sum->end = node->end;
    sum->flags = kSynthetic;
    sum->text = node->text.substr(0, 1);
    sum->hash = hashOf(sum->text);
    sum->count = 2;
    sum->items = tree_.arena.array<Node*>(2);
    // Copies, since a node has one role only.
    for (int i = 0; i < 2; i++) {
      sum->items[i] = tree_.arena.make<Node>();
      *sum->items[i] = *(i == 0 ? before : right);
      sum->items[i]->role = i == 0 ? Role::Left : Role::Right;
    }
    set(left->info->binding, sum);
  }

  void read(const Node* node) {
    if (!node->info || !node->info->binding || dead_) return;
    const Node* known = value(node->info->binding);
    if (known && known != node) node->info->value = known;
  }

  Tree& tree_;
  bool ruby_;
  const Node* owner_ = nullptr;
  Env env_;
  /** By number of a binding, one more than where it was last put; 0 where it is in no environment. */
  std::vector<uint32_t> places_;
  bool dead_ = false;
  std::vector<const Node*> pending_;
};

}  // namespace

bool mayThrow(const Node* node) {
  if (node->kind == Kind::Call || node->kind == Kind::New || node->kind == Kind::Throw || node->kind == Kind::Await) return true;
  if (node->kind == Kind::Function || node->kind == Kind::Lambda) return false;
  for (const Node* child : node->children())
    if (mayThrow(child)) return true;
  return false;
}

bool isAnyString(const Node* literal) { return literal->kind == Kind::String && literal->has(kWildcardBody); }

const Node* constantOf(Tree& tree, const Node* node) {
  if (isLiteral(node)) return node;
  if (node->kind != Kind::Name && node->kind != Kind::Member && node->kind != Kind::Template && node->kind != Kind::Binary &&
      node->kind != Kind::Ternary && node->kind != Kind::Cast && node->kind != Kind::Unary && node->kind != Kind::Call)
    return nullptr;
  if (!node->info && (node->kind == Kind::Name || node->kind == Kind::Member)) return nullptr;
  Info* info = tree.info(node);
  if (info->folded) return info->constant;
  info->folded = true;  // set first: a value may lead back here
  info->constant = fold(tree, node);
  return info->constant;
}

namespace {

// Terraform's `local.x` and `var.x` stand for what the file's `locals` and `variable` blocks say.
class TerraformNames {
 public:
  explicit TerraformNames(Tree& tree) : tree_(tree) {}

  void run() {
    for (const Node* block : tree_.root->children()) collect(block);
    if (!known_.empty()) visit(tree_.root);
  }

 private:
  void collect(const Node* block) {
    if (block->kind != Kind::Class || !block->child(Role::Name) || !block->child(Role::Body)) return;
    const std::string_view word = block->child(Role::Name)->text;
    const Node* label = block->child(Role::Param);
    for (const Node* field : block->child(Role::Body)->children()) {
      const Node *name = field->child(Role::Name), *value = field->child(Role::Value);
      if (field->kind != Kind::VarDef || !name || !value) continue;
      if (word == "locals") add("local", name->text, value);
      if (word == "variable" && label && name->text == "default") add("var", label->text, value);
    }
  }

  // What is said twice is not known.
  void add(std::string_view space, std::string_view name, const Node* value) {
    auto [at, fresh] = known_.try_emplace(std::string(space) + "." + std::string(name), value);
    if (!fresh) at->second = nullptr;
  }

  void visit(const Node* node) {
    const Node *object = node->child(Role::Object), *name = node->child(Role::Name);
    if (node->kind == Kind::Member && object && name && object->kind == Kind::Name) {
      auto found = known_.find(std::string(object->text) + "." + std::string(name->text));
      if (found != known_.end() && found->second) tree_.info(node)->value = found->second;
    }
    for (const Node* child : node->children()) visit(child);
  }

  Tree& tree_;
  std::unordered_map<std::string, const Node*> known_;
};

}  // namespace

void propagateConstants(Tree& tree) {
  Propagator(tree).run();
  if (tree.language == "terraform") TerraformNames(tree).run();
}

}  // namespace vireon
