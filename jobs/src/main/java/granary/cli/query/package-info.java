/** The command {@code query}. Read {@link granary.cli.query.QueryCommand}. */
@NullMarked
package granary.cli.query;

import org.jspecify.annotations.NullMarked;
