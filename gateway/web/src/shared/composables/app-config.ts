import { reactive } from "vue";

/** What the gateway's operator has set: who runs this, and where to turn to. */
export interface AppConfig {
  profile: "sandbox" | "production";
  issuer: string;
  service_phone: string;
  service_hours: string;
  service_address: string;
}

export const appConfig = reactive<AppConfig>({
  profile: "production",
  issuer: "",
  service_phone: "",
  service_hours: "",
  service_address: "",
});

/** Read once at the start; pages show without it and fill in when it is there. */
export async function loadAppConfig(): Promise<void> {
  try {
    // eslint-disable-next-line no-restricted-globals -- not part of the API: a file of the gateway's
    const answer = await fetch("/app-config.json", { credentials: "omit" });
    if (answer.ok) Object.assign(appConfig, await answer.json());
  } catch {
    // without it the footer stays short
  }
}
