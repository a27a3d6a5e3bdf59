/** The command {@code fsck}. Read {@link granary.cli.fsck.FsckCommand} first. */
@NullMarked
package granary.cli.fsck;

import org.jspecify.annotations.NullMarked;
