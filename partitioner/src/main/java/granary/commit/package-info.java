/**
 * How new data becomes visible: the commit protocol of appends. Read {@link granary.commit.Commits}
 * first.
 */
@NullMarked
package granary.commit;

import org.jspecify.annotations.NullMarked;
