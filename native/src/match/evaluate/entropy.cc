#include "match/evaluate/entropy.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace vireon {
namespace {

// Bits that a letter of English takes, by how often it stands.
double letterBits(unsigned char c) {
  static constexpr double bits[26] = {3.6, 6.1, 5.2, 4.6, 3.0, 5.5, 5.6, 4.0, 3.8, 9.4, 7.0, 4.6, 5.4,
                                      3.9, 3.7, 5.7, 10.0, 4.1, 4.0, 3.5, 5.2, 6.7, 5.4, 9.1, 5.7, 10.4};
  return std::isalpha(c) ? bits[std::tolower(c) - 'a'] : 5.95;
}

// Three letters that words are made of.
bool isFamiliar(std::string_view three) {
  static constexpr std::string_view words =
      "the and ing ion tio ent ati for her ter hat tha ere ate his con res ver all ons nce men ith ted ers pro thi wit are ess not ive was "
      "ect rea com eve per int est sta cti ica ist ear ain one our iti rat hin ort ill ove ned nte ine out use ser nam ame pas ass wor ord "
      "sec ecr cre ret key tok oke ken api pub ubl bli lic pri riv iva vat ten den ial def efa fau aul ult val alu lue tes exa xam amp mpl "
      "ple str tri rin dat ata cli lie ien nam add ddr dre ess ema mai ail nti tic men ment ser vic ice cer ert rti tif ifi fic cat led "
      "ser rve ver acc cce cou oun unt man age nag gem abl ble ful pos ost ite tem igh ght ree ell ook oad ile ose ake han nge end";
  return words.find(three) != words.npos;
}

}  // namespace

bool looksRandom(std::string_view text) {
  if (text.empty() || text.find_first_not_of(text[0]) == text.npos) return false;
  double bits = 0;
  for (size_t i = 0; i < text.size(); i++) {
    size_t left = std::min<size_t>(3, text.size() - i);
    char three[3] = {};
    double sum = 0;
    bool letters = left == 3;
    for (size_t j = 0; j < left; j++) {
      unsigned char c = text[i + j];
      three[j] = static_cast<char>(std::tolower(c));
      letters &= std::isalpha(c) != 0;
      sum += letterBits(c);
    }
    bits += (letters && isFamiliar({three, 3}) ? 9.0 : sum) / static_cast<double>(left);
  }
  return bits > 64 && bits / static_cast<double>(text.size()) > 4.8;
}

double shannonBits(std::string_view text) {
  size_t counts[256] = {};
  for (unsigned char c : text) counts[c]++;
  double bits = 0;
  for (size_t count : counts)
    if (count > 0) {
      double share = static_cast<double>(count) / static_cast<double>(text.size());
      bits -= share * std::log2(share);
    }
  return bits;
}

}  // namespace vireon
