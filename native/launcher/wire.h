// Bytes to and from the daemon, each wait with an end.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace vireon {

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

/// Milliseconds that are left, for `poll`; 0 where the deadline has passed.
int millisecondsUntil(Deadline deadline);

/// A connected socket, or -1 where nobody listens.
int connectTo(const std::string& path);

/// Sends everything; false where the other side has closed or the deadline passed.
bool sendAll(int socket, std::string_view bytes, Deadline deadline);

/// Everything up to the end of the stream, at most `maxBytes` and one more; nothing where the deadline passed.
std::optional<std::string> readAll(int fd, size_t maxBytes, Deadline deadline);

/// The stream's first line, or all of it where it ends before, without the `notes` that stand before it. Each note that comes gives the stream so much
/// longer, up to `end`; `noted` says whether one came.
std::optional<std::string> readLineAfter(std::string_view note, int fd, size_t maxBytes, Deadline deadline,
                                         std::chrono::milliseconds longer, Deadline end, bool& noted);

/// One line without its newline, not a byte more than it; nothing where the stream ended or the deadline passed.
std::optional<std::string> readLine(int socket, size_t maxBytes, Deadline deadline);

/// Writes everything to a descriptor that may block; false where its reader has gone.
bool writeAll(int fd, std::string_view bytes);

/// Joins stdin and stdout to the socket. True where the input ended before the socket did, or last said `exit`.
bool joinStdio(int socket);

}  // namespace vireon
