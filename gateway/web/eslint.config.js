import vue from "eslint-plugin-vue";
import typescript from "typescript-eslint";

// Warnings are errors: `npm run lint` allows none.
export default typescript.config(
  { ignores: ["dist*/**", "node_modules/**", "src/api/schema.d.ts"] },
  ...typescript.configs.strict,
  ...typescript.configs.stylistic,
  ...vue.configs["flat/recommended"],
  { files: ["**/*.vue"], languageOptions: { parserOptions: { parser: typescript.parser } } },
  {
    rules: {
      "no-console": "error",
      "no-restricted-globals": ["error", { name: "fetch", message: "Use src/api." }],
      eqeqeq: "error",
      "@typescript-eslint/consistent-type-definitions": ["error", "interface"],
      "vue/block-order": ["error", { order: ["script", "template", "style"] }],
      "vue/component-api-style": ["error", ["script-setup"]],
      "vue/define-macros-order": "error",
      "vue/no-static-inline-styles": "error", // the content security policy refuses style attributes
      "vue/no-v-html": "error",
      "vue/require-default-prop": "off", // optional props are optional in their types
      "vue/max-attributes-per-line": "off",
      "vue/singleline-html-element-content-newline": "off",
      "vue/html-self-closing": ["error", { html: { void: "always" } }],
      "vue/multi-word-component-names": "off",
    },
  },
  { files: ["src/api/*.ts"], rules: { "no-restricted-globals": "off" } },
);
