import type { Command } from "commander";
import type { CommandLine } from "../command-line.ts";
import type { SpanOptions } from "./replay.ts";

const backtestJson = `
--json: { schemaVersion, from, to, summary, weeks }
summary: falseAlerts, weeks, known { asThen, readLater }, findings, byLevel,
  byCertainty, perWeek { mean, median, max }, repeated { count, of, share },
  corrected [ids], quietWeeks, calibration { weeks, values, below1, below01,
  inside, below1Percent, below01Percent, coverage }, thin { learning, early }
weeks, one each: week, knownThen, weeksBefore, checked, values, findings,
  calibration, repeated`;

const tuneJson = `
--json: { schemaVersion, from, to, weeks, configured, budgets }
budgets, one each: the summary of backtest, and more and less: the findings
  that it tells and the configured budget does not, and the other way round`;

/** `backtest` and `tune`: what past weeks would have told, to see how far findings can be trusted. */
export function addTrustCommands(
  program: Command,
  { command, go }: Pick<CommandLine, "command" | "go">,
): void {
  command(program, "backtest", "what past weeks would have told, each judged as it was known then")
    .option("--from <week>", "first week (default: the newest half year that can be judged)")
    .option("--to <week>", "last week (default: the newest in the history)")
    .option("--budget <n>", "false alerts that a week may hold (default: usual.falseAlerts)")
    .option("--json", "as JSON, every finding with its sentence")
    .addHelpText("after", `${backtestJson}\n\nExample: gong-digest backtest --from 2026-W10 --to 2026-W45`)
    .action(({ budget, ...options }) =>
      go(async (session) => {
        const { backtest } = await import("./backtest.ts");
        const { budgetOption } = await import("./replay.ts");
        const own = budget === undefined ? {} : { budget: budgetOption(budget) };
        return backtest(session, { ...(await spanOptions(options)), ...own });
      }),
    );

  command(program, "tune", "what other budgets of false alerts would have told over the same weeks")
    .option("--from <week>", "first week (default: the newest half year that can be judged)")
    .option("--to <week>", "last week (default: the newest in the history)")
    .option("--json", "as JSON, every finding that comes or goes")
    .addHelpText("after", `${tuneJson}\n\nExample: gong-digest tune --from 2026-W20`)
    .action((options) =>
      go(async (session) => (await import("./tune.ts")).tune(session, await spanOptions(options))),
    );
}

type Raw = { readonly from?: string; readonly to?: string; readonly json?: boolean };

async function spanOptions({ from, to, json }: Raw): Promise<SpanOptions> {
  const { weekOption } = await import("../pull/backfill.ts");
  return {
    json: json === true,
    ...(from === undefined ? {} : { from: weekOption("--from", from) }),
    ...(to === undefined ? {} : { to: weekOption("--to", to) }),
  };
}
