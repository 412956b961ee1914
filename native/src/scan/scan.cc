#include "scan/scan.h"

#include <algorithm>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <tuple>
#include <unordered_set>

#include "scan/bytes.h"
#include "scan/cache.h"
#include "scan/detect.h"
#include "scan/pool.h"
#include "scan/quote.h"
#include "scan/targets.h"
#include "scan/tasks.h"
#include "walk/directory.h"

namespace vireon {
namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kProgressPause = std::chrono::milliseconds(50);
/** Systems stamp changes with clocks this coarse at worst. */
constexpr int64_t kYoungNs = 2'000'000'000;
constexpr size_t kBatchFiles = 64;
constexpr size_t kKeptBuffer = 4 << 20;
constexpr uint64_t kLargestText = 1ull << 30;
/** What a scan tells at most, in bytes of texts and this much for each match besides: whoever takes it needs some times more. */
constexpr uint64_t kMostTold = 64 << 20, kPerMatch = 1 << 10;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kUnknownLanguage = "other";

int64_t nowNs() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

Hash128 cacheKey(const Program& program, const ScanRequest& request) {
  std::string bytes;
  ByteWriter out(bytes);
  out.number(program.hash().low);
  out.number(program.hash().high);
  out.text(request.engine);
  out.text(request.root);
  return hashOf(bytes);
}

/** Totals that threads add to. */
struct Counters {
  std::atomic<uint64_t> found{0}, done{0}, told{0}, untold{0};
};

uint64_t weightOf(const LocatedMatch& located) {
  uint64_t weight = kPerMatch + located.match.message.size() + located.match.fix.value_or("").size();
  for (const auto& [name, value] : located.match.metavariables) weight += name.size() + value.size();
  for (const MatchStep& step : located.match.trace) weight += sizeof step + step.text.size();
  return weight + (located.quote ? located.quote->size() : 0);
}

class Run {
 public:
  Run(const Program& program, const ScanRequest& request, const CancelFlag& cancelled,
      const std::function<void(const ScanProgress&)>& onProgress)
      : program_(program), request_(request), cancelled_(cancelled), onProgress_(onProgress),
        key_(cacheKey(program, request)), cache_(Cache::load(request.cacheFile, key_)),
        walk_(request.root, cache_.size() > 0) {}

  ScanOutcome execute();

 private:
  /** What one thread gathers; merged at the end, so that threads do not wait for each other. */
  struct Thread {
    ScanOutcome outcome;
    std::vector<CacheEntry> added;
    std::vector<uint32_t> reused;
    FileContent content;
  };

  void work(Thread& thread);
  void workGuarded(Thread& thread);
  void visit(Thread& thread, const Folder& folder);
  void scanBatch(Thread& thread, const FileBatch& batch);
  void scanFile(Thread& thread, const std::string& path, bool named);
  void scanOverlay(Thread& thread, const std::string& path, const std::string& text, bool named);
  bool reuse(Thread& thread, const std::string& path, const FileStamp& stamp);
  void scanContent(Thread& thread, const std::string& path, bool named);
  FileKnowledge learn(std::string_view text, const std::string& path, bool named) const;
  void remember(Thread& thread, const std::string& path, bool named, const Hash128& content, const FileKnowledge& knowledge);
  void report(Thread& thread, const std::string& path, FileKnowledge knowledge, uint64_t bytes);
  bool maybeTold(const FileKnowledge& knowledge);
  std::optional<FileKnowledge> trusted(uint32_t entry) const;
  Hash128 cacheName(const std::string& path, bool named) const;
  void addNewOverlays(const Targets& targets, std::vector<FileBatch>& batches) const;
  void tick(bool last);
  ScanOutcome merge(std::vector<Thread>& threads, Targets& targets);
  void saveCache(std::vector<Thread>& threads, std::vector<Skipped>& skipped);

  const Program& program_;
  const ScanRequest& request_;
  const CancelFlag& cancelled_;
  const std::function<void(const ScanProgress&)>& onProgress_;
  const Hash128 key_;
  const Cache cache_;
  const Walk walk_;
  std::unordered_set<std::string> named_;
  TaskQueue tasks_;
  Counters counters_;
  std::mutex progressLock_;
  std::exception_ptr failure_;
  std::atomic<Clock::rep> nextProgress_{0};
};

ScanOutcome Run::execute() {
  Targets targets = resolveTargets(request_, walk_);
  std::vector<FileBatch> batches;
  for (const std::string& file : targets.files) {
    named_.insert(file);
    batches.push_back({"", {file}, true});
  }
  addNewOverlays(targets, batches);
  counters_.found = batches.size();
  tasks_.add(std::move(targets.folders), std::move(batches));
  std::vector<Thread> threads(threadCount());
  std::vector<std::thread> others;
  for (size_t i = 1; i < threads.size(); ++i) others.emplace_back([this, &threads, i] { workGuarded(threads[i]); });
  workGuarded(threads[0]);
  for (std::thread& other : others) other.join();
  if (failure_) std::rethrow_exception(failure_);
  tick(true);
  saveCache(threads, targets.skipped);
  return merge(threads, targets);
}

/** Unsaved documents that are not yet files; the walk cannot find them. */
void Run::addNewOverlays(const Targets& targets, std::vector<FileBatch>& batches) const {
  for (const auto& [path, text] : request_.overlays) {
    std::string error;
    if (named_.contains(path) || inspect(walk_.absolute(path), false, error)) continue;
    const bool wanted = std::any_of(targets.folders.begin(), targets.folders.end(),
                                    [&](const Folder& folder) { return path.starts_with(folder.path); });
    if (wanted) batches.push_back({"", {path}, false});
  }
}

void Run::work(Thread& thread) {
  while (const auto task = tasks_.take()) {
    if (const Folder* folder = std::get_if<Folder>(&*task)) {
      visit(thread, *folder);
    } else {
      scanBatch(thread, std::get<FileBatch>(*task));
    }
    tasks_.finished(*task);
    if (cancelled_) tasks_.close();
  }
}

/** A thread that fails takes the whole scan with it: half a result would look like a clean one. */
void Run::workGuarded(Thread& thread) {
  try {
    work(thread);
  } catch (...) {
    const std::lock_guard lock(progressLock_);
    if (!failure_) failure_ = std::current_exception();
    tasks_.close();
  }
}

void Run::visit(Thread& thread, const Folder& folder) {
  Visit visit = walk_.visit(folder);
  std::vector<FileBatch> batches;
  size_t reused = 0;
  for (Listed& file : visit.files) {
    const std::string path = folder.path + file.name;
    if (named_.contains(path)) continue;
    counters_.found.fetch_add(1, std::memory_order_relaxed);
    if (reuse(thread, path, file.stamp)) {
      ++reused;
      continue;
    }
    if (batches.empty() || batches.back().names.size() == kBatchFiles) batches.push_back({folder.path, {}, false});
    batches.back().names.push_back(std::move(file.name));
  }
  for (Skipped& skipped : visit.skipped) thread.outcome.skipped.push_back(std::move(skipped));
  counters_.done.fetch_add(reused, std::memory_order_relaxed);
  tasks_.add(std::move(visit.folders), std::move(batches));
  tick(false);
}

void Run::scanBatch(Thread& thread, const FileBatch& batch) {
  for (const std::string& name : batch.names) {
    if (cancelled_) return;
    scanFile(thread, batch.folder + name, batch.named);
    counters_.done.fetch_add(1, std::memory_order_relaxed);
    tick(false);
  }
}

void Run::scanFile(Thread& thread, const std::string& path, bool named) {
  if (const auto overlay = request_.overlays.find(path); overlay != request_.overlays.end())
    return scanOverlay(thread, path, overlay->second, named);
  const std::string_view language = languageOfPath(path);
  if (!named && !language.empty() && !program_.wants(language))
    return report(thread, path, {std::string(language), false, {}}, 0);
  const uint64_t limit = std::min(request_.maxFileBytes, kLargestText);
  switch (readContent(walk_.absolute(path), limit, thread.content)) {
    case ReadEnd::whole:
      scanContent(thread, path, named);
      break;
    case ReadEnd::binary: {
      FileKnowledge knowledge{{}, true, {}};
      remember(thread, path, named, {}, knowledge);
      report(thread, path, std::move(knowledge), 0);
      break;
    }
    case ReadEnd::tooLarge:
      thread.outcome.skipped.push_back({path, "larger than " + std::to_string(limit) + " bytes"});
      break;
    case ReadEnd::notFile:
      thread.outcome.skipped.push_back({path, "neither file nor folder"});
      break;
    case ReadEnd::failed:
      thread.outcome.skipped.push_back({path, "cannot be read: " + thread.content.error});
      break;
  }
  if (thread.content.buffer.size() > kKeptBuffer) std::string().swap(thread.content.buffer);
}

void Run::scanOverlay(Thread& thread, const std::string& path, const std::string& text, bool named) {
  report(thread, path, learn(text, path, named), text.size());
}

Hash128 Run::cacheName(const std::string& path, bool named) const { return hashOf(path, named ? 1 : 0); }

std::optional<FileKnowledge> Run::trusted(uint32_t entry) const {
  auto knowledge = cache_.knowledge(entry);
  if (!knowledge) return std::nullopt;
  for (const auto& [language, outcome] : knowledge->outcomes)
    for (const LocatedMatch& match : outcome.matches)
      if (match.match.rule >= program_.size()) return std::nullopt;
  return knowledge;
}

bool Run::reuse(Thread& thread, const std::string& path, const FileStamp& stamp) {
  if (cache_.size() == 0 || stamp.size > request_.maxFileBytes || request_.overlays.contains(path)) return false;
  const auto entry = cache_.find(cacheName(path, false));
  if (!entry || !cache_.holdsFor(*entry, stamp)) return false;
  auto knowledge = trusted(*entry);
  if (!knowledge) return false;
  thread.reused.push_back(*entry);
  ++thread.outcome.filesFromCache;
  report(thread, path, std::move(*knowledge), stamp.size);
  return true;
}

void Run::scanContent(Thread& thread, const std::string& path, bool named) {
  std::string_view text = thread.content.text();
  if (request_.cacheFile.empty()) {
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    return report(thread, path, learn(text, path, named), thread.content.length);
  }
  const Hash128 content = hashOf(text);
  std::optional<FileKnowledge> knowledge;
  if (const auto entry = cache_.find(cacheName(path, named)); entry && cache_.holdsFor(*entry, content)) {
    knowledge = trusted(*entry);
    if (knowledge) ++thread.outcome.filesFromCache;
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  if (!knowledge) knowledge = learn(text, path, named);
  remember(thread, path, named, content, *knowledge);
  report(thread, path, std::move(*knowledge), thread.content.length);
}

FileKnowledge Run::learn(std::string_view text, const std::string& path, bool named) const {
  FileKnowledge knowledge;
  std::string_view language = languageOfPath(path);
  if (language.empty()) language = languageOfShebang(text);
  knowledge.language = language;
  if (named) {
    knowledge.outcomes = program_.matchInOwnLanguages(text, language, path);
    for (LanguageOutcome& own : knowledge.outcomes) quoteMatches(text, own.outcome);
    return knowledge;
  }
  TextOutcome outcome = program_.match(text, language, &path, nullptr);
  quoteMatches(text, outcome);
  if (!outcome.empty()) knowledge.outcomes.push_back({knowledge.language, std::move(outcome)});
  return knowledge;
}

void Run::remember(Thread& thread, const std::string& path, bool named, const Hash128& content,
                   const FileKnowledge& knowledge) {
  if (request_.cacheFile.empty() || counters_.untold > 0) return;
  const FileStamp& stamp = thread.content.stamp;
  const bool young = std::max(stamp.modifiedNs, stamp.changedNs) + kYoungNs > nowNs();
  thread.added.push_back({cacheName(path, named), content, stamp, young, knowledge});
}

/** False where the scan has told all that it may: the file's matches are only counted then. */
bool Run::maybeTold(const FileKnowledge& knowledge) {
  uint64_t weight = 0, matches = 0;
  for (const auto& [language, found] : knowledge.outcomes)
    for (const LocatedMatch& located : found.matches) {
      weight += weightOf(located);
      ++matches;
    }
  if (matches == 0 || counters_.told.fetch_add(weight, std::memory_order_relaxed) + weight <= kMostTold) return true;
  counters_.told.fetch_sub(weight, std::memory_order_relaxed);
  counters_.untold.fetch_add(matches, std::memory_order_relaxed);
  return false;
}

void Run::report(Thread& thread, const std::string& path, FileKnowledge knowledge, uint64_t bytes) {
  ScanOutcome& outcome = thread.outcome;
  if (knowledge.binary) {
    outcome.skipped.push_back({path, "binary"});
    return;
  }
  ++outcome.filesScanned;
  outcome.bytes += bytes;
  if (!maybeTold(knowledge))
    for (LanguageOutcome& own : knowledge.outcomes) own.outcome.matches.clear();
  ++outcome.languages[knowledge.language.empty() ? std::string(kUnknownLanguage) : knowledge.language];
  for (auto& [language, found] : knowledge.outcomes) {
    if (found.empty()) continue;
    const std::string shown = language.empty() ? std::string(kUnknownLanguage) : language;
    outcome.files.push_back({path, shown, std::move(found)});
  }
}

void Run::tick(bool last) {
  if (!onProgress_) return;
  const Clock::rep now = Clock::now().time_since_epoch().count();
  if (!last && now < nextProgress_.load(std::memory_order_relaxed)) return;
  std::unique_lock held(progressLock_, std::try_to_lock);
  if (!held) return;
  nextProgress_ = now + std::chrono::duration_cast<Clock::duration>(kProgressPause).count();
  onProgress_({counters_.found, counters_.done, tasks_.walked()});
}

void Run::saveCache(std::vector<Thread>& threads, std::vector<Skipped>& skipped) {
  if (request_.cacheFile.empty()) return;
  const bool complete = request_.targets.empty() && !cancelled_;
  std::vector<bool> keep(cache_.size(), !complete);
  size_t kept = complete ? 0 : cache_.size();
  std::vector<CacheEntry> added;
  for (Thread& thread : threads) {
    for (const uint32_t entry : thread.reused) {
      kept += !keep[entry];
      keep[entry] = true;
    }
    for (CacheEntry& entry : thread.added) {
      if (const auto replaced = cache_.find(entry.path); replaced && keep[*replaced]) {
        keep[*replaced] = false;
        --kept;
      }
      added.push_back(std::move(entry));
    }
  }
  if (added.empty() && kept == cache_.size()) return;
  try {
    cache_.save(request_.cacheFile, key_, keep, added);
  } catch (const std::runtime_error& error) {
    skipped.push_back({request_.cacheFile, error.what()});
  }
}

ScanOutcome Run::merge(std::vector<Thread>& threads, Targets& targets) {
  ScanOutcome whole;
  whole.skipped = std::move(targets.skipped);
  if (counters_.untold > 0)
    whole.skipped.push_back({".", std::to_string(counters_.untold) + " matches are left out: there are more than one scan can tell; scan fewer folders at a time or with fewer rules"});
  for (Thread& thread : threads) {
    ScanOutcome& part = thread.outcome;
    std::move(part.files.begin(), part.files.end(), std::back_inserter(whole.files));
    std::move(part.skipped.begin(), part.skipped.end(), std::back_inserter(whole.skipped));
    for (const auto& [language, count] : part.languages) whole.languages[language] += count;
    whole.filesScanned += part.filesScanned;
    whole.filesFromCache += part.filesFromCache;
    whole.bytes += part.bytes;
  }
  std::sort(whole.files.begin(), whole.files.end(), [](const FileOutcome& a, const FileOutcome& b) {
    return std::tie(a.path, a.language) < std::tie(b.path, b.language);
  });
  std::sort(whole.skipped.begin(), whole.skipped.end(),
            [](const Skipped& a, const Skipped& b) { return a.path < b.path; });
  whole.cancelled = cancelled_;
  return whole;
}

}  // namespace

ScanOutcome scan(const Program& program, const ScanRequest& request, const CancelFlag& cancelled,
                 const std::function<void(const ScanProgress&)>& onProgress) {
  return Run(program, request, cancelled, onProgress).execute();
}

}  // namespace vireon
