-- Where studies of the same subtype, biomarker, regimen and setting disagree: confidence intervals of one endpoint
-- that do not overlap, or directions that exclude each other. Two cuts of one trial count as one study; benefit against
-- one comparator does not contradict its absence against another.
WITH pairs AS (
    SELECT
        x.subtype_id, s.name AS subtype, x.biomarker, x.regimen_id, x.setting,
        x.comparator_regimen_id IS y.comparator_regimen_id AS same_comparator,
        x.evidence_id AS evidence_a, x.direction AS direction_a, x.citation_id AS citation_a,
        y.evidence_id AS evidence_b, y.direction AS direction_b, y.citation_id AS citation_b
    FROM evidence AS x
    JOIN evidence AS y
        ON y.subtype_id = x.subtype_id
        AND y.biomarker IS x.biomarker
        AND y.regimen_id = x.regimen_id
        AND y.setting = x.setting
        AND y.citation_id <> x.citation_id
        AND (x.trial_id IS NULL OR y.trial_id IS NOT x.trial_id)
    JOIN subtypes AS s ON s.subtype_id = x.subtype_id
),
intervals AS (
    SELECT
        evidence_id, outcome_id, endpoint, timepoint_months, ci_low, ci_high,
        printf('%g (%g–%g)', value, ci_low, ci_high) AS finding
    FROM outcomes
    WHERE arm = 'experimental' AND ci_low IS NOT NULL AND ci_high IS NOT NULL
)
SELECT
    'intervals-apart' AS kind,
    p.subtype_id,
    p.subtype,
    p.biomarker,
    p.regimen_id,
    p.setting,
    a.endpoint,
    a.timepoint_months,
    p.evidence_a,
    a.outcome_id AS outcome_a,
    a.finding AS finding_a,
    p.citation_a,
    p.evidence_b,
    b.outcome_id AS outcome_b,
    b.finding AS finding_b,
    p.citation_b
FROM pairs AS p
JOIN intervals AS a ON a.evidence_id = p.evidence_a
JOIN intervals AS b
    ON b.evidence_id = p.evidence_b
    AND b.endpoint = a.endpoint
    AND b.timepoint_months IS a.timepoint_months
    AND b.outcome_id > a.outcome_id
WHERE a.ci_high < b.ci_low OR b.ci_high < a.ci_low
UNION ALL
SELECT
    'opposite-directions',
    subtype_id,
    subtype,
    biomarker,
    regimen_id,
    setting,
    NULL,
    NULL,
    evidence_a,
    NULL,
    direction_a,
    citation_a,
    evidence_b,
    NULL,
    direction_b,
    citation_b
FROM pairs
WHERE evidence_b > evidence_a
    AND (
        (same_comparator AND (direction_a, direction_b) IN (VALUES ('benefit', 'no-benefit'), ('no-benefit', 'benefit')))
        OR (direction_a, direction_b) IN (VALUES ('activity', 'resistance'), ('resistance', 'activity'))
    )
ORDER BY 1, 2, 5, 9, 13, 10, 14
