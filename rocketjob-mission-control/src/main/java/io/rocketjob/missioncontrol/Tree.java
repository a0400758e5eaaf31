package io.rocketjob.missioncontrol;

import org.jspecify.annotations.Nullable;

/**
 * A value with others in it, for a template that calls itself.
 *
 * @param value a text, a number, a truth value, a map, a list, or nothing
 */
record Tree(@Nullable Object value) {
}
