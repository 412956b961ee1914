// A rule's `options`, as far as they say how its patterns match.
#pragma once

namespace vireon {

struct MatchOptions {
  bool constants = true;
  bool symbolic = false;
  bool acMatching = true;
  bool commutativeBool = false;
  bool symmetricEq = false;
  bool implicitDeep = true;
  bool implicitEllipsis = true;
  bool vardefAssign = true;
  bool flddefAssign = false;
  bool arrowIsFunction = true;
  bool letIsVar = true;
  bool deepStatements = true;
  bool attributesImplicit = true;
  bool childrenOrdered = true;
  bool singletonLoose = true;
  bool decoratorsOrdered = false;
  bool strictIds = true;
  bool genericCaseless = false;

  bool operator==(const MatchOptions&) const = default;
};

}  // namespace vireon
