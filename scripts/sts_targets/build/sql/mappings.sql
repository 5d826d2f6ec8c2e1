-- Identifiers of subtypes, targets and agents in other vocabularies, in the columns of SSSOM.
WITH pairs AS (
    SELECT 'subtype' AS kind, subtype_id AS id, name, 'skos:exactMatch' AS predicate, 'oncotree:' || oncotree_code AS object FROM subtypes
    UNION ALL SELECT 'subtype', subtype_id, name, 'skos:exactMatch', 'NCIT:' || ncit_id FROM subtypes
    UNION ALL SELECT 'subtype', subtype_id, name, 'skos:exactMatch', 'DOID:' || doid FROM subtypes
    UNION ALL SELECT 'subtype', subtype_id, name, 'skos:exactMatch', 'MONDO:' || mondo_id FROM subtypes
    UNION ALL SELECT 'subtype', subtype_id, name, 'skos:exactMatch', 'orphanet:' || orphanet_id FROM subtypes
    UNION ALL SELECT 'subtype', subtype_id, name, 'skos:broadMatch', 'icdo:' || icdo3_code FROM subtypes
    UNION ALL SELECT 'target', target_id, name, 'skos:exactMatch', 'hgnc:' || hgnc_id FROM targets
    UNION ALL SELECT 'target', target_id, name, 'skos:exactMatch', 'ncbigene:' || ncbi_gene_id FROM targets
    UNION ALL SELECT 'target', target_id, name, 'skos:exactMatch', 'ensembl:' || ensembl_gene_id FROM targets
    UNION ALL SELECT 'target', target_id, name, 'skos:relatedMatch', 'uniprot:' || uniprot_id FROM targets
    UNION ALL SELECT 'agent', agent_id, name, 'skos:exactMatch', 'chembl.compound:' || chembl_id FROM agents
    UNION ALL SELECT 'agent', agent_id, name, 'skos:exactMatch', 'pubchem.compound:' || pubchem_cid FROM agents
    UNION ALL SELECT 'agent', agent_id, name, 'skos:exactMatch', 'rxnorm:' || rxcui FROM agents
    UNION ALL SELECT 'agent', agent_id, name, 'skos:exactMatch', 'unii:' || unii FROM agents
    UNION ALL SELECT 'agent', agent_id, name, 'skos:exactMatch', 'NCIT:' || ncit_id FROM agents
    UNION ALL SELECT 'agent', agent_id, name, 'skos:broadMatch', 'atc:' || atc_code FROM agents
    UNION ALL SELECT 'agent', agent_id, name, 'skos:exactMatch', 'inchikey:' || inchikey FROM agents
)
SELECT
    'sts.' || kind || ':' || id AS subject_id,
    name AS subject_label,
    predicate AS predicate_id,
    object AS object_id,
    'semapv:ManualMappingCuration' AS mapping_justification
FROM pairs
WHERE object IS NOT NULL
ORDER BY subject_id, object_id
