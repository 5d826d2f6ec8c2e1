-- The present state of each indication after its last event, and when it was first approved. An approval from before
-- a withdrawal does not count towards the state after it.
WITH ordered AS (
    SELECT
        v.*,
        ROW_NUMBER() OVER (
            PARTITION BY v.indication_id
            ORDER BY v.event_date DESC, v.event_id DESC
        ) AS from_last
    FROM regulatory_events AS v
),
withdrawals AS (
    SELECT indication_id, MAX(event_date) AS last_withdrawn
    FROM regulatory_events
    WHERE event = 'withdrawn'
    GROUP BY indication_id
),
approvals AS (
    SELECT
        v.indication_id,
        MIN(v.event_date) AS first_approved,
        SUM(v.event IN ('approved', 'converted-to-regular') AND v.event_date >= COALESCE(w.last_withdrawn, '')) AS regular,
        SUM(v.event = 'approved-conditional' AND v.event_date >= COALESCE(w.last_withdrawn, '')) AS conditional
    FROM regulatory_events AS v
    LEFT JOIN withdrawals AS w ON w.indication_id = v.indication_id
    WHERE v.event IN ('approved', 'approved-accelerated', 'approved-conditional', 'converted-to-regular')
    GROUP BY v.indication_id
)
SELECT
    i.agency,
    a.name AS agent,
    i.brand,
    s.name AS subtype,
    i.biomarker,
    CASE
        WHEN o.event IN ('refused', 'application-withdrawn', 'withdrawn') THEN o.event
        WHEN p.regular > 0 THEN 'approved'
        WHEN p.conditional > 0 THEN 'approved-conditional'
        ELSE 'approved-accelerated'
    END AS status,
    p.first_approved,
    o.event AS last_event,
    o.event_date AS last_event_date,
    o.date_precision,
    i.indication,
    i.line,
    i.population,
    i.tumour_agnostic,
    i.agent_id,
    i.subtype_id,
    i.biomarker_target_id,
    i.indication_id,
    o.citation_id
FROM indications AS i
JOIN ordered AS o ON o.indication_id = i.indication_id AND o.from_last = 1
JOIN agents AS a ON a.agent_id = i.agent_id
JOIN subtypes AS s ON s.subtype_id = i.subtype_id
LEFT JOIN approvals AS p ON p.indication_id = i.indication_id
ORDER BY i.indication_id
