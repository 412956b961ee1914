#include "endpoint.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#ifdef __APPLE__
#include <mach-o/dyld.h>
#endif

namespace vireon {
namespace {

/// The smallest `sun_path` among the systems we run on is 104 bytes, with its final zero.
constexpr size_t kMaxSocketPathBytes = 103;
constexpr size_t kMaxStampBytes = 32;

std::string ownPath() {
  char path[4096];
#ifdef __APPLE__
  uint32_t size = sizeof path;
  char resolved[4096];
  if (_NSGetExecutablePath(path, &size) != 0 || realpath(path, resolved) == nullptr) return "";
  return resolved;
#else
  const ssize_t length = readlink("/proc/self/exe", path, sizeof path);
  return length > 0 && length < static_cast<ssize_t>(sizeof path) ? std::string(path, length) : "";
#endif
}

std::string parent(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

bool isStamp(const std::string& text) {
  if (text.empty() || text.size() > kMaxStampBytes || !isalnum(static_cast<unsigned char>(text[0]))) return false;
  return std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c < 0x80 && (isalnum(c) || c == '.' || c == '+' || c == '-');
  });
}

std::string readStamp(const std::string& file) {
  // Without streams, whose locales take a tenth of this program's time to set up.
  const int in = open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (in < 0) return "";
  char bytes[256];
  const ssize_t length = read(in, bytes, sizeof bytes);
  close(in);
  std::string text(bytes, static_cast<size_t>(std::max<ssize_t>(length, 0)));
  const auto isSpace = [](unsigned char c) { return isspace(c) != 0; };
  text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), isSpace));
  text.erase(std::find_if_not(text.rbegin(), text.rend(), isSpace).base(), text.end());
  return isStamp(text) ? text : "";
}

std::string environment(const char* name) {
  const char* value = getenv(name);
  return value == nullptr ? "" : value;
}

std::string withoutFinalSlash(std::string path) {
  while (path.size() > 1 && path.back() == '/') path.pop_back();
  return path;
}

std::string findHome() {
  if (const std::string named = environment("VIREON_HOME"); !named.empty()) {
    return named[0] == '/' ? withoutFinalSlash(named) : "";
  }
  if (const std::string state = environment("XDG_STATE_HOME"); !state.empty() && state[0] == '/') {
    return state + "/vireon";
  }
  const std::string user = environment("HOME");
  return user.empty() ? "" : user + "/.local/state/vireon";
}

std::string fnv1a64(const std::string& text) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (const unsigned char byte : text) hash = (hash ^ byte) * 0x100000001b3u;
  char digits[17];
  snprintf(digits, sizeof digits, "%016llx", static_cast<unsigned long long>(hash));
  return digits;
}

bool isOwn(const std::string& path, mode_t type, mode_t forbidden) {
  struct stat found;
  if (lstat(path.c_str(), &found) != 0) return false;
  return (found.st_mode & S_IFMT) == type && found.st_uid == getuid() && (found.st_mode & forbidden) == 0;
}

}  // namespace

Installation findInstallation() {
  // <root>/native/build/Release/vireon-launcher
  const std::string root = parent(parent(parent(parent(ownPath()))));
  return {root + "/server/dist/main.js", readStamp(root + "/server/dist/build-id")};
}

Endpoint findEndpoint(const Installation& installation) {
  const std::string home = findHome();
  if (home.empty() || installation.stamp.empty()) return {};
  const std::string name = "/daemon-" + installation.stamp + ".sock";
  std::string directory = home + "/run";
  if (directory.size() + name.size() > kMaxSocketPathBytes) {
    directory = "/tmp/vireon-" + std::to_string(getuid()) + "-" + fnv1a64(home);
  }
  return {directory, directory + name};
}

bool isTrusted(const Endpoint& endpoint) {
  return isOwn(endpoint.directory, S_IFDIR, 077) && isOwn(endpoint.socket, S_IFSOCK, 0);
}

}  // namespace vireon
