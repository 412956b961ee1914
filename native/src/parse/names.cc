#include "parse/names.h"

#include <algorithm>
#include <unordered_map>

namespace vireon {
namespace {

struct Scope {
  Scope* parent = nullptr;
  enum class Sort : uint8_t { Module, Function, Class, Block } sort = Sort::Block;
  const Node* owner = nullptr;
  std::unordered_map<std::string_view, Binding*> names;
  std::vector<std::string_view> globals;
};

bool startsWith(std::string_view text, std::string_view prefix) { return text.substr(0, prefix.size()) == prefix; }

// "github.com/dgrijalva/jwt-go" is called jwt, "google.golang.org/api/youtube/v3" youtube.
std::string_view goPackageName(std::string_view path) {
  size_t slash = path.rfind('/');
  std::string_view last = slash == path.npos ? path : path.substr(slash + 1);
  bool version = last.size() > 1 && last[0] == 'v' && last.find_first_not_of("0123456789", 1) == last.npos;
  if (version && slash != path.npos) return goPackageName(path.substr(0, slash));
  if (size_t dot = last.find(".v"); dot != last.npos && dot > 0) last = last.substr(0, dot);
  if (startsWith(last, "go-")) last.remove_prefix(3);
  if (last.size() > 3 && last.substr(last.size() - 3) == "-go") last.remove_suffix(3);
  return last;
}

class Resolver {
 public:
  explicit Resolver(Tree& tree) : tree_(tree) {
    python_ = tree.language == "python";
    patterns_ = tree.language == "elixir" || tree.language == "rust";
    hoists_ = python_ || tree.language == "ruby" || tree.language == "php" || tree.language == "elixir" || tree.language == "julia";
    bash_ = tree.language == "bash" || tree.language == "dockerfile";
    javascript_ = tree.language == "javascript" || tree.language == "typescript" || tree.language == "tsx";
    go_ = tree.language == "go";
  }

  void run() {
    Scope module;
    module.sort = Scope::Sort::Module;
    scope_ = module_ = &module;
    enterBody(tree_.root);
  }

 private:
  Binding* declare(Scope* scope, std::string_view name, Binding::Sort sort, const Node* declaration) {
    Binding& binding = tree_.bindings.emplace_back();
    binding.id = tree_.bindings.size();
    binding.sort = sort;
    binding.owner = scope->owner;
    binding.declaration = declaration;
    scope->names[name] = &binding;
    return &binding;
  }

  Scope* functionScope() {
    Scope* scope = scope_;
    while (scope->sort == Scope::Sort::Block) scope = scope->parent;
    return scope;
  }

  Binding* find(std::string_view name) {
    bool first = true;
    for (Scope* scope = scope_; scope; scope = scope->parent) {
      // A Python method does not see its class's names.
      bool hidden = python_ && scope->sort == Scope::Sort::Class && !first;
      if (scope->sort != Scope::Sort::Block) first = false;
      if (hidden) continue;
      auto found = scope->names.find(name);
      if (found != scope->names.end()) return found->second;
    }
    return nullptr;
  }

  void bind(const Node* name, Binding* binding) {
    if (binding) tree_.info(name)->binding = binding;
  }

  // Names that a pattern of a declaration introduces.
  void declareTarget(const Node* target, Scope* scope, Binding::Sort sort, const Node* value, const Node* type) {
    switch (target->kind) {
      case Kind::Name: {
        Binding* binding = declare(scope, target->text, sort, target);
        binding->value = value;
        binding->type = type;
        bind(target, binding);
        break;
      }
      case Kind::Pair:
        if (const Node* inner = target->child(Role::Value)) declareTarget(inner, scope, sort, nullptr, nullptr);
        break;
      case Kind::Assign:
        if (const Node* inner = target->child(Role::Left)) declareTarget(inner, scope, sort, nullptr, nullptr);
        if (const Node* fallback = target->child(Role::Right)) visit(fallback);
        break;
      case Kind::Array:
      case Kind::Object:
      case Kind::Tuple:
      case Kind::Spread: {
        bool apart = value && (value->kind == Kind::Tuple || value->kind == Kind::Array) &&
                     value->count == target->count && target->kind != Kind::Object;
        for (uint32_t i = 0; i < target->count; i++)
          declareTarget(target->items[i], scope, sort, apart ? value->items[i] : nullptr, nullptr);
        break;
      }
      default:
        if (patterns_)
          declarePattern(target, scope, sort);
        else
          visit(target);
    }
  }

  // Names in a pattern stand for what is found there, but for constructors, keys and what is compared with.
  void declarePattern(const Node* pattern, Scope* scope, Binding::Sort sort) {
    const bool compared = pattern->kind == Kind::Member || (pattern->kind == Kind::Unary && pattern->text == "^");
    if (compared) return visit(pattern);
    const bool shorthand = pattern->kind == Kind::Pair && !pattern->child(Role::Value);
    for (const Node* child : pattern->children()) {
      if (shorthand && child->kind == Kind::Name) declareTarget(child, scope, sort, nullptr, nullptr);
      if (child->role == Role::Callee || child->role == Role::Type || child->role == Role::Key) continue;
      const bool constructor = child->kind == Kind::Name && !child->text.empty() && std::isupper(static_cast<unsigned char>(child->text[0]));
      if (child->kind == Kind::Name && !constructor)
        declareTarget(child, scope, sort, nullptr, nullptr);
      else if (child->kind != Kind::Name)
        declarePattern(child, scope, sort);
    }
  }

  void write(const Node* target, const Node* value) {
    switch (target->kind) {
      case Kind::Name: {
        Binding* binding = find(target->text);
        if (!binding) {
          binding = declare(hoists_ ? functionScope() : module_, target->text, Binding::Sort::Global, target);
          binding->value = value;
        } else if (binding->declaration == target) {
          binding->value = value;
        } else {
          binding->writes++;
        }
        bind(target, binding);
        break;
      }
      case Kind::Array:
      case Kind::Tuple:
      case Kind::Spread: {
        bool apart = value && (value->kind == Kind::Tuple || value->kind == Kind::Array) && value->count == target->count;
        for (uint32_t i = 0; i < target->count; i++) write(target->items[i], apart ? value->items[i] : nullptr);
        break;
      }
      case Kind::Object:
      case Kind::Pair:
        for (const Node* child : target->children()) write(child, nullptr);
        break;
      default:
        visit(target);
        if (Info* info = target->info; info && info->binding) const_cast<Binding*>(info->binding)->writes++;
    }
  }

  void hoistAssigned(const Node* node, Scope* scope) {
    switch (node->kind) {
      case Kind::Function:
      case Kind::Class:
      case Kind::Lambda:
        return;
      case Kind::Assign:
      case Kind::AugAssign:
        if (const Node* left = node->child(Role::Left)) hoistTarget(left, scope);
        break;
      case Kind::ForEach:
        if (const Node* target = node->child(Role::Target)) hoistTarget(target, scope);
        break;
      case Kind::VarDef:
        if (const Node* name = node->child(Role::Name)) hoistTarget(name, scope);
        break;
      default:
        break;
    }
    if (node->kind == Kind::Comprehension) return;
    for (const Node* child : node->children()) hoistAssigned(child, scope);
  }

  void hoistTarget(const Node* target, Scope* scope) {
    if (target->kind == Kind::Name) {
      bool global = std::find(scope->globals.begin(), scope->globals.end(), target->text) != scope->globals.end();
      if (!global && !scope->names.count(target->text)) declare(scope, target->text, Binding::Sort::Local, target);
    } else if (target->kind == Kind::Tuple || target->kind == Kind::Array || target->kind == Kind::Spread) {
      for (const Node* child : target->children()) hoistTarget(child, scope);
    }
  }

  void hoistGlobals(const Node* node, Scope* scope) {
    if (node->kind == Kind::Function || node->kind == Kind::Class || node->kind == Kind::Lambda) return;
    if (node->kind == Kind::Other && (node->hash == hashOf("global_statement") || node->hash == hashOf("nonlocal_statement")))
      for (const Node* name : node->children()) scope->globals.push_back(name->text);
    for (const Node* child : node->children()) hoistGlobals(child, scope);
  }

  void hoistDefinitions(const Node* block) {
    for (const Node* child : block->children()) {
      bool function = child->kind == Kind::Function;
      if (!function && child->kind != Kind::Class) continue;
      if (block->has(kClassBody) && function) continue;
      const Node* name = child->child(Role::Name);
      if (!name || name->kind != Kind::Name) continue;
      bind(name, declare(scope_, name->text, function ? Binding::Sort::Function : Binding::Sort::Class, child));
    }
  }

  // The body of a module, function or class: what is declared anywhere in it is known from its start.
  void enterBody(const Node* body) {
    if (hoists_ && scope_->sort != Scope::Sort::Class) {
      if (scope_->sort == Scope::Sort::Function) hoistGlobals(body, scope_);
      hoistAssigned(body, scope_);
    }
    if (scope_->sort == Scope::Sort::Class) hoistFields(body);
    hoistDefinitions(body);
    for (const Node* child : body->children()) visit(child);
  }

  void hoistFields(const Node* body) {
    for (const Node* child : body->children()) {
      if (javascript_ && child->kind == Kind::Function && child->child(Role::Name) && child->child(Role::Name)->text == "constructor")
        injectFields(child);
      const Node *name = nullptr, *value = nullptr;
      if (child->kind == Kind::VarDef) {
        name = child->child(Role::Name);
        value = child->child(Role::Value);
      } else if (child->kind == Kind::ExprStmt && child->count == 1 && child->items[0]->kind == Kind::Assign) {
        name = child->items[0]->child(Role::Left);
        value = child->items[0]->child(Role::Right);
      }
      if (!name || name->kind != Kind::Name) continue;
      Binding* binding = declare(scope_, name->text, Binding::Sort::Field, name);
      binding->value = value;
      binding->type = child->child(Role::Type);
      for (const Node* modifier : child->all(Role::Modifier)) {
        if (modifier->text == "final" || modifier->text == "readonly" || modifier->text == "const") binding->constant = true;
        if (modifier->text == "private") binding->isPrivate = true;
      }
      bind(name, binding);
    }
  }

  // What a constructor takes is often kept under the same name.
  void injectFields(const Node* constructor) {
    for (const Node* param : constructor->all(Role::Param)) {
      const Node *name = param->child(Role::Name), *type = param->child(Role::Type);
      if (!name || !type || scope_->names.count(name->text)) continue;
      declare(scope_, name->text, Binding::Sort::Field, name)->type = type;
    }
  }

  // `def f(x) when x > 0`
  static bool isGuard(const Node* child) { return child->role == Role::Cond || child->role == Role::Update; }

  void visitFunction(const Node* node) {
    for (const Node* child : node->children())
      if (child->role != Role::Param && child->role != Role::Body && child->role != Role::Name && child->role != Role::Receiver && !isGuard(child))
        visit(child);
    Scope scope;
    scope.parent = scope_;
    scope.sort = Scope::Sort::Function;
    scope.owner = node;
    for (const Node* param : node->children()) {
      if (param->role != Role::Param && param->role != Role::Receiver) continue;
      if (const Node* type = param->child(Role::Type)) visit(type);
      if (const Node* value = param->child(Role::Value)) visit(value);
      for (const Node* attribute : param->all(Role::Attribute)) visit(attribute);
    }
    scope_ = &scope;
    for (const Node* param : node->children()) {
      if (param->role != Role::Param && param->role != Role::Receiver) continue;
      const Node* name = param->child(Role::Name);
      if (!name) name = param->child(Role::Target);
      if (name) declareTarget(name, &scope, Binding::Sort::Param, nullptr, param->child(Role::Type));
    }
    for (const Node* child : node->children())
      if (isGuard(child)) visit(child);
    if (node->kind == Kind::Lambda)
      if (const Node* name = node->child(Role::Name); name && name->kind == Kind::Name && !scope.names.count(name->text))
        bind(name, declare(&scope, name->text, Binding::Sort::Function, node));
    if (const Node* body = node->child(Role::Body)) {
      if (body->kind == Kind::Block)
        enterBody(body);
      else
        visit(body);
    }
    scope_ = scope.parent;
  }

  void visitClass(const Node* node) {
    for (const Node* child : node->children())
      if (child->role != Role::Body && child->role != Role::Name && child->role != Role::Param) visit(child);
    Scope scope;
    scope.parent = scope_;
    scope.sort = Scope::Sort::Class;
    scope.owner = node;
    scope_ = &scope;
    for (const Node* param : node->all(Role::Param)) {
      if (const Node* type = param->child(Role::Type)) visit(type);
      if (const Node* name = param->child(Role::Name))
        declareTarget(name, &scope, Binding::Sort::Field, nullptr, param->child(Role::Type));
    }
    if (const Node* body = node->child(Role::Body)) enterBody(body);
    scope_ = scope.parent;
  }

  void inBlock(const Node* node) {
    Scope scope;
    scope.parent = scope_;
    scope.owner = scope_->owner;
    scope_ = &scope;
    if (node->kind == Kind::Block) hoistDefinitions(node);
    for (const Node* child : node->children()) visit(child);
    scope_ = scope.parent;
  }

  std::string_view requiredModule(const Node* value) {
    if (!javascript_ || !value || value->kind != Kind::Call) return {};
    const Node* callee = value->child(Role::Callee);
    auto arguments = value->all(Role::Arg);
    if (!callee || callee->text != "require" || arguments.size() != 1 || arguments[0]->kind != Kind::String) return {};
    return arguments[0]->text;
  }

  void visitVarDef(const Node* node) {
    for (const Node* child : node->children())
      if (child->role != Role::Name && child->role != Role::Target && child->role != Role::Modifier) visit(child);
    const Node* name = node->child(Role::Name);
    const Node* target = name ? name : node->child(Role::Target);
    if (!target) return;
    if (name && name->info && name->info->binding) return;  // a field, hoisted
    const Node* value = node->child(Role::Value);
    bool isVar = false, constant = false;
    for (const Node* modifier : node->all(Role::Modifier)) {
      if (modifier->text == "var" && javascript_) isVar = true;
      if (modifier->text == "const" || modifier->text == "final") constant = true;
    }
    Scope* scope = isVar ? functionScope() : scope_;
    if (isVar && name) {
      if (auto known = scope->names.find(name->text);
          known != scope->names.end() && known->second->sort == Binding::Sort::Local) {
        known->second->writes++;
        bind(name, known->second);
        return;
      }
    }
    declareTarget(target, scope, Binding::Sort::Local, value, node->child(Role::Type));
    if (name && name->info && name->info->binding) const_cast<Binding*>(name->info->binding)->constant = constant;
    if (std::string_view module = requiredModule(value); !module.empty()) nameRequired(target, module);
  }

  // const {a, b: c} = require("m")
  void nameRequired(const Node* target, std::string_view module) {
    auto import = [&](const Node* name, std::string_view member) {
      if (!name || name->kind != Kind::Name || !name->info || !name->info->binding) return;
      auto* binding = const_cast<Binding*>(name->info->binding);
      binding->path = {module};
      if (!member.empty()) binding->path.push_back(member);
      binding->sort = Binding::Sort::Import;
    };
    if (target->kind == Kind::Name) import(target, {});
    if (target->kind != Kind::Object) return;
    for (const Node* pair : target->children())
      if (pair->kind == Kind::Pair && pair->child(Role::Key)) import(pair->child(Role::Value), pair->child(Role::Key)->text);
  }

  void visitImport(const Node* node) {
    std::vector<std::string_view> path;
    for (const Node* part : node->all(Role::Path)) path.push_back(part->text);
    if (go_ && path.size() == 1) path[0] = goPackageName(path[0]);
    if (node->has(kImportAll)) {
      if (scope_ == module_) tree_.wildcards.push_back(path);
      return;
    }
    if (node->has(kImportFrom)) {
      for (const Node* item : node->all(Role::Item)) {
        const Node *name = item->child(Role::Name), *alias = item->child(Role::Alias);
        if (!name) continue;
        const Node* local = alias ? alias : name;
        Binding* binding = declare(scope_, local->text, Binding::Sort::Import, item);
        binding->path = path;
        if (!(javascript_ && name->text == "default")) binding->path.push_back(name->text);
        bind(local, binding);
      }
      return;
    }
    const Node* alias = node->child(Role::Alias);
    if (alias) {
      Binding* binding = declare(scope_, alias->text, Binding::Sort::Import, node);
      binding->path = path;
      bind(alias, binding);
    } else if (!path.empty() && !javascript_) {
      Binding* binding = declare(scope_, path[0], Binding::Sort::Import, node);
      binding->path = {path[0]};
      if (!node->all(Role::Path).empty()) bind(node->all(Role::Path)[0], binding);
    }
  }

  void visitMember(const Node* node) {
    const Node* object = node->child(Role::Object);
    if (!object) return;
    visit(object);
    const Node* name = node->child(Role::Name);
    if (!name || object->kind != Kind::Name) return;
    bool self = object->has(kSpecialName) || (python_ && (object->text == "self" || object->text == "cls"));
    for (Scope* scope = scope_; scope; scope = scope->parent) {
      if (scope->sort != Scope::Sort::Class) continue;
      const Node* className = scope->owner->child(Role::Name);
      if (!self && !(className && className->text == object->text)) continue;
      auto found = scope->names.find(name->text);
      if (found != scope->names.end() && found->second->sort == Binding::Sort::Field) bind(node, found->second);
      return;
    }
  }

  void visit(const Node* node) {
    switch (node->kind) {
      case Kind::Name:
        if (!node->has(kSpecialName)) bind(node, find(node->text));
        return;
      case Kind::Function:
      case Kind::Lambda:
        return visitFunction(node);
      case Kind::Class:
        return visitClass(node);
      case Kind::Import:
        return visitImport(node);
      case Kind::VarDef:
        return visitVarDef(node);
      case Kind::Member:
        return visitMember(node);
      case Kind::Assign:
        return visitAssign(node);
      case Kind::AugAssign:
        if (const Node* right = node->child(Role::Right)) visit(right);
        if (const Node* left = node->child(Role::Left)) {
          write(left, nullptr);
          if (left->info && left->info->binding) const_cast<Binding*>(left->info->binding)->writes++;
        }
        return;
      case Kind::Update:
        for (const Node* child : node->children()) {
          visit(child);
          if (child->info && child->info->binding) const_cast<Binding*>(child->info->binding)->writes++;
        }
        return;
      case Kind::Block:
        if (python_ || bash_)
          for (const Node* child : node->children()) visit(child);
        else
          inBlock(node);
        return;
      case Kind::ForEach:
      case Kind::For:
      case Kind::If:
      case Kind::Switch:
      case Kind::Case:
      case Kind::Catch:
      case Kind::Try:
      case Kind::Comprehension:
        return visitScoped(node);
      case Kind::With:
        for (const Node* item : node->all(Role::Item)) visit(item);
        if (const Node* body = node->child(Role::Body)) visit(body);
        return;
      case Kind::Other:
        if (node->text == "as" && python_) return visitAs(node);
        break;
      case Kind::Pair: {
        const Node* key = node->child(Role::Key);
        bool expression = key && !key->has(kNotExpression);
        if (key && (expression || key->kind != Kind::Name)) visit(key);
        if (const Node* value = node->child(Role::Value)) visit(value);
        return;
      }
      default:
        break;
    }
    for (const Node* child : node->children()) {
      bool label = child->role == Role::Name && child->kind == Kind::Name && node->kind != Kind::TypeApply &&
                   node->kind != Kind::Element;
      if (!label) visit(child);
    }
  }

  void visitAssign(const Node* node) {
    const Node *left = node->child(Role::Left), *right = node->child(Role::Right);
    if (const Node* type = node->child(Role::Type)) visit(type);
    if (right) visit(right);
    if (!left) return;
    if (go_ && node->text == ":=") {
      declareShort(left, right);
      return;
    }
    write(left, right);
    if (left->kind == Kind::Name && left->info && left->info->binding) {
      auto* binding = const_cast<Binding*>(left->info->binding);
      if (const Node* type = node->child(Role::Type); type && !binding->type) binding->type = type;
    }
    if (std::string_view module = requiredModule(right); !module.empty()) nameRequired(left, module);
  }

  // Go's := declares what its block does not have yet.
  void declareShort(const Node* left, const Node* right) {
    if (left->kind != Kind::Tuple) {
      if (left->kind == Kind::Name && scope_->names.count(left->text))
        write(left, right);
      else
        declareTarget(left, scope_, Binding::Sort::Local, right, nullptr);
      return;
    }
    bool apart = right && right->kind == Kind::Tuple && right->count == left->count;
    for (uint32_t i = 0; i < left->count; i++) declareShort(left->items[i], apart ? right->items[i] : nullptr);
  }

  void visitScoped(const Node* node) {
    Scope scope;
    scope.parent = scope_;
    scope.owner = scope_->owner;
    bool own = !python_ || node->kind == Kind::Comprehension;
    if (bash_) own = false;
    if (own) scope_ = &scope;
    if (node->kind == Kind::Comprehension)
      for (const Node* child : node->children())
        if (child->kind == Kind::CompFor) visitTargets(child, true);
    for (const Node* child : node->children()) {
      if (node->kind == Kind::ForEach && child->role == Role::Target) continue;
      if (node->kind == Kind::ForEach && child->role == Role::Body) visitTargets(node, own);
      if (node->kind == Kind::Catch && (child->role == Role::Param || child->role == Role::Alias)) {
        visitCatchParam(child);
        continue;
      }
      if (child->kind == Kind::CompFor) continue;
      visit(child);
    }
    if (own) scope_ = scope.parent;
  }

  void visitTargets(const Node* node, bool declares) {
    if (node->kind == Kind::CompFor)
      if (const Node* value = node->child(Role::Value)) visit(value);
    const Node* target = node->child(Role::Target);
    if (!target) return;
    if (declares && !(go_ && node->text == "="))
      declareTarget(target, scope_, Binding::Sort::Local, nullptr, node->child(Role::Type));
    else
      write(target, nullptr);
  }

  void visitCatchParam(const Node* param) {
    if (param->kind == Kind::Param) {
      if (const Node* type = param->child(Role::Type)) visit(type);
      if (const Node* name = param->child(Role::Name))
        declareTarget(name, scope_, Binding::Sort::Param, nullptr, param->child(Role::Type));
    } else if (python_ && param->role == Role::Param) {
      visit(param);
    } else {
      declareTarget(param, scope_, Binding::Sort::Param, nullptr, nullptr);
    }
  }

  void visitAs(const Node* node) {
    if (const Node* value = node->child(Role::Value)) visit(value);
    if (const Node* target = node->child(Role::Target)) declareTarget(target, functionScope(), Binding::Sort::Local, node->child(Role::Value), nullptr);
  }

  Tree& tree_;
  Scope* scope_ = nullptr;
  Scope* module_ = nullptr;
  // An assignment declares the name in the function around it.
  bool hoists_, patterns_;
  bool python_, bash_, javascript_, go_;
};

}  // namespace

void resolveNames(Tree& tree) { Resolver(tree).run(); }

}  // namespace vireon
