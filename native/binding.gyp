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
      "cflags_c": ["-std=c11", "-w", "-D_DEFAULT_SOURCE"]
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
      "target_name": "vireon",
      "dependencies": [
        "tree_sitter_core",
        "re2_core",
        "<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except"
      ],
      "sources": ["src/binding.cc", "<!@(node sources.cjs vireon)"],
      "include_dirs": [
        "src",
        "<!@(node sources.cjs tree-sitter-include)",
        "<!@(node sources.cjs re2-include)",
        "<!@(node sources.cjs xxhash-include)"
      ],
      "defines": ["NAPI_VERSION=8", "NOMINMAX", "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
      "cflags": ["-O2", "-g1", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-sign-compare", "-Wno-missing-field-initializers"]
    }
  ]
}
