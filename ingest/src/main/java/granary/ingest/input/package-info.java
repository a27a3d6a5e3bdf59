/**
 * Where records come from: finding the files that a user named, and reading their bytes, whether
 * compressed or not, while taking their digest. Read {@link granary.ingest.input.InputListing}
 * first.
 */
@NullMarked
package granary.ingest.input;

import org.jspecify.annotations.NullMarked;
