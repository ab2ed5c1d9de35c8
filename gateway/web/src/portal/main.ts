import { start } from "@/shared/start";

import "./portal.css";

import App from "./App.vue";
import { router } from "./router";

start(App, router, "证信");
