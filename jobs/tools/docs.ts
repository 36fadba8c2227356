import { actionsPage } from "../../src/tools/docs.ts";

process.stdout.write(actionsPage());
