/**
 * What people say, and what Gong calls it. The left side is looked for in the question as it was written.
 */
const meanings: readonly (readonly [RegExp, string])[] = [
  [
    /\b(rep|reps|seller|sellers|people|person|employee|colleague|staff|everybody|member|members|account executive)\b/i,
    "user",
  ],
  [/\b(who (reports|works)|manager|org chart|roster|team members?)\b/i, "users list manager"],
  [/\b(said|say|says|spoken|verbatim|word for word|text of|quote|conversation)\b/i, "transcript"],
  [/\b(recording|audio|video|mp3|mp4|wav)\b/i, "media call"],
  [/\b(attach|send in|import)\b/i, "upload add"],
  [
    /\b(talk(ed|s|ing)? (time|ratio|too much)|talk ratio|monologue|patience|interactivity|question rate|listens? more)\b/i,
    "interaction stats",
  ],
  [
    /\b(how many|number of|count|counts|volume|totals?|activity|busy)\b/i,
    "activity aggregate totals counters",
  ],
  [
    /\b(weekly|monthly|quarterly|week by week|per week|per month|each week|each month|by week|by month|trend)\b/i,
    "period aggregate",
  ],
  [/\b(daily|day by day|per day|each day|which day)\b/i, "day"],
  [/\b(score|scores|scored|graded|grades|reviewed calls?|review results)\b/i, "scorecards answered"],
  [
    /\b(rubric|questionnaire|criteria|score ?card (questions|definitions?|templates?))\b/i,
    "settings scorecards questions",
  ],
  [/\b(keyword|keywords|competitor mentions?|phrases?|mentions? of)\b/i, "trackers"],
  [/\b(coach|coaches|coaching)\b/i, "coaching"],
  [
    /\b(erase|forget|gdpr|right to be forgotten|purge|wipe|remove all data|delete (all|everything))\b/i,
    "erase data privacy",
  ],
  [
    /\b(subject access|personal data|what (data )?do we (hold|have|store|keep)|dsar|references? to)\b/i,
    "data privacy references",
  ],
  [/\b(cadence|cadences|sequence|sequences|outreach|engage)\b/i, "flow flows"],
  [/\b(enrol|enroll|put .* (in|on|into)|add .* to (a|the) (flow|sequence|cadence))\b/i, "assign prospects"],
  [/\b(take .* off|take .* out|stop|pull .* (out|from)|unenrol|unenroll)\b/i, "unassign"],
  [/\b(lead|leads|contact|contacts|prospect)\b/i, "prospects crm"],
  [/\b(to-?dos?|reminders?|follow-?ups?|open items)\b/i, "tasks"],
  [/\b(permissions?|rights|roles?|may see|allowed to|can see|who can)\b/i, "permission profile access"],
  [/\b(revoke|take away|no longer (see|have)|withdraw)\b/i, "delete remove access"],
  [/\b(grant|let .* (see|listen|watch)|share .* with)\b/i, "access add set"],
  [
    /\b(audit|log-?ins?|logins|signed in|sign-?ins|who played|who listened|externally shared|security events?)\b/i,
    "logs",
  ],
  [/\b(playlist|playlists|best calls|snippets?)\b/i, "library folder"],
  [/\b(salesforce|hubspot|deals?|opportunit(y|ies)|accounts?)\b/i, "crm objects entities"],
  [/\b(columns?|custom fields?|fields)\b/i, "schema fields"],
  [/\b(progress|finished|done|status of|still running|did .* (work|succeed))\b/i, "status"],
  [/\b(book|schedule|set up|arrange)\b/i, "create meeting new"],
  [/\b(reschedul\w*|move .* meeting|change .* meeting)\b/i, "update meeting"],
  [/\b(cancel|call off)\b/i, "delete meeting"],
  [/\b(zoom|google meet|teams meeting)\b/i, "meeting integration"],
  [
    /\b(opened|viewed|looked at|read) .*\b(document|deck|content|proposal|page|slides?)\b/i,
    "content viewed event",
  ],
  [/\b(sent|shared) .*\b(document|deck|content|proposal|page|slides?)\b/i, "content shared event"],
  [/\b(website visit|web visit|chat|digital)\b/i, "digital interaction"],
  [/\b(summary|summari[sz]e|brief|briefing|overview of (an?|the) (account|deal))\b/i, "brief"],
  [/\b(ask|question about (an?|the) (account|deal))\b/i, "ask entity"],
  [/\b(result|results|disposition|how .* ended)\b/i, "outcomes"],
  [
    /\b(switched (on|off)|turned (on|off)|stopped recording|not recorded|deactivated|activated|recording (was|is) off)\b/i,
    "settings history user",
  ],
  [/\b(workspaces?|business units?)\b/i, "workspaces"],
  [/\b(quota|quotas|goals?|targets?)\b/i, "targets"],
  [/\b(why|explain|arithmetic|flagged)\b/i, "explain finding"],
  [/\b(digest|weekly mail|report of the week|this week's mail)\b/i, "digest week"],
  [/\b(unusual|anomal\w+|stands? out|out of the ordinary|outliers?|findings?)\b/i, "findings"],
  [
    /\b(rose|risen|fell|fallen|dropped|grew|grown|went (up|down)|increase\w*|decrease\w*|since|over time|trend|history|changed?)\b/i,
    "history series change",
  ],
  [/\b(may|can|allowed to|able to) (see|listen|hear|watch|open)\b/i, "access"],
  [/\b(create|add|log|push|import)\b.* calls?\b/i, "add call recorded elsewhere"],
  [/\bwho (may|can|has)\b/i, "who given access"],
  [/\b(hosted|hosts?|attended)\b/i, "activity counters each person"],
  [/\b(is|are|whether)\b.*\b(set up|working|connected|configured)\b/i, "whether work status"],
  [/\b(change|edit|modify|alter|adjust)\b/i, "update"],
  [/\b(may|can|allowed to) .*\bdo\b/i, "get one"],
  [/\b(filter|these|this list|matching|with ids?)\b/i, "filter extensive"],
];

/** Gong's words for what a question says in its own. */
export function meaningsOf(query: string): readonly string[] {
  return meanings.flatMap(([pattern, words]) => (pattern.test(query) ? [words] : []));
}
