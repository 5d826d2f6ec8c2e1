-- One line per outcome with everything that explains it: what a spreadsheet user opens first. Words
-- come first, identifiers last.
SELECT
    s.name AS subtype,
    s.lineage,
    e.cohort,
    e.biomarker,
    r.name AS regimen,
    c.name AS comparator,
    t.acronym,
    e.trial_id,
    e.phase,
    e.design,
    e.setting,
    e.n AS patients,
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
    e.direction,
    e.conclusion,
    study.first_author,
    study.container,
    study.year,
    study.pmid,
    study.doi,
    o.criteria,
    o.assessor,
    o.derivation,
    o.source_kind,
    o.locator,
    o.verification,
    s.subtype_id,
    e.biomarker_target_id,
    e.regimen_id,
    e.comparator_regimen_id,
    e.evidence_id,
    o.outcome_id,
    study.citation_id AS study_citation_id,
    o.citation_id AS read_in_citation_id
FROM outcomes AS o
JOIN evidence AS e ON e.evidence_id = o.evidence_id
JOIN subtypes AS s ON s.subtype_id = e.subtype_id
JOIN regimens AS r ON r.regimen_id = e.regimen_id
JOIN citations AS study ON study.citation_id = e.citation_id
LEFT JOIN regimens AS c ON c.regimen_id = e.comparator_regimen_id
LEFT JOIN trials AS t ON t.trial_id = e.trial_id
ORDER BY o.outcome_id
