// Calls: into functions of the same text with what is known of the arguments, and the usual meaning of all others.
#include <algorithm>
#include <cctype>

#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {
namespace {

constexpr size_t kMaxFrames = 40;
constexpr size_t kMaxRecalled = 6;

// Methods that keep what they are given in what they are called on.
bool keepsArguments(std::string_view name) {
  return oneOf(name, {"append", "add",     "push",      "unshift",  "insert",      "extend",   "addAll",   "putAll",   "offer",  "addLast",
                      "addFirst", "appendChild", "push_back", "emplace_back", "Add", "AddRange", "Append", "AppendLine", "AppendFormat",
                      "Insert", "Push", "Enqueue", "concat!", "<<", "push_str", "write_str", "addElement", "addString", "append_all",
                      "+=", "++=", "addOne", "enqueue", "insert_all", "setdefault", "update", "writeln", "WriteString", "writeAll", "PushBack",
                      "PushFront", "appendAll", "prepend", "replace!", "merge!", "push_front"});
}

bool keepsByKey(std::string_view name) { return oneOf(name, {"put", "putIfAbsent", "set", "store", "setItem", "TryAdd", "insert", "updateValue", "Store", "LoadOrStore", "Put", "Set", "Add"}); }

// Methods and functions that hand the elements of a collection to what they are given.
bool handsElements(std::string_view name) {
  return oneOf(name, {"map",      "filter",   "forEach", "foreach",   "each",        "flatMap",  "flat_map", "find",     "some",      "every",
                      "any",      "all",      "reduce",  "fold",      "foldLeft",    "collect",  "select",   "reject",   "sort",      "sort_by",
                      "Select",   "Where",    "ForEach", "SelectMany", "Any",        "All",      "each_with_index", "for_each", "then", "let",
                      "also",     "apply",    "run",     "takeIf",    "mapNotNull",  "filterNot", "iter",    "array_map", "array_filter",
                      "array_walk", "array_reduce", "map!", "inject", "partition", "groupBy", "sortBy", "anyMatch", "allMatch", "ifPresent",
                      "peek",     "findIndex", "forEachIndexed", "mapIndexed", "First", "FirstOrDefault", "compactMap", "filter_map", "and_then",
                      "tap", "transform", "each_pair", "detect", "find_all", "usort", "reduceRight", "foldRight", "foldl", "foldr", "flatMapToObj", "mapToObj", "each_slice", "Map", "Filter", "Reduce", "Each", "SortFunc", "findLast", "flatten_map", "map_err", "unwrap_or_else", "Aggregate"});
}

// What comes out is what the given function makes of them.
bool resultIsMade(std::string_view name) {
  return oneOf(name, {"map", "flatMap", "flat_map", "collect", "Select", "SelectMany", "then", "let", "run", "mapNotNull", "array_map", "reduce",
                      "fold", "foldLeft", "inject", "array_reduce", "map!", "mapIndexed", "compactMap", "filter_map", "and_then", "Aggregate", "reduceRight", "foldRight", "mapToObj", "Map", "Reduce"});
}

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

// setName → name.
std::optional<PartKey> property(std::string_view method, std::string_view prefix) {
  if (!startsWith(method, prefix) || method.size() <= prefix.size()) return std::nullopt;
  if (!std::isupper(static_cast<unsigned char>(method[prefix.size()])) && method[prefix.size()] != '_') return std::nullopt;
  std::string name(method.substr(prefix.size() + (method[prefix.size()] == '_' ? 1 : 0)));
  if (name.empty()) return std::nullopt;
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  return PartKey{hashOf(name), false};
}

// It sees no variables of another function.
bool standsAlone(const Node* function) {
  if (function->kind != Kind::Function) return false;
  for (const Node* around = function->parent; around; around = around->parent)
    if (around->kind == Kind::Function || around->kind == Kind::Lambda) return false;
  return true;
}

const Node* nameOfParam(const Node* param) {
  if (param->kind == Kind::Name) return param;
  if (param->kind != Kind::Param) return param;
  const Node* name = param->child(Role::Name);
  return name ? name : param->child(Role::Target);
}

bool isRest(const Node* param) {
  const Node* name = nameOfParam(param);
  if (param->kind == Kind::Spread || (name && name->kind == Kind::Spread)) return true;
  for (const Node* modifier : param->all(Role::Modifier))
    if (oneOf(modifier->text, {"...", "*", "params", "vararg"})) return true;
  return param->text == "...";
}

// Ruby's `&block`.
bool takesBlock(const Node* param) {
  const Node* modifier = param->child(Role::Modifier);
  return modifier && modifier->text == "&";
}

}  // namespace

void TaintRun::indexDefinitions(const Node* node, const Node* owner) {
  if (node->kind == Kind::Class) {
    if (const Node* name = node->child(Role::Name)) classes_.try_emplace(name->text, node);
    owner = node;
  } else if (node->kind == Kind::Function) {
    if (const Node* receiver = node->child(Role::Receiver)) {
      const Node* type = receiver->child(Role::Type);
      while (type && type->kind == Kind::PointerType) type = type->child(Role::Type);
      const Node* name = node->child(Role::Name);
      if (type && type->kind == Kind::Name && name) methods_[std::string(type->text) + "." + std::string(name->text)] = node;
    }
    ownerOf_[node] = owner;
    if (const Node* name = node->child(Role::Name); name && !owner) functions_.try_emplace(name->text, node);
    owner = nullptr;
  }
  for (const Node* child : node->children()) indexDefinitions(child, owner);
}

const Node* TaintRun::classNamed(std::string_view name) const {
  auto found = classes_.find(name);
  return found == classes_.end() ? nullptr : found->second;
}

const Node* TaintRun::methodOf(const Node* type, std::string_view name) const {
  for (int depth = 0; type && depth < 8; depth++) {
    if (const Node* body = type->child(Role::Body))
      for (const Node* member : body->children()) {
        const Node* known = member->child(Role::Name);
        if (member->kind == Kind::Function && known && known->text == name) return member;
      }
    const Node* base = type->child(Role::Base);
    const Node* next = base && base->kind == Kind::Name ? classNamed(base->text) : nullptr;
    if (next == type) break;
    type = next;
  }
  return nullptr;
}

void TaintRun::addClauses(const Node* function, std::vector<const Node*>& out) const {
  const Node *name = function->child(Role::Name), *block = function->parent;
  if (!language("elixir") || !name || !block) {
    out.push_back(function);
    return;
  }
  for (const Node* each : block->children()) {
    const Node* other = each->kind == Kind::Function ? each->child(Role::Name) : nullptr;
    if (other && other->text == name->text && each->all(Role::Param).size() == function->all(Role::Param).size()) out.push_back(each);
  }
}

// Clauses whose heads cannot take the arguments are not run, nor those behind one that surely takes them.
void TaintRun::chooseClauses(std::vector<const Node*>& clauses, const std::vector<Given>& arguments) const {
  std::vector<const Node*> taken;
  for (const Node* clause : clauses) {
    bool fits = true, sure = !clause->child(Role::Cond) && !clause->child(Role::Update);
    size_t at = 0;
    for (const Node* param : clause->all(Role::Param)) {
      const Node* head = nameOfParam(param);
      const Known given = at < arguments.size() ? arguments[at].value.known : Known();
      at++;
      if (!head || head->kind == Kind::Name) continue;
      const Known wanted = Known::literal(head);
      const Known same = foldBinary("==", wanted, given, tree_.language);
      fits &= !(same.any() && same.number == 0);
      sure &= same.any() && same.number != 0;
    }
    if (fits) taken.push_back(clause);
    if (fits && sure) break;
  }
  clauses = std::move(taken);
}

std::vector<TaintRun::Given> TaintRun::given(const Node* node) {
  std::vector<Given> out;
  for (const Node* argument : node->all(Role::Arg)) {
    Given one;
    one.node = argument;
    one.value = eval(argument);
    if (argument->kind == Kind::Keyword) {
      if (const Node* name = argument->child(Role::Name)) one.name = name->text;
      if (const Node* value = argument->child(Role::Value)) one.node = value;
    }
    one.spread = argument->kind == Kind::Spread;
    out.push_back(std::move(one));
  }
  return out;
}

TaintValue TaintRun::call(const Node* node) {
  const Node *callee = node->child(Role::Callee), *inner = nullptr;
  // `f(a) { … }` and `f(a)(b)`: one call, whose arguments stand in two lists.
  if (callee && callee->kind == Kind::Call && (language("ruby") || language("scala"))) {
    inner = callee;
    callee = inner->child(Role::Callee);
  }
  // `callback.(x)`
  if (language("elixir") && callee && callee->kind == Kind::Member && !callee->child(Role::Name)) callee = callee->child(Role::Object);
  if (callee && callee->kind == Kind::TypeApply && callee->child(Role::Name)) callee = callee->child(Role::Name);
  TaintValue object, function;
  const Node *receiver = nullptr, *name = nullptr;
  if (callee && callee->kind == Kind::Member) {
    receiver = callee->child(Role::Object);
    name = callee->child(Role::Name);
    object = eval(receiver);
    TaintValue part = name ? object.part({hashOf(name->text), false}) : object;
    if (rule_.options.onlyAssignments) part.taints = {};
    function = marked(callee, std::move(part));
  } else if (callee) {
    name = callee->kind == Kind::Name ? callee : nullptr;
    function = eval(callee);
  }
  std::vector<Given> arguments = given(inner ? inner : node);
  if (inner)
    for (Given& one : given(node)) arguments.push_back(std::move(one));
  Known size;
  if (name && asksForSize(name->text) && arguments.size() == (receiver ? 0 : 1)) size = sizeOf(receiver ? object.known : arguments[0].value.known);
  if (!rule_.options.guarded)
    for (Given& one : arguments) one.value.forget();
  Taints reaching;
  for (const Given& one : arguments) reaching.add(one.value.all());
  // What the arguments carry to the function or to what it is called on, both of which were read before them.
  for (const Node* each : {callee, receiver})
    if (const NodeMarks* marks = each ? marks_.at(each) : nullptr; marks && !marks->to.empty()) {
      TaintValue more;
      NodeMarks to;
      to.to = marks->to;
      propagate(each, to, more);
      function.taints.add(more.taints);
    }

  TaintValue result;
  bool followed = false;
  std::vector<const Node*> callees;
  if (callee) findCallees(callee, function, object, callees);
  if (rule_.options.guarded && callees.size() > 1) chooseClauses(callees, arguments);
  for (const Node* each : callees) {
    TaintValue self = object;
    TaintValue one;
    bool method = receiver != nullptr || ownerOf_.count(each);
    if (!receiver && class_) self = state_.count(kThisVariable) ? state_[kThisVariable] : TaintValue();
    if (!follow(each, arguments, method ? &self : nullptr, receiver, one)) continue;
    result = followed ? joined(result, one) : std::move(one);
    followed = true;
  }
  const Node* constructed = nullptr;
  if (!followed && rule_.options.acrossFunctions && callee) {
    const Node* type = callee->kind == Kind::Name ? callee : name && name->text == "new" ? receiver : nullptr;
    if (type && type->kind == Kind::Name) constructed = classNamed(type->text);
  }
  if (constructed) {
    result = made(constructed, arguments);
  } else if (!followed) {
    result = unknownCall(callee, object, function, arguments);
    result.known = size;
  } else {
    result.forget();
    result.taints.add(marks_.at(callee) ? function.taints : Taints());
  }
  if (!size.any()) forgetPassed(receiver, arguments);
  if (inner) result = marked(inner, std::move(result), &reaching);
  return marked(node, safeByType(node, std::move(result)), &reaching);
}

void TaintRun::findCallees(const Node* callee, const TaintValue& value, const TaintValue& object, std::vector<const Node*>& out) {
  for (const Node* function : value.functions)
    if (function->kind == Kind::Lambda || rule_.options.acrossFunctions) out.push_back(function);
  if (callee->kind == Kind::Lambda && out.empty()) out.push_back(callee);
  if (!out.empty() || !rule_.options.acrossFunctions) return;
  auto take = [&](const Node* method) {
    if (method) addClauses(method, out);
    return method != nullptr;
  };
  if (callee->kind == Kind::Name) {
    bool known = callee->info && callee->info->binding;
    if (known && callee->info->binding->sort != Binding::Sort::Function) return;
    if (class_) take(methodOf(class_, callee->text));
    return;
  }
  if (callee->kind != Kind::Member) return;
  const Node *receiver = callee->child(Role::Object), *name = callee->child(Role::Name);
  if (!receiver || !name) return;
  if (!object.functions.empty() &&
      oneOf(name->text, {"apply", "accept", "run", "call", "invoke", "Invoke", "get", "test", "bind", "()", "yield", "applyAsInt", "send"})) {
    out = object.functions;
    return;
  }
  if (object.type && take(methodOf(object.type, name->text))) return;
  if (receiver->kind == Kind::Name) {
    if (class_ && (keyOf(receiver) == kThisVariable || oneOf(receiver->text, {"self", "cls"})) && take(methodOf(class_, name->text))) return;
    const Binding* binding = receiver->info ? receiver->info->binding : nullptr;
    const Node* type = binding && binding->type ? binding->type : nullptr;
    if (type && type->kind == Kind::PointerType) type = type->child(Role::Type);
    if (type && type->kind == Kind::Name && take(methodOf(classNamed(type->text), name->text))) return;
    const Node* made = binding ? binding->value : nullptr;
    if (made && made->kind == Kind::Unary) made = made->child(Role::Operand);
    if (!type && made && made->kind == Kind::New) type = made->child(Role::Type);
    if (type && type->kind == Kind::Name)
      if (auto method = methods_.find(std::string(type->text) + "." + std::string(name->text)); method != methods_.end()) take(method->second);
    if (!out.empty()) return;
    if (!binding || binding->sort == Binding::Sort::Class) take(methodOf(classNamed(receiver->text), name->text));
  }
}

// Some source lies in the function or in what it calls by name.
bool TaintRun::mayTaint(const Node* function, int depth) {
  auto [at, added] = mayTaint_.try_emplace(function, 0);
  if (!added) return at->second != 0;
  bool may = marks_.hasSourceWithin(function);
  if (!may && depth < 12) {
    std::vector<const Node*> open{function};
    while (!open.empty() && !may) {
      const Node* node = open.back();
      open.pop_back();
      for (const Node* child : node->children()) open.push_back(child);
      if (node->kind != Kind::Call && node->kind != Kind::New) continue;
      const Node* callee = node->child(node->kind == Kind::Call ? Role::Callee : Role::Type);
      if (callee && callee->kind == Kind::Member) callee = callee->child(Role::Name);
      if (!callee || callee->kind != Kind::Name) continue;
      for (const auto& [known, owner] : ownerOf_) {
        const Node* name = known->child(Role::Name);
        if (name && name->text == callee->text && (may = mayTaint(known, depth + 1))) break;
      }
    }
  }
  mayTaint_[function] = may;
  return may;
}

bool TaintRun::worthwhile(const Node* function, const std::vector<Given>& arguments, const TaintValue* self) {
  for (const Given& one : arguments)
    if (!one.value.plain()) return true;
  if (self && (!self->taints.empty() || self->parts)) return true;
  if (mayTaint(function, 0)) return true;
  return std::any_of(state_.begin(), state_.end(), [](const auto& entry) { return !entry.second.taints.empty() || entry.second.parts; });
}

void TaintRun::bindParams(const Node* function, const std::vector<Given>* arguments, const TaintValue* self) {
  std::vector<bool> used(arguments ? arguments->size() : 0, false);
  size_t next = 0;
  bool first = true;
  bool python = language("python");
  if (function->kind == Kind::Lambda && arguments && !arguments->empty() && !function->child(Role::Param)) {
    std::string_view implicit = language("kotlin") ? "it" : language("swift") ? "$0" : language("ruby") ? "it" : "";
    if (language("elixir"))
      for (size_t i = 0; i < arguments->size(); i++)
        write({(uint64_t(1) << 63) | hashOf("&" + std::to_string(i + 1)), {}}, (*arguments)[i].value);
    if (!implicit.empty()) write({(uint64_t(1) << 63) | hashOf(implicit), {}}, (*arguments)[0].value);
  }
  for (const Node* param : function->children()) {
    if (param->role != Role::Param && param->role != Role::Receiver) continue;
    const Node* name = nameOfParam(param);
    TaintValue value;
    bool receives = param->role == Role::Receiver ||
                    (first && self && name && ((python && oneOf(name->text, {"self", "cls"})) || (language("rust") && name->text == "self")));
    first = false;
    if (receives) {
      if (self) value = *self;
    } else if (arguments && name) {
      const Given* found = nullptr;
      for (size_t i = 0; i < arguments->size(); i++)
        if (takesBlock(param) ? (*arguments)[i].node->kind == Kind::Lambda || (*arguments)[i].node->text == "&"
                              : !(*arguments)[i].name.empty() && (*arguments)[i].name == name->text) {
          found = &(*arguments)[i];
          used[i] = true;
        }
      while (!found && next < arguments->size() && (used[next] || !(*arguments)[next].name.empty())) next++;
      if (isRest(param)) {
        uint32_t at = 0;
        for (size_t i = next; i < arguments->size(); i++)
          if (!used[i] && (*arguments)[i].name.empty()) value.setPart({hashOf(std::to_string(at++)), true}, (*arguments)[i].value);
      } else if (found) {
        value = found->value;
      } else if (next < arguments->size()) {
        const Given& one = (*arguments)[next];
        value = one.spread ? one.value.part(kAnyPart) : one.value;
        if (!one.spread) used[next++] = true;
      }
    }
    if (const Node* fallback = param->child(Role::Value); fallback && param->kind == Kind::Param) value = joined(value, eval(fallback));
    value = marked(param, std::move(value));
    if (name && name != param) assign(name->kind == Kind::Spread && name->child(Role::Operand) ? name->child(Role::Operand) : name, std::move(value));
    else if (name && name->kind == Kind::Name) assign(name, std::move(value));
    else assign(param, std::move(value));
  }
}

TaintValue TaintRun::body(const Node* function) {
  const Node* body = function->child(Role::Body);
  TaintValue last;
  for (const Node* child : function->children())
    if (child->role == Role::Init || child->role == Role::Cond || child->role == Role::Update) eval(child);
  if (body && !marks_.exitSinks().empty()) findExits(body, false);
  if (body) last = eval(body);
  Frame& frame = frames_.back();
  bool expression = body && body->kind != Kind::Block;
  if (reachable_ && (expression || implicitReturn_)) frame.result = joined(frame.result, last);
  if (frame.returned) {
    if (reachable_)
      joinInto(state_, frame.returns);
    else
      state_ = frame.returns;
  }
  reachable_ = true;
  // A sink that is a function is what the function gives.
  if (const NodeMarks* marks = function->kind == Kind::Function ? marks_.at(function) : nullptr; marks && !marks->sinks.empty()) checkSinks(*marks, frame.result.all(), false);
  return frame.result;
}

bool TaintRun::isConstructor(const Node* function, const Node* owner) {
  const Node *name = function->child(Role::Name), *type = owner->child(Role::Name);
  if (!name) return false;
  return oneOf(name->text, {"constructor", "__init__", "initialize", "__construct", "init"}) || (type && type->text == name->text);
}

TaintValue TaintRun::selfAfter(const Node* function) {
  Place place;
  place.variable = kThisVariable;
  if (language("python") || language("go"))
    for (const Node* param : function->children())
      if (param->role == Role::Param || param->role == Role::Receiver) {
        Place first;
        const Node* name = nameOfParam(param);
        if (name && placeOf(name, first)) place = first;
        break;
      }
  return read(place);
}

void TaintRun::callBare(const Node* node, const TaintValue& object, TaintValue& value) {
  const Node *receiver = node->kind == Kind::Member ? node->child(Role::Object) : nullptr, *name = receiver ? node->child(Role::Name) : node;
  if (!name || !rule_.options.acrossFunctions) return;
  if (receiver && name->text == "new" && receiver->kind == Kind::Name) {
    if (const Node* type = classNamed(receiver->text)) value = made(type, {});
    return;
  }
  std::vector<const Node*> callees;
  findCallees(node, value, object, callees);
  if (callees.empty() && !receiver)
    if (auto known = functions_.find(name->text); known != functions_.end()) callees.push_back(known->second);
  if (callees.empty()) {
    if (receiver) value.taints.add(object.elements());
    return;
  }
  for (const Node* each : callees) {
    TaintValue self = receiver ? object : state_.count(kThisVariable) ? state_[kThisVariable] : TaintValue(), out;
    if (follow(each, {}, &self, receiver, out)) value = joined(value, out);
  }
}

// A new object of a class of this text.
TaintValue TaintRun::made(const Node* type, const std::vector<Given>& arguments) {
  TaintValue value;
  if (auto init = classInit_.find(type); init != classInit_.end()) value = init->second;
  value.type = type;
  const Node* constructor = nullptr;
  for (std::string_view each : {"constructor", "__init__", "initialize", "__construct", "init"})
    if (!constructor) constructor = methodOf(type, each);
  const Node* name = type->child(Role::Name);
  if (!constructor && name) constructor = methodOf(type, name->text);
  TaintValue ignored;
  if (constructor && follow(constructor, arguments, &value, nullptr, ignored)) {
    value.type = type;
    return value;
  }
  // Fields that the class's head declares.
  size_t at = 0;
  for (const Node* param : type->all(Role::Param)) {
    const Node* field = nameOfParam(param);
    if (field && at < arguments.size()) value.setPart({hashOf(field->text), false}, arguments[at].value);
    at++;
  }
  if (const Node* body = at > 0 ? type->child(Role::Body) : nullptr) {
    auto known = state_.find(kThisVariable);
    TaintValue saved = known == state_.end() ? TaintValue() : known->second;
    const Node* outer = class_;
    class_ = type;
    state_[kThisVariable] = value;
    for (const Node* member : body->children())
      if (member->kind == Kind::VarDef) eval(member);
    value = state_[kThisVariable];
    value.type = type;
    class_ = outer;
    state_[kThisVariable] = saved;
  }
  if (at == 0 && !rule_.options.safeFunctions)
    for (const Given& one : arguments) value.taints.add(one.value.all());
  return value;
}

// Analyses the function with these arguments, as if its body stood at the call.
bool TaintRun::follow(const Node* function, const std::vector<Given>& arguments, TaintValue* self, const Node* receiver, TaintValue& result) {
  if (!function->child(Role::Body) || frames_.size() > kMaxFrames) return false;
  if (std::any_of(frames_.begin(), frames_.end(), [&](const Frame& frame) { return frame.function == function; })) return false;
  if (!worthwhile(function, arguments, self)) return true;
  const Node* outer = class_;
  auto owner = ownerOf_.find(function);
  if (function->kind == Kind::Function) class_ = owner == ownerOf_.end() ? nullptr : owner->second;
  auto known = state_.find(kThisVariable);
  TaintValue saved = known == state_.end() ? TaintValue() : known->second;
  bool method = self && class_ && function->kind == Kind::Function;
  if (method) state_[kThisVariable] = *self;
  const bool closed = standsAlone(function);
  TaintState aside = closed ? setAside() : TaintState();
  if (!(closed && recall(function, arguments, self, result))) {
    Followed one;
    const bool keeps = closed && rule_.propagators.empty() && control_.empty();
    if (keeps) {
      for (const Given& given : arguments) one.arguments.push_back(given.value);
      if (self) one.self = *self;
      one.before = state_;
    }
    Frame frame;
    frame.function = function;
    frame.jumps = jumps_.size();
    frame.throws = throws_.size();
    frame.called = true;
    frames_.push_back(std::move(frame));
    bindParams(function, &arguments, self);
    result = body(function);
    frames_.pop_back();
    if (keeps && control_.empty()) {
      one.after = state_;
      one.result = result;
      std::vector<Followed>& known = followed_[function];
      if (known.size() >= kMaxRecalled) known.erase(known.begin());
      known.push_back(std::move(one));
    }
  }
  state_.merge(aside);
  class_ = outer;
  handBack(function, arguments, method);
  if (method) {
    TaintValue now;
    bool inner = !receiver || keyOf(receiver) == kThisVariable;
    now = selfAfter(function);
    *self = now;
    if (!inner || (receiver && keyOf(receiver) != kThisVariable)) {
      if (saved.plain())
        state_.erase(kThisVariable);
      else
        state_[kThisVariable] = saved;
    }
    Place place;
    if (receiver && keyOf(receiver) != kThisVariable && placeOf(receiver, place) && (now.parts || !now.taints.empty())) write(place, now);
  }
  if (closed)
    std::erase_if(state_, [&](const auto& entry) { return functionOf(entry.first) == function; });
  note();
  return true;
}

TaintState TaintRun::setAside() {
  TaintState aside;
  for (auto at = state_.begin(); at != state_.end();)
    if (functionOf(at->first))
      aside.insert(state_.extract(at++));
    else
      ++at;
  steps_ += aside.size();
  return aside;
}

// The same call of the same function does the same.
bool TaintRun::recall(const Node* function, const std::vector<Given>& arguments, const TaintValue* self, TaintValue& result) {
  auto known = followed_.find(function);
  if (known == followed_.end()) return false;
  for (const Followed& one : known->second) {
    bool same = one.arguments.size() == arguments.size() && one.self == (self ? *self : TaintValue());
    for (size_t i = 0; same && i < arguments.size(); i++) same = one.arguments[i] == arguments[i].value;
    if (!same || one.before != state_) continue;
    state_ = one.after;
    result = one.result;
    return true;
  }
  return false;
}

// What a function did to the parts of its parameters it did to its arguments.
void TaintRun::handBack(const Node* function, const std::vector<Given>& arguments, bool method) {
  size_t next = 0;
  bool first = true;
  for (const Node* param : function->all(Role::Param)) {
    const Node* name = nameOfParam(param);
    if (first && method && name && (language("python") || language("rust")) && oneOf(name->text, {"self", "cls"})) {
      first = false;
      continue;
    }
    first = false;
    if (next >= arguments.size()) return;
    const Given& one = arguments[next++];
    if (!one.name.empty() || !name || name->kind != Kind::Name || isRest(param)) continue;
    Place inside, outside;
    if (!placeOf(name, inside) || !placeOf(one.node, outside)) continue;
    TaintValue now = read(inside);
    if (now.parts && now.parts != one.value.parts && now.taints == one.value.taints) write(outside, now);
  }
}

TaintValue TaintRun::unknownCall(const Node* callee, const TaintValue& object, const TaintValue& function,
                                 std::vector<Given>& arguments) {
  const Node* receiver = callee && callee->kind == Kind::Member ? callee->child(Role::Object) : nullptr;
  const Node* named = receiver ? callee->child(Role::Name) : callee && callee->kind == Kind::Name ? callee : nullptr;
  std::string_view name = named ? named->text : std::string_view();
  TaintValue result;
  if (callBack(name, object, arguments, result)) return result;
  if (!receiver && name == "getattr" && language("python") && arguments.size() >= 2) {
    result = arguments[0].value.part(partOf(arguments[1].node));
    return arguments.size() > 2 ? joined(result, arguments[2].value) : result;
  }
  if (language("elixir") && readEntry(name, receiver, arguments, result)) return result;
  if (language("ruby") && receiver && oneOf(name, {"dig", "send", "public_send"}) && !arguments.empty() && object.parts) {
    result = object;
    for (const Given& one : arguments) result = result.part(partOf(one.node));
    return result;
  }
  if (!receiver && name == "delete" && language("go") && arguments.size() == 2) {
    removeEntry(arguments[0].node, arguments[1].node);
    return {};
  }
  if (receiver) mutate(name, receiver, arguments);
  if (rule_.options.onlyAssignments) return {};
  // Elixir's `a.f()` calls a function, of a module.
  if (rule_.options.safeFunctions && language("elixir")) return {};
  Taints all = function.taints;
  if (receiver) {
    auto read = arguments.empty() ? property(name, "get") : std::nullopt;
    bool keyed = oneOf(name, {"get", "getOrDefault", "getItem", "fetch", "Load", "Get", "GetValueOrDefault", "getOrElse"}) && arguments.size() >= 1 && object.parts;
    if (read && object.parts && object.parts->count(*read))
      all.add(object.part(*read).all());
    else if (keyed)
      all.add(object.part(partOf(arguments[0].node)).all());
    else
      all.add(object.elements());
  }
  if (!rule_.options.safeFunctions)
    for (const Given& one : arguments) all.add(one.value.all());
  if (oneOf(name, {"getOrElse", "getOrPut", "orElseGet", "computeIfAbsent", "ifEmpty", "ifBlank", "unwrap_or_else"}))
    for (const Given& one : arguments)
      for (const Node* fallback : one.value.functions)
        if (TaintValue made; follow(fallback, {}, nullptr, nullptr, made)) all.add(made.all());
  return TaintValue::of(std::move(all));
}

// Elixir's ways to read an entry of a map.
bool TaintRun::readEntry(std::string_view name, const Node* module, std::vector<Given>& arguments, TaintValue& result) {
  if (arguments.size() < 2) return false;
  const TaintValue& whole = arguments[0].value;
  if (!module) {
    const Node* way = arguments[1].node;
    if (name != "get_in" || way->kind != Kind::Array) return false;
    result = whole;
    for (const Node* key : way->children()) result = result.part(partOf(key));
    return true;
  }
  if (module->kind != Kind::Name || !oneOf(module->text, {"Map", "Keyword", "Access"}) || !oneOf(name, {"get", "fetch", "fetch!"})) return false;
  TaintValue entry = whole.part(partOf(arguments[1].node));
  if (name == "fetch")
    result.setPart({hashOf("1"), true}, entry);
  else
    result = arguments.size() > 2 ? joined(entry, arguments[2].value) : entry;
  return true;
}

void TaintRun::removeEntry(const Node* from, const Node* at) {
  Place place;
  if (!placeOf(from, place) || !read(place).parts) return;
  const PartKey key = partOf(at);
  place.way.push_back(key);
  if (key.hash != kAnyPart.hash) write(place, {});
}

void TaintRun::mutate(std::string_view name, const Node* receiver, const std::vector<Given>& arguments) {
  Place place;
  if (arguments.empty() || !placeOf(receiver, place)) return;
  if (arguments.size() >= 2 && keepsByKey(name)) {
    place.way.push_back(partOf(arguments[0].node));
    return write(place, arguments.back().value);
  }
  if (oneOf(name, {"remove", "Remove", "delete", "Delete"})) return removeEntry(receiver, arguments[0].node);
  if (keepsArguments(name)) {
    Taints all;
    for (const Given& one : arguments) all.add(one.value.all());
    if (all.empty()) return;
    place.way.push_back(kAnyPart);
    return write(place, TaintValue::of(std::move(all)), false);
  }
  if (auto part = property(name, "set"); part && arguments.size() == 1) {
    place.way.push_back(*part);
    write(place, arguments[0].value);
  }
}

// Functions among the arguments are called with the elements of what the call is about.
bool TaintRun::callBack(std::string_view name, const TaintValue& object, std::vector<Given>& arguments, TaintValue& result) {
  if (!handsElements(name)) return false;
  TaintValue element = TaintValue::of(object.elements());
  for (const Given& one : arguments)
    if (one.value.functions.empty()) element.taints.add(one.value.elements());
  bool any = false;
  TaintValue made;
  for (const Given& one : arguments)
    for (const Node* function : one.value.functions) {
      if (function->kind == Kind::Function && !rule_.options.acrossFunctions) continue;
      Given item;
      item.node = one.node;
      item.value = element;
      TaintValue out;
      if (!follow(function, {item, item, item}, nullptr, nullptr, out)) continue;
      made = any ? joined(made, out) : std::move(out);
      any = true;
    }
  if (!any) return false;
  Taints all = made.all();
  if (!resultIsMade(name)) all.add(element.taints);
  result = TaintValue::of(std::move(all));
  return true;
}

TaintValue TaintRun::construct(const Node* node) {
  const Node* type = node->child(Role::Type);
  if (type && type->kind != Kind::Name) eval(type);
  std::vector<Given> arguments = given(node);
  Taints reaching;
  for (const Given& one : arguments) reaching.add(one.value.all());
  const Node* name = type && type->kind == Kind::TypeApply ? type->child(Role::Name) : type;
  const Node* known = name && name->kind == Kind::Name ? classNamed(name->text) : nullptr;
  TaintValue value;
  if (node->text == "literal" || node->text == "struct") {
    uint32_t at = 0;
    for (const Given& one : arguments) {
      const Node* key = one.node->kind == Kind::Pair ? one.node->child(Role::Key) : nullptr;
      if (key)
        value.setPart(key->kind == Kind::Name ? PartKey{hashOf(key->text), true} : partOf(key), one.value);
      else if (!one.name.empty())
        value.setPart({hashOf(one.name), true}, one.value);
      else if (node->text == "struct" && one.node->kind == Kind::Name)
        value.setPart({hashOf(one.node->text), true}, one.value);
      else if (one.spread)
        value = joined(value, one.value);
      else
        value.setPart({hashOf(std::to_string(at++)), true}, one.value);
    }
  } else if (known && rule_.options.acrossFunctions) {
    value = made(known, arguments);
  } else if (!rule_.options.safeFunctions && !rule_.options.onlyAssignments) {
    value.taints = reaching;
  }
  for (const Node* initial : node->all(Role::Value)) {
    TaintValue parts = eval(initial);
    value.taints.add(parts.taints);
    if (parts.parts)
      for (const auto& [key, part] : *parts.parts) value.setPart(key, part);
  }
  if (const Node* body = node->child(Role::Body)) classBody(body->parent);
  return marked(node, std::move(value), &reaching);
}

}  // namespace vireon
