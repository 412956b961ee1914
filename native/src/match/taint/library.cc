// Calls of functions that are not in the text: what they are taken to do, where their names tell.
#include <cctype>
#include <optional>

#include "match/taint/run.h"
#include "parse/word.h"

namespace vireon {
namespace {

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

// setName → name.
std::optional<PartKey> property(std::string_view method, std::string_view prefix) {
  if (!method.starts_with(prefix) || method.size() <= prefix.size()) return std::nullopt;
  if (!std::isupper(static_cast<unsigned char>(method[prefix.size()])) && method[prefix.size()] != '_') return std::nullopt;
  std::string name(method.substr(prefix.size() + (method[prefix.size()] == '_' ? 1 : 0)));
  if (name.empty()) return std::nullopt;
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  return PartKey{hashOf(name), false};
}

}  // namespace

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
  if (receiver) all.add(readOf(name, object, arguments));
  if (!rule_.options.safeFunctions)
    for (const Given& one : arguments) all.add(one.value.all());
  if (oneOf(name, {"getOrElse", "getOrPut", "orElseGet", "computeIfAbsent", "ifEmpty", "ifBlank", "unwrap_or_else"}))
    for (const Given& one : arguments)
      for (const Node* fallback : one.value.functions)
        if (TaintValue made; follow(fallback, {}, nullptr, nullptr, made)) all.add(made.all());
  return TaintValue::of(std::move(all));
}

// What a method reads of its object: a property, an entry, or anything.
Taints TaintRun::readOf(std::string_view method, const TaintValue& object, const std::vector<Given>& arguments) {
  auto read = arguments.empty() ? property(method, "get") : std::nullopt;
  if (read && object.parts && object.parts->count(*read)) return object.part(*read).all();
  bool keyed = oneOf(method, {"get", "getOrDefault", "getItem", "fetch", "Load", "Get", "GetValueOrDefault", "getOrElse"}) && arguments.size() >= 1 && object.parts;
  return keyed ? object.part(partOf(arguments[0].node)).all() : object.elements();
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

}  // namespace vireon
