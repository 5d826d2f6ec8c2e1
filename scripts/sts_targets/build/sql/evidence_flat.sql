-- One line per outcome with everything that explains it: what a spreadsheet user opens first.
SELECT
    o.outcome_id,
    e.evidence_id,
    s.subtype_id,
    s.name AS subtype,
    s.lineage,
    e.cohort,
    e.biomarker_target_id,
    e.biomarker,
    e.regimen_id,
    r.name AS regimen,
    e.comparator_regimen_id,
    c.name AS comparator,
    e.trial_id,
    t.acronym,
    e.phase,
    e.design,
    e.setting,
    e.n AS patients,
    e.direction,
    e.conclusion,
    o.arm,
    o.endpoint,
    o.timepoint_months,
    o.n,
    o.events,
    o.value,
    o.unit,
    o.value_status,
    o.ci_low,
    o.ci_high,
    o.ci_level,
    o.p_operator,
    o.p_value,
    o.criteria,
    o.assessor,
    o.derivation,
    o.source_kind,
    o.locator,
    o.verification,
    study.citation_id AS study_citation_id,
    study.first_author,
    study.container,
    study.year,
    study.pmid,
    study.doi,
    o.citation_id AS read_in_citation_id
FROM outcomes AS o
JOIN evidence AS e ON e.evidence_id = o.evidence_id
JOIN subtypes AS s ON s.subtype_id = e.subtype_id
JOIN regimens AS r ON r.regimen_id = e.regimen_id
JOIN citations AS study ON study.citation_id = e.citation_id
LEFT JOIN regimens AS c ON c.regimen_id = e.comparator_regimen_id
LEFT JOIN trials AS t ON t.trial_id = e.trial_id
ORDER BY o.outcome_id
