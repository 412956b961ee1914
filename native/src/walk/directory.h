// The system's view of folders and files; the only place in the walk that differs between systems.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "walk/walk.h"

namespace vireon {

enum class EntryKind : uint8_t { file, folder, symlink, fifo, socket, device, unknown };

/** Why a kind of entry is not scanned. */
std::string_view reasonToSkip(EntryKind kind);

/** Reads one folder, entry by entry. */
class DirectoryReader {
 public:
  explicit DirectoryReader(const std::string& path);
  DirectoryReader(const DirectoryReader&) = delete;
  DirectoryReader& operator=(const DirectoryReader&) = delete;
  ~DirectoryReader();

  /** Empty where the folder could be opened. */
  const std::string& error() const { return error_; }
  /** False at the end, or at an error that `error` then tells. `.` and `..` are left out. */
  bool next(std::string& name, EntryKind& kind);
  std::optional<FileStamp> stamp(const std::string& name) const;

 private:
  struct Handle;
  Handle* handle_ = nullptr;
  std::string error_;
};

struct Inspected {
  EntryKind kind;
  FileStamp stamp;
};

/** Follows a symbolic link where `follow` is set. Nothing where there is no such entry; `error` then says why. */
std::optional<Inspected> inspect(const std::string& path, bool follow, std::string& error);

enum class ReadEnd : uint8_t { whole, tooLarge, binary, notFile, failed };

/** A file's content; keep one and read many files with it, so that its memory is used again. */
struct FileContent {
  std::string buffer;
  size_t length = 0;
  FileStamp stamp;
  /** Set where a read failed. */
  std::string error;

  std::string_view text() const { return std::string_view(buffer).substr(0, length); }
};

/**
 * A file with a NUL in its first 8 KiB is `binary`. Never waits on a FIFO and never reads a device.
 */
ReadEnd readContent(const std::string& path, uint64_t maxBytes, FileContent& content);

/** Nothing where it is no file, cannot be read or is larger than 1 MiB. */
std::optional<std::string> readSmallFile(const std::string& path);

}  // namespace vireon
