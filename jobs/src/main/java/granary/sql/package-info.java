/**
 * Turns SQL over datasets into stages of fragments. Read {@link granary.sql.QueryPlanner} first:
 * Calcite parses, validates and rewrites; {@link granary.sql.StageCutter} cuts; {@link
 * granary.sql.FragmentRenderer} writes DuckDB's SQL. Only this package knows Calcite.
 */
@NullMarked
package granary.sql;

import org.jspecify.annotations.NullMarked;
