// The only file that knows Node: turns JavaScript values into plain C++ and back.
#include <napi.h>
#include <re2/re2.h>
#include <tree_sitter/api.h>

namespace {

Napi::Object init(Napi::Env env, Napi::Object exports) {
  exports.Set("abi", Napi::Number::New(env, TREE_SITTER_LANGUAGE_VERSION));
  exports.Set("re", Napi::Boolean::New(env, RE2("a").ok()));
  return exports;
}

}  // namespace

NODE_API_MODULE(vireon, init)
