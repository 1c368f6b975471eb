import "./style/fonts.css";
import "./style/tokens.css";
import "./style/base.css";
import "./style/topbar.css";
import "./style/reading.css";
import "./style/docs.css";
import "./style/system.css";
import "./style/print.css";
import { createSwitch } from "./views/reference/switch.ts";

createSwitch(document.getElementById("theme") as HTMLButtonElement);
