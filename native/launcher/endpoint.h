// Where the daemon of this build and this user's home is met; server/src/daemon/endpoint.ts says the same in TypeScript.
#pragma once

#include <string>

namespace vireon {

/// The checkout or installation that this program was built in.
struct Installation {
  std::string main;     ///< server/dist/main.js
  std::string stamp;    ///< Names the build; empty where the build has no name, and then no daemon can be met.
};

Installation findInstallation();

struct Endpoint {
  std::string directory;
  std::string socket;
};

/// Empty paths where the environment does not say where state lies, or says it wrongly.
Endpoint findEndpoint(const Installation& installation);

/// True where directory and socket are there and are this user's alone.
bool isTrusted(const Endpoint& endpoint);

}  // namespace vireon
