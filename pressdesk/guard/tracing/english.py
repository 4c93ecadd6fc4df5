"""English ways of asking, plain and governed: kind to patterns."""

ENGLISH_PLAIN: dict[str, tuple[str, ...]] = {
    "who": (
        r"\bwho (?:are|r) (?:you|u)\b|\bwhat(?:'s| is) your (?:full )?(?:name|job|title"
        r"|job title|role|position)\b",
        r"\bwho am i (?:talking|speaking|writing) (?:to|with)\b|\bare you (?:a |an )?(?:nurse"
        r"|teacher|manager|driver|assistant)\b",
    ),
    "where": (r"\bwhere (?:do|are) (?:you|u) (?:work|working|employed|based)\b",),
    "unit": (
        r"\b(?:which|what) (?:unit|school|department|workplace|ward|office|district) (?:do|are"
        r"|is) (?:you|it|this)\b",
        r"\bdo you work (?:in|at|for) (?-i:[A-Z])|\bare you (?:in|at|from) (?-i:[A-Z])",
    ),
    "which-reporter": (
        r"\b(?:which|what) (?:reporter|journalist|newspaper|paper|outlet|channel|editor) (?:is"
        r"|was|called|contacted|has|rang|did)\b",
        r"\bwho (?:called|contacted|phoned) you\b|\bwho is the (?:reporter|journalist)\b",
        r"\bwhat(?:'s| is| was) the (?:reporter|journalist)'s name\b",
    ),
    "how-did-they-know": (
        r"\bhow (?:did|do|could) (?:they|the reporter|the journalist|the paper|the newspaper|she"
        r"|he) (?:know|get|find|learn|hear)\b",
    ),
    "contact-you-back": (
        r"\b(?:send|give) (?:me|us) your (?:phone|mobile|e-?mail|contact|number)\b|\b(?:i"
        r"|we) (?:will|'ll|can) call you\b|\bcall me\b",
        r"\bcome (?:by|to|see) (?:my|me|our)\b|\bhow can (?:i|we) reach you\b|\be-?mail me\b",
    ),
}
ENGLISH_GOVERNED: dict[str, tuple[str, ...]] = {
    "who": (
        r"\bwho (?:you are|i am (?:talking|speaking|writing))\b"
        r"|\byour (?:full )?name\b(?=,? please| so\b)"
        r"|\b(?:tell|give|send) (?:me|us) your (?:full )?(?:name|number|title|unit|workplace)\b",
        r"\bwho you work (?:for|with)\b|\bwho (?:wrote|is writing|it was)\b",
    ),
    "where": (r"\bwhere you work\b",),
    "unit": (
        r"\b(?:which|what) (?:unit|school|department|workplace|ward|office) (?:you|it) (?:work"
        r"|are|is|belong)\b",
    ),
    "which-reporter": (r"\b(?:which|what) (?:reporter|journalist|newspaper|paper|outlet)\b",),
    "who-told": (
        r"\bwho (?:has |have )?(?:leaked|tipped|talked|spoken|spoke|told)\b(?= (?:the|to|with"
        r"|them|it|off|about)\b)",
        r"\bwho (?:is|was) (?:their|your|the) source\b|\bwho gave (?:them|you)\b",
        r"\bwho (?:has |have )?(?:talked|spoke|spoken) (?:to|with) the (?:press|media|journalist"
        r"|reporter)\b",
    ),
}
