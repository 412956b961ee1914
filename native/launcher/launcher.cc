// The compiled client: `vireon-launcher hook <host>`, `lsp --stdio` and `mcp` join their stdio to the daemon without
// the time that Node takes to start; whatever the daemon cannot do at once goes through `node main.js`.

#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <exception>
#include <limits.h>

#include "endpoint.h"
#include "json.h"
#include "node.h"
#include "wire.h"

using namespace vireon;
using std::chrono::milliseconds;

namespace {

using Arguments = std::vector<std::string>;

constexpr size_t kMaxPayloadBytes = 32 * 1024 * 1024;
constexpr size_t kMaxAnswerBytes = 64 * 1024 * 1024;
constexpr size_t kMaxGreetingBytes = 64 * 1024;
constexpr milliseconds kGreetingTime{5000};

/// Below ten seconds, the time that the settings we propose give to the hook.
constexpr double kAnswerWithinSeconds = 9;
constexpr milliseconds kDaemonTime{5000};
/// Node answers in its own time and is only killed where even that fails.
constexpr milliseconds kNodeGrace{700};

/// Hosts take this exit code as: the act is blocked, stderr says why.
constexpr int kBlocked = 2;

/// What the daemon says again and again while a person is asked, and after how much silence it is taken for hung.
constexpr std::string_view kWaiting = "{\"waiting\":true}\n";
constexpr milliseconds kSilence{10'000};
constexpr double kMaxWaitSeconds = 3600;

struct Hook {
  std::string host;
  double seconds = kAnswerWithinSeconds;
  /// How much longer where a person must be asked.
  double waitSeconds = 0;

  milliseconds wait() const { return milliseconds(std::llround(waitSeconds * 1000)); }
};

/// Nothing where the arguments say more than this program knows; Node reads them then.
std::optional<Hook> readHookArguments(const Arguments& arguments) {
  Hook hook;
  for (size_t i = 1; i < arguments.size(); ++i) {
    if (arguments[i] == "--timeout" && i + 1 < arguments.size()) {
      char* end = nullptr;
      hook.seconds = strtod(arguments[++i].c_str(), &end);
      if (*end != '\0' || !(hook.seconds > 0 && hook.seconds <= 600)) return std::nullopt;
    } else if (arguments[i] == "--wait" && i + 1 < arguments.size()) {
      char* end = nullptr;
      hook.waitSeconds = strtod(arguments[++i].c_str(), &end);
      if (*end != '\0' || !(hook.waitSeconds > 0 && hook.waitSeconds <= kMaxWaitSeconds)) return std::nullopt;
    } else if (arguments[i].empty() || arguments[i][0] == '-' || !hook.host.empty()) {
      return std::nullopt;
    } else {
      hook.host = arguments[i];
    }
  }
  return hook.host.empty() ? std::nullopt : std::optional(hook);
}

std::string header(std::string_view peer, const Arguments& words) {
  char cwd[PATH_MAX];
  if (getcwd(cwd, sizeof cwd) == nullptr) return "";
  std::string argv;
  for (const std::string& word : words) argv += (argv.empty() ? "" : ",") + quote(word);
  return "{\"peer\":" + quote(peer) + ",\"argv\":[" + argv + "],\"cwd\":" + quote(cwd) + "}\n";
}

int connectToDaemon(const Installation& installation) {
  const Endpoint endpoint = findEndpoint(installation);
  return isTrusted(endpoint) ? connectTo(endpoint.socket) : -1;
}

/// Empty where the folder that we run in has gone.
std::string requestOf(const Hook& hook, std::string_view payload) {
  Arguments words{hook.host};
  if (hook.waitSeconds > 0) words.insert(words.end(), {"--wait", std::to_string(hook.waitSeconds)});
  std::string request = header("hook", words);
  if (!request.empty()) request += payload;
  return request;
}

std::optional<HookAnswer> askDaemon(int socket, const Hook& hook, std::string_view request, Deadline deadline, bool& waited) {
  if (request.empty()) return std::nullopt;
  // A daemon that refuses may close before it has read everything; what it answered tells.
  if (sendAll(socket, request, deadline)) shutdown(socket, SHUT_WR);
  const auto answer = readLineAfter(kWaiting, socket, kMaxAnswerBytes, deadline, kSilence, deadline + hook.wait(), waited);
  return answer ? readHookAnswer(*answer) : std::nullopt;
}

/// A host for which exit code 2 is no refusal, and the answer that is; the reason stands between its halves.
struct Refusal {
  std::string_view host;
  std::string_view before;
  std::string_view after;
};

constexpr Refusal kRefusals[] = {
    {"antigravity", R"({"decision":"deny","reason":)", "}\n"},
    {"cline", R"({"cancel":true,"errorMessage":)", ",\"contextModification\":\"\"}\n"},
};

int block(std::string_view why, std::string_view host = "") {
  const std::string reason = "vireon: this could not be judged, and so it is blocked: " + std::string(why);
  writeAll(STDERR_FILENO, reason + "\n");
  for (const Refusal& refusal : kRefusals) {
    if (refusal.host != host) continue;
    const std::string answer = std::string(refusal.before) + quote(reason) + std::string(refusal.after);
    return writeAll(STDOUT_FILENO, answer) ? 0 : kBlocked;
  }
  return kBlocked;
}

/// The hook through Node, which finds another way to judge or refuses in the host's own words.
int hookThroughNode(const Installation& installation, const Hook& hook, std::string_view payload, bool daemonFailed, Deadline deadline) {
  const std::string seconds = std::to_string(std::max(millisecondsUntil(deadline), 1) / 1000.0);
  Arguments arguments{"hook", hook.host, "--timeout", seconds};
  if (hook.waitSeconds > 0) arguments.insert(arguments.end(), {"--wait", std::to_string(hook.waitSeconds)});
  if (daemonFailed) arguments.push_back("--no-daemon");
  const int code = runNode(installation.main, arguments, payload, deadline + hook.wait() + kNodeGrace);
  if (code == 0 || code == kBlocked) return code;
  return block(code < 0 ? "Node did not answer" : "Node ended with code " + std::to_string(code), hook.host);
}

int answerHook(const Installation& installation, const Hook& hook) {
  const Deadline deadline = Clock::now() + milliseconds(std::llround(hook.seconds * 1000));
  const auto payload = readAll(STDIN_FILENO, kMaxPayloadBytes, deadline);
  if (!payload) return block("its payload did not come in time", hook.host);
  const std::string request = requestOf(hook, *payload);
  const int socket = payload->size() <= kMaxPayloadBytes ? connectToDaemon(installation) : -1;
  if (socket < 0) return hookThroughNode(installation, hook, *payload, false, deadline);
  const auto half = (deadline - Clock::now()) / 2;
  bool waited = false;
  const auto answer = askDaemon(socket, hook, request, Clock::now() + std::min<Clock::duration>(kDaemonTime, half), waited);
  close(socket);
  if (!answer && waited) return hookThroughNode(installation, {hook.host, kAnswerWithinSeconds}, *payload, true, Clock::now() + milliseconds(std::llround(kAnswerWithinSeconds * 1000)));
  if (!answer) return hookThroughNode(installation, hook, *payload, true, deadline);
  writeAll(STDOUT_FILENO, answer->out);
  writeAll(STDERR_FILENO, answer->err);
  return answer->exitCode;
}

bool isStdioPeer(const Arguments& arguments) {
  if (arguments.size() == 1) return arguments[0] == "mcp" || arguments[0] == "lsp";
  return arguments.size() == 2 && arguments[0] == "lsp" && arguments[1] == "--stdio";
}

/// The exit code, or nothing where no daemon took the connection.
std::optional<int> joinPeer(const Installation& installation, const std::string& peer) {
  const int socket = connectToDaemon(installation);
  const std::string first = header(peer, {});
  const Deadline deadline = Clock::now() + kGreetingTime;
  if (socket < 0 || first.empty() || !sendAll(socket, first, deadline)) return std::nullopt;
  const auto greeting = readLine(socket, kMaxGreetingBytes, deadline);
  if (!greeting || greeting->find(quote(installation.stamp)) == std::string::npos) return std::nullopt;
  if (joinStdio(socket)) return 0;
  writeAll(STDERR_FILENO, "vireon: the daemon ended the connection\n");
  return 1;
}

int run(const Arguments& arguments) {
  const Installation installation = findInstallation();
  if (arguments == Arguments{"--socket-path"}) {
    writeAll(STDOUT_FILENO, findEndpoint(installation).socket + "\n");
    return 0;
  }
  if (!arguments.empty() && arguments[0] == "hook") {
    if (const auto hook = readHookArguments(arguments)) return answerHook(installation, *hook);
  }
  if (isStdioPeer(arguments)) {
    if (const auto code = joinPeer(installation, arguments[0])) return *code;
  }
  becomeNode(installation.main, arguments);
  return block("Node could not be started; install it, or build Vireon again");
}

}  // namespace

int main(int argc, char** argv) {
  // A reader that has gone is told by the write that fails.
  signal(SIGPIPE, SIG_IGN);
  try {
    return run(Arguments(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    return block(error.what());
  }
}
