#include "match/globs.h"

#include <string>
#include <vector>

namespace vireon {
namespace {

constexpr int kMaxSteps = 20'000;

// `*` and `?` stop at a slash, `**` does not; `[…]` is a set.
bool matches(std::string_view glob, std::string_view path, int& steps) {
  if (++steps > kMaxSteps) return false;
  while (!glob.empty()) {
    char c = glob[0];
    if (c == '*') {
      bool deep = glob.size() > 1 && glob[1] == '*';
      std::string_view rest = glob.substr(deep ? 2 : 1);
      if (deep && !rest.empty() && rest[0] == '/' && matches(rest.substr(1), path, steps)) return true;
      for (size_t i = 0; i <= path.size(); i++) {
        if (matches(rest, path.substr(i), steps)) return true;
        if (i < path.size() && path[i] == '/' && !deep) return false;
      }
      return false;
    }
    if (path.empty()) return false;
    if (c == '?') {
      if (path[0] == '/') return false;
    } else if (c == '[') {
      size_t end = glob.find(']', 2);
      if (end == glob.npos) {
        if (path[0] != '[') return false;
      } else {
        bool negated = glob[1] == '!' || glob[1] == '^', found = false;
        for (size_t i = negated ? 2 : 1; i < end; i++) {
          if (i + 2 < end && glob[i + 1] == '-') {
            found |= glob[i] <= path[0] && path[0] <= glob[i + 2];
            i += 2;
          } else {
            found |= glob[i] == path[0];
          }
        }
        if (found == negated) return false;
        glob.remove_prefix(end);
      }
    } else {
      if (c == '\\' && glob.size() > 1) glob.remove_prefix(1);
      if (glob[0] != path[0]) return false;
    }
    glob.remove_prefix(1);
    path.remove_prefix(1);
  }
  return path.empty();
}

// {a,b} written out.
void spread(const std::string& glob, std::vector<std::string>& out) {
  size_t open = glob.find('{');
  size_t close = open == glob.npos ? glob.npos : glob.find('}', open);
  if (close == glob.npos || out.size() > 64) {
    out.push_back(glob);
    return;
  }
  for (size_t at = open + 1; at <= close;) {
    size_t end = std::min(glob.find(',', at), close);
    spread(glob.substr(0, open) + glob.substr(at, end - at) + glob.substr(close + 1), out);
    at = end + 1;
  }
}

}  // namespace

bool globMatchesPath(std::string_view glob, std::string_view path) {
  std::vector<std::string> globs;
  spread(std::string(glob), globs);
  for (std::string& each : globs) {
    bool anchored = !each.empty() && each[0] == '/';
    if (anchored) each.erase(0, 1);
    while (!each.empty() && each.back() == '/') each.pop_back();
    if (each.starts_with("./")) each.erase(0, 2);
    int steps = 0;
    if (matches(each, path, steps) || matches(each + "/**", path, steps)) return true;
    if (!anchored && (matches("**/" + each, path, steps) || matches("**/" + each + "/**", path, steps))) return true;
  }
  return false;
}

}  // namespace vireon
