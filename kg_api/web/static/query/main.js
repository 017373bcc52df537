// The query page with our own small editor.

import { Editor } from "./editor.js";
import { Page } from "./page.js";

new Page(new Editor(document.getElementById("query")));
