package io.rocketjob.dirmon;

import java.time.Instant;

import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A file on its way into its job, or one whose job could not be made. An immutable
 * snapshot.
 *
 * @param job the id that its job has or is going to have
 * @param entry the name of the entry
 * @param source where it was, as text
 * @param archived where it is in the archive, as text
 * @param takenAt when it was taken
 * @param problem why no job could be made of it; {@code null} while that goes on
 * @since 0.1.0
 */
public record TakenFile(ObjectId job, String entry, String source, String archived, Instant takenAt,
		@Nullable String problem) {
}
