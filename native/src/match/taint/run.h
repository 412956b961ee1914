// Follows values through one text, function by function, to a fixed point.
#pragma once
#include <deque>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "match/taint/marks.h"
#include "match/taint/value.h"

namespace vireon {

inline bool holdsFor(const Requirement& requirement, const Taints& taints) {
  return requirement.holds([&](uint16_t label) { return taints.hasLabel(label); });
}

/** A place that can be assigned to: a variable and the way into it. */
struct Place {
  uint64_t variable = 0;
  std::vector<PartKey> way;
};

class TaintRun {
 public:
  TaintRun(TextUnderMatch& text, const CompiledRule& rule, const TaintMarks& marks);
  std::vector<TaintFinding> run();
  bool exhausted() const { return exhausted_; }

 private:
  struct Given {
    const Node* node = nullptr;
    std::string_view name;
    TaintValue value;
    bool spread = false;
  };
  /** A way that may be taken, and what holds where it leads. */
  struct Way {
    bool taken = false;
    TaintState state;

    void add(const TaintState& now) {
      if (taken)
        joinInto(state, now);
      else
        state = now;
      taken = true;
    }
  };
  struct Jump {
    std::string_view label;
    bool loop = false;
    Way breaks, continues;
  };
  struct Frame {
    const Node* function = nullptr;
    TaintValue result;
    Way returns;
    size_t jumps = 0, throws = 0;
    /** Its parameters stand for what one call gave. */
    bool called = false;
  };
  /** A call that was followed, and what it did. */
  struct Followed {
    std::vector<TaintValue> arguments;
    TaintValue self, result;
    TaintState before, after;
  };

  struct Passing;
  struct Called;

  // run.cc
  void runRoot(const Node* function, const Node* owner, const TaintState& globals);
  void classBody(const Node* node);
  void declare(const Node* function);

  // expressions.cc
  TaintValue eval(const Node* node);
  TaintValue expression(const Node* node);
  TaintValue composed(const Node* node);
  TaintValue other(const Node* node);
  TaintValue binary(const Node* node);
  TaintValue flat(const Node* node);
  TaintValue unary(const Node* node);
  TaintValue update(const Node* node);
  TaintValue captured(const Node* node);

  // collections.cc
  TaintValue list(const Node* node);
  TaintValue record(const Node* node);
  TaintValue comprehension(const Node* node);
  TaintValue generated(const Node* node);
  TaintValue readMember(const Node* node, TaintValue* object = nullptr);
  TaintValue readIndex(const Node* node);

  // places.cc
  bool placeOf(const Node* node, Place& place);
  uint64_t keyOf(const Node* name);
  PartKey partOf(const Node* index);
  TaintValue readName(const Node* node);
  TaintValue read(const Place& place) const;
  TaintValue thisObject() const;
  void write(const Place& place, TaintValue value, bool certain = true);
  void writeInto(TaintValue& whole, const Place& place, size_t at, TaintValue value, bool certain);
  TaintValue passed(TaintValue value, const Node* through);

  // assignments.cc
  TaintValue assignment(const Node* node);
  TaintValue augmented(const Node* node);
  TaintValue variable(const Node* node);
  void assign(const Node* target, TaintValue value);
  void assignItems(const Node* target, TaintValue value);
  void assignFields(const Node* target, const TaintValue& value);
  void assignPlace(const Node* target, const Place& place, TaintValue value);
  void assignPattern(const Node* pattern, const TaintValue& value);

  // marking.cc
  /** What the marks of a node make of its value. `arguments`: of a call, what reaches it even where it returns clean. */
  TaintValue marked(const Node* node, TaintValue value, const Taints* arguments = nullptr);
  bool sanitized(const Node* node);
  void sanitizeAside(const Node* node, const NodeMarks& marks, bool clean);
  void addSources(const Node* node, TaintValue& value);
  void propagate(const Node* node, const NodeMarks& marks, TaintValue& value);

  // sinks.cc
  void checkSinks(const NodeMarks& marks, const Taints& taints, bool callWithoutFocus);
  /** `at`: where it stands, if not at its own place. */
  void checkSink(uint32_t sink, const Taints& reaching, const Node* at = nullptr);
  void report(uint32_t sink, const Taints& taints, const Node* at);
  bool requirementHolds(const TaintHit& sink, const Taints& taints) const;
  bool unifies(const TaintHit& sink, const TaintHit& source) const;

  // types.cc
  TaintValue safeByType(const Node* node, TaintValue value) const;

  // statements.cc
  TaintValue statement(const Node* node);
  TaintValue block(const Node* node);
  void passOver(const Node* statement);
  void label(const Node* node);
  void loop(const Node* node, std::string_view label);
  TaintState loopRound(const Node* node, std::string_view label, const TaintValue& over, Jump& outcome);
  TaintValue attempt(const Node* node);
  void handle(const Node* handler, TaintValue& value);
  void finish(const Node* attempt, const TaintState& caught, Way& done);
  void leave(const Node* node);
  void jump(const Node* node);
  void leap(const Node* node);
  void rejoin(const Way& way);
  void note();

  // exits.cc
  /** Finds the statements after which the function is left, other than by `return`. */
  void findExits(const Node* node, bool inSwitch);
  void checkExit(const Node* statement);

  // conditions.cc
  TaintValue branch(const Node* node);
  TaintValue ternary(const Node* node);
  /** Evaluates a condition; which way it goes, where that is sure. */
  std::optional<bool> decide(const Node* condition);
  /** What follows of a condition for the variables in it. */
  void assume(const Node* condition, bool holds, int depth = 0);
  void assumeEqual(const Node* node, const Known& known);
  /** Finds the variables that conditions ask for, and those that change where it is not seen. */
  void watch(const Node* node, const Node* function, bool asked);
  /** What is known of a value may be kept there. */
  bool remembers(const Place& place) const;
  void forgetCaptured(const Node* function);
  void forgetAll();
  /** A call may change what it was given. */
  void forgetPassed(const Node* receiver, const std::vector<Given>& arguments);

  // choices.cc
  TaintValue choice(const Node* node);
  bool takesAll(const Node* clause, const TaintValue* subject, TaintState& entry);
  std::optional<bool> takes(const Node* clause, const Known& subject) const;
  std::optional<bool> fits(const Node* head, const Known& subject, int depth = 0) const;

  // calls.cc
  TaintValue call(const Node* node);
  TaintValue construct(const Node* node);
  TaintValue literalParts(const Node* literal, const std::vector<Given>& arguments);
  std::vector<Given> given(const Node* node);
  Called called(const Node* node);
  TaintValue resultOf(const Called& called, std::vector<Given>& arguments, const Known& size);
  /** A name that is a call without arguments, as Ruby has them. */
  void callBare(const Node* node, const TaintValue& object, TaintValue& value);

  // callees.cc
  void indexDefinitions(const Node* node, const Node* owner);
  void findCallees(const Node* callee, const TaintValue& value, const TaintValue& object, std::vector<const Node*>& out);
  const Node* calledMethod(const Node* receiver, std::string_view name, const TaintValue& object);
  /** A function with the other clauses of it. */
  void addClauses(const Node* function, std::vector<const Node*>& out) const;
  void chooseClauses(std::vector<const Node*>& clauses, const std::vector<Given>& arguments) const;
  const Node* methodOf(const Node* type, std::string_view name) const;
  const Node* classNamed(std::string_view name) const;

  // params.cc
  void bindParams(const Node* function, const std::vector<Given>* arguments, const TaintValue* self);
  void bindImplicit(const std::vector<Given>& arguments);
  TaintValue argumentFor(const Node* param, const Node* name, Passing& passing) const;
  void handBack(const Node* function, const std::vector<Given>& arguments, bool method);

  // follow.cc
  bool follow(const Node* function, const std::vector<Given>& arguments, TaintValue* self, const Node* receiver, TaintValue& result);
  TaintValue enter(const Node* function, const std::vector<Given>& arguments, const TaintValue* self, bool closed);
  TaintState setAside();
  bool recall(const Node* function, const std::vector<Given>& arguments, const TaintValue* self, TaintValue& result);
  bool worthwhile(const Node* function, const std::vector<Given>& arguments, const TaintValue* self);
  bool mayTaint(const Node* function, int depth);
  TaintValue body(const Node* function);
  static bool isConstructor(const Node* function, const Node* owner);
  /** The object itself once a method has run. */
  TaintValue selfAfter(const Node* function);
  TaintValue made(const Node* type, const std::vector<Given>& arguments);
  void setFields(const Node* type, std::span<Node* const> params, const std::vector<Given>& arguments, TaintValue& value);

  // library.cc
  TaintValue unknownCall(const Node* callee, const TaintValue& object, const TaintValue& function,
                         std::vector<Given>& arguments);
  Taints readOf(std::string_view method, const TaintValue& object, const std::vector<Given>& arguments);
  bool callBack(std::string_view name, const TaintValue& object, std::vector<Given>& arguments, TaintValue& result);
  bool readEntry(std::string_view name, const Node* module, std::vector<Given>& arguments, TaintValue& result);
  void removeEntry(const Node* from, const Node* at);
  void mutate(std::string_view name, const Node* receiver, const std::vector<Given>& arguments);

  bool tick();
  bool language(std::string_view a) const { return tree_.language == a; }

  TextUnderMatch& text_;
  Tree& tree_;
  const TaintRule& rule_;
  const TaintMarks& marks_;

  TaintState state_;
  bool reachable_ = true;
  std::vector<Frame> frames_;
  std::vector<Jump> jumps_;
  std::vector<Way> throws_;
  std::deque<Passage> passages_;
  /** What went in at `from`, by propagator hit. */
  std::unordered_map<uint32_t, Taints> carried_;
  std::unordered_map<uint32_t, Place> waiting_;
  Taints control_;
  /** By label, what held where it was jumped to. */
  std::unordered_map<std::string_view, TaintState> leaps_;
  /** By spelling, the variable of that name that was written last: for reads that no declaration reaches. */
  std::unordered_map<uint32_t, uint64_t> lastNamed_;

  /** Variables in conditions, and variables that are written where their function does not see it. */
  std::unordered_set<uint64_t> asked_, shared_;

  std::unordered_map<const Node*, TaintValue> classInit_;
  std::unordered_map<std::string_view, const Node*> classes_;
  std::unordered_map<const Node*, const Node*> ownerOf_;
  std::unordered_map<const Node*, std::vector<Followed>> followed_;
  std::unordered_map<const Node*, int> mayTaint_;
  /** Methods that stand outside of their type, as `Type.name`. */
  std::unordered_map<std::string, const Node*> methods_;
  std::unordered_map<std::string_view, const Node*> functions_;
  std::vector<std::pair<const Node*, const Node*>> roots_;
  std::unordered_set<const Node*> rooted_;
  const Node* class_ = nullptr;

  std::map<std::pair<uint32_t, uint32_t>, Taints> measured_;
  std::vector<TaintFinding> findings_;
  std::set<std::pair<uint32_t, uint32_t>> reported_;
  std::unordered_set<const Node*> exits_;
  /** Counts what may throw. */
  uint64_t risks_ = 0;
  uint64_t steps_ = 0;
  bool exhausted_ = false;
  int depth_ = 0;
  bool implicitReturn_, patternCases_, fallsThrough_, closedFunctions_;
};

}  // namespace vireon
