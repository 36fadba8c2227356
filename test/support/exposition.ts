/** A sample as Prometheus reads it: `name{label="value"}` and its number. */
export type ReadSample = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
};

const name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const help = new RegExp(`^# HELP (${name}) ((?:[^\\\\\\n]|\\\\\\\\|\\\\n)*)$`);
const type = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram|summary|untyped)$`);
const sample = new RegExp(`^(${name})(?:\\{(.*)\\})? ([-+]?(?:\\d+(?:\\.\\d+)?(?:e[-+]?\\d+)?|Inf)|NaN)$`);
const label = /^([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\\\|\\"|\\n)*)"(,|$)/;

/**
 * Reads the text format strictly: each family has one HELP, one TYPE and then its samples in one piece, no sample
 * comes twice, and the last line ends.
 *
 * @throws {Error} with the line that breaks a rule
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/#text-format-details
 */
export function readExposition(text: string): readonly ReadSample[] {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const samples: ReadSample[] = [];
  const families = new Set<string>();
  let [helped, typed] = ["", ""];
  for (const line of text.slice(0, -1).split("\n")) {
    const [, ofHelp] = help.exec(line) ?? [];
    const [, ofType] = type.exec(line) ?? [];
    const [, ofSample, labels = "", value] = sample.exec(line) ?? [];
    if (ofHelp !== undefined) {
      if (families.has(ofHelp)) throw new Error(`a second family: ${line}`);
      families.add(ofHelp);
      helped = ofHelp;
    } else if (ofType !== undefined) {
      if (ofType !== helped || ofType === typed) throw new Error(`TYPE out of place: ${line}`);
      typed = ofType;
    } else if (ofSample !== undefined) {
      if (ofSample !== typed) throw new Error(`a sample outside its family: ${line}`);
      const read = { name: ofSample, labels: labelsOf(labels, line), value: Number(value) };
      if (
        samples.some(
          (each) => JSON.stringify({ ...each, value: 0 }) === JSON.stringify({ ...read, value: 0 }),
        )
      ) {
        throw new Error(`a sample twice: ${line}`);
      }
      samples.push(read);
    } else {
      throw new Error(`not of the format: ${line}`);
    }
  }
  return samples;
}

function labelsOf(text: string, line: string): Readonly<Record<string, string>> {
  const labels: Record<string, string> = {};
  let rest = text;
  while (rest !== "") {
    const [whole, key, value] = label.exec(rest) ?? [];
    if (whole === undefined || key === undefined || key in labels) throw new Error(`labels: ${line}`);
    labels[key] = (value ?? "").replace(/\\(.)/g, (_, each: string) => (each === "n" ? "\n" : each));
    rest = rest.slice(whole.length);
  }
  return labels;
}
