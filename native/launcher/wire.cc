#include "wire.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#ifndef MSG_NOSIGNAL
#define MSG_NOSIGNAL 0
#endif

namespace vireon {
namespace {

bool waitFor(int fd, short events, Deadline deadline) {
  for (;;) {
    pollfd entry{fd, events, 0};
    const int ready = poll(&entry, 1, millisecondsUntil(deadline));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

bool isPassing(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

/// One direction of joined streams: what was read and not yet written.
struct Flow {
  int from;
  int to;
  std::array<char, 65536> buffer;
  size_t begin = 0;
  size_t end = 0;
  bool ended = false;

  bool isEmpty() const { return begin == end; }
  bool wantsRead() const { return !ended && isEmpty(); }

  /// An LSP client says `exit` and waits for the server to go first.
  bool tookLeave() const { return std::string_view(buffer.data(), end).find("\"exit\"") != std::string_view::npos; }

  void read() {
    const ssize_t got = ::read(from, buffer.data(), buffer.size());
    if (got > 0) {
      begin = 0;
      end = static_cast<size_t>(got);
    } else if (got == 0 || !isPassing(errno)) {
      ended = true;
    }
  }

  /// A descriptor that polls writable takes this much without blocking, be it a pipe or a socket.
  static constexpr size_t kPiece = 4096;

  bool write() {
    const ssize_t put = ::write(to, buffer.data() + begin, std::min(end - begin, kPiece));
    if (put > 0) begin += static_cast<size_t>(put);
    return put >= 0 || isPassing(errno);
  }
};

}  // namespace

int millisecondsUntil(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::max<long long>(left, 0));
}

int connectTo(const std::string& path) {
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof address.sun_path) return -1;
  address.sun_family = AF_UNIX;
  memcpy(address.sun_path, path.data(), path.size());
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  if (fd < 0) return -1;
  fcntl(fd, F_SETFD, FD_CLOEXEC);
  fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
  if (connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  close(fd);
  return -1;
}

bool sendAll(int socket, std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      bytes.remove_prefix(static_cast<size_t>(sent));
    } else if (!isPassing(errno) || !waitFor(socket, POLLOUT, deadline)) {
      return false;
    }
  }
  return true;
}

std::optional<std::string> readAll(int fd, size_t maxBytes, Deadline deadline) {
  std::string all;
  std::array<char, 65536> buffer;
  while (all.size() <= maxBytes) {
    if (!waitFor(fd, POLLIN, deadline)) return std::nullopt;
    const ssize_t got = read(fd, buffer.data(), std::min(buffer.size(), maxBytes + 1 - all.size()));
    if (got > 0) {
      all.append(buffer.data(), static_cast<size_t>(got));
    } else if (got == 0) {
      return all;
    } else if (!isPassing(errno)) {
      return std::nullopt;
    }
  }
  return all;
}

std::optional<std::string> readLineAfter(std::string_view note, int fd, size_t maxBytes, Deadline deadline,
                                         std::chrono::milliseconds longer, Deadline end, bool& noted) {
  std::string all;
  std::array<char, 65536> buffer;
  while (all.size() <= maxBytes) {
    if (!waitFor(fd, POLLIN, deadline)) return std::nullopt;
    const ssize_t got = read(fd, buffer.data(), buffer.size());
    if (got == 0) return all;
    if (got < 0 && !isPassing(errno)) return std::nullopt;
    if (got > 0) all.append(buffer.data(), static_cast<size_t>(got));
    while (all.starts_with(note)) {
      all.erase(0, note.size());
      noted = true;
      deadline = std::min(Clock::now() + longer, end);
    }
    if (all.ends_with('\n')) return all;
  }
  return std::nullopt;
}

std::optional<std::string> readLine(int socket, size_t maxBytes, Deadline deadline) {
  std::string line;
  while (line.size() <= maxBytes) {
    if (!waitFor(socket, POLLIN, deadline)) return std::nullopt;
    char byte;
    const ssize_t got = read(socket, &byte, 1);
    if (got == 1 && byte == '\n') return line;
    if (got == 1) line += byte;
    else if (got == 0 || !isPassing(errno)) return std::nullopt;
  }
  return std::nullopt;
}

bool writeAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t put = write(fd, bytes.data(), bytes.size());
    if (put > 0) {
      bytes.remove_prefix(static_cast<size_t>(put));
    } else if (errno == EAGAIN) {
      waitFor(fd, POLLOUT, Deadline::max());
    } else if (errno != EINTR) {
      return false;
    }
  }
  return true;
}

bool joinStdio(int socket) {
  Flow in{STDIN_FILENO, socket, {}};
  Flow out{socket, STDOUT_FILENO, {}};
  bool closedHalf = false;
  for (;;) {
    if (out.ended && out.isEmpty()) return in.ended || in.tookLeave();
    if (in.ended && in.isEmpty() && !closedHalf) {
      shutdown(socket, SHUT_WR);
      closedHalf = true;
    }
    // A negative descriptor is passed over: who waits for nothing must not spin on a hang-up.
    std::array<pollfd, 4> entries{{
        {in.wantsRead() ? in.from : -1, POLLIN, 0},
        {in.isEmpty() ? -1 : in.to, POLLOUT, 0},
        {out.wantsRead() ? out.from : -1, POLLIN, 0},
        {out.isEmpty() ? -1 : out.to, POLLOUT, 0},
    }};
    if (poll(entries.data(), entries.size(), -1) < 0 && errno != EINTR) return false;
    if (entries[0].revents != 0) in.read();
    if (entries[1].revents != 0 && !in.write()) return false;
    if (entries[2].revents != 0) out.read();
    if (entries[3].revents != 0 && !out.write()) return false;
  }
}

}  // namespace vireon
