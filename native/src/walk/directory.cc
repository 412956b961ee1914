#include "walk/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>


namespace vireon {

namespace {

constexpr size_t kSniffBytes = 8192;
constexpr size_t kFirstRead = 64 << 10;
constexpr size_t kSmallFile = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

EntryKind kindOfMode(mode_t mode) {
  if (S_ISREG(mode)) return EntryKind::file;
  if (S_ISDIR(mode)) return EntryKind::folder;
  if (S_ISLNK(mode)) return EntryKind::symlink;
  if (S_ISFIFO(mode)) return EntryKind::fifo;
  if (S_ISSOCK(mode)) return EntryKind::socket;
  if (S_ISCHR(mode) || S_ISBLK(mode)) return EntryKind::device;
  return EntryKind::unknown;
}

EntryKind kindOfType(unsigned char type) {
  switch (type) {
    case DT_REG: return EntryKind::file;
    case DT_DIR: return EntryKind::folder;
    case DT_LNK: return EntryKind::symlink;
    case DT_FIFO: return EntryKind::fifo;
    case DT_SOCK: return EntryKind::socket;
    case DT_CHR:
    case DT_BLK: return EntryKind::device;
    default: return EntryKind::unknown;
  }
}

FileStamp stampOf(const struct stat& info) {
#ifdef __APPLE__
  const timespec modified = info.st_mtimespec, changed = info.st_ctimespec;
#else
  const timespec modified = info.st_mtim, changed = info.st_ctim;
#endif
  const auto nanoseconds = [](const timespec& t) { return static_cast<int64_t>(t.tv_sec) * 1000000000 + t.tv_nsec; };
  return {static_cast<uint64_t>(info.st_size), static_cast<uint64_t>(info.st_ino), nanoseconds(modified),
          nanoseconds(changed)};
}

/** Reads until `wanted` bytes stand in the buffer or the file ends; false on an error. */
bool fill(int file, std::string& buffer, size_t wanted, size_t& have) {
  if (buffer.size() < wanted) buffer.resize(wanted);
  while (have < wanted) {
    const ssize_t count = read(file, buffer.data() + have, wanted - have);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) return true;
    have += static_cast<size_t>(count);
  }
  return true;
}

}  // namespace

std::string_view reasonToSkip(EntryKind kind) {
  switch (kind) {
    case EntryKind::symlink: return "symbolic link (not followed)";
    case EntryKind::fifo: return "named pipe";
    case EntryKind::socket: return "socket";
    case EntryKind::device: return "device";
    default: return "neither file nor folder";
  }
}

struct DirectoryReader::Handle {
  DIR* stream;
};

DirectoryReader::DirectoryReader(const std::string& path) {
  if (DIR* stream = opendir(path.c_str())) {
    handle_ = new Handle{stream};
  } else {
    error_ = std::strerror(errno);
  }
}

DirectoryReader::~DirectoryReader() {
  if (!handle_) return;
  closedir(handle_->stream);
  delete handle_;
}

bool DirectoryReader::next(std::string& name, EntryKind& kind) {
  for (;;) {
    errno = 0;
    const dirent* entry = handle_ ? readdir(handle_->stream) : nullptr;
    if (!entry) {
      if (handle_ && errno != 0) error_ = std::strerror(errno);
      return false;
    }
    name = entry->d_name;
    if (name == "." || name == "..") continue;
    kind = kindOfType(entry->d_type);
    if (kind == EntryKind::unknown) {
      struct stat info;
      if (fstatat(dirfd(handle_->stream), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0) kind = kindOfMode(info.st_mode);
    }
    return true;
  }
}

std::optional<FileStamp> DirectoryReader::stamp(const std::string& name) const {
  struct stat info;
  if (fstatat(dirfd(handle_->stream), name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) return std::nullopt;
  return stampOf(info);
}

std::optional<Inspected> inspect(const std::string& path, bool follow, std::string& error) {
  struct stat info;
  if ((follow ? stat(path.c_str(), &info) : lstat(path.c_str(), &info)) != 0) {
    error = std::strerror(errno);
    return std::nullopt;
  }
  return Inspected{kindOfMode(info.st_mode), stampOf(info)};
}

ReadEnd readContent(const std::string& path, uint64_t maxBytes, FileContent& content) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  struct stat info;
  content.length = 0;
  if (file.number() < 0 || fstat(file.number(), &info) != 0) {
    content.error = std::strerror(errno);
    return ReadEnd::failed;
  }
  if (!S_ISREG(info.st_mode)) return ReadEnd::notFile;
  content.stamp = stampOf(info);
  if (content.stamp.size > maxBytes) return ReadEnd::tooLarge;
  // One byte more than the size tells the end from a file that has just grown.
  size_t wanted = std::min<uint64_t>(content.stamp.size + 1, kFirstRead);
  for (bool sniffed = false;; sniffed = true) {
    if (!fill(file.number(), content.buffer, wanted, content.length)) {
      content.error = std::strerror(errno);
      return ReadEnd::failed;
    }
    if (!sniffed && std::memchr(content.buffer.data(), 0, std::min(content.length, kSniffBytes))) return ReadEnd::binary;
    if (content.length > maxBytes) return ReadEnd::tooLarge;
    if (content.length < wanted) return ReadEnd::whole;
    wanted = std::max<size_t>(content.stamp.size + 1, content.length * 2);
  }
}

std::optional<std::string> readSmallFile(const std::string& path) {
  FileContent content;
  if (readContent(path, kSmallFile, content) != ReadEnd::whole) return std::nullopt;
  content.buffer.resize(content.length);
  return std::move(content.buffer);
}

}  // namespace vireon
