// `make lint-js`: what the browser is sent. Components are modules; what stands in the page before Streamlit is not.
import js from "@eslint/js";
import globals from "globals";

const FIRST = ["history", "hand", "focus", "theme", "present", "print", "drop"].map((name) => `ui/components/${name}.js`);

export default [
  { ignores: ["ui/components/vendor/"] },
  {
    files: ["ui/components/**/*.js"],
    ...js.configs.recommended,
    languageOptions: { ecmaVersion: 2024, sourceType: "module", globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      ...js.configs.recommended.rules,
      eqeqeq: "error",
      "no-var": "error",
      "prefer-const": ["error", { destructuring: "all" }],
      "no-shadow": "error",
      "no-implicit-globals": "error",
    },
  },
  { files: FIRST, languageOptions: { sourceType: "script" } },
];
