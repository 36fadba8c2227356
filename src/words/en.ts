/**
 * Every word that people read, in English: a file like this one is all that another language needs.
 *
 * Sentences are ICU messages. They state, compare and attribute; none names a cause, gives advice, praises or
 * blames. For a slot `x` a message may use `{x}`, and for choosing between wordings `{xCount}`, its number, or `{x}`
 * itself where it is a choice. A single quotation mark that stands before a brace would quote it.
 *
 * @see https://unicode-org.github.io/icu/userguide/format_parse/messages/
 */
export const en = {
  sentences: {
    // What was, against what is usual.
    held: "{who} held {value} {valueCount, plural, one {call} other {calls}}; usually {usual} a week.",
    was: "{who}, {metric}: {value}; usually {usual}.",
    wasForThem: "{who}, {metric}: {value}; usually {usual} for them.",
    silent: "{who}: no activity for {weeks} {weeksCount, plural, one {week} other {weeks}}.",

    // How far from the middle of the usual range.
    awayInPoints: "That is {points} {side, select, up {above} other {below}} the middle of that range.",
    awayInCount:
      "That is {difference} {side, select, up {more} other {fewer}} than the middle of that range, {middle} ({change}).",
    awayFromMiddle: "The middle of that range is {middle} ({change}).",

    // Who accounts for it.
    oneAccounts: "{names} accounts for {share} of the change.",
    someAccount:
      "{some} of {all} {members, select, people {people} mixed {teams and people} other {teams}} account for {share} of the change: {names}.",
    insideWithout: "Without that change it would be {value}, inside its usual range.",
    spread:
      "{outsideCount, plural, =0 {None} other {{outside}}} of {all} {members, select, people {people} mixed {teams and people} other {teams}} {outsideCount, plural, =0 {is} one {is} other {are}} {side, select, up {above} other {below}} their own usual range; no few of them account for most of the change.",
    withinAndBetween:
      "Against the {weeks} weeks before, {within} within {members, select, people {people} mixed {teams and people} other {teams}} and {between} by who made how many of the calls.",
    onlyBetween:
      "Each of the {members, select, people {people} mixed {teams and people} other {teams}} is inside its own usual range; {name} made {share} of the calls, {usualShare} in the {weeks} weeks before.",
    callsNotLength:
      "Calls: {calls}, usually {usualCalls}. Mean length of a call: {value}, inside its usual {usual}.",
    lengthNotCalls:
      "Mean length of a call: {value}, usually {usual}. Calls: {calls}, inside their usual {usualCalls}.",

    // How rare, and for how long.
    rarest: "{side, select, up {Highest} other {Lowest}} in {weeks} weeks.",
    rarestAndOdds:
      "{side, select, up {Highest} other {Lowest}} in {weeks} weeks; {size, select, beyond {fewer than} other {about}} one week in {odds} is this far out.",
    odds: "{size, select, beyond {Fewer than} other {About}} one week in {odds} is this far out.",
    streak: "{weeks} weeks in a row {side, select, up {above} other {below}} the usual range.",
    together:
      "{weeks} weeks in a row {side, select, up {above} other {below}} the middle of the usual range.",

    // What else moved, and what did not.
    companyMoved:
      "Across the company, {metric} are {share} {side, select, up {above} other {below}} usual this week; the range for this {level, select, person {person} other {team}} is moved by as much.",
    aroundUsual: "{around} is inside its usual range: {value}, usually {usual}.",
    aroundToo:
      "{around} is {side, select, up {above} other {below}} its usual range too: {value}, usually {usual}.",
    aroundApart:
      "{around} is {side, select, up {above} other {below}} its usual range: {value}, usually {usual}.",
    alsoMoved: "Also {side, select, up {above} other {below}} usual: {metrics}.",
    movedApart: "{side, select, up {Above} other {Below}} usual: {metrics}.",
    stayed: "Inside the usual range: {metrics}.",

    // What it rests on.
    base: "Based on {calls} {noun, select, scorecards {scorecards} other {calls}} this week and {weeks} weeks before it.",
    baseWeeks: "Based on {weeks} weeks before it.",
    fewCalls: "Few calls stand behind it.",
    learning: "Still learning what is usual: {weeks} of {enough} weeks.",
    early: "Early days: {weeks} weeks to compare with.",

    // What Gong tells beside the number: of whom the finding is about, or of somebody who is named first.
    switched:
      "{whose, select, own {} other {{who}: }}{settings} {settingsCount, plural, one {was} other {were}} {isOn, select, yes {enabled} other {switched off}} on {day}.",
    activated:
      "{whose, select, own {Was} other {{who}: was}} made {isOn, select, yes {active} other {inactive}} in Gong on {day}.",
    joined:
      "{whose, select, own {Joined} other {{who}: joined}} {where, select, team {the team} other {Gong}} in {week}.",
    newManager: "{whose, select, own {Reports} other {{who}: reports}} to a new manager since {week}.",
    otherManager:
      "{whose, select, own {Reports} other {{who}: reports}} to {now} since {week}, before that to {before}.",
    movedTeam: "{whose, select, own {Moved} other {{who}: moved}} to another team in {week}.",
    turnover:
      "{whose, select, own {} other {{who}: }}{people} of {all} {allCount, plural, one {person} other {people}} in the team {change, select, left {left} movedOut {moved to another team} joined {joined} other {came from another team}} since {week}.",
    carried:
      "{calls} of {all} {allCount, plural, one {call} other {calls}} {callsCount, plural, one {carries} other {carry}} it, {values}; without {callsCount, plural, one {it} other {them}} it is inside the usual range.",

    // What a link leads to.
    hostedLink:
      "See {callsCount, plural, one {{name}'s call} other {the {place, select, first {first} other {last}} of {name}'s {calls} calls}} of {when} in Gong",
    countedLink:
      "See {callsCount, plural, one {the call} other {the {place, select, first {first} other {last}} of {calls} calls}} in Gong ({name}, {metric}, {when})",
    lengthLink: "See {name}'s call{isDated, select, yes { of {day}} other {}} in Gong ({length})",
    measuredLink: "See {name}'s call{isDated, select, yes { of {day}} other {}} in Gong ({metric} {value})",

    // What a digest says besides its findings.
    newLevel: "New level since {since}; the range was moved.",
    noteNewLevel: "New level since {since}; the range was moved. Not judged until it is learnt: {series}.",
    noteSeries: "{who} ({metric})",
    noteSeriesMore: "{count} more",
    drift:
      "{who}, {metric}: {value}; {weeks} weeks in a row {side, select, up {above} other {below}} the middle of the usual range, {middle}.",
    backInside: "{who}, {metric}: {value}, inside the usual {usual} again ({was} the week before).",
    closest: "Closest: {metric}, {value}; usually {usual}.",
    closestOf: "Closest: {who}, {metric}, {value}; usually {usual}.",
    noteLearning:
      "Still learning what is usual: {weeks} of {enough} weeks; usual ranges can be trusted from about {day} on.",
    noteEarly:
      "Early: usual ranges rest on {weeks} {weeksCount, plural, one {week} other {weeks}} so far; from {enough} on they are steady.",
    noteMoved: "The whole company moved this week, and ranges are moved by as much: {moved}.",
    noteMovedPart: "{metric} ({share} {side, select, up {above} other {below}})",
    noteMovedMore: "{count} more metrics",
    noteAbsent:
      "{people} {peopleCount, plural, one {person} other {people}} did nothing in Gong this week and {peopleCount, plural, one {is} other {are}} not judged: leave cannot be told from silence.",
    noteGap:
      "No digest was sent for {from}{isOne, select, yes {} other { to {to}}}; those weeks are in the history.",
    noteGapFound:
      "No digest was sent for {from}{isOne, select, yes {} other { to {to}}}. Each would have told: {weeks}.",
    noteGapWeek: "{week} {findingsCount, plural, =0 {nothing} one {one finding} other {{findings} findings}}",
    noteLacking:
      "Gong could not be read whole for this week: {sources} {sourcesCount, plural, one {is} other {are}} missing, left out and not taken for zero.",
    noteSource:
      "{source, select, interaction {talk statistics} scorecards {scorecards} calls {call hours and lengths} other {{source}}}",
    noteStrangers:
      "{accountsCount, plural, one {{accounts} account in Gong's statistics is} other {{accounts} accounts in Gong's statistics are}} not in its list of users and not counted.",
    noteLeftOut:
      "Gong left out the activity of {people} {peopleCount, plural, one {person} other {people}}; sums of teams and the company lack it.",
    noteNoTalk: "Gong gave no talk statistics (talk ratio, longest monologue and the like) for this week.",

    // What a correction says.
    corrected:
      "{who}, {metric}: {value}, not {was}. {place, select, inside {Inside} above {Above} other {Below}} the usual {usual}.",
    correctedGone: "{who}, {metric}: told as {was}; Gong no longer has a value for that week.",
  },
  /** The mail around the findings. */
  mail: {
    masthead: "Gong weekly · {scope}",
    subject: "Gong weekly, {scope}: {news} ({dates})",
    newsMoved:
      "{owner}{label} {side, select, up {above} other {below}} usual{more, plural, =0 {} other {, # more}}",
    newsSide: "{side, select, up {above} other {below}} usual{more, plural, =0 {} other {, # more}}",
    newsQuiet: "nothing unusual",
    newsIncomplete:
      "data incomplete{count, plural, =0 {} one {, no {source, select, interaction {talk statistics} scorecards {scorecards} calls {call lengths} other {{source}}}} other {, # sources missing}}",
    newsLearning: "learning, {weeks} of {enough} weeks",
    correctionSubject: "Correction – Gong weekly, {scope} ({dates})",
    newsNothing: "nothing to judge",
    ownerTeam: "a team's ",
    ownerPerson: "a person's ",
    headline:
      "{who}: {label} {side, select, up {above} other {below}} usual{others, plural, =0 {} one {; # more stands out} other {; # more stand out}}",
    headlineShort:
      "{label} {side, select, up {above} other {below}} usual{others, plural, =0 {} one {; # more stands out} other {; # more stand out}}",
    headlineDrift:
      "Nothing stands out for {who} in this week alone; {drifts, plural, one {# slow drift} other {# slow drifts}}",
    headlineQuiet: "Nothing stands out for {who}",
    headlineMuted: "Nothing stands out for {who} besides what is muted",
    headlineLearning: "Still learning what is usual for {who}: {weeks} of {enough} weeks",
    headlineCorrection:
      "Correction for {who}: {count, plural, one {# finding no longer stands} other {# findings no longer stand}}",
    headlineNothing: "Nothing could be judged for {who} this week",
    theCompany: "the company",
    counts:
      "{unusual, number} unusual of {checked, number} checked · compared with the {weeks, plural, one {# week} other {# weeks}} before",
    preheader: "{unusual, number} of {checked, number} checked series were unusual. {note}",
    preheaderCorrection: "Gong has restated the week. {note}",
    complete: "Data complete.",
    dataNote: "Data note",
    correction: "What is true now",
    stand:
      "{count, plural, =0 {The digest told no other finding.} one {The other finding of that digest stands.} other {The other # findings of that digest stand.}}",
    next: "Next: {time}",
    run: "Run {name}",
    whatChanged: "What changed",
    legend:
      "In each picture: the {weeks, plural, one {# week} other {# weeks}} before and this one (the dot), with the usual range shaded.",
    cardTitle: "{who}: {label} {side, select, up {above} other {below}} the usual range",
    rowTitle: "{who}: {label}",
    usually: "usually {usual}",
    side: "{side, select, up {above} other {below}} the usual range",
    alt: "{weeks, plural, other {# weeks}} of {label}: this week {value}, {side, select, up {above} other {below}} the usual {usual}.",
    more: "And {count, number} more",
    rest: "{count, plural, one {# more is not listed here.} other {# more are not listed here.}}",
    backToUsual: "Back to usual",
    slowDrift: "Slow drift",
    teams: "Teams at a glance",
    checked: "Everything we checked: {name}",
    finding: "Finding",
    metric: "Metric",
    team: "Team",
    thisWeek: "This week",
    usualRange: "Usual range",
    vsMiddle: "vs middle",
    notKnown: "not known",
    noRange: "no range yet",
    why: "Why you get this",
    whyUsualRange:
      "The usual range is where about 95 % of the weeks of a person, team or company lie, judged by the {weeks, plural, one {week} other {# weeks}} before.",
    whyCertainty: "Clear, likely and weak say how sure it is that a change is no chance.",
    whyMuted: "{count, plural, one {# muted finding is} other {# muted findings are}} left out.",
    whyMutedUntil:
      "{count, plural, one {# muted finding is} other {# muted findings are}} left out, until the end of {isOne, select, yes {{first}} other {{first} to {last}}}.",
    whyYou: "You get this because you are on the list for {scope}. Reply to ask or to unsubscribe.",
    ownerSubject:
      "Gong digest {kind, select, held {held: the week could not be read} credentials {held: Gong refuses the key} mail {not sent: mails did not leave} bug {not sent: a fault in the program} other {not sent: the history cannot be used}}",
    ownerHeld: "The weekly digest is held since {since}. Nobody was mailed, and nothing is judged.",
    ownerMail: "Mails of the weekly digest did not leave since {since}. What was sent is not sent again.",
    ownerFailed: "The weekly job fails since {since}. Nobody was mailed.",
    ownerNext: "Once that is mended, the next run goes on from there. What to run:",
    ownerOnce: "This message comes once, until a run succeeds.",
    ownerAgainSubject: "Gong digest works again",
    ownerAgain: "The weekly job succeeded at {at}. Before that:",
    ownerAgainCause: "- since {since}: {cause}",
    ownerRecipientsSubject:
      "Gong digest: {count, plural, one {# recipient gets} other {# recipients get}} no mail",
    ownerRecipients: "These are in digest.recipients and got nothing:",
  },
  /** What Gong's settings of somebody's calls are called, as it stands inside a sentence. */
  settings: {
    webConferencesRecorded: "recording",
    preventWebConferenceRecording: "the bar on recording",
    callsImported: "import of calls",
    gongConnectEnabled: "Gong Connect",
  },
  /** Pages of the archive, besides what the mail says. */
  page: {
    archive: "Gong weekly: all weeks",
    allWeeks: "All weeks",
    arithmetic: "The arithmetic behind it",
    weekByWeek: "Week by week",
    week: "Week",
    value: "Value",
    checkedAll: "Everything we checked",
    checkedCount:
      "{series, plural, one {# series} other {# series}} of {scope}, the widest deviation first. Weeks are those that a series was compared with.",
    who: "Who",
    direction: "Against usual",
    weeks: "Weeks",
    above: "above",
    below: "below",
    inside: "usual",
    notJudged: "not judged",
    filter: "Show rows with",
    filterHint: "a name or a metric",
    onlyUnusual: "Only what is above or below usual",
    rowsShown: "{shown} of {all} rows",
    otherRows: "{count, plural, one {Show one more row} other {Show # more rows}}",
    showAll: "Show all {all}",
    chart: "Chart",
    chartOf: "Chart of {series}",
    keyNow: "this week",
    keyRange: "usual range of each week",
    keyRangeNow: "usual range of this week",
    keyOutside: "outside it",
    chartAlt:
      "{weeks, plural, one {# week} other {# weeks}} of {label}: this week {value}, {side, select, up {above the usual {usual}} down {below the usual {usual}} other {inside the usual {usual}}}. {outside, plural, =0 {No week} one {# week} other {# weeks}} before it outside the usual range of its time.",
    kindFindings: "{count, plural, one {# finding} other {# findings}}",
    kindDrifts: "{count, plural, one {# slow drift} other {# slow drifts}}",
    kindQuiet: "quiet week",
    kindIncomplete: "data incomplete",
    kindHeld: "held",
    kindLearning: "still learning",
    kindNothing: "nothing judged",
    noWeeks: "No week has been told yet.",
    scope: "For",
    kind: "Kind",
  },
  certainty: { clear: "Clear", likely: "Likely", weak: "Weak" },
  /** Whole numbers that are written as words, from none on. */
  numbers: ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
  /** `{n}` is the number; `point` where the language counts it as one. */
  units: {
    percent: "{n}\u00a0%",
    point: "{n}\u00a0point",
    points: "{n}\u00a0points",
    hours: "{n}\u00a0h",
    minutes: "{n}\u00a0min",
    seconds: "{n}\u00a0s",
  },
  /** Heads of narrow columns. */
  short: {
    callsAsHost: "Calls",
    meanCallLength: "Length",
    talkRatio: "Talk ratio",
    longestMonologue: "Monologue",
    scorecardAverage: "Scorecards",
    callsCommentsGiven: "Comments",
  } as Readonly<Record<string, string>>,
  /** Labels of metrics that are not in `metrics.ts` in this language; English has them there. */
  metrics: {} as Readonly<Record<string, string>>,
} as const;
