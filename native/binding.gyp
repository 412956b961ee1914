{
  "target_defaults": {
    "cflags_cc!": ["-std=gnu++17", "-std=gnu++20", "-fno-exceptions", "-fno-rtti"],
    "cflags_cc": ["-std=c++20", "-fexceptions"],
    "cflags": ["-fvisibility=hidden", "-pthread"],
    "cflags!": ["-fno-exceptions"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
      "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
      "MACOSX_DEPLOYMENT_TARGET": "11.0"
    },
    "msvs_settings": {
      "VCCLCompilerTool": { "ExceptionHandling": 1, "AdditionalOptions": ["/std:c++20", "/utf-8"] }
    }
  },
  "targets": [
    {
      "target_name": "tree_sitter_core",
      "type": "static_library",
      "sources": ["<!@(node sources.cjs tree-sitter)"],
      "include_dirs": ["<!@(node sources.cjs tree-sitter-include)"],
      "cflags_c": ["-std=c11", "-w", "-D_DEFAULT_SOURCE", "-fexceptions"]
    },
    {
      "target_name": "re2_core",
      "type": "static_library",
      "sources": ["<!@(node sources.cjs re2)"],
      "include_dirs": ["<!@(node sources.cjs re2-include)"],
      "defines": ["NDEBUG", "NOMINMAX"],
      "cflags": ["-w", "-O2"]
    },
    {
      "target_name": "pcre2_core",
      "type": "static_library",
      "sources": ["<!@(node sources.cjs pcre2)"],
      "include_dirs": ["<!@(node sources.cjs pcre2-include)"],
      "defines": ["PCRE2_CODE_UNIT_WIDTH=8", "PCRE2_STATIC", "SUPPORT_PCRE2_8", "SUPPORT_UNICODE", "LINK_SIZE=2", "HEAP_LIMIT=20000000", "MATCH_LIMIT=10000000", "MATCH_LIMIT_DEPTH=10000000", "MAX_NAME_SIZE=64", "MAX_NAME_COUNT=10000", "NEWLINE_DEFAULT=2", "PARENS_NEST_LIMIT=250", "HAVE_MEMMOVE"],
      "cflags": ["-w", "-O2"]
    },
    {
      "target_name": "grammars",
      "type": "static_library",
      "sources": ["<!@(node sources.cjs grammars)"],
      "cflags": ["-w", "-O2"],
      "cflags_c": ["-std=c11"]
    },
    {
      "target_name": "vireon",
      "dependencies": [
        "tree_sitter_core",
        "grammars",
        "re2_core",
        "pcre2_core",
        "<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except"
      ],
      "sources": ["src/binding.cc", "<!@(node sources.cjs vireon)"],
      "include_dirs": [
        "src",
        "<!@(node sources.cjs tree-sitter-include)",
        "<!@(node sources.cjs re2-include)",
        "<!@(node sources.cjs xxhash-include)",
        "<!@(node sources.cjs pcre2-include)"
      ],
      "defines": ["NAPI_VERSION=8", "NOMINMAX", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS", "PCRE2_STATIC"],
      "cflags": ["-O2", "-g1", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-restrict", "-Wno-missing-field-initializers"]
    }
  ],
  "conditions": [
    ["OS!='win'", {
      "targets": [
        {
          "target_name": "vireon-launcher",
          "type": "executable",
          "sources": ["launcher/launcher.cc", "launcher/endpoint.cc", "launcher/json.cc", "launcher/node.cc", "launcher/wire.cc"],
          "include_dirs": ["launcher"],
          "defines": ["VIREON_NODE=\"<!(node -p process.execPath)\""],
          "cflags": ["-O2", "-Wall", "-Wextra", "-Wno-missing-field-initializers"],
          "ldflags": ["<!@(node sources.cjs launcher-link)"]
        }
      ]
    }]
  ]
}
