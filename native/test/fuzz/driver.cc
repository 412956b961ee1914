// Stands in for libFuzzer where only g++ is at hand: mutates a corpus and keeps what reaches new edges.
// fuzz CPU_SECONDS RANDOM_SEED CORPUS_FOLDER [SECONDS_PER_INPUT [whole]]     fuzz --replay FILE…
// What it tries is kept in $FUZZ_FOLDER/last, so that a crash leaves its input behind.
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t capacity, unsigned seed);
extern "C" size_t LLVMFuzzerCustomCrossOver(const uint8_t* data1, size_t size1, const uint8_t* data2, size_t size2,
                                            uint8_t* out, size_t capacity, unsigned seed);
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t capacity);
extern "C" void __sanitizer_set_death_callback(void (*callback)());

namespace {

constexpr size_t kLongest = 64 << 10, kEdges = 1 << 17;

std::array<uint8_t, kEdges> hits;
/** Which counts of an edge have been seen, a bit each: 1, 2, 3, 4–7, 8–15, 16–31, 32–127, more. */
std::array<uint8_t, kEdges> seen;
uintptr_t lastPlace;
size_t edges = 0;
size_t runs = 0, seeds = 0, edgesAtFirst = 0, kept = 0;

std::mt19937 randomness;
size_t below(size_t bound) { return bound == 0 ? 0 : randomness() % bound; }

uint8_t bucketOf(uint8_t count) {
  if (count < 4) return static_cast<uint8_t>(1 << (count - 1));
  return count < 8 ? 8 : count < 16 ? 16 : count < 32 ? 32 : count < 128 ? 64 : 128;
}

bool foundSomethingNew() {
  bool fresh = false;
  for (size_t i = 0; i < kEdges; ++i) {
    if (hits[i] == 0) continue;
    const uint8_t bucket = bucketOf(hits[i]);
    if (seen[i] & bucket) continue;
    if (seen[i] == 0) edges++;
    seen[i] |= bucket;
    fresh = true;
  }
  return fresh;
}

std::string folder() {
  const char* chosen = std::getenv("FUZZ_FOLDER");
  return chosen ? chosen : "/tmp";
}

/** An input that takes longer counts as a crash. */
void watch(int seconds) {
  const itimerval timer{{0, 0}, {seconds, 0}};
  setitimer(ITIMER_PROF, &timer, nullptr);
}

double cpuSeconds() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  auto seconds = [](const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

/** Also said by a run that an input ended, so that what was tried before it counts. */
void say() {
  char line[200];
  const int length = std::snprintf(line, sizeof line,
                                   "%zu inputs in %.0f s of CPU; %zu seeds reach %zu edges, %zu found inputs %zu more\n", runs,
                                   cpuSeconds(), seeds, edgesAtFirst, kept, edges - edgesAtFirst);
  if (write(STDOUT_FILENO, line, static_cast<size_t>(length)) < 0) _exit(3);
}

void onAbort(int) {
  say();
  signal(SIGABRT, SIG_DFL);
  raise(SIGABRT);
}

void onTimeout(int) {
  static constexpr char said[] = "broken: one input takes longer than its bound\n";
  if (write(STDERR_FILENO, said, sizeof said - 1) < 0) _exit(3);
  std::abort();
}

bool tryInput(const std::string& text, int seconds) {
  static const int last = open((folder() + "/last").c_str(), O_CREAT | O_WRONLY | O_TRUNC, 0600);
  if (pwrite(last, text.data(), text.size(), 0) < 0 || ftruncate(last, static_cast<off_t>(text.size())) != 0) std::abort();
  hits.fill(0);
  lastPlace = 0;
  watch(seconds);
  LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  watch(0);
  return foundSomethingNew();
}

std::string readWhole(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void keep(const std::string& corpus, const std::string& text) {
  char name[32];
  std::snprintf(name, sizeof name, "/%016zx", std::hash<std::string>()(text));
  std::ofstream(corpus + name, std::ios::binary) << text;
}

std::string variantOf(const std::vector<std::string>& corpus) {
  // What was found of late has been tried the least.
  const size_t recent = std::min<size_t>(corpus.size(), 200);
  const std::string& parent = below(2) ? corpus[corpus.size() - 1 - below(recent)] : corpus[below(corpus.size())];
  std::string out(kLongest, '\0');
  auto* to = reinterpret_cast<uint8_t*>(out.data());
  size_t size = parent.size();
  std::memcpy(to, parent.data(), size);
  if (below(3) == 0) {
    const std::string& other = corpus[below(corpus.size())];
    size = LLVMFuzzerCustomCrossOver(reinterpret_cast<const uint8_t*>(parent.data()), parent.size(),
                                     reinterpret_cast<const uint8_t*>(other.data()), other.size(), to, kLongest,
                                     static_cast<unsigned>(randomness()));
  }
  for (size_t rounds = 1 + below(5); rounds > 0; --rounds)
    size = LLVMFuzzerCustomMutator(to, size, kLongest, static_cast<unsigned>(randomness()));
  out.resize(size);
  return out;
}

void run(double seconds, const std::string& place, int bound, bool whole) {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(place))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::shuffle(files.begin(), files.end(), randomness);
  std::vector<std::string> corpus;
  for (const std::string& file : files) {
    // Seeds may not eat up a short run.
    if (!whole && cpuSeconds() > seconds / 2) break;
    std::string text = readWhole(file);
    if (text.empty() || text.size() > kLongest) continue;
    runs++;
    if (!tryInput(text, bound)) continue;
    corpus.push_back(std::move(text));
    seeds++;
    edgesAtFirst = edges;
  }
  if (corpus.empty()) corpus.emplace_back(1, '\0');
  for (; cpuSeconds() < seconds; ++runs) {
    std::string text = variantOf(corpus);
    if (!tryInput(text, bound)) continue;
    keep(place, text);
    kept++;
    corpus.push_back(std::move(text));
  }
  say();
}

}  // namespace

extern "C" __attribute__((no_sanitize_coverage)) void __sanitizer_cov_trace_pc() {
  const auto place = reinterpret_cast<uintptr_t>(__builtin_return_address(0));
  uint8_t& count = hits[(place ^ lastPlace) % kEdges];
  if (count < 255) count++;
  lastPlace = place >> 1;
}

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t capacity) {
  static constexpr char interesting[] = "$(`'\"\\;&|<>{}[]()*?!#~= \t\n\r/-aZ0_\0\x80\xE2\xF0\xFF";
  std::string text(reinterpret_cast<const char*>(data), size);
  const size_t at = below(text.size() + 1), length = below(std::min<size_t>(text.size() - at, 16) + 1);
  switch (below(6)) {
    case 0: text.insert(at, 1, interesting[below(sizeof interesting - 1)]); break;
    case 1: text.erase(at, length); break;
    case 2: text.insert(at, text.substr(at, length)); break;
    case 3: if (at < text.size()) text[at] = static_cast<char>(randomness()); break;
    case 4: if (at < text.size()) text[at] ^= static_cast<char>(1 << below(8)); break;
    default: {
      const std::string piece = text.substr(at, length);
      for (size_t times = below(40); times > 0 && text.size() < capacity; --times) text.insert(at, piece);
    }
  }
  text.resize(std::min(text.size(), capacity));
  std::memcpy(data, text.data(), text.size());
  return text.size();
}

int main(int count, char** arguments) {
  signal(SIGPROF, onTimeout);
  const std::vector<std::string> words(arguments + 1, arguments + count);
  if (words.size() > 1 && words[0] == "--replay") {
    for (size_t i = 1; i < words.size(); ++i) tryInput(readWhole(words[i]), 60);
    std::printf("%zu inputs replayed\n", words.size() - 1);
    return 0;
  }
  if (words.size() < 3) {
    std::fputs("fuzz CPU_SECONDS RANDOM_SEED CORPUS_FOLDER [SECONDS_PER_INPUT [whole]]\nfuzz --replay FILE…\n", stderr);
    return 2;
  }
  signal(SIGABRT, onAbort);
  __sanitizer_set_death_callback(say);
  randomness.seed(static_cast<uint32_t>(std::atoi(words[1].c_str())));
  run(std::atof(words[0].c_str()), words[2], words.size() > 3 ? std::atoi(words[3].c_str()) : 20, words.size() > 4);
  return 0;
}
