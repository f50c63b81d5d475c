-- Grain:   source, entity, column_name
-- Unit:    one row a column
-- Source:  raw.ignored_columns
-- Answers: which columns does a source give that no entity has, so that they are left out?

select
    source,
    entity,
    column_name

from raw.ignored_columns
