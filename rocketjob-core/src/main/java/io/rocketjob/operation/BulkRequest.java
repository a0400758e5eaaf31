package io.rocketjob.operation;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * What to do with many jobs, as an operator has written it.
 *
 * @param action {@code retry}, {@code pause}, {@code resume}, {@code abort},
 * {@code fail}, {@code run-now}, {@code priority} or {@code delete}
 * @param ids the ids of the jobs, at most 1,000; {@code null} or empty for those that a
 * search finds
 * @param text the search, of which only those jobs are meant whose state allows the
 * action; used when there are no ids. Must not be {@code null} then: all jobs are an
 * empty text
 * @param priority the new priority, for {@code priority} only
 * @since 0.1.0
 */
public record BulkRequest(String action, @Nullable List<String> ids, @Nullable String text, @Nullable String priority) {

	/**
	 * To do something with all jobs that a search finds.
	 * @param action what to do
	 * @param text the search
	 * @return the request
	 */
	public static BulkRequest of(String action, String text) {
		return new BulkRequest(action, null, text, null);
	}

	/**
	 * To do something with some jobs.
	 * @param action what to do
	 * @param ids the ids of the jobs
	 * @return the request
	 */
	public static BulkRequest of(String action, List<String> ids) {
		return new BulkRequest(action, ids, null, null);
	}

}
