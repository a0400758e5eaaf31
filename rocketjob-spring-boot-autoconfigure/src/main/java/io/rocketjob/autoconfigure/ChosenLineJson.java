package io.rocketjob.autoconfigure;

import io.rocketjob.batch.LineJson;
import org.jspecify.annotations.Nullable;

/**
 * What writes the lines of downloads. It is asked for when it is needed first; this finds
 * out with the start of the application that it cannot be chosen.
 *
 * @param json the only or primary one, {@code null} when there is none
 */
record ChosenLineJson(@Nullable LineJson json) {
}
