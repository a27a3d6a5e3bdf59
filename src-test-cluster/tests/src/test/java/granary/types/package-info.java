/** Every Avro type through every reader. Read {@link granary.types.TypeCases} first. */
@NullMarked
package granary.types;

import org.jspecify.annotations.NullMarked;
