import type { AppliedMute, Digest, NewLevel } from "../../src/digest.ts";
import { covers, type Feedback, type Mute, mutesIn } from "../../src/feedback.ts";
import { findingId, findingsOf } from "../../src/insight/findings.ts";
import type { Judgement, Verdict } from "../../src/insight/judge.ts";
import { keeping } from "../../src/insight/made.ts";
import { muteOf } from "../../src/insight/muted.ts";
import { isLearning, newLevels as levelsOf } from "../../src/insight/restart.ts";
import { findingsIn, verdictFor } from "../../src/insight/verdicts.ts";
import { isWithin, type Reach } from "../../src/mail/scope.ts";
import type { Panel, Series } from "../../src/series.ts";
import { addWeeks, type Week } from "../../src/week.ts";
import type { Statement } from "../../src/words/statement.ts";

/** Series that one note names. */
const mostNamed = 3;

const widest = { company: 0, team: 1, person: 2 } as const;

/** Weeks back that a digest lists new levels from. */
const listedWeeks = 12;

/** One judged week after what people told about findings. */
export type Heard = {
  /** Without what is muted: that leads no story and folds none. */
  readonly told: Judgement;
  readonly isMuted: (series: Series) => boolean;
  readonly leftOut: (reach: Reach) => { readonly muted: number; readonly mutes: readonly AppliedMute[] };
  readonly newLevels: (reach: Reach) => readonly NewLevel[];
  /** What a reader must know of series that are not judged until their new level is learnt. */
  readonly levelNotes: (reach: Reach) => readonly Statement[];
  /** A digest without the findings that have been muted since: they do not come back either. */
  readonly withoutMuted: (digest: Digest | null) => Digest | null;
};

export function heard({ mutes: all }: Pick<Feedback, "mutes">, judgement: Judgement, panel: Panel): Heard {
  const week = panel.weeks.at(-1) ?? "";
  const mutes = mutesIn(all, week);
  const muted = new Map<Series, { readonly verdict: Verdict; readonly mute: Mute }>();
  for (const verdict of mutes.length === 0 ? [] : findingsIn(judgement)) {
    const mute = muteOf(mutes, verdict);
    if (mute) muted.set(verdict.series, { verdict, mute });
  }
  const levels = levelsOf(panel);

  const newLevels = (reach: Reach): readonly NewLevel[] =>
    [...levels].flatMap(([{ entity, metric }, since]): NewLevel[] => {
      if (!isWithin(reach, entity) || since <= addWeeks(week, -listedWeeks)) return [];
      const isJudged = verdictFor(judgement, entity.level, entity.id, metric) !== undefined;
      return [{ level: entity.level, entityId: entity.id, metric, since, isJudged }];
    });

  const levelNotes = (reach: Reach): readonly Statement[] => {
    const learning = [...levels]
      .filter(([series, since]) => isWithin(reach, series.entity) && isLearning(panel, series, since))
      .toSorted(([a], [b]) => widest[a.entity.level] - widest[b.entity.level]);
    const weeks = [...new Set(learning.map(([, since]) => since))].toSorted();
    return weeks.map((since) =>
      levelNote(
        since,
        learning.filter((each) => each[1] === since).map(([own]) => own),
      ),
    );
  };

  return {
    told:
      muted.size === 0
        ? judgement
        : { ...judgement, verdicts: keeping(judgement.verdicts, ({ series }) => !muted.has(series)) },
    isMuted: (series) => muted.has(series),
    leftOut: (reach) => {
      const within = [...muted.values()].filter(({ verdict }) => isWithin(reach, verdict.series.entity));
      const verdicts = within.map(({ verdict }) => verdict);
      const applied = mutes.filter((mute) => within.some((own) => own.mute === mute));
      return {
        muted: findingsOf({ ...judgement, verdicts }, panel).length,
        mutes: applied.map((mute) =>
          appliedMute(
            mute,
            within.filter((own) => own.mute === mute).map(({ verdict }) => idOf(verdict, week)),
          ),
        ),
      };
    },
    newLevels,
    levelNotes,
    withoutMuted: (digest) =>
      digest && {
        ...digest,
        findings: digest.findings.filter(
          ({ level, entity: { id, team: teamId }, metric }) =>
            !mutes.some(({ subject }) => covers(subject, { level, id, metric, teamId })),
        ),
      },
  };
}

const idOf = ({ series: { entity, metric } }: Verdict, week: Week): string =>
  findingId(week, entity.level, entity.id, metric);

function appliedMute({ id, subject, firstWeek, lastWeek }: Mute, findings: readonly string[]): AppliedMute {
  const { level, id: entityId, metric } = subject;
  return { id, level, entityId, metric, firstWeek, lastWeek, findings };
}

function levelNote(since: Week, series: readonly Series[]): Statement {
  const parts = series.slice(0, mostNamed).map(
    ({ entity, metric }): Statement => ({
      pattern: "noteSeries",
      slots: { who: { text: entity.name }, metric: { metric } },
    }),
  );
  const rest = series.length - parts.length;
  if (rest > 0) parts.push({ pattern: "noteSeriesMore", slots: { count: { count: rest } } });
  return { pattern: "noteNewLevel", slots: { since: { week: since }, series: { parts } } };
}
