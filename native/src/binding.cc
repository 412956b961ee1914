// The only file that knows Node: turns JavaScript values into plain C++ and back.
#include <napi.h>

#ifdef _WIN32
#include <windows.h>
#else
#include <dlfcn.h>
#endif

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "match/value.h"
#include "parse/language.h"
#include "parse/shell.h"
#include "parse/syntax.h"
#include "scan/detect.h"
#include "scan/live_document.h"
#include "scan/pool.h"
#include "scan/program.h"
#include "scan/scan.h"

namespace vireon {
namespace {

constexpr int kMaxValueDepth = 200;

/** Of every npm grammar's `language`; agreed among tree-sitter's Node bindings. */
constexpr napi_type_tag kLanguageTag = {0x8AF2E5212AD58ABF, 0xD5006CAD83ABBA16};
constexpr napi_type_tag kDocumentTag = {0x2E6F04B9C1D84A37, 0xA7F1536C8E920BD4};
constexpr napi_type_tag kOutcomeTag = {0x5C1B9E0D7A4F4E21, 0x93D8A6F0B2C74E55};

// ---- JavaScript → C++

Napi::TypeError wrongType(Napi::Env env, const std::string& what) { return Napi::TypeError::New(env, what); }

std::string textOf(const Napi::Value& value, const char* what) {
  if (!value.IsString()) throw wrongType(value.Env(), std::string(what) + " must be a string");
  return value.As<Napi::String>().Utf8Value();
}

Napi::Object objectOf(const Napi::Value& value, const char* what) {
  if (!value.IsObject()) throw wrongType(value.Env(), std::string(what) + " must be an object");
  return value.As<Napi::Object>();
}

Napi::Array arrayOf(const Napi::Value& value, const char* what) {
  if (!value.IsArray()) throw wrongType(value.Env(), std::string(what) + " must be an array");
  return value.As<Napi::Array>();
}

Value valueOf(const Napi::Value& value, int depth) {
  if (depth > kMaxValueDepth)
    throw wrongType(value.Env(), "a rule may nest at most " + std::to_string(kMaxValueDepth) + " levels");
  const Napi::HandleScope scope(value.Env());
  if (value.IsBoolean()) return {value.As<Napi::Boolean>().Value()};
  if (value.IsNumber()) return {value.As<Napi::Number>().DoubleValue()};
  if (value.IsString()) return {value.As<Napi::String>().Utf8Value()};
  if (value.IsArray()) {
    const auto array = value.As<Napi::Array>();
    ValueList list;
    for (uint32_t i = 0; i < array.Length(); ++i) list.push_back(valueOf(array.Get(i), depth + 1));
    return {std::move(list)};
  }
  if (value.IsObject()) {
    const auto object = value.As<Napi::Object>();
    const Napi::Array names = object.GetPropertyNames();
    ValueMap map;
    for (uint32_t i = 0; i < names.Length(); ++i) {
      const Napi::Value name = names.Get(i);
      map.emplace_back(name.ToString().Utf8Value(), valueOf(object.Get(name), depth + 1));
    }
    return {std::move(map)};
  }
  if (value.IsNull() || value.IsUndefined()) return {};
  throw wrongType(value.Env(), "a rule may hold only what JSON can hold");
}

/** A text to match, owned, so that it outlives the call. */
struct Input {
  std::string text, language;
  std::optional<std::string> path;
  std::optional<std::vector<size_t>> rules;
};

Input inputOf(const Napi::Value& value) {
  const Napi::HandleScope scope(value.Env());
  const Napi::Object object = objectOf(value, "a text");
  Input input{textOf(object.Get("text"), "text"), textOf(object.Get("language"), "language"), {}, {}};
  if (const Napi::Value path = object.Get("path"); !path.IsUndefined()) input.path = textOf(path, "path");
  if (const Napi::Value rules = object.Get("rules"); !rules.IsUndefined()) {
    if (!rules.IsTypedArray() || rules.As<Napi::TypedArray>().TypedArrayType() != napi_uint32_array)
      throw wrongType(value.Env(), "`rules` must be a Uint32Array");
    const auto numbers = rules.As<Napi::Uint32Array>();
    input.rules.emplace(numbers.Data(), numbers.Data() + numbers.ElementLength());
  }
  return input;
}

std::vector<Input> inputsOf(const Napi::Value& value) {
  const Napi::Array array = arrayOf(value, "texts");
  std::vector<Input> inputs;
  for (uint32_t i = 0; i < array.Length(); ++i) inputs.push_back(inputOf(array.Get(i)));
  return inputs;
}

ScanRequest requestOf(const Napi::Value& value) {
  const Napi::Object object = objectOf(value, "the scan request");
  ScanRequest request;
  request.root = textOf(object.Get("root"), "root");
  const Napi::Array targets = arrayOf(object.Get("targets"), "targets");
  for (uint32_t i = 0; i < targets.Length(); ++i) request.targets.push_back(textOf(targets.Get(i), "a target"));
  request.engine = textOf(object.Get("engine"), "engine");
  if (const Napi::Value file = object.Get("cacheFile"); !file.IsUndefined()) request.cacheFile = textOf(file, "cacheFile");
  if (const Napi::Value limit = object.Get("maxFileBytes"); !limit.IsUndefined())
    request.maxFileBytes = static_cast<uint64_t>(limit.ToNumber().Int64Value());
  if (const Napi::Value overlays = object.Get("overlays"); !overlays.IsUndefined()) {
    const Napi::Object texts = objectOf(overlays, "overlays");
    const Napi::Array paths = texts.GetPropertyNames();
    for (uint32_t i = 0; i < paths.Length(); ++i) {
      const Napi::Value path = paths.Get(i);
      request.overlays.emplace(textOf(path, "a path"), textOf(texts.Get(path), "an overlay"));
    }
  }
  return request;
}

// ---- C++ → JavaScript

Napi::Array toJs(Napi::Env env, const Span& span) {
  const uint32_t numbers[] = {span.start.line, span.start.column, span.end.line, span.end.column};
  Napi::Array array = Napi::Array::New(env, 4);
  for (uint32_t i = 0; i < 4; ++i) array.Set(i, Napi::Number::New(env, numbers[i]));
  return array;
}

Napi::Object toJs(Napi::Env env, const LocatedMatch& located) {
  const Match& match = located.match;
  Napi::Object object = Napi::Object::New(env);
  object.Set("rule", Napi::Number::New(env, static_cast<double>(match.rule)));
  object.Set("span", toJs(env, located.span));
  object.Set("message", match.message);
  if (match.fix) object.Set("fix", *match.fix);
  Napi::Object metavariables = Napi::Object::New(env);
  for (const auto& [name, value] : match.metavariables) metavariables.Set(name, value);
  object.Set("metavariables", metavariables);
  if (located.quote) object.Set("quote", *located.quote);
  if (match.trace.empty()) return object;
  static constexpr const char* kRoles[] = {"source", "step", "sink"};
  Napi::Array trace = Napi::Array::New(env, match.trace.size());
  for (uint32_t i = 0; i < match.trace.size(); ++i) {
    Napi::Object step = Napi::Object::New(env);
    step.Set("role", kRoles[static_cast<size_t>(match.trace[i].role)]);
    step.Set("span", toJs(env, located.steps[i]));
    step.Set("text", match.trace[i].text);
    trace.Set(i, step);
  }
  object.Set("trace", trace);
  return object;
}

Napi::Object toJs(Napi::Env env, const BoundHit& bound) {
  Napi::Object object = Napi::Object::New(env);
  if (bound.rule) object.Set("rule", Napi::Number::New(env, static_cast<double>(*bound.rule)));
  object.Set("message", bound.message);
  return object;
}

Napi::Array toJs(Napi::Env env, const Pointer& pointer) {
  Napi::Array array = Napi::Array::New(env);
  for (const PointerStep& step : pointer) {
    const std::string* key = std::get_if<std::string>(&step);
    const Napi::Value shown = key ? Napi::Value(Napi::String::New(env, *key))
                                  : Napi::Value(Napi::Number::New(env, static_cast<double>(std::get<size_t>(step))));
    array.Set(array.Length(), shown);
  }
  return array;
}

Napi::Object toJs(Napi::Env env, const CompileIssue& issue) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("rule", Napi::Number::New(env, static_cast<double>(issue.rule)));
  object.Set("pointer", toJs(env, issue.pointer));
  object.Set("message", issue.message);
  return object;
}

Napi::Object toJs(Napi::Env env, const Skipped& skipped) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("path", skipped.path);
  object.Set("reason", skipped.reason);
  return object;
}

Napi::Object toJs(Napi::Env env, const TextOutcome& outcome);
Napi::Object toJs(Napi::Env env, const ShellWord& word);
Napi::Object toJs(Napi::Env env, const ShellAssignment& assignment);
Napi::Object toJs(Napi::Env env, const ShellRedirect& redirect);
Napi::Object toJs(Napi::Env env, const ShellCommand& command);
Napi::Object toJs(Napi::Env env, const ShellError& error);

template <typename Items>
Napi::Array listToJs(Napi::Env env, const Items& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  uint32_t i = 0;
  for (const auto& item : items) {
    const Napi::HandleScope scope(env);
    array.Set(i++, toJs(env, item));
  }
  return array;
}

Napi::Object toJs(Napi::Env env, const TextOutcome& outcome) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("matches", listToJs(env, outcome.matches));
  object.Set("bounds", listToJs(env, outcome.bounds));
  object.Set("partial", outcome.partial);
  return object;
}

// ---- Explanation

Napi::Object toJs(Napi::Env env, const ExplainedRanges& ranges, const LineIndex& lines) {
  Napi::Array first = Napi::Array::New(env, ranges.first.size());
  uint32_t i = 0;
  for (const ExplainedRange& range : ranges.first) {
    Napi::Object shown = Napi::Object::New(env);
    shown.Set("span", toJs(env, lines.span(range.startByte, range.endByte)));
    Napi::Object metavariables = Napi::Object::New(env);
    for (const auto& [name, value] : range.metavariables) metavariables.Set(name, value);
    shown.Set("metavariables", metavariables);
    first.Set(i++, shown);
  }
  Napi::Object object = Napi::Object::New(env);
  object.Set("count", Napi::Number::New(env, static_cast<double>(ranges.count)));
  object.Set("first", first);
  return object;
}

Napi::Object toJs(Napi::Env env, const ExplainedStep& step, const LineIndex& lines) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("operator", step.operation);
  object.Set("pointer", toJs(env, step.pointer));
  object.Set("reached", step.reached);
  object.Set("found", toJs(env, step.found, lines));
  object.Set("dropped", toJs(env, step.dropped, lines));
  object.Set("left", toJs(env, step.left, lines));
  Napi::Array steps = Napi::Array::New(env, step.steps.size());
  for (uint32_t i = 0; i < step.steps.size(); ++i) steps.Set(i, toJs(env, step.steps[i], lines));
  object.Set("steps", steps);
  return object;
}

Napi::Object toJs(Napi::Env env, const Explanation& explanation, const LineIndex& lines) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("runs", explanation.runs);
  if (explanation.excludedBy) object.Set("excludedBy", *explanation.excludedBy);
  object.Set("notIncluded", explanation.notIncluded);
  Napi::Array missing = Napi::Array::New(env, explanation.missing.size());
  for (uint32_t i = 0; i < explanation.missing.size(); ++i) {
    Napi::Array literals = Napi::Array::New(env, explanation.missing[i].size());
    for (uint32_t j = 0; j < explanation.missing[i].size(); ++j) literals.Set(j, explanation.missing[i][j]);
    missing.Set(i, literals);
  }
  object.Set("missing", missing);
  Napi::Array steps = Napi::Array::New(env, explanation.steps.size());
  for (uint32_t i = 0; i < explanation.steps.size(); ++i) steps.Set(i, toJs(env, explanation.steps[i], lines));
  object.Set("steps", steps);
  object.Set("ranges", toJs(env, explanation.ranges, lines));
  object.Set("bounds", listToJs(env, explanation.bounds));
  object.Set("partial", explanation.partial);
  return object;
}

Napi::Object toJs(Napi::Env env, const ScanProgress& progress) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("filesFound", Napi::Number::New(env, static_cast<double>(progress.filesFound)));
  object.Set("filesDone", Napi::Number::New(env, static_cast<double>(progress.filesDone)));
  object.Set("walked", progress.walked);
  return object;
}

/** All of a scan's outcome but its files and skipped paths, which are many and are fetched in pages. */
Napi::Object summaryToJs(Napi::Env env, const ScanOutcome& outcome) {
  Napi::Object languages = Napi::Object::New(env);
  for (const auto& [language, count] : outcome.languages)
    languages.Set(language, Napi::Number::New(env, static_cast<double>(count)));
  Napi::Object object = Napi::Object::New(env);
  object.Set("languages", languages);
  object.Set("filesScanned", Napi::Number::New(env, static_cast<double>(outcome.filesScanned)));
  object.Set("filesFromCache", Napi::Number::New(env, static_cast<double>(outcome.filesFromCache)));
  object.Set("bytes", Napi::Number::New(env, static_cast<double>(outcome.bytes)));
  object.Set("cancelled", outcome.cancelled);
  return object;
}

// ---- Shell

Napi::Object toJs(Napi::Env env, const ShellWord& word) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("span", toJs(env, word.span));
  object.Set("raw", word.raw);
  if (word.value) object.Set("value", *word.value);
  object.Set("text", word.text);
  object.Set("glob", word.glob);
  return object;
}

Napi::Object toJs(Napi::Env env, const ShellAssignment& assignment) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", assignment.name);
  object.Set("value", toJs(env, assignment.value));
  return object;
}

Napi::Object toJs(Napi::Env env, const ShellRedirect& redirect) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("span", toJs(env, redirect.span));
  object.Set("operator", redirect.op);
  if (redirect.descriptor) object.Set("descriptor", Napi::Number::New(env, *redirect.descriptor));
  object.Set("target", toJs(env, redirect.target));
  if (redirect.body) {
    Napi::Object body = Napi::Object::New(env);
    body.Set("text", redirect.body->text);
    body.Set("span", toJs(env, redirect.body->span));
    body.Set("expands", redirect.body->expands);
    object.Set("body", body);
  }
  return object;
}

Napi::Object toJs(Napi::Env env, const ShellCommand& command) {
  static constexpr const char* joins[] = {"start", "and", "or", "sequence", "pipe", "background"};
  static constexpr const char* contexts[] = {"substitution", "process-substitution", "subshell", "function",
                                             "condition",    "loop",                 "group"};
  Napi::Object object = Napi::Object::New(env);
  object.Set("span", toJs(env, command.span));
  object.Set("words", listToJs(env, command.words));
  object.Set("assignments", listToJs(env, command.assignments));
  object.Set("redirects", listToJs(env, command.redirects));
  object.Set("joined", joins[static_cast<size_t>(command.joined)]);
  Napi::Array context = Napi::Array::New(env, command.context.size());
  for (uint32_t i = 0; i < command.context.size(); ++i) context.Set(i, contexts[static_cast<size_t>(command.context[i])]);
  object.Set("context", context);
  if (command.inFunction) object.Set("inFunction", *command.inFunction);
  return object;
}

Napi::Object toJs(Napi::Env env, const ShellError& error) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("span", toJs(env, error.span));
  object.Set("message", error.message);
  return object;
}

Napi::Value parseShellText(const Napi::CallbackInfo& info) {
  const std::string text = textOf(info[0], "a shell text");
  try {
    const ShellParse parse = parseShell(text, grammarOf("bash"));
    Napi::Object object = Napi::Object::New(info.Env());
    object.Set("commands", listToJs(info.Env(), parse.commands));
    object.Set("errors", listToJs(info.Env(), parse.errors));
    return object;
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Napi::Error::New(info.Env(), error.what());
  }
}

// ---- Grammars

/** Grammars are known to the whole process, so the library that one lives in must never be unloaded with a worker. */
void keepLoaded(const void* address) {
#ifdef _WIN32
  HMODULE module;
  GetModuleHandleExA(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                     static_cast<const char*>(address), &module);
#else
  Dl_info info;
  if (dladdr(address, &info) && info.dli_fname) dlopen(info.dli_fname, RTLD_NOW | RTLD_NODELETE);
#endif
}

/** Nodes as six numbers each, the type as an index into `types`. */
Napi::Value syntaxOfText(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string text = textOf(info[0], "a shell text");
  bool tagged = false;
  if (info[1].IsExternal()) napi_check_object_type_tag(env, info[1], &kLanguageTag, &tagged);
  if (!tagged) throw wrongType(env, "the grammar is no tree-sitter language");
  const Syntax syntax = syntaxOf(text, info[1].As<Napi::External<const TSLanguage>>().Data());
  Napi::Object object = Napi::Object::New(env);
  if (!syntax.lack.empty()) object.Set("lack", syntax.lack);
  std::vector<std::string_view> types;
  Napi::Uint32Array nodes = Napi::Uint32Array::New(env, syntax.nodes.size() * 6);
  for (size_t i = 0; i < syntax.nodes.size(); ++i) {
    const SyntaxNode& node = syntax.nodes[i];
    size_t type = 0;
    while (type < types.size() && types[type] != node.type) ++type;
    if (type == types.size()) types.emplace_back(node.type);
    const uint32_t values[] = {static_cast<uint32_t>(type), node.begin, node.end, node.depth, node.named, node.broken};
    for (size_t k = 0; k < 6; ++k) nodes[i * 6 + k] = values[k];
  }
  object.Set("nodes", nodes);
  Napi::Array names = Napi::Array::New(env, types.size());
  for (uint32_t i = 0; i < types.size(); ++i) names.Set(i, std::string(types[i]));
  object.Set("types", names);
  return object;
}

Napi::Value registerGrammar(const Napi::CallbackInfo& info) {
  static std::mutex lock;
  const std::string name = textOf(info[0], "the language's name");
  bool tagged = false;
  if (info[1].IsExternal())
    napi_check_object_type_tag(info.Env(), info[1], &kLanguageTag, &tagged);
  if (!tagged) throw wrongType(info.Env(), "the grammar of " + name + " is no tree-sitter language");
  if (canonicalLanguage(name) != name) throw wrongType(info.Env(), "unknown language " + name);
  const std::lock_guard guard(lock);
  if (grammarOf(name)) return info.Env().Undefined();
  const TSLanguage* grammar = info[1].As<Napi::External<const TSLanguage>>().Data();
  keepLoaded(grammar);
  registerLanguage(name, grammar);
  return info.Env().Undefined();
}

Napi::Value languages(const Napi::CallbackInfo& info) {
  Napi::Array names = Napi::Array::New(info.Env());
  for (const std::string_view name : knownLanguages()) names.Set(names.Length(), std::string(name));
  return names;
}

Napi::Value canonical(const Napi::CallbackInfo& info) {
  const std::string_view name = canonicalLanguage(textOf(info[0], "the language"));
  return name.empty() ? info.Env().Undefined() : Napi::String::New(info.Env(), std::string(name));
}

Napi::Value languageOf(const Napi::CallbackInfo& info) {
  std::string_view language = languageOfPath(textOf(info[0], "path"));
  if (language.empty() && info[1].IsString()) language = languageOfShebang(textOf(info[1], "firstLine"));
  return language.empty() ? info.Env().Undefined() : Napi::String::New(info.Env(), std::string(language));
}

// ---- Work on other threads

/** A promise that work on another thread will settle; lives on its JavaScript thread. */
struct Job {
  Napi::Promise::Deferred deferred;
  Napi::FunctionReference onProgress;
  std::shared_ptr<CancelFlag> cancelled;
  std::thread thread;
};

using Delivery = std::function<void(Napi::Env)>;

/** Owner of all that lives as long as one JavaScript environment. */
class Environment {
 public:
  explicit Environment(Napi::Env env);
  ~Environment() { stop(); }

  /** From the JavaScript thread: a job to be settled with `finish`. */
  uint32_t begin(Napi::Env env);
  Job& job(uint32_t number) { return jobs_.at(number); }
  void cancel(uint32_t number);
  /** From any thread. */
  void deliver(Delivery delivery);
  /** From any thread: settles the job with what `result` makes. */
  void finish(uint32_t number, std::function<Napi::Value(Napi::Env)> result);
  void fail(uint32_t number, std::string message);
  void progress(uint32_t number, const ScanProgress& progress);

  ThreadPool& pool() { return pool_; }

 private:
  static void call(Napi::Env env, Napi::Function, Environment*, Delivery* delivery);
  using Channel = Napi::TypedThreadSafeFunction<Environment, Delivery, call>;

  void settle(Napi::Env env, uint32_t number, const std::function<void(Job&)>& with);
  void stop();

  Channel channel_;
  ThreadPool pool_;
  std::unordered_map<uint32_t, Job> jobs_;
  uint32_t lastJob_ = 0;
};

Environment::Environment(Napi::Env env) : channel_(Channel::New(env, "vireon", 0, 1, this)) {
  channel_.Unref(env);
  // Hooks run last in, first out: threads end before the channel that they deliver through.
  env.AddCleanupHook([this] { stop(); });
}

void Environment::call(Napi::Env env, Napi::Function, Environment*, Delivery* delivery) {
  const std::unique_ptr<Delivery> owned(delivery);
  if (napi_env(env) == nullptr) return;
  const Napi::HandleScope scope(env);
  try {
    (*owned)(env);
  } catch (const Napi::Error&) {
    // Only an environment that is being torn down refuses to settle a promise; nobody in it listens any more.
  }
}

uint32_t Environment::begin(Napi::Env env) {
  if (jobs_.empty()) channel_.Ref(env);
  const uint32_t number = ++lastJob_;
  jobs_.emplace(number, Job{Napi::Promise::Deferred(env), {}, std::make_shared<CancelFlag>(false), {}});
  return number;
}

void Environment::cancel(uint32_t number) {
  if (const auto found = jobs_.find(number); found != jobs_.end()) *found->second.cancelled = true;
}

void Environment::deliver(Delivery delivery) {
  auto owned = std::make_unique<Delivery>(std::move(delivery));
  if (channel_.NonBlockingCall(owned.get()) == napi_ok) owned.release();
}

void Environment::settle(Napi::Env env, uint32_t number, const std::function<void(Job&)>& with) {
  const auto found = jobs_.find(number);
  if (found == jobs_.end()) return;
  Job job = std::move(found->second);
  jobs_.erase(found);
  if (job.thread.joinable()) job.thread.join();
  if (jobs_.empty()) channel_.Unref(env);
  with(job);
}

void Environment::finish(uint32_t number, std::function<Napi::Value(Napi::Env)> result) {
  deliver([this, number, result = std::move(result)](Napi::Env env) {
    settle(env, number, [&](Job& job) {
      try {
        job.deferred.Resolve(result(env));
      } catch (const Napi::Error& error) {
        job.deferred.Reject(error.Value());
      }
    });
  });
}

void Environment::fail(uint32_t number, std::string message) {
  deliver([this, number, message = std::move(message)](Napi::Env env) {
    settle(env, number, [&](Job& job) { job.deferred.Reject(Napi::Error::New(env, message).Value()); });
  });
}

void Environment::progress(uint32_t number, const ScanProgress& progress) {
  deliver([this, number, progress](Napi::Env env) {
    const auto found = jobs_.find(number);
    if (found == jobs_.end()) return;
    try {
      found->second.onProgress.Call({toJs(env, progress)});
    } catch (const Napi::Error& error) {
      *found->second.cancelled = true;
      settle(env, number, [&](Job& job) { job.deferred.Reject(error.Value()); });
    }
  });
}

void Environment::stop() {
  for (auto& [number, job] : jobs_) *job.cancelled = true;
  for (auto& [number, job] : jobs_)
    if (job.thread.joinable()) job.thread.join();
  pool_.stop();
}

Environment& environmentOf(Napi::Env env) { return *env.GetInstanceData<Environment>(); }

/** Runs `work` and settles the job with its result or with the message of what it threw. */
template <typename Work>
void settleWith(Environment& environment, uint32_t number, const Work& work) {
  try {
    environment.finish(number, work());
  } catch (const std::exception& error) {
    environment.fail(number, error.what());
  }
}

// ---- The rule set

/** One page holds about this many matches or skipped paths: a few milliseconds of the event loop. */
constexpr size_t kPageItems = 1000;

class ProgramObject : public Napi::ObjectWrap<ProgramObject> {
 public:
  static Napi::Function define(Napi::Env env) {
    return DefineClass(env, "Program",
                       {InstanceAccessor<&ProgramObject::issues>("issues"), InstanceMethod<&ProgramObject::match>("match"),
                        InstanceMethod<&ProgramObject::matchAsync>("matchAsync"),
                        InstanceMethod<&ProgramObject::matchLive>("matchLive"),
                        InstanceMethod<&ProgramObject::explain>("explain"),
                        InstanceMethod<&ProgramObject::scan>("scan")});
  }

  explicit ProgramObject(const Napi::CallbackInfo& info) : Napi::ObjectWrap<ProgramObject>(info) {
    const Napi::Array array = arrayOf(info[0], "rules");
    std::vector<vireon::Value> rules;
    for (uint32_t i = 0; i < array.Length(); ++i) rules.push_back(valueOf(array.Get(i), 0));
    try {
      program_ = std::make_shared<const Program>(rules);
    } catch (const std::exception& error) {
      throw Napi::Error::New(info.Env(), error.what());
    }
  }

 private:
  Napi::Value issues(const Napi::CallbackInfo& info) { return listToJs(info.Env(), program_->issues()); }
  Napi::Value match(const Napi::CallbackInfo& info);
  Napi::Value matchAsync(const Napi::CallbackInfo& info);
  Napi::Value matchLive(const Napi::CallbackInfo& info);
  Napi::Value explain(const Napi::CallbackInfo& info);
  Napi::Value scan(const Napi::CallbackInfo& info);

  std::shared_ptr<const Program> program_;
};

TextOutcome matchInput(const Program& program, const Input& input) {
  return program.match(input.text, input.language, input.path ? &*input.path : nullptr,
                       input.rules ? &*input.rules : nullptr);
}

Napi::Value ProgramObject::match(const Napi::CallbackInfo& info) {
  std::vector<TextOutcome> outcomes;
  const std::vector<Input> inputs = inputsOf(info[0]);
  try {
    for (const Input& input : inputs) outcomes.push_back(matchInput(*program_, input));
  } catch (const std::exception& error) {
    throw Napi::Error::New(info.Env(), error.what());
  }
  return listToJs(info.Env(), outcomes);
}

/** Texts of one call, matched by as many threads as are free; the last one to finish settles the job. */
struct MatchCall {
  std::shared_ptr<const Program> program;
  std::vector<Input> inputs;
  std::vector<TextOutcome> outcomes;
  std::atomic<size_t> left;
  std::atomic<bool> failed{false};
};

Napi::Value ProgramObject::matchAsync(const Napi::CallbackInfo& info) {
  Environment& environment = environmentOf(info.Env());
  auto call = std::make_shared<MatchCall>();
  call->program = program_;
  call->inputs = inputsOf(info[0]);
  call->outcomes.resize(call->inputs.size());
  call->left = call->inputs.size();
  const uint32_t number = environment.begin(info.Env());
  const Napi::Promise promise = environment.job(number).deferred.Promise();
  const auto result = [call](Napi::Env env) -> Napi::Value { return listToJs(env, call->outcomes); };
  if (call->inputs.empty()) environment.finish(number, result);
  for (size_t i = 0; i < call->inputs.size(); ++i) {
    environment.pool().post([&environment, call, number, result, i] {
      try {
        call->outcomes[i] = matchInput(*call->program, call->inputs[i]);
      } catch (const std::exception& error) {
        if (!call->failed.exchange(true)) environment.fail(number, error.what());
      }
      if (--call->left == 0 && !call->failed) environment.finish(number, result);
    });
  }
  return promise;
}

std::shared_ptr<LiveDocument> documentOf(const Napi::Value& value) {
  bool tagged = false;
  if (value.IsExternal()) napi_check_object_type_tag(value.Env(), value, &kDocumentTag, &tagged);
  if (!tagged) throw wrongType(value.Env(), "no live document");
  return *value.As<Napi::External<std::shared_ptr<LiveDocument>>>().Data();
}

Napi::Value liveDocument(const Napi::CallbackInfo& info) {
  using Shared = std::shared_ptr<LiveDocument>;
  auto document = Napi::External<Shared>::New(info.Env(), new Shared(std::make_shared<LiveDocument>()),
                                              [](Napi::Env, Shared* held) { delete held; });
  document.TypeTag(&kDocumentTag);
  return document;
}

Napi::Value forgetDocument(const Napi::CallbackInfo& info) {
  documentOf(info[0])->forget();
  return info.Env().Undefined();
}

/** matchLive(document, input) */
Napi::Value ProgramObject::matchLive(const Napi::CallbackInfo& info) {
  Environment& environment = environmentOf(info.Env());
  const std::shared_ptr<LiveDocument> document = documentOf(info[0]);
  Input input = inputOf(info[1]);
  const uint32_t number = environment.begin(info.Env());
  const uint64_t announced = document->announce(input.text);
  const Napi::Promise promise = environment.job(number).deferred.Promise();
  environment.pool().post([&environment, number, announced, program = program_, document, input = std::move(input)] {
    settleWith(environment, number, [&] {
      auto live = std::make_shared<const LiveOutcome>(document->match(
          announced, *program, input.text, input.language, input.path ? &*input.path : nullptr, input.rules ? &*input.rules : nullptr));
      return [live](Napi::Env env) -> Napi::Value {
        Napi::Object object = toJs(env, live->outcome);
        object.Set("certain", live->certain);
        object.Set("superseded", live->superseded);
        return object;
      };
    });
  });
  return promise;
}

/** explain(rule, input): of a rule that compiled. */
Napi::Value ProgramObject::explain(const Napi::CallbackInfo& info) {
  const size_t rule = static_cast<size_t>(info[0].ToNumber().Int64Value());
  if (rule >= program_->size()) throw wrongType(info.Env(), "there is no such rule");
  const Input input = inputOf(info[1]);
  try {
    const Explanation explanation =
        program_->explain(rule, input.text, input.language, input.path ? &*input.path : nullptr);
    return toJs(info.Env(), explanation, LineIndex(input.text));
  } catch (const Napi::Error&) {
    throw;
  } catch (const std::exception& error) {
    throw Napi::Error::New(info.Env(), error.what());
  }
}

Napi::Value ProgramObject::scan(const Napi::CallbackInfo& info) {
  Environment& environment = environmentOf(info.Env());
  ScanRequest request = requestOf(info[0]);
  const bool watched = info[1].IsFunction();
  const uint32_t number = environment.begin(info.Env());
  Job& job = environment.job(number);
  if (watched) job.onProgress = Napi::Persistent(info[1].As<Napi::Function>());
  Napi::Object handle = Napi::Object::New(info.Env());
  handle.Set("job", Napi::Number::New(info.Env(), number));
  handle.Set("outcome", job.deferred.Promise());
  job.thread = std::thread([&environment, number, watched, program = program_, cancelled = job.cancelled,
                            request = std::move(request)] {
    settleWith(environment, number, [&] {
      std::function<void(const ScanProgress&)> onProgress;
      if (watched) onProgress = [&](const ScanProgress& progress) { environment.progress(number, progress); };
      auto outcome = std::make_shared<const ScanOutcome>(vireon::scan(*program, request, *cancelled, onProgress));
      return [outcome](Napi::Env env) -> Napi::Value {
        Napi::Object summary = summaryToJs(env, *outcome);
        using Shared = std::shared_ptr<const ScanOutcome>;
        auto pages = Napi::External<Shared>::New(env, new Shared(outcome), [](Napi::Env, Shared* held) { delete held; });
        pages.TypeTag(&kOutcomeTag);
        summary.Set("pages", pages);
        return summary;
      };
    });
  });
  return handle;
}

Napi::Value cancelScan(const Napi::CallbackInfo& info) {
  environmentOf(info.Env()).cancel(info[0].ToNumber().Uint32Value());
  return info.Env().Undefined();
}

const ScanOutcome& outcomeOf(const Napi::Value& value) {
  bool tagged = false;
  if (value.IsExternal()) napi_check_object_type_tag(value.Env(), value, &kOutcomeTag, &tagged);
  if (!tagged) throw wrongType(value.Env(), "no scan outcome");
  return **value.As<Napi::External<std::shared_ptr<const ScanOutcome>>>().Data();
}

/** scanFiles(pages, file, match): the files from `file` on, its matches from `match` on; `next` leads on where there is more. */
Napi::Value scanFiles(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const ScanOutcome& outcome = outcomeOf(info[0]);
  size_t file = info[1].ToNumber().Uint32Value(), match = info[2].ToNumber().Uint32Value();
  Napi::Array files = Napi::Array::New(env);
  size_t room = kPageItems;
  for (; room > 0 && file < outcome.files.size(); ++file, match = 0) {
    const Napi::HandleScope scope(env);
    const FileOutcome& found = outcome.files[file];
    const std::vector<LocatedMatch>& all = found.outcome.matches;
    const size_t begin = std::min(match, all.size()), end = std::min(all.size(), begin + room);
    Napi::Array matches = Napi::Array::New(env, end - begin);
    for (size_t i = begin; i < end; ++i) {
      const Napi::HandleScope inner(env);
      matches.Set(static_cast<uint32_t>(i - begin), toJs(env, all[i]));
    }
    Napi::Object shown = Napi::Object::New(env);
    shown.Set("path", found.path);
    shown.Set("language", found.language);
    shown.Set("matches", matches);
    shown.Set("bounds", listToJs(env, found.outcome.bounds));
    shown.Set("partial", found.outcome.partial);
    files.Set(files.Length(), shown);
    room -= std::min(room, std::max<size_t>(end - begin, 1));
    match = end;
    if (end < all.size()) break;
  }
  Napi::Object page = Napi::Object::New(env);
  page.Set("files", files);
  if (file < outcome.files.size()) {
    Napi::Array next = Napi::Array::New(env, 2);
    next.Set(0u, Napi::Number::New(env, static_cast<double>(file)));
    next.Set(1u, Napi::Number::New(env, static_cast<double>(match)));
    page.Set("next", next);
  }
  return page;
}

/** scanSkipped(pages, from): the next skipped paths; empty at the end. */
Napi::Value scanSkipped(const Napi::CallbackInfo& info) {
  const std::vector<Skipped>& skipped = outcomeOf(info[0]).skipped;
  const size_t begin = std::min<size_t>(info[1].ToNumber().Uint32Value(), skipped.size());
  const size_t end = std::min(skipped.size(), begin + kPageItems);
  return listToJs(info.Env(), std::vector<Skipped>(skipped.begin() + begin, skipped.begin() + end));
}

Napi::Object init(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new Environment(env));
  exports.Set("Program", ProgramObject::define(env));
  exports.Set("registerGrammar", Napi::Function::New(env, registerGrammar));
  exports.Set("languages", Napi::Function::New(env, languages));
  exports.Set("canonicalLanguage", Napi::Function::New(env, canonical));
  exports.Set("languageOf", Napi::Function::New(env, languageOf));
  exports.Set("syntaxOf", Napi::Function::New(env, syntaxOfText));
  exports.Set("parseShell", Napi::Function::New(env, parseShellText));
  exports.Set("liveDocument", Napi::Function::New(env, liveDocument));
  exports.Set("forgetDocument", Napi::Function::New(env, forgetDocument));
  exports.Set("cancelScan", Napi::Function::New(env, cancelScan));
  exports.Set("scanFiles", Napi::Function::New(env, scanFiles));
  exports.Set("scanSkipped", Napi::Function::New(env, scanSkipped));
  return exports;
}

}  // namespace
}  // namespace vireon

static Napi::Object initVireon(Napi::Env env, Napi::Object exports) { return vireon::init(env, exports); }

NODE_API_MODULE(vireon, initVireon)
