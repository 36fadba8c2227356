import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

const options = {
  validationLevel: "strict",
  // MJML links Google Fonts for names it knows; a mail must load nothing from outside.
  fonts: {},
  ignoreIncludes: true,
} as const;

/**
 * What MJML makes of a template. In a thread of its own that ends with it: MJML is needed once, for the template alone,
 * and would keep 20 MB for the rest of the run.
 *
 * @throws {Error} with MJML's own words, when the template is not valid
 */
export async function htmlFromMjml(template: string): Promise<string> {
  const mjml = pathToFileURL(createRequire(import.meta.url).resolve("mjml")).href;
  const worker = new Worker(script, { eval: true, workerData: { mjml, template, options } });
  try {
    const { html, error } = await new Promise<{ html?: string; error?: string }>((resolve, reject) => {
      worker.once("message", resolve).once("error", reject);
      worker.once("exit", (code) => reject(new Error(`MJML's thread ended with ${code}`)));
    });
    if (html === undefined) throw new Error(error);
    return html;
  } finally {
    await worker.terminate();
  }
}

/** As text, so that it runs alike from the sources and from the build. */
const script = `
const { workerData: { mjml, template, options }, parentPort } = require("node:worker_threads");
import(mjml)
  .then(({ default: mjml2html }) => mjml2html(template, options))
  .then(
    ({ html }) => parentPort.postMessage({ html }),
    (error) => parentPort.postMessage({ error: error instanceof Error ? error.message : String(error) }),
  );
`;
