#include "match/taint/run.h"

#include <algorithm>
#include <cctype>

#include "parse/names.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr uint64_t kMaxSteps = 1'000'000;
constexpr int kMaxDepth = 400;
constexpr uint16_t kMaxPassages = 24;
constexpr uint32_t kMaxItems = 64;

bool isComparison(std::string_view op) {
  return oneOf(op, {"==", "!=", "===", "!==", "<", ">", "<=", ">=", "<>", "is", "is not", "in", "not in", "instanceof", "<=>", "=~", "!~"});
}

bool isChoice(std::string_view op) { return oneOf(op, {"&&", "||", "and", "or", "??", "?:"}); }

bool isBooleanType(std::string_view type) { return oneOf(type, {"bool", "boolean", "Boolean", "Bool"}); }

bool isNumberType(std::string_view type) {
  return oneOf(type, {"int", "integer", "Integer", "long", "Long", "short", "Short", "byte", "Byte", "float", "Float", "double", "Double",
                      "number", "Number", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "float32",
                      "float64", "Int", "Int8", "Int16", "Int32", "Int64", "UInt", "usize", "isize", "i8", "i16", "i32", "i64", "u8", "u16",
                      "u32", "u64", "f32", "f64", "size_t", "unsigned", "decimal", "BigInteger", "BigDecimal"});
}

std::string_view lastName(const Node* type) {
  if (!type) return {};
  if (type->kind == Kind::Name) return type->text;
  if (const Node* name = type->child(Role::Name)) return lastName(name);
  return {};
}

struct Arithmetic {
  /** It gives numbers whatever it is given. */
  bool always = false;
  /** What is added to a number must be one. */
  bool strict = false;
};

// The name of the type of an expression, as far as it shows.
std::string_view typeName(const Node* node, Arithmetic sums, int depth = 0) {
  if (!node || depth > 8) return {};
  switch (node->kind) {
    case Kind::Bool:
      return "bool";
    case Kind::Int:
    case Kind::Float:
      return "int";
    case Kind::Unary:
      return node->text == "!" || node->text == "not" ? "bool" : typeName(node->child(Role::Operand), sums, depth + 1);
    case Kind::Binary:
      if (isComparison(node->text)) return "bool";
      if (oneOf(node->text, sums.always ? std::initializer_list<std::string_view>{"+", "-", "*", "/", "%", "**"} : std::initializer_list<std::string_view>{"-", "/", "**"})) return "int";
      if (node->text == "+" && isNumberType(typeName(node->child(Role::Right), sums, depth + 1)) && (sums.strict || isNumberType(typeName(node->child(Role::Left), sums, depth + 1)))) return "int";
      if (node->text == "+") return {};
      if (oneOf(node->text, {"+", "-", "*", "/", "%"})) return typeName(node->child(Role::Left), sums, depth + 1);
      return {};
    case Kind::Cast:
      return lastName(node->child(Role::Type));
    case Kind::Name:
    case Kind::Member: {
      if (node->kind == Kind::Member && node->child(Role::Name) && node->child(Role::Name)->text == "length") return "int";
      const Binding* binding = node->info ? node->info->binding : nullptr;
      if (!binding) return {};
      std::string_view declared = lastName(binding->type);
      const bool inferred = declared.empty() || declared == "var" || declared == "auto" || declared == "val";
      return inferred && binding->value && binding->writes == 0 ? typeName(binding->value, sums, depth + 1) : declared;
    }
    case Kind::Call: {
      const Node* callee = node->child(Role::Callee);
      if (!callee) return {};
      const Node* name = callee->kind == Kind::Member ? callee->child(Role::Name) : callee;
      if (!name) return {};
      if (oneOf(name->text, {"equals", "equalsIgnoreCase", "isEmpty", "contains", "startsWith", "endsWith", "matches", "containsKey",
                             "containsValue", "hasNext", "isBlank"}) &&
          callee->kind == Kind::Member)
        return "bool";
      if (const Node* boxed = callee->kind == Kind::Member ? callee->child(Role::Object) : nullptr; boxed && boxed->kind == Kind::Name)
        if ((isNumberType(boxed->text) || isBooleanType(boxed->text)) && (name->text == "valueOf" || name->text.substr(0, 5) == "parse")) return boxed->text;
      if (name->info && name->info->binding && name->info->binding->declaration)
        return lastName(name->info->binding->declaration->child(Role::Result));
      return oneOf(name->text, {"parseInt", "parseLong", "indexOf", "length", "size", "compareTo", "hashCode"}) && callee->kind == Kind::Member ? "int" : "";
    }
    default:
      return {};
  }
}

}  // namespace

TaintRun::TaintRun(TextUnderMatch& text, const CompiledRule& rule, const TaintMarks& marks)
    : text_(text), tree_(*text.tree()), rule_(*rule.taint), marks_(marks) {
  implicitReturn_ = language("ruby") || language("clojure") || language("elixir") || language("ocaml") || language("julia") || language("rust") || language("scala") || language("kotlin") || language("swift");
  patternCases_ = language("python") || language("rust") || language("scala") || language("kotlin") || language("swift") ||
                  language("ruby") || language("c-sharp") || language("csharp") || language("elixir");
  fallsThrough_ = language("c") || language("cpp") || language("java") || language("javascript") || language("typescript") ||
                  language("tsx") || language("php") || language("c-sharp") || language("csharp");
  closedFunctions_ = language("php") || language("ruby");
}

bool TaintRun::tick() {
  if (++steps_ <= kMaxSteps) return true;
  exhausted_ = true;
  return false;
}

TaintValue TaintRun::eval(const Node* node) {
  if (!node || !reachable_ || !tick() || depth_ > kMaxDepth) return {};
  depth_++;
  TaintValue value = inner(node);
  if (!exits_.empty() && reachable_ && exits_.contains(node)) checkExit(node);
  depth_--;
  return value;
}

TaintValue TaintRun::inner(const Node* node) {
  switch (node->kind) {
    case Kind::Name: {
      TaintValue value = readName(node);
      if (language("ruby") && value.plain()) callBare(node, {}, value);
      return marked(node, std::move(value));
    }
    case Kind::Member: {
      risks_++;
      TaintValue object, value = readMember(node, &object);
      if (language("ruby")) callBare(node, object, value);
      return marked(node, std::move(value));
    }
    case Kind::Index:
    case Kind::Slice:
      risks_++;
      return marked(node, readIndex(node));
    case Kind::Int:
    case Kind::Float:
    case Kind::String:
    case Kind::Bool:
    case Kind::Null:
    case Kind::Regex:
    case Kind::Text: {
      TaintValue value;
      value.known = Known::literal(node);
      return marked(node, std::move(value));
    }
    case Kind::Call:
      risks_++;
      return call(node);
    case Kind::New:
      risks_++;
      return construct(node);
    case Kind::Binary:
      return marked(node, binary(node));
    case Kind::Ternary:
      return marked(node, ternary(node));
    case Kind::Assign:
      return assignment(node);
    case Kind::AugAssign:
      return augmented(node);
    case Kind::VarDef:
      return variable(node);
    case Kind::Array:
    case Kind::Tuple:
    case Kind::Set:
      return marked(node, list(node));
    case Kind::Object:
    case Kind::Dict:
      return marked(node, record(node));
    case Kind::Comprehension:
      return marked(node, comprehension(node));
    case Kind::Pair:
      if (const Node* key = node->child(Role::Key); key && key->kind == Kind::Call) eval(key);
      [[fallthrough]];
    case Kind::Keyword:
      return marked(node, eval(node->child(Role::Value)));
    case Kind::Spread:
    case Kind::Await:
    case Kind::Cast:
      return marked(node, eval(node->child(Role::Operand)));
    case Kind::Yield: {
      TaintValue value = eval(node->child(Role::Operand));
      if (!frames_.empty()) frames_.back().result = joined(frames_.back().result, value);
      return marked(node, {});
    }
    case Kind::Sequence: {
      TaintValue last;
      for (const Node* child : node->children()) last = eval(child);
      return marked(node, last);
    }
    case Kind::Lambda: {
      declare(node);
      TaintValue value;
      value.functions.push_back(node);
      return marked(node, value);
    }
    case Kind::Unary:
      if (node->text == "&" && language("elixir")) return marked(node, captured(node));
      if (node->text == "&" || node->text == "*") return marked(node, eval(node->child(Role::Operand)));
      return marked(node, unary(node));
    case Kind::Update:
      return marked(node, update(node));
    case Kind::Block:
      return block(node);
    case Kind::ExprStmt: {
      TaintValue value;
      for (const Node* child : node->children()) value = eval(child);
      note();
      return value;
    }
    case Kind::Function:
      declare(node);
      return {};
    case Kind::Class:
      classBody(node);
      return {};
    case Kind::If:
      return branch(node);
    case Kind::While:
    case Kind::DoWhile:
    case Kind::For:
    case Kind::ForEach:
      loop(node, {});
      return {};
    case Kind::Switch:
      return choice(node);
    case Kind::Try:
      return attempt(node);
    case Kind::Return:
    case Kind::Throw:
      leave(node);
      return {};
    case Kind::Other:
      if (node->hash != hashOf("goto_statement")) break;
      leap(node);
      return {};
    case Kind::Break:
    case Kind::Continue:
      jump(node);
      return {};
    case Kind::Label: {
      const Node *label = node->child(Role::Name), *body = node->child(Role::Body);
      bool loops = body && (body->kind == Kind::While || body->kind == Kind::DoWhile || body->kind == Kind::For || body->kind == Kind::ForEach);
      if (loops)
        loop(body, label ? label->text : std::string_view());
      else {
        if (auto from = label ? leaps_.find(label->text) : leaps_.end(); from != leaps_.end()) joinInto(state_, from->second);
        forgetAll();
        eval(body);
      }
      return {};
    }
    case Kind::Import:
    case Kind::Package:
    case Kind::Attribute:
    case Kind::Modifier:
    case Kind::TypeParam:
    case Kind::FunctionType:
    case Kind::ArrayType:
    case Kind::PointerType:
      return {};
    default:
      break;
  }
  if (node->kind == Kind::Other && node->hash == hashOf("clauses")) {
    TaintValue all;
    for (const Node* clause : node->children()) all = joined(all, eval(clause));
    return marked(node, std::move(all));
  }
  if (node->kind == Kind::Other && node->text == "for" && node->child(Role::Init)) return marked(node, generated(node));
  // `if let Some(x) = y`
  if (node->kind == Kind::Other && node->text == "let" && node->count == 2 && node->items[0]->role == Role::Left) {
    TaintValue value = eval(node->items[1]);
    assignPattern(node->items[0], value);
    return marked(node, std::move(value));
  }
  // `value as name`, and whatever else names something.
  const Node *target = node->child(Role::Target), *from = node->child(Role::Value);
  if (target && from) {
    TaintValue value = eval(from);
    assign(target, value);
    return marked(node, value);
  }
  return marked(node, flat(node));
}

// The taint of all parts together.
TaintValue TaintRun::flat(const Node* node) {
  Taints all;
  bool keeps = !rule_.options.onlyAssignments || node->kind == Kind::Template;
  TaintValue only;
  uint32_t valued = 0;
  for (const Node* child : node->children()) {
    if (child->role == Role::Type || child->role == Role::Attribute || child->role == Role::Modifier) continue;
    TaintValue value = eval(child);
    valued++;
    if (keeps) all.add(value.all());
    only = std::move(value);
  }
  // A wrapper of one thing (a block expression, brackets) keeps what is known of its parts.
  if (valued == 1 && node->kind == Kind::Other) return only;
  return TaintValue::of(std::move(all));
}

TaintValue TaintRun::unary(const Node* node) {
  TaintValue operand = eval(node->child(Role::Operand));
  if (rule_.options.onlyAssignments) operand = {};
  TaintValue value = TaintValue::of(operand.all());
  value.known = foldUnary(node->text, operand.known, tree_.language);
  return value;
}

// Elixir's `&f/1`.
TaintValue TaintRun::captured(const Node* node) {
  const Node* named = node->child(Role::Operand);
  TaintValue value;
  if (!named || named->kind != Kind::Binary || named->count == 0) return value;
  const Node* callee = named->items[0];
  findCallees(callee, callee->kind == Kind::Name ? readName(callee) : TaintValue(), {}, value.functions);
  return value;
}

TaintValue TaintRun::update(const Node* node) {
  TaintValue value = flat(node);
  value.forget();
  if (Place place; node->child(Role::Operand) && placeOf(node->child(Role::Operand), place)) {
    TaintValue now = read(place);
    now.forget();
    write(place, std::move(now));
  }
  return value;
}

uint64_t TaintRun::keyOf(const Node* name) {
  if ((name->has(kSpecialName) || language("scala")) && oneOf(name->text, {"this", "$this", "self"})) return kThisVariable;
  if (name->info && name->info->binding) return reinterpret_cast<uint64_t>(name->info->binding);
  return (uint64_t(1) << 63) | hashOf(name->text);
}

PartKey TaintRun::partOf(const Node* index) {
  // A symbol.
  if (index->kind == Kind::Other && index->count == 1 && index->items[0]->kind == Kind::Name && (language("elixir") || language("ruby"))) return {hashOf(index->items[0]->text), true};
  const Node* literal = index;
  if (index->kind != Kind::String && index->kind != Kind::Int) literal = constantOf(tree_, index);
  if (!literal || isAnyString(literal) || (literal->kind != Kind::String && literal->kind != Kind::Int)) return kAnyPart;
  return {hashOf(literal->text), true};
}

bool TaintRun::placeOf(const Node* node, Place& place) {
  switch (node->kind) {
    case Kind::Name: {
      const Binding* binding = node->info ? node->info->binding : nullptr;
      bool instance = language("ruby") && node->text.size() > 1 && node->text[0] == '@' && node->text[1] != '@';
      if (instance || (binding && binding->sort == Binding::Sort::Field && !language("python"))) {
        place.variable = kThisVariable;
        place.way.push_back({hashOf(node->text), false});
      } else {
        place.variable = keyOf(node);
      }
      return true;
    }
    case Kind::Member: {
      const Node *object = node->child(Role::Object), *name = node->child(Role::Name);
      // Where the grammar has no node for `this`.
      if (!object) place.variable = kThisVariable;
      if (!name || (object && !placeOf(object, place)) || place.way.size() > 6) return false;
      place.way.push_back({hashOf(name->text), false});
      return true;
    }
    case Kind::Index: {
      const Node *object = node->child(Role::Object), *index = node->child(Role::Item);
      if (!object || !placeOf(object, place) || place.way.size() > 6) return false;
      place.way.push_back(index ? partOf(index) : kAnyPart);
      return true;
    }
    case Kind::Unary:
      if (node->text != "*" && node->text != "&") return false;
      return node->child(Role::Operand) && placeOf(node->child(Role::Operand), place);
    default:
      return false;
  }
}

TaintValue TaintRun::read(const Place& place) const {
  auto found = state_.find(place.variable);
  if (found == state_.end()) return {};
  TaintValue value = found->second;
  for (PartKey key : place.way) value = value.part(key);
  return value;
}

void TaintRun::writeInto(TaintValue& whole, const Place& place, size_t at, TaintValue value, bool certain) {
  if (at == place.way.size()) {
    whole = certain ? std::move(value) : joined(whole, value);
    return;
  }
  TaintValue part = whole.part(place.way[at]);
  bool last = at + 1 == place.way.size();
  if (last && certain) {
    whole.known = {};
    whole.setPart(place.way[at], std::move(value), true);
    return;
  }
  writeInto(part, place, at + 1, std::move(value), certain);
  whole.known = {};
  whole.setPart(place.way[at], std::move(part), true);
}

void TaintRun::write(const Place& place, TaintValue value, bool certain) {
  auto found = state_.find(place.variable);
  if (found == state_.end()) {
    if (value.plain()) return;
    found = state_.emplace(place.variable, TaintValue()).first;
  }
  writeInto(found->second, place, 0, std::move(value), certain);
  if (found->second.plain()) state_.erase(found);
}

TaintValue TaintRun::readName(const Node* node) {
  Place place;
  placeOf(node, place);
  if (state_.count(place.variable)) {
    TaintValue value = read(place);
    if (!value.plain()) return value;
  }
  TaintValue value;
  const Binding* binding = node->info ? node->info->binding : nullptr;
  if (!binding) {
    auto last = lastNamed_.find(hashOf(node->text));
    auto known = last == lastNamed_.end() ? state_.end() : state_.find(last->second);
    return known == state_.end() || node->has(kSpecialName) ? value : known->second;
  }
  const Node* declared = binding->declaration;
  if (binding->sort == Binding::Sort::Function && declared && (declared->kind == Kind::Function || declared->kind == Kind::Lambda))
    addClauses(declared, value.functions);
  if (binding->value && binding->value->kind == Kind::Lambda && binding->writes == 0) value.functions.push_back(binding->value);
  if (const Node* literal = binding->writes == 0 ? constantOf(tree_, node) : nullptr; literal && !isAnyString(literal))
    value.known = Known::literal(literal);
  return value;
}

TaintValue TaintRun::readMember(const Node* node, TaintValue* read) {
  const Node *object = node->child(Role::Object), *name = node->child(Role::Name);
  TaintValue whole = object ? eval(object) : this->read({kThisVariable, {}});
  if (read) *read = whole;
  if (!name) return TaintValue::of(whole.all());
  Place place;
  bool named = object && placeOf(object, place);
  PartKey key{hashOf(name->text), false};
  if (whole.known.sort == Known::Sort::Collection && asksForSize(name->text)) {
    TaintValue size = TaintValue::of(whole.taints);
    size.known = sizeOf(whole.known);
    return size;
  }
  if (rule_.options.onlyAssignments && !(whole.parts && whole.parts->count(key))) return {};
  // Of a list.
  if (oneOf(name->text, {"first", "last", "values", "head", "tail"}) && whole.parts && !whole.parts->count(key)) return TaintValue::of(whole.elements());
  bool known = whole.parts && whole.parts->count(key);
  if (!known && whole.parts && !named && !whole.type) return TaintValue::of(whole.all());
  return whole.part(key);
}

TaintValue TaintRun::readIndex(const Node* node) {
  const Node* object = node->child(Role::Object);
  TaintValue whole = eval(object);
  Taints index;
  for (const Node* child : node->children())
    if (child->role != Role::Object) index.add(eval(child).all());
  if (rule_.options.onlyAssignments && !whole.parts) return {};
  TaintValue value = whole;
  if (node->kind == Kind::Index) {
    const Node* at = node->child(Role::Item);
    value = whole.part(at ? partOf(at) : kAnyPart);
  }
  if (!rule_.options.safeIndexes && !rule_.options.onlyAssignments) value.taints.add(index);
  return value;
}

TaintValue TaintRun::binary(const Node* node) {
  // A generator, or a step of `with`.
  if (node->text == "<-" && language("elixir") && node->count == 2) {
    TaintValue value = eval(node->items[1]);
    assignPattern(node->items[0], value);
    return value;
  }
  if (isChoice(node->text)) {
    TaintValue value;
    std::vector<Known> known;
    for (const Node* child : node->children()) {
      TaintState before = state_;
      TaintValue side = eval(child);
      known.push_back(side.known);
      value = joined(value, side);
      // `x ?: return`: what follows is reached where the right side was not.
      if (!reachable_) state_ = std::move(before);
      reachable_ = true;
    }
    if (rule_.options.onlyAssignments) value = {};
    value.known = known.size() == 2 ? foldBinary(node->text, known[0], known[1], tree_.language) : Known();
    return value;
  }
  TaintValue value;
  std::vector<Known> known;
  for (const Node* child : node->children()) {
    TaintValue side = eval(child);
    known.push_back(side.known);
    value.taints.add(side.all());
  }
  if (rule_.options.onlyAssignments || (rule_.options.safeComparisons && isComparison(node->text))) value = {};
  if (known.size() == 2) value.known = foldBinary(node->text, known[0], known[1], tree_.language);
  return value;
}

// No two items of a set are written alike.
bool itemsDiffer(const Node* node) {
  for (uint32_t i = 0; i < node->count; i++) {
    if (!Known::literal(node->items[i]).any()) return false;
    for (uint32_t j = 0; j < i; j++)
      if (node->items[i]->text == node->items[j]->text) return false;
  }
  return node->count <= 32;
}

TaintValue TaintRun::list(const Node* node) {
  TaintValue value;
  bool counted = true;
  uint32_t at = 0;
  for (const Node* child : node->children()) {
    TaintValue item = eval(child);
    if (child->kind == Kind::Spread) {
      counted = false;
      item = item.part(kAnyPart);
    }
    if (!rule_.options.guarded) item.forget();
    value.setPart(counted ? PartKey{hashOf(std::to_string(at++)), true} : kAnyPart, std::move(item));
  }
  if (counted && (node->kind != Kind::Set || itemsDiffer(node))) value.known = Known::collection(node->count);
  return value;
}

TaintValue TaintRun::record(const Node* node) {
  TaintValue value;
  bool counted = node->kind == Kind::Dict;
  for (const Node* child : node->children()) {
    if (child->kind == Kind::Spread) {
      counted = false;
      TaintValue other = eval(child);
      value.taints.add(other.taints);
      if (other.parts)
        for (const auto& [key, part] : *other.parts) value.setPart(key, part);
      continue;
    }
    TaintValue item = eval(child);
    const Node* key = child->child(child->kind == Kind::Function || child->kind == Kind::Keyword ? Role::Name : Role::Key);
    PartKey part = kAnyPart;
    if (child->kind == Kind::Function) item.functions.push_back(child);
    if (key && key->kind == Kind::Name && (key->has(kNotExpression) || child->has(kShorthand) || child->kind != Kind::Pair || !language("python")))
      part = {hashOf(key->text), true};
    else if (key && key->kind != Kind::Name)
      part = partOf(key);
    if (!rule_.options.guarded) item.forget();
    value.setPart(part, std::move(item));
  }
  if (counted) value.known = Known::collection(node->count);
  return value;
}

TaintValue TaintRun::comprehension(const Node* node) {
  for (const Node* child : node->children())
    if (child->kind == Kind::CompFor) {
      TaintValue source = eval(child->child(Role::Value));
      if (const Node* target = child->child(Role::Target)) assign(target, source.part(kAnyPart));
    } else if (child->kind == Kind::CompIf) {
      for (const Node* condition : child->children()) eval(condition);
    }
  TaintValue value;
  for (const Node* child : node->children())
    if (child->kind != Kind::CompFor && child->kind != Kind::CompIf) value.setPart(kAnyPart, eval(child));
  return value;
}

// `for (a <- as; b <- bs if c) yield d`: once round and once more, for what comes back.
TaintValue TaintRun::generated(const Node* node) {
  TaintState entry = state_;
  TaintValue value;
  for (int round = 0; round < 2; round++) {
    for (const Node* each : node->all(Role::Init)) {
      if (each->kind == Kind::Other && each->count == 2)
        assign(each->items[0], eval(each->items[1]).part(kAnyPart));
      else
        eval(each);
    }
    for (const Node* body : node->all(Role::Body)) value.setPart(kAnyPart, eval(body));
    joinInto(state_, entry);
  }
  return value;
}

TaintValue TaintRun::passed(TaintValue value, const Node* through) {
  if (value.taints.empty()) return value;
  Taints along;
  for (Taint taint : value.taints) {
    bool full = taint.passage && taint.passage->length >= kMaxPassages;
    bool here = taint.passage && taint.passage->start == through->start;
    if (!full && !here) {
      uint16_t length = taint.passage ? taint.passage->length + 1 : 1;
      passages_.push_back({taint.passage, through->start, through->end, length});
      taint.passage = &passages_.back();
    }
    along.add(taint);
  }
  value.taints = std::move(along);
  return value;
}

TaintValue TaintRun::safeByType(const Node* node, TaintValue value) const {
  if (!rule_.options.safeBooleans && !rule_.options.safeNumbers) return value;
  std::string_view type = typeName(node, {language("php"), language("python") || language("ruby") || language("go") || language("rust")});
  if ((rule_.options.safeBooleans && isBooleanType(type)) || (rule_.options.safeNumbers && isNumberType(type))) return {};
  return value;
}

// A list without its first items.
TaintValue restOf(const TaintValue& list, uint32_t from) {
  if (!list.parts) return list;
  TaintValue rest = TaintValue::of(list.taints);
  for (uint32_t at = from; at < kMaxItems; at++)
    if (auto part = list.parts->find({hashOf(std::to_string(at)), true}); part != list.parts->end())
      rest.setPart({hashOf(std::to_string(at - from)), true}, part->second);
  if (auto any = list.parts->find(kAnyPart); any != list.parts->end()) rest.setPart(kAnyPart, any->second);
  return rest;
}

// What a source or sink says of the target itself comes on top of the value.
void TaintRun::assign(const Node* target, TaintValue value) {
  switch (target->kind) {
    case Kind::Array:
    case Kind::Tuple: {
      uint32_t at = 0;
      for (const Node* child : target->children()) {
        if (child->kind == Kind::Other && child->text == "..") {
          // What follows is counted from the end.
          const uint32_t left = target->count - at - 1;
          if (value.known.sort != Known::Sort::Collection || value.known.number < left + at) {
            value = TaintValue::of(restOf(value, at).all());
          } else {
            value = restOf(value, static_cast<uint32_t>(value.known.number) - left);
          }
          at = 0;
          continue;
        }
        if (child->kind == Kind::Spread && child->child(Role::Operand))
          assign(child->child(Role::Operand), restOf(value, at));
        else if (child->kind == Kind::Binary && child->text == "|" && child->count == 2) {
          // Elixir's head and tail.
          assign(child->items[0], value.part({hashOf(std::to_string(at)), true}));
          assign(child->items[1], restOf(value, at + 1));
        }
        else
          assign(child, value.part({hashOf(std::to_string(at)), true}));
        at++;
      }
      return;
    }
    case Kind::Object:
    case Kind::Dict: {
      TaintValue rest = value;
      for (const Node* child : target->children()) {
        if (child->kind == Kind::Spread) {
          if (child->child(Role::Operand)) assign(child->child(Role::Operand), rest);
          continue;
        }
        const Node *key = child->child(Role::Key), *inside = child->child(Role::Value);
        if (child->kind == Kind::Assign) {
          const Node *left = child->child(Role::Left), *fallback = child->child(Role::Right);
          if (!left) continue;
          TaintValue part = value.part({hashOf(left->text), true});
          rest.setPart({hashOf(left->text), true}, {});
          assign(left, fallback ? joined(part, eval(fallback)) : part);
        } else if (key && inside) {
          PartKey part = key->kind == Kind::Name ? PartKey{hashOf(key->text), true} : partOf(key);
          assign(inside, value.part(part));
          if (part.hash != kAnyPart.hash) rest.setPart(part, {});
        } else {
          assign(child, value.part({hashOf(child->text), true}));
        }
      }
      return;
    }
    case Kind::Assign: {
      const Node *left = target->child(Role::Left), *fallback = target->child(Role::Right);
      if (language("elixir")) {
        for (const Node* side : {left, fallback})
          if (side) assignPattern(side, value);
        return;
      }
      if (left) assign(left, fallback ? joined(value, eval(fallback)) : value);
      return;
    }
    case Kind::Pair:
      if (const Node* inside = target->child(Role::Value)) assign(inside, value);
      return;
    case Kind::Spread:
      if (const Node* inside = target->child(Role::Operand)) assign(inside, value);
      return;
    case Kind::VarDef:
    case Kind::Param: {
      const Node* name = target->child(Role::Name);
      if (!name) name = target->child(Role::Target);
      if (name) assign(name, value);
      return;
    }
    default:
      break;
  }
  Place place;
  if (!placeOf(target, place)) {
    if (target->kind == Kind::New && target->text == "struct") return assignPattern(target, value);
    bool pattern = target->kind != Kind::Member && target->kind != Kind::Index && target->kind != Kind::Unary &&
                   (target->kind != Kind::Call || patternCases_);
    if (pattern)
      for (const Node* child : target->children()) assignPattern(child, value);
    else
      eval(target);
    return;
  }
  if (target->kind != Kind::Name) {
    eval(target->child(Role::Object));
    if (const Node* index = target->kind == Kind::Index ? target->child(Role::Item) : nullptr) eval(index);
  }
  value = passed(std::move(value), target);
  if (target->kind == Kind::Name) lastNamed_[hashOf(target->text)] = place.variable;
  TaintValue before = read(place);
  const TaintValue own = marked(target, before), aside = read(place);
  // A source that works by its side effect alone says nothing of the value, but of what holds it.
  for (const Taints* taints : {&own.taints, &aside.taints})
    for (const Taint& taint : *taints)
      if (std::none_of(before.taints.begin(), before.taints.end(), [&](const Taint& known) { return known.same(taint); })) value.taints.add(taint);
  if (sanitized(target)) value = {};
  if (!remembers(place)) value.forget();
  write(place, std::move(value));
}

// Every name of a pattern may be the whole of what it is matched with.
void TaintRun::assignPattern(const Node* pattern, const TaintValue& value) {
  if (pattern->kind == Kind::Name) {
    if (!pattern->text.empty() && !std::isupper(static_cast<unsigned char>(pattern->text[0]))) assign(pattern, value);
    return;
  }
  if (pattern->kind == Kind::Array || pattern->kind == Kind::Tuple || pattern->kind == Kind::Object || pattern->kind == Kind::Dict)
    return assign(pattern, value);
  if (pattern->kind == Kind::New && pattern->text == "struct") {
    for (const Node* field : pattern->all(Role::Arg)) {
      const Node *key = field->kind == Kind::Pair ? field->child(Role::Key) : nullptr, *inside = key ? field->child(Role::Value) : nullptr;
      if (!key)
        assignPattern(field, value);
      else if (TaintValue part = value.part({hashOf(key->text), true}); inside)
        assignPattern(inside, part);
      else
        assign(key, part);
    }
    return;
  }
  if (language("elixir")) {
    if (pattern->kind == Kind::New)
      if (const Node* fields = pattern->child(Role::Arg)) return assign(fields, value);
    if (pattern->kind == Kind::Assign) return assign(pattern, value);
  }
  if (pattern->kind == Kind::Member || pattern->kind == Kind::Index || (pattern->kind == Kind::Unary && pattern->text == "^")) return;
  for (const Node* child : pattern->children())
    if (child->role != Role::Callee && child->role != Role::Type && child->role != Role::Key) assignPattern(child, TaintValue::of(value.all()));
}

TaintValue TaintRun::assignment(const Node* node) {
  const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
  TaintValue value = right ? safeByType(right, eval(right)) : TaintValue();
  if (left && left->kind == Kind::Name && !rule_.options.onlyAssignments) value = safeByType(left, std::move(value));
  Taints before;
  Place place;
  if (left && placeOf(left, place)) before = read(place).all();
  if (left) assign(left, value);
  if (marks_.at(node)) {
    Taints sunk = value.all();
    sunk.add(before);
    TaintValue after = marked(node, value, &sunk);
    // The statement itself is a source.
    if (left && !(after.taints == value.taints) && place.variable) write(place, joined(read(place), after), true);
    return after;
  }
  if (left && sanitized(node) && place.variable) write(place, {});
  return value;
}

TaintValue TaintRun::augmented(const Node* node) {
  const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
  if (!left || !right) return marked(node, flat(node));
  TaintValue before = eval(left), added = eval(right);
  TaintValue value = oneOf(node->text, {"?" "?=", "||=", "&&="}) ? joined(before, added) : before;
  value.known = {};
  if (!oneOf(node->text, {"?" "?=", "||=", "&&="})) value.taints.add(added.all());
  if (rule_.options.onlyAssignments && node->text == "=") value = added;
  assign(left, value);
  TaintValue after = marked(node, value);
  Place place;
  if (marks_.at(node) && !(after.taints == value.taints) && placeOf(left, place)) write(place, joined(read(place), after));
  return after;
}

TaintValue TaintRun::variable(const Node* node) {
  const Node *name = node->child(Role::Name), *given = node->child(Role::Value);
  if (!name) name = node->child(Role::Target);
  TaintValue value;
  if (given) value = safeByType(given, eval(given));
  for (const Node* argument : node->all(Role::Arg)) value.taints.add(eval(argument).all());
  bool holds = given || !node->all(Role::Arg).empty();
  // `User user(name);` and `User user;`
  const Node* type = language("cpp") && !value.type ? node->child(Role::Type) : nullptr;
  if (const Node* known = type && type->kind == Kind::Name && rule_.options.acrossFunctions ? classNamed(type->text) : nullptr) {
    std::vector<Given> arguments;
    if (given) arguments.push_back({given, {}, value, false});
    value = made(known, arguments);
    holds = true;
  }
  if (name && name->kind == Kind::Name) value = safeByType(name, std::move(value));
  if (name && holds)
    assign(name, value);
  else if (name)
    marked(name, {});
  if (!marks_.at(node)) return value;
  TaintValue after = marked(node, value);
  Place place;
  if (name && !(after.taints == value.taints) && placeOf(name, place)) write(place, joined(read(place), after));
  return after;
}

bool TaintRun::sanitized(const Node* node) {
  bool cleans = false;
  marks_.sanitizerRanges().around(node->start, node->end, [&](uint32_t id) { cleans |= marks_.sanitizer(id).item->bySideEffect != SideEffect::Only; });
  if (const NodeMarks* marks = marks_.at(node))
    for (uint32_t id : marks->sanitizers) cleans |= marks_.sanitizer(id).item->bySideEffect != SideEffect::Only;
  return cleans;
}

bool TaintRun::addSources(const Node* node, TaintValue& value) {
  Taints before = value.all();
  bool added = false;
  bool best = true, waiting = false;
  auto take = [&](uint32_t id) {
    const TaintItem& item = *marks_.source(id).item;
    waiting |= item.requires_.has_value();
    if (item.requires_ && !item.requires_->holds([&](uint16_t label) {
          return std::any_of(before.begin(), before.end(), [&](const Taint& t) { return t.label == label; });
        }))
      return;
    Taint taint{id, item.label, nullptr};
    if (item.control) control_.add(taint);
    if (best && item.bySideEffect != SideEffect::No) {
      Place place;
      if (placeOf(node, place)) write(place, TaintValue::of([&] { Taints one; one.add(taint); return one; }()), false);
    }
    if (item.bySideEffect == SideEffect::Only) return;
    value.taints.add(taint);
    added = true;
  };
  if (const NodeMarks* marks = marks_.at(node))
    for (uint32_t id : marks->sources) take(id);
  best = false;
  marks_.sourceRanges().around(node->start, node->end, take);
  // A label may be what another source requires.
  for (int round = 0; waiting && added && round < 4; round++) {
    Taints now = value.all();
    if (now == before) break;
    before = std::move(now);
    best = true;
    if (const NodeMarks* marks = marks_.at(node))
      for (uint32_t id : marks->sources) take(id);
    best = false;
    marks_.sourceRanges().around(node->start, node->end, take);
  }
  return added;
}

void TaintRun::propagate(const Node* node, const NodeMarks& marks, TaintValue& value) {
  auto relabelled = [&](uint32_t id, const Taints& taints) {
    const TaintItem& item = *marks_.propagator(id).item;
    Taints out;
    auto has = [&](uint16_t label) { return std::any_of(taints.begin(), taints.end(), [&](const Taint& t) { return t.label == label; }); };
    if (item.requires_ && !item.requires_->holds(has)) return out;
    for (Taint taint : taints) {
      bool replaced = item.label != 0 && (item.replaceLabels.empty() ||
                                          std::find(item.replaceLabels.begin(), item.replaceLabels.end(), taint.label) != item.replaceLabels.end());
      if (replaced) taint.label = item.label;
      out.add(taint);
    }
    return out;
  };
  for (uint32_t id : marks.to) {
    const TaintItem& item = *marks_.propagator(id).item;
    Place place;
    bool isPlace = placeOf(node, place);
    if (auto carried = carried_.find(id); carried != carried_.end()) {
      TaintValue more = passed(TaintValue::of(carried->second), node);
      if (item.bySideEffect != SideEffect::No && isPlace) write(place, more, false);
      value.taints.add(more.taints);
    }
    if (isPlace && item.bySideEffect != SideEffect::No) waiting_[id] = place;
  }
  for (uint32_t id : marks.from) {
    Taints taints = relabelled(id, value.all());
    if (taints.empty()) {
      carried_.erase(id);
      continue;
    }
    carried_[id] = taints;
    if (auto waiting = waiting_.find(id); waiting != waiting_.end()) write(waiting->second, passed(TaintValue::of(taints), node), false);
  }
}

TaintValue TaintRun::marked(const Node* node, TaintValue value, const Taints* arguments) {
  const NodeMarks* marks = marks_.at(node);
  value = safeByType(node, std::move(value));
  if (sanitized(node)) {
    if (marks)
      for (uint32_t id : marks->sanitizers)
        if (Place place; marks_.sanitizer(id).item->bySideEffect != SideEffect::No && placeOf(node, place)) write(place, {});
    return {};
  }
  if (marks)
    for (uint32_t id : marks->sanitizers)
      if (Place place; marks_.sanitizer(id).item->bySideEffect == SideEffect::Only && placeOf(node, place)) write(place, {});
  addSources(node, value);
  if (!marks_.sinkRanges().empty())
    marks_.sinkRanges().around(node->start, node->end, [&](uint32_t id) { checkSink(id, value.all()); });
  if (!marks) return value;
  propagate(node, *marks, value);
  if (!measured_.empty())
    if (auto wanted = measured_.find({node->start, node->end}); wanted != measured_.end()) wanted->second = value.all();
  if (!marks->sinks.empty()) {
    checkSinks(*marks, value.all(), false);
    if (arguments) checkSinks(*marks, *arguments, true);
  }
  return value;
}

bool TaintRun::unifies(const TaintHit& sink, const TaintHit& source) const {
  if (!rule_.options.unifyMetavariables) return true;
  for (const Bound& a : sink.range.bindings)
    for (const Bound& b : source.range.bindings)
      if (a.id == b.id && !text_.same(a, b)) return false;
  return true;
}

bool TaintRun::requirementHolds(const TaintHit& sink, const Taints& taints) const {
  auto among = [](const Taints& list) {
    return [&list](uint16_t label) { return std::any_of(list.begin(), list.end(), [&](const Taint& t) { return t.label == label; }); };
  };
  for (const auto& [meta, requirement] : sink.item->requiresEach) {
    Taints of;
    for (const Bound& bound : sink.range.bindings)
      if (bound.id == meta)
        if (auto known = measured_.find({bound.start, bound.end}); known != measured_.end()) of = known->second;
    if (!requirement.holds(among(of))) return false;
  }
  if (!sink.item->requiresEach.empty()) return true;
  return sink.item->requires_ ? sink.item->requires_->holds(among(taints)) : among(taints)(0);
}

void TaintRun::checkSinks(const NodeMarks& marks, const Taints& reaching, bool callWithoutFocus) {
  for (uint32_t id : marks.sinks) {
    const TaintHit& sink = marks_.sink(id);
    if (callWithoutFocus && sink.item->exact && sink.item->focused) continue;
    checkSink(id, reaching);
  }
}

void TaintRun::checkSink(uint32_t id, const Taints& reaching, const Node* at) {
  const TaintHit& sink = marks_.sink(id);
  Taints taints;
  for (const Taints* list : {&reaching, static_cast<const Taints*>(&control_)})
    for (const Taint& taint : *list)
      if (unifies(sink, marks_.source(taint.source))) taints.add(taint);
  if (!taints.empty() && requirementHolds(sink, taints)) report(id, taints, at);
}

void TaintRun::report(uint32_t id, const Taints& taints, const Node* at) {
  const TaintHit& sink = marks_.sink(id);
  const uint32_t start = at ? at->start : sink.range.start, end = at ? at->end : sink.range.end;
  for (const Taint& taint : taints) {
    const TaintHit& source = marks_.source(taint.source);
    const bool onSource = rule_.options.focusOnSource;
    if (!reported_.insert({id, onSource ? taint.source : start}).second) continue;
    TaintFinding finding;
    finding.range = sink.range;
    finding.range.start = onSource ? source.range.start : start;
    finding.range.end = onSource ? source.range.end : end;
    for (const Bound& bound : source.range.bindings)
      if (std::none_of(sink.range.bindings.begin(), sink.range.bindings.end(), [&](const Bound& b) { return b.id == bound.id; }))
        finding.range.bindings.push_back(bound);
    finding.trace.push_back({TraceStep::Role::Source, source.range.start, source.range.end});
    std::vector<TraceStep> steps;
    for (const Passage* passage = taint.passage; passage; passage = passage->before)
      steps.push_back({TraceStep::Role::Step, passage->start, passage->end});
    finding.trace.insert(finding.trace.end(), steps.rbegin(), steps.rend());
    finding.trace.push_back({TraceStep::Role::Sink, start, end});
    findings_.push_back(std::move(finding));
  }
}

std::vector<TaintFinding> runTaint(TextUnderMatch& text, const CompiledRule& rule) {
  if (!text.tree()) return {};
  TaintMarks marks(text, rule);
  if (marks.idle()) return {};
  TaintRun run(text, rule, marks);
  std::vector<TaintFinding> findings = run.run();
  if (run.exhausted()) text.exhausted = true;
  return findings;
}

}  // namespace vireon
