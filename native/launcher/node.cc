#include "node.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

namespace vireon {
namespace {

constexpr int kNotStarted = 127;

}  // namespace

void becomeNode(const std::string& main, const std::vector<std::string>& arguments) {
  if (access(main.c_str(), R_OK) != 0) return;
  std::vector<char*> argv{const_cast<char*>("node"), const_cast<char*>(main.c_str())};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  // The Node that this build was compiled with: its native parts may not load in whichever comes first in PATH.
  execv(VIREON_NODE, argv.data());
  execvp("node", argv.data());
}

int runNode(const std::string& main, const std::vector<std::string>& arguments, std::string_view input, Deadline deadline) {
  int ends[2];
  if (pipe(ends) != 0) return -1;
  const pid_t child = fork();
  if (child < 0) return -1;
  if (child == 0) {
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    close(ends[1]);
    signal(SIGPIPE, SIG_DFL);
    becomeNode(main, arguments);
    _exit(kNotStarted);
  }
  close(ends[0]);
  fcntl(ends[1], F_SETFL, O_NONBLOCK);

  int status = 0;
  for (;;) {
    const pid_t ended = waitpid(child, &status, WNOHANG);
    if (ended == child) return WIFEXITED(status) && WEXITSTATUS(status) != kNotStarted ? WEXITSTATUS(status) : -1;
    if (millisecondsUntil(deadline) == 0) break;
    if (input.empty()) {
      if (ends[1] >= 0) close(ends[1]);
      ends[1] = -1;
      poll(nullptr, 0, 2);
      continue;
    }
    pollfd entry{ends[1], POLLOUT, 0};
    poll(&entry, 1, 50);
    const ssize_t put = write(ends[1], input.data(), input.size());
    if (put > 0) input.remove_prefix(static_cast<size_t>(put));
    else if (errno == EPIPE) input = {};
  }
  kill(child, SIGKILL);
  waitpid(child, &status, 0);
  return -1;
}

}  // namespace vireon
