-- Where studies of the same subtype, biomarker, regimen and setting disagree: confidence intervals of one endpoint
-- that do not overlap, or directions that exclude each other. Two cuts of one trial count as one study.
WITH numbers AS (
    SELECT
        e.subtype_id, e.biomarker, e.regimen_id, e.setting, e.trial_id, e.evidence_id, e.citation_id,
        o.outcome_id, o.arm, o.endpoint, o.timepoint_months, o.value, o.ci_low, o.ci_high
    FROM outcomes AS o
    JOIN evidence AS e ON e.evidence_id = o.evidence_id
    WHERE o.arm = 'experimental' AND o.ci_low IS NOT NULL AND o.ci_high IS NOT NULL
)
SELECT
    'intervals-apart' AS kind,
    x.subtype_id,
    s.name AS subtype,
    x.biomarker,
    x.regimen_id,
    x.setting,
    x.endpoint,
    x.timepoint_months,
    x.evidence_id AS evidence_a,
    x.outcome_id AS outcome_a,
    printf('%g (%g–%g)', x.value, x.ci_low, x.ci_high) AS finding_a,
    x.citation_id AS citation_a,
    y.evidence_id AS evidence_b,
    y.outcome_id AS outcome_b,
    printf('%g (%g–%g)', y.value, y.ci_low, y.ci_high) AS finding_b,
    y.citation_id AS citation_b
FROM numbers AS x
JOIN numbers AS y
    ON y.subtype_id = x.subtype_id
    AND y.biomarker IS x.biomarker
    AND y.regimen_id = x.regimen_id
    AND y.setting = x.setting
    AND y.endpoint = x.endpoint
    AND y.timepoint_months IS x.timepoint_months
    AND y.outcome_id > x.outcome_id
    AND y.citation_id <> x.citation_id
    AND (x.trial_id IS NULL OR y.trial_id IS NOT x.trial_id)
JOIN subtypes AS s ON s.subtype_id = x.subtype_id
WHERE x.ci_high < y.ci_low OR y.ci_high < x.ci_low
UNION ALL
SELECT
    'opposite-directions',
    x.subtype_id,
    s.name,
    x.biomarker,
    x.regimen_id,
    x.setting,
    NULL,
    NULL,
    x.evidence_id,
    NULL,
    x.direction,
    x.citation_id,
    y.evidence_id,
    NULL,
    y.direction,
    y.citation_id
FROM evidence AS x
JOIN evidence AS y
    ON y.subtype_id = x.subtype_id
    AND y.biomarker IS x.biomarker
    AND y.regimen_id = x.regimen_id
    AND y.setting = x.setting
    AND y.evidence_id > x.evidence_id
    AND y.citation_id <> x.citation_id
JOIN subtypes AS s ON s.subtype_id = x.subtype_id
WHERE (x.direction IN ('benefit', 'activity') AND y.direction IN ('no-benefit', 'resistance'))
    OR (y.direction IN ('benefit', 'activity') AND x.direction IN ('no-benefit', 'resistance'))
ORDER BY 1, 2, 5, 9, 13, 10, 14
