-- The best evidence of each targeted agent in each subtype. The rule: regulator approval, else randomised phase 3,
-- else other randomised trial, else single arm, else retrospective; the direction is that of the best study level.
-- Of the studies of that level one of the agent alone stands for it, else the largest of a combination.
WITH levelled AS (
    SELECT
        e.evidence_id,
        e.subtype_id,
        ra.agent_id,
        e.direction,
        e.n,
        r.kind = 'monotherapy' AS is_alone,
        CASE
            WHEN e.design LIKE 'randomized%' AND e.phase IN ('3', '2/3') THEN 2
            WHEN e.design LIKE 'randomized%' THEN 3
            WHEN e.design IN ('single-arm', 'basket', 'dose-escalation', 'expanded-access') THEN 4
            ELSE 5
        END AS level
    FROM evidence AS e
    JOIN regimens AS r ON r.regimen_id = e.regimen_id
    JOIN regimen_agents AS ra ON ra.regimen_id = e.regimen_id
    JOIN agents AS a ON a.agent_id = ra.agent_id AND a.is_targeted = 1
),
best AS (
    SELECT subtype_id, agent_id, MIN(level) AS level, COUNT(*) AS evidence_rows
    FROM levelled
    GROUP BY subtype_id, agent_id
),
studied AS (
    SELECT
        b.subtype_id,
        b.agent_id,
        b.level,
        b.evidence_rows,
        CASE WHEN COUNT(DISTINCT l.direction) = 1 THEN MIN(l.direction) ELSE 'mixed' END AS direction,
        (
            SELECT x.evidence_id
            FROM levelled AS x
            WHERE x.subtype_id = b.subtype_id AND x.agent_id = b.agent_id AND x.level = b.level
            ORDER BY x.is_alone DESC, x.n DESC, x.evidence_id
            LIMIT 1
        ) AS best_evidence_id
    FROM best AS b
    JOIN levelled AS l ON l.subtype_id = b.subtype_id AND l.agent_id = b.agent_id AND l.level = b.level
    GROUP BY b.subtype_id, b.agent_id
),
approved AS (
    SELECT subtype_id, agent_id, GROUP_CONCAT(agency, '; ') AS approved_by
    FROM (
        SELECT DISTINCT subtype_id, agent_id, agency
        FROM current_indications
        WHERE status LIKE 'approved%'
        ORDER BY agency
    )
    GROUP BY subtype_id, agent_id
),
pairs AS (
    SELECT subtype_id, agent_id FROM studied
    UNION
    SELECT p.subtype_id, p.agent_id
    FROM approved AS p
    JOIN agents AS a ON a.agent_id = p.agent_id AND a.is_targeted = 1
)
SELECT
    q.subtype_id,
    s.name AS subtype,
    q.agent_id,
    a.name AS agent,
    CASE
        WHEN p.approved_by IS NOT NULL THEN 'regulator-approval'
        WHEN d.level = 2 THEN 'randomised-phase-3'
        WHEN d.level = 3 THEN 'randomised-phase-2'
        WHEN d.level = 4 THEN 'single-arm'
        ELSE 'retrospective'
    END AS best_level,
    p.approved_by,
    CASE d.level
        WHEN 2 THEN 'randomised-phase-3'
        WHEN 3 THEN 'randomised-phase-2'
        WHEN 4 THEN 'single-arm'
        WHEN 5 THEN 'retrospective'
    END AS study_level,
    d.direction,
    COALESCE(d.evidence_rows, 0) AS evidence_rows,
    d.best_evidence_id,
    r.name AS best_regimen
FROM pairs AS q
JOIN subtypes AS s ON s.subtype_id = q.subtype_id
JOIN agents AS a ON a.agent_id = q.agent_id
LEFT JOIN studied AS d ON d.subtype_id = q.subtype_id AND d.agent_id = q.agent_id
LEFT JOIN evidence AS e ON e.evidence_id = d.best_evidence_id
LEFT JOIN regimens AS r ON r.regimen_id = e.regimen_id
LEFT JOIN approved AS p ON p.subtype_id = q.subtype_id AND p.agent_id = q.agent_id
ORDER BY q.subtype_id, q.agent_id
