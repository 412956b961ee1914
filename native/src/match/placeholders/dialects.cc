#include "match/placeholders/dialects.h"

namespace vireon {
namespace {

using Take = Context::Take;
using Typed = Dialect::Typed;

constexpr Context kRuby[] = {
    {"", ""},
    {"", "\n  vve_\nend", Take::Whole},
    {"", "\nend", Take::Whole},
    {"vvc_(", ")"},
    {"begin\n", "\nend"},
    {"begin\n vve_\n", "\nend"},
    {"case vvc_\n", "\nend"},
};
constexpr Context kPhp[] = {
    {"<?php ", ";", Take::Operand},
    {"<?php ", ""},
    {"<?php ", ";"},
    {"<?php class vvc_ { ", " }"},
    {"<?php class vvc_ { ", " { vve_; } }", Take::Whole},
    {"<?php ", " { vve_; }", Take::Whole},
    {"<?php ", " vve_;", Take::Whole},
    {"<?php try { vve_; } ", ""},
    {"<?php switch (vvc_) { ", " }"},
    {"<?php vvc_(", ");"},
    {"<?php [", "];"},
    {"<?php ", " class vvc_ {}"},
};
constexpr Context kHack[] = {
    {"", ";", Take::Operand},
    {"", ""},
    {"", ";"},
    {"class vvc_ { ", " }"},
    {"class vvc_ { ", " { vve_; } }", Take::Whole},
    {"", " { vve_; }", Take::Whole},
    {"", " vve_;", Take::Whole},
    {"try { vve_; } ", ""},
    {"switch (vvc_) { ", " }"},
    {"vvc_(", ");"},
    {"[", "];"},
    {"", " class vvc_ {}"},
};
constexpr Context kC[] = {
    {"void vvc_() {", ";}", Take::Operand},
    {"void vvc_() {", "\n}"},
    {"", ""},
    {"", "\n"},
    {"void vvc_() {", ";\n}"},
    {"", " { vve_; }", Take::Whole},
    {"void vvc_() {", " { vve_; } }", Take::Whole},
    {"void vvc_() {", " vve_; } }", Take::Whole},
    {"void vvc_() { switch (vvc_) {", "} }"},
    {"struct vvc_ {", "};"},
};
constexpr Context kCpp[] = {
    {"void vvc_() {", ";}", Take::Operand},
    {"void vvc_() {", "\n}"},
    {"", ""},
    {"", "\n"},
    {"", ";"},
    {"class vvc_ {", "\n};"},
    {"void vvc_() {", ";\n}"},
    {"", " { vve_; }", Take::Whole},
    {"void vvc_() {", " { vve_; } }", Take::Whole},
    {"void vvc_() {", " vve_; } }", Take::Whole},
    {"class vvc_ {", " { vve_; } };", Take::Whole},
    {"void vvc_() { switch (vvc_) {", "} }"},
    {"void vvc_() { try { vve_; }", "}"},
};
constexpr Context kCsharp[] = {
    {"class vvc_ { void vvc_() {", ";} }", Take::Operand},
    {"class vvc_ { void vvc_() {", "\n} }"},
    {"", ""},
    {"class vvc_ {", "\n}"},
    {"class vvc_ { object vvc_ = ", "; }"},
    {"", "\n{ vve_ vve_; }", Take::Whole},
    {"", ";"},
    {"class vvc_ {", " { vve_(vvw_); } }", Take::Whole},
    {"class vvc_ { void vvc_() {", " { vve_(vvw_); } } }", Take::Whole},
    {"class vvc_ { void vvc_() { switch (vvc_) {", "} } }"},
    {"class vvc_ { void vvc_() { try { vve_(vvw_); }", "} }"},
    {"", " class vvc_ {}"},
    {"vvc_(", ");"},
    {"class vvc_ { void vvc_(", ") {} }"},
};
constexpr Context kTerraform[] = {
    {"", ""}, {"", "\n"}, {"vvc_ = ", "\n"}, {"vvc_ {\n", "\n}\n"}, {"vvc_ = {", "}\n"},
};
constexpr Context kSolidity[] = {
    {"contract vvc_ { function vvc_() {", ";} }", Take::Operand},
    {"contract vvc_ { function vvc_() {", "\n} }"},
    {"", ""},
    {"contract vvc_ {", "\n}"},
    {"contract vvc_ {", " { vve_; } }", Take::Whole},
    {"contract vvc_ {", "; }"},
    {"", " { vve_ vve_; }", Take::Whole},
    {"contract vvc_ { function vvc_() {", " { vve_; } } }", Take::Whole},
    {"contract vvc_ { function vvc_() {", "; } }"},
    {"contract vvc_ { function vvc_() { vvc_(", "); } }"},
    {"", ";"},
    {"contract vvc_ { function vvc_() ", " {} }"},
};
constexpr Context kScala[] = {
    {"", ""},
    {"object vvc_ {\n", "\n}"},
    {"def vvc_ = {\n", "\n}"},
    {"", " = vve_", Take::Whole},
    {"vvc_ match {\n", "\n}"},
    {"try { vve_ } ", ""},
    {"", " class vvc_ {}"},
    {"", " { vve_ }", Take::Whole},
    {"val vvc_ : ", " = vvc_"},
};
constexpr Context kRust[] = {
    {"fn vvc_() {", ";}", Take::Operand},
    {"fn vvc_() {", "\n}"},
    {"", ""},
    {"fn vvc_() {", ";\n}"},
    {"impl vvc_ {", "\n}"},
    {"", " { vve_; }", Take::Whole},
    {"", " fn vvc_() {}"},
    {"fn vvc_() { match vvc_ {", "} }"},
    {"struct vvc_ {", "}"},
    {"type vvc_ = ", ";"},
};
constexpr Context kKotlin[] = {
    {"", ""},
    {"fun vvc_() {\n", "\n}"},
    {"class vvc_ {\n", "\n}"},
    {"", " { vve_ }", Take::Whole},
    {"vvc_(", ")"},
    {"when (vvc_) {\n", "\n}"},
    {"try { vve_ } ", ""},
    {"", "\nclass vvc_ {}"},
    {"val vvc_: ", ""},
};
constexpr Context kSwift[] = {
    {"", ""},
    {"func vvc_() {\n", "\n}"},
    {"class vvc_ {\n", "\n}"},
    {"", " { vve_ }", Take::Whole},
    {"vvc_(", ")"},
    {"switch vvc_ {\n", "\n}"},
    {"do { vve_ } ", ""},
    {"let vvc_: ", ""},
    {"", "\nclass vvc_ {}"},
};
constexpr Context kLua[] = {
    {"return ", ""}, {"", ""}, {"vvc_(", ")"}, {"vvc_ = {", "}"}, {"", " vve_(vvw_) end", Take::Whole},
};
constexpr Context kElixir[] = {
    {"", ""},
    {"", "\n  vve_\nend", Take::Whole},
    {"case vvc_ do\n", "\nend"},
    {"%{", "}"},
    {"vvc_(", ")"},
};
constexpr Context kOcaml[] = {
    {"", ""},
    {"match vvc_ with\n", ""},
    {"", " vve_", Take::Whole},
    {"", " then vve_", Take::Whole},
    {"", " with vve_ -> vve_", Take::Whole},
    {"", " in vve_", Take::Whole},
    {"type vvc_ = ", ""},
};
constexpr Context kJulia[] = {
    {"", ""},
    {"", "\nend"},
    {"", "\n vve_\nend", Take::Whole},
    {"try\n vve_\n", "\nend"},
    {"vvc_(", ")"},
};
constexpr Context kR[] = {{"", ""}, {"vvc_(", ")"}, {"", " vve_", Take::Whole}, {"", " { vve_ }", Take::Whole}};
constexpr Context kDart[] = {
    {"void vvc_() {", ";}", Take::Operand},
    {"void vvc_() {", "\n}"},
    {"", ""},
    {"class vvc_ {", "\n}"},
    {"void vvc_() {", ";\n}"},
    {"", " { vve_; }", Take::Whole},
    {"class vvc_ {", " { vve_; } }", Take::Whole},
    {"void vvc_() {", " { vve_; } }", Take::Whole},
    {"void vvc_() { switch (vvc_) {", "} }"},
    {"void vvc_() { try { vve_; }", "}"},
    {"void vvc_() { vvc_(", "); }"},
    {"", " class vvc_ {}"},
    {"", ";"},
};
constexpr Context kApex[] = {
    {"class vvc_ { void vvc_() {", ";} }", Take::Operand},
    {"class vvc_ { void vvc_() {", "\n} }"},
    {"", ""},
    {"class vvc_ {", "\n}"},
    {"class vvc_ { void vvc_() {", ";\n} }"},
    {"class vvc_ { Object vvc_ = ", "; }"},
    {"", "\n{ vve_ vve_; }", Take::Whole},
    {"class vvc_ {", " { vve_(vvw_); } }", Take::Whole},
    {"class vvc_ { void vvc_() {", " { vve_(vvw_); } } }", Take::Whole},
    {"class vvc_ { void vvc_() { try { vve_(vvw_); }", "} }"},
    {"", " class vvc_ {}"},
};
constexpr Context kPlain[] = {{"", ""}};
constexpr Context kMarkup[] = {{"", ""}, {"<vvc_ ", "></vvc_>"}};
constexpr Context kDocker[] = {{"", ""}, {"RUN ", ""}};

constexpr Dialect kDialects[] = {
    {"ruby", "N", "N", "N", "when N", "N", "N", "**N", Typed::None, "", "", kRuby},
    {"php", "N;", "use N;", "case N;", "case N:", "$N", "N;;", "N", Typed::None, "<?php function vvc_(", " $vvc_) {}", kPhp},
    {"c", "N;", "N N;", "N", "case N:", "N", "N;;", "N", Typed::Before, "", " vvc_;", kC},
    {"cpp", "N;", "N N;", "N", "case N:", "N", "N;;", "N", Typed::Before, "", " vvc_;", kCpp},
    {"csharp", "N(vvw_);", "N N;", "N", "case N:", "N N", "N;;", "N", Typed::Before, "class vvc_ { ", " vvc_; }", kCsharp},
    {"terraform", "N = N", "N = N", "N", "N", "N", "N", "N = N", Typed::None, "", "", kTerraform},
    {"solidity", "N;", "N N;", "N", "N;", "N", "N;;", "N: N", Typed::Before, "contract vvc_ { ", " vvc_; }", kSolidity},
    {"scala", "N;", "N;", "case N", "case N =>", "N : N", "N <- N", "N", Typed::Colon, "val vvc_ : ", " = vvc_", kScala},
    {"rust", "N;", "N!();", "N", "N => N,", "N", "N", "N", Typed::Colon, "static vvc_: ", " = 0;", kRust},
    {"kotlin", "N;", "val N;", "N", "N -> N", "N: N", "N", "N", Typed::Colon, "val vvc_: ", "", kKotlin},
    {"swift", "N;", "var N;", "case N", "case N: N", "N: N", "N", "N", Typed::Colon, "let vvc_: ", "", kSwift},
    {"lua", "N(vvw_);", "N", "N", "N", "N", "N", "N", Typed::None, "", "", kLua},
    {"elixir", "N", "N", "N", "N -> N", "N", "N", "N: N", Typed::None, "", "", kElixir},
    {"ocaml", "N", "N", "N", "N -> N", "N", "N", "N", Typed::Colon, "let vvc_ : ", " = vvc_", kOcaml},
    {"julia", "N", "N", "N", "N", "N", "N", "N", Typed::None, "vvc_::", " = 0", kJulia},
    {"r", "N", "N", "N", "N", "N", "N", "N", Typed::None, "", "", kR},
    {"dart", "N;", "N N;", "N", "case N:", "N N", "N;;", "N", Typed::Before, "void vvc_() { ", " vvc_; }", kDart},
    {"apex", "N(vvw_);", "N N;", "N", "case N:", "N N", "N;;", "N", Typed::Before, "class vvc_ { ", " vvc_; }", kApex},
    {"hack", "N;", "use N;", "case N;", "case N:", "$N", "N;;", "N", Typed::None, "<?php function vvc_(", " $vvc_) {}", kHack},
    {"clojure", "N", "N", "N", "N", "N", "N", "N", Typed::None, "", "", kPlain},
    {"vb", "N", "N", "N", "N", "N", "N", "N", Typed::None, "Dim vvc_ As ", "", kPlain},
    {"html", "N", "N", "N", "N", "N", "N", "N", Typed::None, "", "", kMarkup},
    {"xml", "N", "N", "N", "N", "N", "N", "N", Typed::None, "", "", kMarkup},
    {"dockerfile", "N", "N", "N", "N", "N", "N", "N", Typed::None, "", "", kDocker},
};

}  // namespace

const Dialect* dialectOf(std::string_view language) {
  for (const Dialect& dialect : kDialects)
    if (dialect.language == language) return &dialect;
  return nullptr;
}

}  // namespace vireon
