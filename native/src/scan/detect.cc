#include "scan/detect.h"

#include <algorithm>
#include <string>
#include <unordered_map>

namespace vireon {
namespace {

using Table = std::unordered_map<std::string_view, std::string_view>;

const Table& byExtension() {
  static const Table table = {
      {"js", "javascript"}, {"mjs", "javascript"}, {"cjs", "javascript"}, {"jsx", "javascript"},
      {"ts", "typescript"}, {"mts", "typescript"}, {"cts", "typescript"}, {"tsx", "tsx"},
      {"py", "python"}, {"pyi", "python"}, {"pyw", "python"},
      {"go", "go"}, {"java", "java"},
      {"sh", "bash"}, {"bash", "bash"}, {"bats", "bash"}, {"zsh", "bash"}, {"ksh", "bash"}, {"ebuild", "bash"},
      {"json", "json"}, {"jsonc", "json"}, {"json5", "json"}, {"geojson", "json"}, {"webmanifest", "json"},
      {"ipynb", "json"}, {"tfstate", "json"}, {"sarif", "json"}, {"map", "json"}, {"avsc", "json"},
      {"yaml", "yaml"}, {"yml", "yaml"},
      {"rb", "ruby"}, {"rake", "ruby"}, {"gemspec", "ruby"}, {"php", "php"}, {"phtml", "php"}, {"php5", "php"},
      {"c", "c"}, {"h", "c"}, {"cc", "cpp"}, {"cpp", "cpp"}, {"cxx", "cpp"}, {"hh", "cpp"}, {"hpp", "cpp"},
      {"hxx", "cpp"}, {"c++", "cpp"}, {"h++", "cpp"}, {"ino", "cpp"}, {"cu", "cpp"}, {"cs", "csharp"}, {"rs", "rust"},
      {"kt", "kotlin"}, {"kts", "kotlin"}, {"scala", "scala"}, {"sc", "scala"}, {"sbt", "scala"}, {"swift", "swift"},
      {"tf", "terraform"}, {"tfvars", "terraform"}, {"hcl", "terraform"},
      {"html", "html"}, {"htm", "html"}, {"xhtml", "html"}, {"vue", "vue"}, {"svelte", "svelte"},
      {"xml", "xml"}, {"plist", "xml"}, {"xsd", "xml"}, {"xsl", "xml"}, {"xslt", "xml"}, {"csproj", "xml"},
      {"pom", "xml"}, {"sol", "solidity"}, {"lua", "lua"}, {"dockerfile", "dockerfile"},
      {"css", "css"}, {"scss", "css"}, {"less", "css"}, {"toml", "toml"}, {"sql", "sql"}, {"md", "markdown"},
      {"ml", "ocaml"}, {"mli", "ocaml"}, {"r", "r"}, {"jl", "julia"}, {"ex", "elixir"}, {"exs", "elixir"},
      {"vb", "vb"}, {"hack", "hack"}, {"hck", "hack"}, {"trigger", "apex"},
      {"clj", "clojure"}, {"cljs", "clojure"}, {"edn", "clojure"}, {"dart", "dart"}, {"cls", "apex"},
      {"cairo", "cairo"}, {"pl", "perl"}, {"pm", "perl"}, {"ps1", "powershell"}, {"psm1", "powershell"},
      {"proto", "protobuf"}, {"graphql", "graphql"}, {"gql", "graphql"}};
  return table;
}

const Table& byName() {
  static const Table table = {
      {"dockerfile", "dockerfile"}, {"containerfile", "dockerfile"}, {"gemfile", "ruby"}, {"rakefile", "ruby"},
      {"vagrantfile", "ruby"}, {"podfile", "ruby"}, {"brewfile", "ruby"}, {"jenkinsfile", "groovy"},
      {"makefile", "make"}, {"gnumakefile", "make"}, {"cmakelists.txt", "cmake"},
      {".bashrc", "bash"}, {".bash_profile", "bash"}, {".bash_aliases", "bash"}, {".bash_logout", "bash"},
      {".profile", "bash"}, {".zshrc", "bash"}, {".zprofile", "bash"}, {".zshenv", "bash"}, {".envrc", "bash"},
      {"pkgbuild", "bash"}, {"apkbuild", "bash"}, {".eslintrc", "json"}, {".babelrc", "json"}, {".jshintrc", "json"},
      {".prettierrc", "json"}, {"composer.lock", "json"}, {"pipfile.lock", "json"}, {".clang-format", "yaml"},
      {".clang-tidy", "yaml"}, {"wscript", "python"}, {"sconstruct", "python"}, {"sconscript", "python"},
      {"snakefile", "python"}};
  return table;
}

const Table& byInterpreter() {
  static const Table table = {
      {"sh", "bash"}, {"bash", "bash"}, {"dash", "bash"}, {"ash", "bash"}, {"ksh", "bash"}, {"zsh", "bash"},
      {"busybox", "bash"}, {"bats", "bash"}, {"node", "javascript"}, {"nodejs", "javascript"}, {"bun", "typescript"},
      {"deno", "typescript"}, {"tsx", "typescript"}, {"ts-node", "typescript"}, {"python", "python"}, {"pypy", "python"},
      {"uv", "python"}, {"ruby", "ruby"}, {"jruby", "ruby"}, {"php", "php"}, {"perl", "perl"}, {"lua", "lua"},
      {"luajit", "lua"}, {"java", "java"}, {"scala", "scala"}, {"kotlin", "kotlin"}, {"swift", "swift"},
      {"rscript", "r"}, {"julia", "julia"}, {"elixir", "elixir"}, {"pwsh", "powershell"}, {"ocaml", "ocaml"}};
  return table;
}

std::string_view lookUp(const Table& table, std::string_view key) {
  std::string lower(key);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  const auto found = table.find(lower);
  return found == table.end() ? std::string_view{} : found->second;
}

std::string_view lastPart(std::string_view path) {
  const size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string_view takeWord(std::string_view& line) {
  const size_t start = std::min(line.find_first_not_of(" \t"), line.size());
  const size_t end = std::min(line.find_first_of(" \t\r\n", start), line.size());
  const std::string_view word = line.substr(start, end - start);
  line.remove_prefix(end);
  return word;
}

std::string_view withoutVersion(std::string_view program) {
  const size_t end = program.find_last_not_of("0123456789.-");
  return end == std::string_view::npos ? program : program.substr(0, end + 1);
}

/** `env` takes options and assignments before the program's name. */
std::string_view programBehindEnv(std::string_view& line) {
  for (;;) {
    const std::string_view word = takeWord(line);
    if (word == "-u" || word == "-C") {
      takeWord(line);
    } else if (word.empty() || (!word.starts_with('-') && word.find('=') == std::string_view::npos)) {
      return lastPart(word);
    }
  }
}

}  // namespace

std::string_view languageOfPath(std::string_view path) {
  const std::string_view name = lastPart(path);
  if (const auto known = lookUp(byName(), name); !known.empty()) return known;
  const size_t dot = name.rfind('.');
  if (dot != std::string_view::npos) {
    if (const auto known = lookUp(byExtension(), name.substr(dot + 1)); !known.empty()) return known;
  }
  const size_t firstDot = name.find('.');
  if (firstDot != std::string_view::npos && lookUp(byName(), name.substr(0, firstDot)) == "dockerfile") return "dockerfile";
  return {};
}

std::string_view languageOfShebang(std::string_view line) {
  if (!line.starts_with("#!")) return {};
  line.remove_prefix(2);
  line = line.substr(0, std::min<size_t>(line.find('\n'), 512));
  std::string_view program = lastPart(takeWord(line));
  if (program == "env") program = programBehindEnv(line);
  if (const auto known = lookUp(byInterpreter(), program); !known.empty()) return known;
  return lookUp(byInterpreter(), withoutVersion(program));
}

}  // namespace vireon
