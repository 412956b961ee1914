// Stands in for libFuzzer where only g++ is at hand: mutates seeds, without looking at coverage.
// driver SECONDS RANDOM_SEED FOLDER_OF_SEEDS
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr size_t kLongest = 4096;

std::vector<std::string> readSeeds(const char* folder) {
  std::vector<std::string> seeds{std::string(1, '\0')};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream in(entry.path(), std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
  }
  return seeds;
}

class Mutator {
 public:
  Mutator(uint32_t seed, std::vector<std::string> seeds) : random_(seed), seeds_(std::move(seeds)) {}

  std::string next() {
    std::string text = pick();
    for (size_t rounds = 1 + below(6); rounds > 0; --rounds) mutate(text);
    if (text.size() > kLongest) text.resize(kLongest);
    return text;
  }

 private:
  size_t below(size_t bound) { return bound == 0 ? 0 : random_() % bound; }
  const std::string& pick() { return seeds_[below(seeds_.size())]; }

  void mutate(std::string& text) {
    static const std::string interesting = "$(`'\"\\;&|<>{}[]()*?!#~= \t\n\r/-aZ0_\0\x80\xE2\xF0\xFF";
    const size_t at = below(text.size() + 1), length = below(std::min<size_t>(text.size() - at, 16) + 1);
    switch (below(7)) {
      case 0: text.insert(at, 1, interesting[below(interesting.size())]); break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, text.substr(at, length)); break;
      case 3: if (at < text.size()) text[at] = static_cast<char>(random_()); break;
      case 4: if (at < text.size()) text[at] ^= static_cast<char>(1 << below(8)); break;
      case 5: {
        const std::string& other = pick();
        const size_t from = below(other.size() + 1);
        text.insert(at, other.substr(from, below(64)));
        break;
      }
      default: {
        const std::string piece = text.substr(at, length);
        for (size_t times = below(40); times > 0 && text.size() < kLongest; --times) text.insert(at, piece);
      }
    }
  }

  std::mt19937 random_;
  std::vector<std::string> seeds_;
};

}  // namespace

int main(int, char** arguments) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::atoi(arguments[1]));
  Mutator mutator(static_cast<uint32_t>(std::atoi(arguments[2])), readSeeds(arguments[3]));
  const char* folder = std::getenv("FUZZ_FOLDER");
  size_t runs = 0;
  for (; std::chrono::steady_clock::now() < end; ++runs) {
    const std::string text = mutator.next();
    {
      std::ofstream last(std::string(folder ? folder : "/tmp") + "/last", std::ios::binary);
      last << text;
    }
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(text.data()), text.size());
  }
  std::printf("%zu inputs\n", runs);
}
