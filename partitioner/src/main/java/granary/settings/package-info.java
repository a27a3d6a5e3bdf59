/**
 * Settings: each feature declares its keys as {@link granary.settings.Setting} constants in one
 * record; {@link granary.settings.Settings} holds the values that a user gave. Read {@code
 * Settings} first.
 */
@NullMarked
package granary.settings;

import org.jspecify.annotations.NullMarked;
