-- The alterations of each subtype with the agents that act on the altered gene, directly or through a complex or
-- family it belongs to, and whether they were tried or are approved in that subtype.
WITH altered AS (
    SELECT alteration_id, target_id AS gene FROM alterations
    UNION
    SELECT alteration_id, partner_target_id FROM alterations WHERE partner_target_id IS NOT NULL
),
hitting AS (
    SELECT h.target_id AS gene, h.agent_id, h.action FROM agent_targets AS h
    UNION
    SELECT m.member_id, h.agent_id, h.action
    FROM agent_targets AS h
    JOIN target_members AS m ON m.target_id = h.target_id
)
SELECT
    l.alteration_id,
    l.subtype_id,
    s.name AS subtype,
    l.target_id,
    l.partner_target_id,
    l.alteration_class,
    l.alteration,
    l.role,
    l.frequency_low_pct,
    l.frequency_high_pct,
    l.n_tested,
    l.citation_id,
    h.gene AS hit_target_id,
    h.agent_id,
    a.name AS agent,
    h.action,
    (
        SELECT COUNT(*)
        FROM evidence AS e
        JOIN regimen_agents AS ra ON ra.regimen_id = e.regimen_id
        WHERE e.subtype_id = l.subtype_id AND ra.agent_id = h.agent_id
    ) AS evidence_rows,
    (
        SELECT GROUP_CONCAT(agency, '; ')
        FROM (
            SELECT DISTINCT c.agency
            FROM current_indications AS c
            WHERE c.subtype_id = l.subtype_id AND c.agent_id = h.agent_id AND c.status LIKE 'approved%'
            ORDER BY c.agency
        )
    ) AS approved_by
FROM alterations AS l
JOIN subtypes AS s ON s.subtype_id = l.subtype_id
LEFT JOIN altered AS g ON g.alteration_id = l.alteration_id
    AND g.gene IN (SELECT gene FROM hitting)
LEFT JOIN hitting AS h ON h.gene = g.gene
LEFT JOIN agents AS a ON a.agent_id = h.agent_id
WHERE h.agent_id IS NOT NULL OR NOT EXISTS (
    SELECT 1 FROM altered AS y JOIN hitting AS z ON z.gene = y.gene WHERE y.alteration_id = l.alteration_id
)
GROUP BY l.alteration_id, h.gene, h.agent_id
ORDER BY l.alteration_id, h.gene, h.agent_id
