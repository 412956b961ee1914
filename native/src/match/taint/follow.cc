// Calls that are followed: the function is run with these arguments, as if its body stood at the call.
#include <algorithm>

#include "match/taint/params.h"
#include "match/taint/run.h"

namespace vireon {
namespace {

constexpr size_t kMaxFrames = 40;
constexpr size_t kMaxRecalled = 6;
constexpr std::string_view kConstructors[] = {"constructor", "__init__", "initialize", "__construct", "init"};

// It sees no variables of another function.
bool standsAlone(const Node* function) {
  if (function->kind != Kind::Function) return false;
  for (const Node* around = function->parent; around; around = around->parent)
    if (around->kind == Kind::Function || around->kind == Kind::Lambda) return false;
  return true;
}

}  // namespace

bool TaintRun::follow(const Node* function, const std::vector<Given>& arguments, TaintValue* self, const Node* receiver, TaintValue& result) {
  if (!function->child(Role::Body) || frames_.size() > kMaxFrames) return false;
  if (std::any_of(frames_.begin(), frames_.end(), [&](const Frame& frame) { return frame.function == function; })) return false;
  if (!worthwhile(function, arguments, self)) return true;
  const Node* outer = class_;
  auto owner = ownerOf_.find(function);
  if (function->kind == Kind::Function) class_ = owner == ownerOf_.end() ? nullptr : owner->second;
  const TaintValue saved = thisObject();
  const bool method = self && class_ && function->kind == Kind::Function;
  if (method) state_[kThisVariable] = *self;
  const bool closed = standsAlone(function);
  TaintState aside = closed ? setAside() : TaintState();
  if (!(closed && recall(function, arguments, self, result))) result = enter(function, arguments, self, closed);
  state_.merge(aside);
  class_ = outer;
  handBack(function, arguments, method);
  if (method) {
    *self = selfAfter(function);
    // The object is the caller's own.
    const bool own = !receiver || keyOf(receiver) == kThisVariable;
    if (!own && saved.plain())
      state_.erase(kThisVariable);
    else if (!own)
      state_[kThisVariable] = saved;
    Place place;
    if (!own && placeOf(receiver, place) && (self->parts || !self->taints.empty())) write(place, *self);
  }
  if (closed)
    std::erase_if(state_, [&](const auto& entry) { return functionOf(entry.first) == function; });
  note();
  return true;
}

// Runs it, and keeps what it did where the same call does the same.
TaintValue TaintRun::enter(const Node* function, const std::vector<Given>& arguments, const TaintValue* self, bool closed) {
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
  TaintValue result = body(function);
  frames_.pop_back();
  if (!keeps || !control_.empty()) return result;
  one.after = state_;
  one.result = result;
  std::vector<Followed>& known = followed_[function];
  if (known.size() >= kMaxRecalled) known.erase(known.begin());
  known.push_back(std::move(one));
  return result;
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
  rejoin(frame.returns);
  reachable_ = true;
  // A sink that is a function is what the function gives.
  if (const NodeMarks* marks = function->kind == Kind::Function ? marks_.at(function) : nullptr; marks && !marks->sinks.empty()) checkSinks(*marks, frame.result.all(), false);
  return frame.result;
}

bool TaintRun::isConstructor(const Node* function, const Node* owner) {
  const Node *name = function->child(Role::Name), *type = owner->child(Role::Name);
  if (!name) return false;
  return std::find(std::begin(kConstructors), std::end(kConstructors), name->text) != std::end(kConstructors) || (type && type->text == name->text);
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

// A new object of a class of this text.
TaintValue TaintRun::made(const Node* type, const std::vector<Given>& arguments) {
  TaintValue value;
  if (auto init = classInit_.find(type); init != classInit_.end()) value = init->second;
  value.type = type;
  const Node* constructor = nullptr;
  for (std::string_view each : kConstructors)
    if (!constructor) constructor = methodOf(type, each);
  const Node* name = type->child(Role::Name);
  if (!constructor && name) constructor = methodOf(type, name->text);
  TaintValue ignored;
  if (constructor && follow(constructor, arguments, &value, nullptr, ignored)) {
    value.type = type;
    return value;
  }
  const auto params = type->all(Role::Param);
  setFields(type, params, arguments, value);
  if (params.empty() && !rule_.options.safeFunctions)
    for (const Given& one : arguments) value.taints.add(one.value.all());
  return value;
}

// Fields that the class's head declares.
void TaintRun::setFields(const Node* type, std::span<Node* const> params, const std::vector<Given>& arguments, TaintValue& value) {
  for (size_t at = 0; at < params.size() && at < arguments.size(); at++)
    if (const Node* field = nameOfParam(params[at])) value.setPart({hashOf(field->text), false}, arguments[at].value);
  const Node* body = params.empty() ? nullptr : type->child(Role::Body);
  if (!body) return;
  TaintValue saved = thisObject();
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

}  // namespace vireon
