#include "scan/cache.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <stdexcept>

#include "scan/bytes.h"

namespace vireon {
namespace {

constexpr char kMagic[8] = {'V', 'I', 'R', 'E', 'O', 'N', 'C', '3'};
constexpr uint64_t kMaxFile = 2ull << 30;

struct Header {
  char magic[8];
  Hash128 key;
  uint64_t records;
  /** Over all that follows the header. */
  Hash128 checksum;
};

void write(ByteWriter& out, const Span& span) {
  for (const Position& position : {span.start, span.end}) {
    out.number(position.line);
    out.number(position.column);
  }
}

Span readSpan(ByteReader& in) {
  Span span;
  for (Position* position : {&span.start, &span.end}) {
    position->line = in.number<uint32_t>();
    position->column = in.number<uint32_t>();
  }
  return span;
}

void write(ByteWriter& out, const LocatedMatch& located) {
  const Match& match = located.match;
  out.number(static_cast<uint64_t>(match.rule));
  out.number(match.startByte);
  out.number(match.endByte);
  write(out, located.span);
  out.text(match.message);
  out.number(match.fix.has_value());
  out.text(match.fix.value_or(""));
  out.number(located.quote.has_value());
  out.text(located.quote.value_or(""));
  out.number(static_cast<uint32_t>(match.metavariables.size()));
  for (const auto& [name, value] : match.metavariables) {
    out.text(name);
    out.text(value);
  }
  out.number(static_cast<uint32_t>(match.trace.size()));
  for (size_t i = 0; i < match.trace.size(); ++i) {
    out.number(static_cast<uint8_t>(match.trace[i].role));
    out.text(match.trace[i].text);
    write(out, located.steps[i]);
  }
}

LocatedMatch readMatch(ByteReader& in) {
  LocatedMatch located;
  Match& match = located.match;
  match.rule = in.number<uint64_t>();
  match.startByte = in.number<uint32_t>();
  match.endByte = in.number<uint32_t>();
  located.span = readSpan(in);
  match.message = in.text();
  const bool hasFix = in.number<uint8_t>() != 0;
  std::string fix = in.text();
  if (hasFix) match.fix = std::move(fix);
  const bool hasQuote = in.number<uint8_t>() != 0;
  std::string quote = in.text();
  if (hasQuote) located.quote = std::move(quote);
  for (uint32_t left = in.count(); left > 0 && in.ok(); --left) {
    std::string name = in.text();
    match.metavariables.emplace_back(std::move(name), in.text());
  }
  for (uint32_t left = in.count(); left > 0 && in.ok(); --left) {
    MatchStep step;
    step.role = static_cast<MatchStep::Role>(std::min<uint8_t>(in.number<uint8_t>(), 2));
    step.text = in.text();
    match.trace.push_back(std::move(step));
    located.steps.push_back(readSpan(in));
  }
  return located;
}

void write(ByteWriter& out, const BoundHit& bound) {
  out.number(static_cast<uint64_t>(bound.rule ? *bound.rule + 1 : 0));
  out.text(bound.message);
}

BoundHit readBound(ByteReader& in) {
  BoundHit bound;
  if (const uint64_t rule = in.number<uint64_t>()) bound.rule = rule - 1;
  bound.message = in.text();
  return bound;
}

void write(ByteWriter& out, const FileKnowledge& knowledge) {
  out.text(knowledge.language);
  out.number(knowledge.binary);
  out.number(static_cast<uint32_t>(knowledge.outcomes.size()));
  for (const auto& [language, outcome] : knowledge.outcomes) {
    out.text(language);
    out.number(outcome.partial);
    out.number(static_cast<uint32_t>(outcome.matches.size()));
    for (const LocatedMatch& match : outcome.matches) write(out, match);
    out.number(static_cast<uint32_t>(outcome.bounds.size()));
    for (const BoundHit& bound : outcome.bounds) write(out, bound);
  }
}

LanguageOutcome readOutcome(ByteReader& in) {
  LanguageOutcome outcome;
  outcome.language = in.text();
  outcome.outcome.partial = in.number<uint8_t>() != 0;
  for (uint32_t left = in.count(); left > 0 && in.ok(); --left) outcome.outcome.matches.push_back(readMatch(in));
  for (uint32_t left = in.count(); left > 0 && in.ok(); --left) outcome.outcome.bounds.push_back(readBound(in));
  return outcome;
}

std::string readWhole(const std::string& file) {
  std::error_code problem;
  const uint64_t size = std::filesystem::is_regular_file(file, problem) ? std::filesystem::file_size(file, problem) : 0;
  if (problem || size > kMaxFile) return {};
  std::string bytes(size, '\0');
  std::ifstream in(file, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(size));
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
}

void writeWhole(const std::string& file, const Header& header, std::string_view body) {
  const std::string temporary = file + "." + std::to_string(hashOf(body).low) + ".tmp";
  {
    std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(&header), sizeof header);
    out.write(body.data(), static_cast<std::streamsize>(body.size()));
    out.close();
    if (!out) {
      std::remove(temporary.c_str());
      throw std::runtime_error("cannot write the scan cache " + file);
    }
  }
  std::error_code problem;
  std::filesystem::rename(temporary, file, problem);
  if (!problem) return;
  std::remove(temporary.c_str());
  throw std::runtime_error("cannot replace the scan cache " + file + ": " + problem.message());
}

}  // namespace

struct Cache::Record {
  Hash128 path, content;
  FileStamp stamp;
  /** From the first byte behind the records. */
  uint64_t payload;
  uint32_t payloadSize;
  uint32_t young;
};

Cache Cache::load(const std::string& file, const Hash128& key) {
  Cache cache;
  if (file.empty()) return cache;
  cache.bytes_ = readWhole(file);
  if (!cache.accept(key)) cache = Cache();
  return cache;
}

bool Cache::accept(const Hash128& key) {
  static_assert(std::is_trivially_copyable_v<Record> && std::is_trivially_copyable_v<Header>);
  Header header;
  if (bytes_.size() < sizeof header) return false;
  std::memcpy(&header, bytes_.data(), sizeof header);
  const std::string_view body = std::string_view(bytes_).substr(sizeof header);
  if (std::memcmp(header.magic, kMagic, sizeof kMagic) != 0 || header.key != key) return false;
  if (header.records > body.size() / sizeof(Record) || hashOf(body) != header.checksum) return false;
  count_ = header.records;
  buckets_.assign((1 << 16) + 1, 0);
  Hash128 previous;
  for (uint32_t i = 0; i < count_; ++i) {
    const Hash128 path = record(i).path;
    if (path < previous) return false;
    previous = path;
    ++buckets_[(path.low >> 48) + 1];
  }
  std::partial_sum(buckets_.begin(), buckets_.end(), buckets_.begin());
  return true;
}

Cache::Record Cache::record(uint32_t entry) const {
  Record record;
  std::memcpy(&record, bytes_.data() + sizeof(Header) + entry * sizeof record, sizeof record);
  return record;
}

std::string_view Cache::payload(const Record& record) const {
  const std::string_view all = std::string_view(bytes_).substr(sizeof(Header) + count_ * sizeof(Record));
  if (record.payload > all.size() || record.payloadSize > all.size() - record.payload) return {};
  return all.substr(record.payload, record.payloadSize);
}

std::optional<uint32_t> Cache::find(const Hash128& path) const {
  if (count_ == 0) return std::nullopt;
  const uint64_t bucket = path.low >> 48;
  for (uint32_t i = buckets_[bucket]; i < buckets_[bucket + 1]; ++i)
    if (record(i).path == path) return i;
  return std::nullopt;
}

bool Cache::holdsFor(uint32_t entry, const FileStamp& stamp) const {
  const Record known = record(entry);
  return !known.young && known.stamp == stamp;
}

bool Cache::holdsFor(uint32_t entry, const Hash128& content) const { return record(entry).content == content; }

std::optional<FileKnowledge> Cache::knowledge(uint32_t entry) const {
  ByteReader in(payload(record(entry)));
  FileKnowledge knowledge;
  knowledge.language = in.text();
  knowledge.binary = in.number<uint8_t>() != 0;
  for (uint32_t left = in.count(); left > 0 && in.ok(); --left) knowledge.outcomes.push_back(readOutcome(in));
  if (!in.ok() || !in.atEnd()) return std::nullopt;
  return knowledge;
}

void Cache::save(const std::string& file, const Hash128& key, const std::vector<bool>& keep,
                 const std::vector<CacheEntry>& added) const {
  std::vector<Record> records;
  std::string payloads;
  for (uint32_t i = 0; i < count_; ++i) {
    if (!keep[i]) continue;
    Record kept = record(i);
    const std::string_view bytes = payload(kept);
    kept.payload = payloads.size();
    payloads += bytes;
    records.push_back(kept);
  }
  for (const CacheEntry& entry : added) {
    Record record{entry.path, entry.content, entry.stamp, payloads.size(), 0, entry.young};
    ByteWriter out(payloads);
    write(out, entry.knowledge);
    record.payloadSize = static_cast<uint32_t>(payloads.size() - record.payload);
    records.push_back(record);
  }
  std::sort(records.begin(), records.end(), [](const Record& a, const Record& b) { return a.path < b.path; });
  std::string body(reinterpret_cast<const char*>(records.data()), records.size() * sizeof(Record));
  body += payloads;
  Header header{{}, key, records.size(), hashOf(body)};
  std::memcpy(header.magic, kMagic, sizeof kMagic);
  writeWhole(file, header, body);
}

}  // namespace vireon
