import "@/shared/styles/libraries.css";

import { start } from "@/shared/start";

import "./styles/console.css";
import App from "./App.vue";
import { router } from "./router";

start(App, router, "证信管理台");
