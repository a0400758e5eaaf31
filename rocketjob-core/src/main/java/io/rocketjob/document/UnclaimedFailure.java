package io.rocketjob.document;

import java.util.List;

import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Internal: why a running job fails that no worker holds, because several have worked on
 * it.
 *
 * @param filter matches the job as long as what was seen of it holds
 * @param exception what to record, in its stored form
 * @param failures an exception of each kind that its parts have failed with, by which is
 * decided whether they are done again; in their stored form
 * @param reason a short reason
 * @param loggable what to log of it
 * @param thrown what to log with its stack traces, or {@code null}
 */
public record UnclaimedFailure(Document filter, Document exception, List<Document> failures, String reason,
		String loggable, @Nullable Throwable thrown) {

}
